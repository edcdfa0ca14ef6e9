package adversarial

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/goccy/go-yaml"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/agents/data"
	"github.com/fenchel-gym/fenchel/agents/eval"
	"github.com/fenchel-gym/fenchel/agents/expert"
	"github.com/fenchel-gym/fenchel/agents/expert/rl"
	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/suite"
	"github.com/fenchel-gym/fenchel/internal/config"
	"github.com/fenchel-gym/fenchel/internal/disk"
	"github.com/fenchel-gym/fenchel/policy"
)

// Config is the benchmark of adversarial imitation: from very few episodes one policy is cloned, and another
// learns from nothing, by acting before a judge who knows the same episodes (package rl, GAIL). It acts in episodes
// that nothing ends early, so that their length tells nothing, and that are short, so that little time goes by after a
// fall; both are measured on whole ones of the fixed-horizon variant. No reward is used, nor to choose a policy: the
// last one is measured, and both learn from all pairs of the episodes.
type Config struct {
	Name     string   `yaml:"name"`
	Citable  bool     `yaml:"citable"`
	Tasks    []string `yaml:"tasks"`
	Demos    []int    `yaml:"demos"` // numbers of expert episodes
	Seeds    int      `yaml:"seeds"`
	Clone    int      `yaml:"clone"`    // optimizer steps of cloning
	Steps    int64    `yaml:"steps"`    // of the environment, before the judge
	Horizon  int      `yaml:"horizon"`  // of the episodes there
	Episodes int      `yaml:"episodes"` // of the evaluation
}

// Default is hopper and halfcheetah from 1 and 4 episodes.
func Default() *Config {
	return &Config{
		Name: "adversarial", Citable: true, Tasks: []string{"hopper", "halfcheetah"}, Demos: []int{1, 4}, Seeds: 1,
		Clone: 4000, Steps: 1_000_000, Horizon: 300, Episodes: 50,
	}
}

// YAML is the configuration as a file holds it.
func (b *Config) YAML() []byte { return config.Encode(b) }

// Validate says what is wrong with a configuration.
func (b *Config) Validate() error {
	errs := []error{
		grid.CheckTasks(b.Tasks),
		config.NotEmpty("tasks", len(b.Tasks)),
		config.NotEmpty("demos", len(b.Demos)),
		config.AtLeast("seeds", b.Seeds, 1),
		config.AtLeast("clone", b.Clone, 1),
		config.AtLeast("horizon", b.Horizon, 1),
		config.AtLeast("episodes", b.Episodes, 1),
	}
	for i, n := range b.Demos {
		at := fmt.Sprintf("demos[%d]", i)
		errs = append(errs, config.AtLeast(at, n, 1))
		if slices.Contains(b.Demos[:i], n) {
			errs = append(errs, config.Want(at, n, "a number that occurs once"))
		}
	}
	if warmup := rl.DefaultsOf("gail").SAC.Warmup; b.Steps <= int64(warmup) {
		errs = append(errs, config.Want("steps", b.Steps, "more than the first %d, whose actions are uniformly random", warmup))
	}
	return config.Join(errs...)
}

// Result is what one training came to, as mean returns on common episodes.
type Result struct {
	Task     string  `json:"task"`
	Demos    int     `json:"demos"`
	Seed     uint64  `json:"seed"`
	Random   float64 `json:"random"`
	Expert   float64 `json:"expert"`
	Cloned   float64 `json:"cloned"`
	Imitated float64 `json:"judged"`
}

// Score is a mean return with 0 for random actions and 1 for the expert.
func (j Result) Score(mean float64) float64 { return (mean - j.Random) / (j.Expert - j.Random) }

// CanRun complains about runs before the judge that the directory holds and that were begun with another number of
// steps: they do not go on with this one.
func (b *Config) CanRun(s grid.Setting) error {
	for _, task := range b.Tasks {
		for _, n := range b.Demos {
			for seed := range uint64(b.Seeds) {
				dir := filepath.Join(b.dir(s, task, n, seed), "judged")
				begun, err := stepsOf(filepath.Join(dir, agents.ConfigFile))
				if err != nil {
					return err
				}
				if begun != 0 && begun != b.Steps {
					return fmt.Errorf("%s holds a run that was begun with %d steps, not %d: choose another directory", dir, begun, b.Steps)
				}
			}
		}
	}
	return nil
}

// stepsOf is the number of steps in a run's configuration; 0: there is none.
func stepsOf(path string) (int64, error) {
	data, err := disk.ReadFile(disk.OS{}, path, nil, grid.MaxKept)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	var run struct {
		Steps int64 `yaml:"steps"`
	}
	if err == nil {
		err = yaml.Unmarshal(data, &run)
	}
	if err != nil {
		return 0, fmt.Errorf("%s: %w", path, err)
	}
	return run.Steps, nil
}

// dir is the directory of a cell, with the runs of both policies.
func (b *Config) dir(s grid.Setting, task string, n int, seed uint64) string {
	return filepath.Join(s.Dir, fmt.Sprintf("%s-%d-%d", task, n, seed))
}

