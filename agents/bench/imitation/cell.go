package imitation

import (
	"context"
	"fmt"
	"math"
	"path/filepath"
	"strconv"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/agents/clone"
	"github.com/fenchel-gym/fenchel/agents/eval"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/policy"
)

// Cell is what one training found: one method on one task, from the first so many demonstrations, under one seed.
type Cell struct {
	Seed       uint64    `json:"seed"`
	Steps      int       `json:"steps"`             // taken
	BestStep   int       `json:"best_step"`         // whose weights act
	ValidError float64   `json:"valid_error"`       // of the decoded action, on the reserved episodes
	Trouble    string    `json:"trouble,omitempty"` // why the training ended before its time
	Returns    []float64 `json:"returns,omitempty"` // of the evaluation's episodes, in order; none while tuning
}

// tuningSeeds separates the training seeds of tuning from those of the benchmark: they are higher by this number.
const tuningSeeds = 1000

// train learns from the first n demonstrations and returns the policy with the least validation error. A training whose
// numbers are no longer finite ends there, with what it had learned before.
func (t *taskRun) train(ctx context.Context, o clone.Options, n int) (*policy.Network, Cell, error) {
	out := Cell{Seed: o.Seed, ValidError: math.MaxFloat64}
	split, err := t.data.SplitAt(n, t.bench.Reserve)
	if err != nil {
		return nil, out, err
	}
	c, err := clone.NewOn(o, t.data, split, 1)
	if err != nil {
		return nil, out, err
	}
	defer c.Close()
	for !c.Done() && out.Trouble == "" {
		if ctx.Err() != nil {
			return nil, out, ctx.Err()
		}
		if _, err := c.Step(); err != nil {
			out.Trouble = err.Error()
		}
		if c.Steps()%o.ValidateEvery == 0 || c.Done() {
			line, err := c.Measure(ctx)
			if err != nil {
				return nil, out, err
			}
			if line.Best {
				out.BestStep, out.ValidError = c.Steps(), line.Error
			}
		}
	}
	out.Steps = c.Steps()
	return c.Network(), out, nil
}

// options is the configuration of a method's candidate on this task.
func (t *taskRun) options(m *Method, candidate int, seed uint64) (clone.Options, error) {
	o, err := t.bench.options(t.task, m, candidate)
	o.Task, o.Seed = t.data.Spec().Name, seed
	return o, err
}

// digest covers all that decides the result of a training.
func (t *taskRun) digest(o clone.Options, n int) string {
	return grid.Digest(o, fmt.Sprintf("%s\n%d of %d demonstrations, %d reserved\nseed %d, %d episodes",
		t.data.Digest(), n, t.bench.Recorded, t.bench.Reserve, t.s.Seed, t.bench.Episodes))
}

// cellsOf are the trainings of a task: every method at every number of demonstrations under its seeds.
func (t *taskRun) cellsOf(chosen map[string]int) ([]grid.Cell[Cell], error) {
	var cells []grid.Cell[Cell]
	for _, d := range t.bench.Demos {
		for i := range t.bench.Methods {
			m := &t.bench.Methods[i]
			for s := range d.Seeds {
				c, err := t.cellOf(m, chosen[m.Name], d.Episodes, s)
				if err != nil {
					return nil, err
				}
				cells = append(cells, c)
			}
		}
	}
	return cells, nil
}

// cellOf is the s-th training of a method's candidate from n demonstrations.
func (t *taskRun) cellOf(m *Method, candidate, n, s int) (grid.Cell[Cell], error) {
	o, err := t.options(m, candidate, t.s.Seed+uint64(s))
	name := fmt.Sprintf("%d-%s-%d.json", n, m.Name, s)
	return grid.Cell[Cell]{
		Path: filepath.Join(t.s.Dir, "cells", t.task, name), Digest: t.digest(o, n),
		Find: func(ctx context.Context) (Cell, error) {
			watch := t.s.Stopwatch()
			learned, out, err := t.train(ctx, o, n)
			if err != nil {
				return out, err
			}
			times := Times{Train: watch()}
			if out.Returns, err = t.returns(ctx, learned); err != nil {
				return out, err
			}
			times.Evaluate = watch() - times.Train
			if s == 0 {
				if err := t.keep(learned, m.Name, n); err != nil {
					return out, err
				}
			}
			return out, t.keepTimes(name, times)
		},
	}, err
}

// policyPath is where the policy of a method's first seed is kept.
func (t *taskRun) policyPath(method string, n int) string {
	return filepath.Join(t.s.Dir, "policies", t.task, strconv.Itoa(n)+"-"+method+".safetensors")
}

// keep saves a policy, so that it can be watched.
func (t *taskRun) keep(p *policy.Network, method string, n int) error {
	path := t.policyPath(method, n)
	if err := grid.MakeDir(filepath.Dir(path)); err != nil {
		return err
	}
	return p.Save(path)
}

// returns plays the evaluation's episodes in lockstep.
func (t *taskRun) returns(ctx context.Context, p *policy.Network) ([]float64, error) {
	result, err := t.evaluate(ctx, func() envs.Policy { return p.Clone() })
	if err != nil {
		return nil, err
	}
	return result.Measures(), nil
}

// evaluate measures a policy on the starts that all policies of the task have in common.
func (t *taskRun) evaluate(ctx context.Context, newPolicy func() envs.Policy) (*eval.Result, error) {
	o := eval.Default()
	o.Episodes, o.Seed, o.Batch, o.Workers = t.bench.Episodes, t.s.Seed, t.bench.Episodes, 1
	o.Bootstrap.Resamples = 1 // its interval over episodes says nothing about a method
	if _, disturbed := newPolicy().(envs.PolicyWrapper); disturbed {
		o.Batch = 1 // as it is recorded: in a batch a network rounds differently
	}
	return eval.Evaluate(ctx, t.newEnv, newPolicy, o)
}
