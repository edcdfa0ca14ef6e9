package base

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/agents/bench/recipe"
	"github.com/fenchel-gym/fenchel/agents/clone"
	"github.com/fenchel-gym/fenchel/envs/suite"
)

// Benchmark is the entry of the table of benchmarks.
var Benchmark = grid.Benchmark{
	Name:  "base",
	Short: "Clone with and without a linear policy to correct",
	Long: "Clone each task from a few episodes of its quiet expert, with a linear policy that the network corrects where\n" +
		"one explains the demonstrations, and without. Each seed has demonstrations, weights and starts of its own;\n" +
		"differences are paired by seed. Interrupted, the same command goes on where it was.",
	Example: "fenchel bench base --tasks inverted-pendulum --seeds 2 --steps 200 --eval 5 -o bench",
	Seed:    "the first of them",
	Smoke:   []string{"--tasks", "inverted-pendulum", "--seeds", "2", "--steps", "20", "--eval", "2"},
	New:     func() grid.Experiment { return defaults() },
}

// options are those of one call.
type options struct {
	tasks    []string
	seeds    int
	episodes int // demonstrated, one of them reserved for validation
	steps    int
	eval     int // episodes of an evaluation
}

func defaults() *options {
	return &options{
		tasks: []string{"hopper", "walker2d", "halfcheetah", "ant", "swimmer", "humanoid", "reacher", "pusher", "inverted-pendulum", "inverted-double-pendulum"},
		seeds: 5, episodes: 6, steps: 2500, eval: 50,
	}
}

func (o *options) Flags() []grid.Flag {
	return []grid.Flag{
		{Name: "tasks", Value: &o.tasks, Usage: "which"},
		{Name: "seeds", Value: &o.seeds, Usage: "how many a task"},
		{Name: "episodes", Value: &o.episodes, Usage: "demonstrated, one of them reserved for validation"},
		{Name: "steps", Value: &o.steps, Usage: "optimizer steps"},
		{Name: "eval", Value: &o.eval, Usage: "episodes of an evaluation"},
	}
}

func (o *options) Validate(string) error {
	for _, task := range o.tasks {
		if _, err := suite.Make(task); err != nil {
			return err
		}
	}
	switch {
	case len(o.tasks) == 0:
		return fmt.Errorf("--tasks names none")
	case o.seeds < 2:
		return fmt.Errorf("--seeds %d: want at least 2, for an interval", o.seeds)
	case o.episodes < 2:
		return fmt.Errorf("--episodes %d: want at least 2, one to learn from and one to validate on", o.episodes)
	case o.steps < 1:
		return fmt.Errorf("--steps %d: want at least 1", o.steps)
	case o.eval < 1:
		return fmt.Errorf("--eval %d: want at least 1", o.eval)
	}
	return nil
}

// The two methods that are compared.
const (
	corrected = "corrected"
	plain     = "plain"
)

// recipe is the experiment on one task.
func (o *options) recipe(task string) recipe.Recipe {
	with := clone.Default()
	with.Reserve = 1
	with.Steps, with.Schedule.Steps = o.steps, o.steps
	with.Schedule.Warmup = min(with.Schedule.Warmup, o.steps/2)
	without := with
	without.LinearBase = 1
	return recipe.Recipe{
		Task: task, Episodes: o.episodes, PerFile: 1, Eval: o.eval,
		Methods: []recipe.Method{{Name: corrected, Options: with}, {Name: plain, Options: without}},
	}
}

func (o *options) Run(ctx context.Context, s grid.Setting) (*grid.Findings, error) {
	var rows []row
	for i, task := range o.tasks {
		s.Report("tasks", i, len(o.tasks))
		cells := o.cells(s, task)
		found, err := grid.Run(ctx, cells, 1, func(done, of int) { s.Report(task, done, of) })
		if err != nil {
			return nil, grid.Interruption(err)
		}
		r := newRow(task, s.Seed, found)
		s.Print(r.line())
		rows = append(rows, r)
	}
	return &grid.Findings{Sections: o.sections(rows, s.Seed), JSON: rows}, nil
}

// cells are the seeds of a task.
func (o *options) cells(s grid.Setting, task string) []grid.Cell[scores] {
	cells := make([]grid.Cell[scores], o.seeds)
	for i := range cells {
		seed := s.Seed + uint64(i)
		dir := filepath.Join(s.Dir, task, fmt.Sprintf("seed-%d", seed))
		r := o.recipe(task)
		cells[i] = grid.Cell[scores]{
			Path:   filepath.Join(dir, "scores.json"),
			Digest: grid.Digest(r.Methods[0].Options, fmt.Sprint(task, seed, o.episodes, o.eval)),
			Find: func(ctx context.Context) (scores, error) {
				one := grid.Setting{Seed: seed, Dir: dir, Clock: s.Clock, Progress: s.Progress, Training: s.Training}
				out, err := r.Run(ctx, one)
				if err != nil {
					return scores{}, err
				}
				return scores{
					Corrected: *out.Learned(corrected).Result.Normalized, Plain: *out.Learned(plain).Result.Normalized,
					Linear: out.Learned(corrected).Network().Base() != nil,
				}, nil
			},
		}
	}
	return cells
}
