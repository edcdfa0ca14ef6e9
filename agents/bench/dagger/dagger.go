package dagger

import (
	"bufio"
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/agents/data"
	"github.com/fenchel-gym/fenchel/agents/eval"
	"github.com/fenchel-gym/fenchel/agents/expert"
	"github.com/fenchel-gym/fenchel/agents/stat"
	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/suite"
	"github.com/fenchel-gym/fenchel/internal/config"
	"github.com/fenchel-gym/fenchel/internal/disk"
	"github.com/fenchel-gym/fenchel/policy"
)

// Config is the benchmark of dataset aggregation: from a few demonstrations the learner acts, the expert is asked at
// every state that it meets, and a new policy is cloned from all answers; how good it becomes over the number of
// questions is the result.
type Config struct {
	Name     string       `yaml:"name"`
	Citable  bool         `yaml:"citable"`
	Tasks    []string     `yaml:"tasks"`
	Demos    int          `yaml:"demos"`    // expert episodes to begin with
	Seeds    int          `yaml:"seeds"`    // training seeds
	Episodes int          `yaml:"episodes"` // of each policy's evaluation
	Horizon  int          `yaml:"horizon"`  // where nothing ends an episode early, of those in which the expert is asked, which are as many more; 0: the task's
	Train    grid.Changes `yaml:"train"`    // rounds and episodes a round among it
}

//go:embed *.yaml
var configs embed.FS

// Load reads a configuration that comes with fenchel: "dagger", or "smoke" of seconds.
func Load(name string) (*Config, error) {
	file := name + ".yaml"
	data, err := configs.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("no online benchmark is called %q", name)
	}
	b := &Config{}
	return b, grid.Read(file, data, b)
}

// YAML is the configuration as a file holds it.
func (b *Config) YAML() []byte { return config.Encode(b) }

// Validate says what is wrong with a configuration.
func (b *Config) Validate() error {
	errs := []error{
		grid.CheckTasks(b.Tasks),
		config.AtLeast("demos", b.Demos, 1),
		config.AtLeast("seeds", b.Seeds, 1),
		config.AtLeast("episodes", b.Episodes, 1),
	}
	o, err := b.options()
	if err == nil {
		err = config.Join(o.Validate(), config.AtLeast("dagger.rounds", o.DAgger.Rounds, 1))
	}
	return config.Join(append(errs, config.In("train", err))...)
}

func (b *Config) options() (agents.TrainOptions, error) {
	o := agents.DefaultTrain()
	err := b.Train.Apply(&o)
	o.Schedule.Steps, o.CheckpointEvery = o.Steps, o.Steps
	return o, err
}

// Curve is what one training found. Point i is the policy cloned from the first Queries answers of the expert: its mean
// return in the evaluation's episodes.
type Curve struct {
	Queries []int     `json:"queries"`
	Returns []float64 `json:"returns"`
}

// TaskResult is what the benchmark found on one task.
type TaskResult struct {
	Task   string         `json:"task"`
	Scale  stat.Reference `json:"scale"`  // on the evaluation's starts
	Curves []Curve        `json:"curves"` // by seed
}

// taskRun is the benchmark at work on one task.
type taskRun struct {
	b       *Config
	s       grid.Setting
	task    string
	newEnv  func() envs.Env
	asked   func() envs.Env // the task, as long as the expert is asked
	parts   int             // into which its episodes are cut
	teacher func() envs.Policy
	dir     string // of the demonstrations
}

// Run carries the benchmark out and hands on what each task gave.
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

func (r *taskRun) run(ctx context.Context) (*TaskResult, error) {
	e, err := expert.For(r.task)
	if err != nil {
		return nil, err
	}
	if r.newEnv, err = suite.Make(r.task); err != nil {
		return nil, err
	}
	if err := r.shorten(); err != nil {
		return nil, err
	}
	r.teacher, r.dir = e.New, filepath.Join(r.s.Dir, "data", r.task)
	rec := grid.Recording{Dir: r.dir, Env: r.newEnv(), Actor: e.New(), Who: demos.Actor{Name: "expert", Detail: e.Card.Method},
		Seed: r.s.Seed, Episodes: r.b.Demos, PerFile: 1, Progress: r.s.Report}
	data, err := rec.Make(ctx)
	if err != nil {
		return nil, err
	}
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

// shorten cuts the episodes in which the expert is asked where a fall does not end them: on its back a cheetah would be
// told for hundreds of steps what to do there.
func (r *taskRun) shorten() (err error) {
	spec := r.newEnv().Spec()
	r.asked, r.parts = r.newEnv, 1
	if r.b.Horizon > 0 && !spec.EndsEarly() {
		r.parts = max(spec.Horizon/r.b.Horizon, 1)
		r.asked, err = suite.Make(fmt.Sprintf("%s:horizon=%d", r.task, r.b.Horizon))
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
	teacher, err := r.evaluate(ctx, r.teacher)
	return stat.Reference{Random: random, Expert: teacher}, err
}

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
	return grid.Cell[Curve]{
		Path: filepath.Join(r.s.Dir, "curves", r.task, name+".json"), Digest: grid.Digest(o, fmt.Sprintf("%s %d %d %s", data.Digest(), r.s.Seed, r.b.Episodes, r.asked().Spec().Name)),
		Find: func(ctx context.Context) (Curve, error) {
			return r.learn(ctx, o, filepath.Join(r.s.Dir, "runs", r.task, name))
		},
	}, err
}

// learn asks the expert and evaluates what came of it.
func (r *taskRun) learn(ctx context.Context, o agents.TrainOptions, dir string) (Curve, error) {
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
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return c, err
	}
	measure := func(ctx context.Context, p *policy.Network) (float64, error) {
		return r.evaluate(ctx, func() envs.Policy { return p.Clone() })
	}
	d := &agents.DAgger{
		Training: agents.Training{Dir: dir, Data: data, Options: o, Run: agents.DefaultRun(), Workers: 1},
		NewEnv:   r.asked, Expert: r.teacher, Measure: measure,
	}
	d.Run.Resume = true
	trained, err := d.Train(ctx)
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

// read takes the rounds from a run's metrics. What a round measured is the policy before it.
func (c *Curve) read(path string) error {
	data, err := disk.ReadFile(disk.OS{}, path, nil, grid.MaxKept)
	if err != nil {
		return err
	}
	for lines := bufio.NewScanner(bytes.NewReader(data)); lines.Scan(); {
		var line agents.RoundLine
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		if line.Measured != nil {
			c.Queries, c.Returns = append(c.Queries, line.Queries), append(c.Returns, *line.Measured)
		}
	}
	return nil
}
