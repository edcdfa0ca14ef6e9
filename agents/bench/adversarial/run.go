package adversarial

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/agents/eval"
	"github.com/fenchel-gym/fenchel/agents/expert"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/suite"
	"github.com/fenchel-gym/fenchel/policy"
)

// Result holds the mean returns of all policies on common episodes, of one task, number of demonstrations and seed.
type Result struct {
	Task     string  `json:"task"`
	Demos    int     `json:"demos"`
	Seed     uint64  `json:"seed"`
	Random   float64 `json:"random"`
	Expert   float64 `json:"expert"`
	Cloned   float64 `json:"cloned"`
	Imitated float64 `json:"judged"` // the key of all published tables
}

// Score is a mean return with 0 for random actions and 1 for the expert.
func (r Result) Score(mean float64) float64 { return (mean - r.Random) / (r.Expert - r.Random) }

// dir is the directory of a cell, with the runs of both policies.
func (b *Config) dir(s grid.Setting, task string, n int, seed uint64) string {
	return filepath.Join(s.Dir, fmt.Sprintf("%s-%d-%d", task, n, seed))
}

// Run computes what is not kept yet, and calls done with each result in the order of tasks, demonstrations and seeds.
func (b *Config) Run(ctx context.Context, s grid.Setting, done func(Result) error) error {
	for _, task := range b.Tasks {
		for _, n := range b.Demos {
			for seed := range uint64(b.Seeds) {
				c := b.cell(s, task, n, seed)
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

// cell is a task at a number of demonstrations under the seed-th seed, in a directory of its own.
func (b *Config) cell(s grid.Setting, task string, n int, seed uint64) grid.Cell[Result] {
	dir := b.dir(s, task, n, seed)
	return grid.Cell[Result]{
		Path: filepath.Join(dir, "result.json"), Digest: b.digest(task, n, s.Seed+seed),
		Find: func(ctx context.Context) (Result, error) { return b.find(ctx, s, dir, task, n, s.Seed+seed) },
	}
}

// digest covers all that decides the result of a cell.
func (b *Config) digest(task string, n int, seed uint64) string {
	rest := fmt.Sprintf("%s\n%d demonstrations, horizon %d, %d episodes", b.imitating(task, seed).YAML(), n, b.Horizon, b.Episodes)
	return grid.Digest(b.cloning(task, seed), rest)
}

// The directories of the two runs of a cell, named as in all earlier versions.
const (
	clonedDir   = "cloned"
	imitatedDir = "judged"
)

// find trains both policies and measures them.
func (b *Config) find(ctx context.Context, s grid.Setting, dir, task string, n int, seed uint64) (r Result, err error) {
	r = Result{Task: task, Demos: n, Seed: seed}
	if err := grid.MakeDir(dir); err != nil {
		return r, err
	}
	whole, errWhole := suite.Make(task + ":fixed-horizon")
	short, errShort := suite.Make(fmt.Sprintf("%s:fixed-horizon:horizon=%d", task, b.Horizon))
	teacher, errExpert := expert.For(task)
	if err := errors.Join(errWhole, errShort, errExpert); err != nil {
		return r, err
	}
	list := demonstrate(whole(), teacher, n, seed)
	cloned, err := b.clone(ctx, s, filepath.Join(dir, clonedDir), whole(), list, seed)
	if err != nil {
		return r, err
	}
	imitated, err := b.imitate(ctx, s, filepath.Join(dir, imitatedDir), short, list, seed)
	if err != nil {
		return r, err
	}
	set := whole().Spec().Action
	for _, m := range []struct {
		mean *float64
		who  func() envs.Policy
	}{
		{&r.Random, func() envs.Policy { return policy.NewRandom(set) }}, {&r.Expert, teacher.New},
		{&r.Cloned, func() envs.Policy { return cloned.Clone() }}, {&r.Imitated, func() envs.Policy { return imitated.Clone() }},
	} {
		o := eval.Default()
		o.Episodes, o.Seed, o.Bootstrap.Resamples = b.Episodes, seed, 1
		res, err := eval.Evaluate(ctx, whole, m.who, o)
		if err != nil {
			return r, err
		}
		*m.mean = res.Mean
	}
	return r, nil
}
