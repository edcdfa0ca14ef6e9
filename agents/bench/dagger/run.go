package dagger

import (
	"context"
	"fmt"
	"path/filepath"
	"runtime"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/agents/clone"
	online "github.com/fenchel-gym/fenchel/agents/dagger"
	"github.com/fenchel-gym/fenchel/agents/data"
	"github.com/fenchel-gym/fenchel/agents/eval"
	"github.com/fenchel-gym/fenchel/agents/expert"
	"github.com/fenchel-gym/fenchel/agents/stat"
	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/suite"
	"github.com/fenchel-gym/fenchel/policy"
)

// TaskResult is what the benchmark found on one task.
type TaskResult struct {
	Task   string         `json:"task"`
	Scale  stat.Reference `json:"scale"`  // on the evaluation's starts
	Curves []Curve        `json:"curves"` // by seed
}

// taskRun is the benchmark on one task.
type taskRun struct {
	b       *Config
	s       grid.Setting
	task    string
	newEnv  func() envs.Env
	queried func() envs.Env // the task in episodes with expert queries
	parts   int             // such episodes for one of the task
	expert  func() envs.Policy
	dir     string // of the demonstrations
}

// Run runs the benchmark, one task after the other, and calls each with the result of a task as soon as it is complete.
func (b *Config) Run(ctx context.Context, s grid.Setting, each func(*TaskResult) error) error {
	for _, task := range b.Tasks {
		found, err := (&taskRun{b: b, s: s, task: task}).run(ctx)
		if err == nil {
			err = each(found)
		}
		if err != nil {
			return grid.Interruption(fmt.Errorf("%s: %w", task, err))
		}
	}
	return nil
}

// run records the demonstrations, measures the scale, and trains under every seed.
func (r *taskRun) run(ctx context.Context) (*TaskResult, error) {
	e, err := expert.For(r.task)
	if err != nil {
		return nil, err
	}
	if err := r.makeTask(); err != nil {
		return nil, err
	}
	r.expert, r.dir = e.New, filepath.Join(r.s.Dir, "data", r.task)
	rec := grid.Recording{Dir: r.dir, Env: r.newEnv(), Actor: e.New(), Who: demos.Actor{Name: "expert", Detail: e.Card.Method},
		Seed: r.s.Seed, Episodes: r.b.Demos, PerFile: 1, Progress: r.s.Report}
	data, err := rec.Make(ctx)
	if err != nil {
		return nil, err
	}
	defer data.Close()
	found := &TaskResult{Task: r.task}
	if found.Scale, err = r.scale(ctx); err != nil {
		return nil, err
	}
	cells := make([]grid.Cell[Curve], r.b.Seeds)
	for i := range cells {
		if cells[i], err = r.cell(data, i); err != nil {
			return nil, err
		}
	}
	found.Curves, err = grid.Run(ctx, cells, runtime.GOMAXPROCS(0), func(done, of int) { r.s.Report(r.task, done, of) })
	return found, err
}

// makeTask makes the task, and the one with expert queries: in shorter episodes where nothing ends them early, since a
// cheetah on its back would otherwise be labeled for hundreds of steps.
func (r *taskRun) makeTask() (err error) {
	if r.newEnv, err = suite.Make(r.task); err != nil {
		return err
	}
	spec := r.newEnv().Spec()
	r.queried, r.parts = r.newEnv, 1
	if r.b.Horizon > 0 && !spec.EndsEarly() {
		r.parts = max(spec.Horizon/r.b.Horizon, 1)
		r.queried, err = suite.Make(fmt.Sprintf("%s:horizon=%d", r.task, r.b.Horizon))
	}
	return err
}

// scale measures both ends on the evaluation's starts.
func (r *taskRun) scale(ctx context.Context) (stat.Reference, error) {
	action := r.newEnv().Spec().Action
	random, err := r.evaluate(ctx, func() envs.Policy { return policy.NewRandom(action) })
	if err != nil {
		return stat.Reference{}, err
	}
	best, err := r.evaluate(ctx, r.expert)
	return stat.Reference{Random: random, Expert: best}, err
}

// evaluate is the mean return of a policy in the evaluation's episodes.
func (r *taskRun) evaluate(ctx context.Context, newPolicy func() envs.Policy) (float64, error) {
	o := eval.Default()
	o.Episodes, o.Seed, o.Batch, o.Workers, o.Bootstrap.Resamples = r.b.Episodes, r.s.Seed, r.b.Episodes, 1, 1
	result, err := eval.Evaluate(ctx, r.newEnv, newPolicy, o)
	if err != nil {
		return 0, err
	}
	return result.Mean, nil
}

// cell is the training under one seed, in a run directory of its own.
func (r *taskRun) cell(data *data.Pairs, seed int) (grid.Cell[Curve], error) {
	o, err := r.b.options()
	o.Task, o.Seed = data.Spec().Name, r.s.Seed+uint64(seed)
	o.DAgger.Episodes *= r.parts
	name := fmt.Sprintf("seed-%d", seed)
	rest := fmt.Sprintf("%s %d %d %s", data.Digest(), r.s.Seed, r.b.Episodes, r.queried().Spec().Name)
	return grid.Cell[Curve]{
		Path: filepath.Join(r.s.Dir, "curves", r.task, name+".json"), Digest: grid.Digest(o, rest),
		Find: func(ctx context.Context) (Curve, error) {
			return r.learn(ctx, o, filepath.Join(r.s.Dir, "runs", r.task, name))
		},
	}, err
}

// learn trains in a run directory and evaluates the policy of every round.
func (r *taskRun) learn(ctx context.Context, o clone.Options, dir string) (Curve, error) {
	var c Curve
	set, err := demos.Open(r.dir)
	if err != nil {
		return c, err
	}
	data, err := data.Read(set, data.DefaultStorage(filepath.Dir(dir))) // its own: it grows
	if err != nil {
		return c, err
	}
	defer data.Close()
	c.Queries = []int{data.Rows()}
	if err := grid.MakeDir(dir); err != nil {
		return c, err
	}
	measure := func(ctx context.Context, p policy.Saved) (float64, error) {
		return r.evaluate(ctx, func() envs.Policy { return p.Share() })
	}
	t := agents.Training{
		Dir: dir, Options: online.Options(o), Run: agents.DefaultRun(),
		Sources: agents.Sources{Pairs: data, NewEnv: r.queried, Expert: r.expert, Measure: measure, Workers: 1},
	}
	t.Run.Resume = true
	trained, err := t.Train(ctx)
	if err != nil {
		return c, err
	}
	if err := c.read(filepath.Join(dir, agents.MetricsFile)); err != nil {
		return c, err
	}
	last, err := measure(ctx, trained.Policy)
	c.Returns = append(c.Returns, last)
	return c, err
}