// Run carries out what is not done yet; done is told each result in the order of tasks, demonstrations and seeds.
func (b *Config) Run(ctx context.Context, s grid.Setting, done func(Result) error) error {
	for _, task := range b.Tasks {
		for _, n := range b.Demos {
			for seed := range uint64(b.Seeds) {
				dir := b.dir(s, task, n, seed)
				c := grid.Cell[Result]{Path: filepath.Join(dir, "result.json"), Digest: b.digest(task, n, s.Seed+seed), Find: func(ctx context.Context) (Result, error) {
					return b.find(ctx, s, dir, task, n, s.Seed+seed)
				}}
				found, err := c.Run(ctx)
				if err == nil {
					err = done(found)
				}
				if err != nil {
					return grid.Interruption(err)
				}
			}
		}
	}
	return nil
}

// digest names all that decides what a cell finds.
func (b *Config) digest(task string, n int, seed uint64) string {
	beside := fmt.Sprintf("%s\n%d demonstrations, horizon %d, %d episodes", b.judging(task, seed).YAML(), n, b.Horizon, b.Episodes)
	return grid.Digest(b.cloning(task, seed), beside)
}

// cloning is how the clone learns.
func (b *Config) cloning(task string, seed uint64) agents.TrainOptions {
	o := agents.DefaultTrain()
	o.Task, o.Seed, o.Batch, o.Reserve = task, seed, 128, 0
	o.Policy.Hidden, o.Policy.Energy = []int{128, 128}, "pairwise-lowrank"
	o.Steps, o.Schedule.Steps, o.Schedule.Rate = b.Clone, b.Clone, 2e-3
	return o
}

// judging is how the other one learns.
func (b *Config) judging(task string, seed uint64) rl.Options {
	o := rl.DefaultsOf("gail")
	o.Task, o.Seed, o.Steps, o.EvalEpisodes = task, seed, b.Steps, 1
	return o
}

func (b *Config) find(ctx context.Context, s grid.Setting, dir, task string, n int, seed uint64) (j Result, err error) {
	j = Result{Task: task, Demos: n, Seed: seed}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return j, err
	}
	whole, errWhole := suite.Make(task + ":fixed-horizon")
	short, errShort := suite.Make(fmt.Sprintf("%s:fixed-horizon:horizon=%d", task, b.Horizon))
	teacher, errTeacher := expert.For(task)
	if err := errors.Join(errWhole, errShort, errTeacher); err != nil {
		return j, err
	}
	list := demonstrate(whole(), teacher, n, seed)
	cloned, err := b.clone(ctx, s, filepath.Join(dir, "cloned"), whole(), list, seed)
	if err != nil {
		return j, err
	}
	judged, err := b.judge(ctx, s, filepath.Join(dir, "judged"), short, list, seed)
	if err != nil {
		return j, err
	}
	set := whole().Spec().Action
	for _, m := range []struct {
		mean *float64
		who  func() envs.Policy
	}{
		{&j.Random, func() envs.Policy { return policy.NewRandom(set) }}, {&j.Expert, teacher.New},
		{&j.Cloned, func() envs.Policy { return cloned.Clone() }}, {&j.Imitated, func() envs.Policy { return judged.Clone() }},
	} {
		o := eval.Default()
		o.Episodes, o.Seed, o.Bootstrap.Resamples = b.Episodes, seed, 1
		res, err := eval.Evaluate(ctx, whole, m.who, o)
		if err != nil {
			return j, err
		}
		*m.mean = res.Mean
	}
	return j, nil
}

// demonstrate plays the expert's first episodes.
func demonstrate(e envs.Env, teacher expert.Expert, n int, seed uint64) []*demos.Demonstration {
	return grid.Play(envs.NewRollout(e, teacher.New()), seed, 0, n)
}

// clone trains a policy on all pairs of the demonstrations.
func (b *Config) clone(ctx context.Context, s grid.Setting, dir string, e envs.Env, list []*demos.Demonstration, seed uint64) (*policy.Network, error) {
	data := data.New(e.Spec())
	defer data.Close()
	for i, d := range list {
		if err := data.Add(fmt.Sprint("episode ", i), d); err != nil {
			return nil, err
		}
	}
	o := b.cloning(e.Spec().Name, seed)
	t := agents.Training{
		Dir: dir, Data: data, Options: o, Run: agents.DefaultRun(), Clock: s.Clock,
		Progress: func(p agents.Progress) { s.Report("clone "+o.Task, p.Step, p.Steps) },
	}
	t.Run.Resume = true
	trained, err := t.Train(ctx)
	if err != nil {
		return nil, err
	}
	return trained.Policy, nil
}

// judge trains a policy from nothing before a judge.
func (b *Config) judge(ctx context.Context, s grid.Setting, dir string, newEnv func() envs.Env, list []*demos.Demonstration, seed uint64) (*policy.Network, error) {
	o := b.judging(newEnv().Spec().Name, seed)
	t := rl.Training{
		Dir: dir, Options: o, NewEnv: newEnv, Demos: list, Run: agents.DefaultRun(), Clock: s.Clock,
		Progress: func(p rl.Progress) { s.Report("judge "+o.Task, int(p.Line.Step), int(p.Steps)) },
	}
	t.Run.Resume = true
	if err := t.Train(ctx); err != nil {
		return nil, err
	}
	return policy.Open(filepath.Join(dir, agents.PolicyFile))
}
