package bench

import (
	"bufio"
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"github.com/fenchel-gym/fenchel/agents"
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

// Online is the benchmark of dataset aggregation: from a few demonstrations the learner acts, the expert is asked at
// every state that it meets, and a new policy is cloned from all answers; how good it becomes over the number of
// questions is the result.
type Online struct {
	Name     string   `yaml:"name"`
	Citable  bool     `yaml:"citable"`
	Tasks    []string `yaml:"tasks"`
	Demos    int      `yaml:"demos"`    // expert episodes to begin with
	Seeds    int      `yaml:"seeds"`    // training seeds
	Episodes int      `yaml:"episodes"` // of each policy's evaluation
	Horizon  int      `yaml:"horizon"`  // where nothing ends an episode early, of those in which the expert is asked, which are as many more; 0: the task's
	Train    Changes  `yaml:"train"`    // rounds and episodes a round among it
}

//go:embed dagger*.yaml
var onlines embed.FS

// LoadOnline reads a configuration that comes with fenchel: "dagger", or "dagger-smoke" of seconds.
func LoadOnline(name string) (*Online, error) {
	file := name + ".yaml"
	data, err := onlines.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("no online benchmark is called %q", name)
	}
	b := &Online{}
	return b, read(file, data, b)
}

// YAML is the configuration as a file holds it.
func (b *Online) YAML() []byte { return config.Encode(b) }

// Validate says what is wrong with a configuration.
func (b *Online) Validate() error {
	o, err := b.options()
	if err == nil {
		err = o.Validate()
	}
	if err == nil && (b.Demos < 1 || b.Seeds < 1 || b.Episodes < 1 || o.DAgger.Rounds < 1) {
		err = errors.New("want at least 1 demonstration, seed, episode and round")
	}
	return errors.Join(err, checkTasks(b.Tasks))
}

func (b *Online) options() (agents.TrainOptions, error) {
	o := agents.DefaultTrain()
	err := b.Train.apply(&o)
	o.Schedule.Steps, o.CheckpointEvery = o.Steps, o.Steps
	return o, err
}

// Curve is what one training found. Point i is the policy cloned from the first Queries answers of the expert: its mean
// return in the evaluation's episodes.
type Curve struct {
	Queries []int     `json:"queries"`
	Returns []float64 `json:"returns"`
}

// OnlineFound is what the benchmark found on one task.
type OnlineFound struct {
	Task   string         `json:"task"`
	Scale  stat.Reference `json:"scale"`  // on the evaluation's starts
	Curves []Curve        `json:"curves"` // by seed
}

// onlineRun is the benchmark at work on one task.
type onlineRun struct {
	b       *Online
	s       Setting
	task    string
	newEnv  func() envs.Env
	asked   func() envs.Env // the task, as long as the expert is asked
	parts   int             // into which its episodes are cut
	teacher func() envs.Policy
	dir     string // of the demonstrations
}

// Run carries the benchmark out and hands on what each task gave.
func (b *Online) Run(ctx context.Context, s Setting, each func(*OnlineFound) error) error {
	if s.Progress == nil {
		s.Progress = func(string, int, int) {}
	}
	for _, task := range b.Tasks {
		found, err := (&onlineRun{b: b, s: s, task: task}).run(ctx)
		if err == nil {
			err = each(found)
		}
		if err != nil {
			return interruption(fmt.Errorf("%s: %w", task, err))
		}
	}
	return nil
}

func (r *onlineRun) run(ctx context.Context) (*OnlineFound, error) {
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
	if err := os.MkdirAll(filepath.Dir(r.dir), 0o777); err != nil {
		return nil, err
	}
	rec := recording{dir: r.dir, env: r.newEnv(), actor: e.New(), who: demos.Actor{Name: "expert", Detail: e.Card.Method},
		seed: r.s.Seed, episodes: r.b.Demos, perFile: 1, resume: true, progress: r.s.Progress}
	data, err := rec.make(ctx)
	if err != nil {
		return nil, err
	}
	found := &OnlineFound{Task: r.task}
	if found.Scale, err = r.scale(ctx); err != nil {
		return nil, err
	}
	cells := make([]cell[Curve], r.b.Seeds)
	for i := range cells {
		if cells[i], err = r.cell(data, i); err != nil {
			return nil, err
		}
	}
	found.Curves, err = runGrid(ctx, cells, runtime.GOMAXPROCS(0), func(done, of int) { r.s.Progress(r.task, done, of) })
	return found, err
}

// shorten cuts the episodes in which the expert is asked where a fall does not end them: on its back a cheetah would be
// told for hundreds of steps what to do there.
func (r *onlineRun) shorten() (err error) {
	spec := r.newEnv().Spec()
	r.asked, r.parts = r.newEnv, 1
	if r.b.Horizon > 0 && !spec.EndsEarly() {
		r.parts = max(spec.Horizon/r.b.Horizon, 1)
		r.asked, err = suite.Make(fmt.Sprintf("%s:horizon=%d", r.task, r.b.Horizon))
	}
	return err
}

// scale measures both ends on the evaluation's starts.
func (r *onlineRun) scale(ctx context.Context) (stat.Reference, error) {
	action := r.newEnv().Spec().Action
	random, err := r.evaluate(ctx, func() envs.Policy { return policy.NewRandom(action) })
	if err != nil {
		return stat.Reference{}, err
	}
	teacher, err := r.evaluate(ctx, r.teacher)
	return stat.Reference{Random: random, Expert: teacher}, err
}

func (r *onlineRun) evaluate(ctx context.Context, newPolicy func() envs.Policy) (float64, error) {
	o := eval.Default()
	o.Episodes, o.Seed, o.Batch, o.Workers, o.Bootstrap.Resamples = r.b.Episodes, r.s.Seed, r.b.Episodes, 1, 1
	result, err := eval.Evaluate(ctx, r.newEnv, newPolicy, o)
	if err != nil {
		return 0, err
	}
	return result.Mean, nil
}

// cell is the training under one seed, in a run directory of its own.
func (r *onlineRun) cell(data *data.Pairs, seed int) (cell[Curve], error) {
	o, err := r.b.options()
	o.Task, o.Seed = data.Spec().Name, r.s.Seed+uint64(seed)
	o.DAgger.Episodes *= r.parts
	name := fmt.Sprintf("seed-%d", seed)
	return cell[Curve]{
		path: filepath.Join(r.s.Dir, "curves", r.task, name+".json"), digest: digestOf(o, fmt.Sprintf("%s %d %d %s", data.Digest(), r.s.Seed, r.b.Episodes, r.asked().Spec().Name)),
		find: func(ctx context.Context) (Curve, error) {
			return r.learn(ctx, o, filepath.Join(r.s.Dir, "runs", r.task, name))
		},
	}, err
}

// learn asks the expert and evaluates what came of it.
func (r *onlineRun) learn(ctx context.Context, o agents.TrainOptions, dir string) (Curve, error) {
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
	data, err := disk.ReadFile(disk.OS{}, path, nil, maxKept)
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
