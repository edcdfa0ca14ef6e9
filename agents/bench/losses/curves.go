package losses

import (
	"context"
	"fmt"
	"time"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/agents/clone"
	"github.com/fenchel-gym/fenchel/agents/data"
	"github.com/fenchel-gym/fenchel/agents/stat"
	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/energy"
)

// Curve is a training: the validation error of the decoded action after every so many steps.
type Curve struct {
	Loss  string    `json:"loss"`
	Steps []int     `json:"steps"`
	Error []float64 `json:"error"`
	Reach int       `json:"reach"` // steps to the largest of the losses' last errors: to equal accuracy
}

// CurveTime is how long a training took.
type CurveTime struct {
	Loss  string        `json:"loss"`
	Step  time.Duration `json:"step_ns"`  // of training, the median
	Reach time.Duration `json:"reach_ns"` // to equal accuracy, at that pace
}

// Episodes plays the first episodes of a task's expert into memory, for the training curves.
func Episodes(e envs.Env, expert envs.Policy, seed uint64, n int) (*data.Pairs, error) {
	data, r := data.New(e.Spec()), envs.NewRollout(e, expert)
	for i := range uint64(n) {
		demo := &demos.Demonstration{Seed: seed, Purpose: envs.Demonstration, Index: i}
		demo.Play(r)
		if err := data.Add(fmt.Sprint("episode ", i), demo); err != nil {
			return nil, err
		}
	}
	return data, nil
}

// curves trains the same policy on the same data with each loss: a pairwise energy, concave by construction.
func (b Config) curves(ctx context.Context, s grid.Setting, data *data.Pairs, found *Result, times *Times) error {
	for _, m := range methods() {
		o := grid.Cloning()
		o.Task, o.Seed, o.Steps, o.Batch = data.Spec().Name, s.Seed, b.Train, 128
		o.Schedule.Steps, o.Schedule.Rate = b.Train, 3e-3
		g := policy.DefaultGreedy()
		g.Energy = energy.Choice{Name: "pairwise-lowrank", Options: energy.LowRankOptions{Rank: 2}}
		o.Policy.Hidden = []int{64, 64}
		o.Policy.SetGreedy(g)
		if err := o.UseLoss(m.name); err != nil {
			return err
		}
		c, err := clone.New(o, data, 1)
		if err != nil {
			return err
		}
		curve, step, err := b.follow(ctx, s, c)
		c.Close()
		if err != nil {
			return err
		}
		curve.Loss = m.name
		found.Curves = append(found.Curves, curve)
		times.Curves = append(times.Curves, CurveTime{Loss: m.name, Step: step})
	}
	equalAccuracy(found.Curves)
	for i, c := range found.Curves {
		times.Curves[i].Reach = times.Curves[i].Step * time.Duration(c.Reach)
	}
	return nil
}

// follow trains to the end and returns the curve and the median time of a step.
func (b Config) follow(ctx context.Context, s grid.Setting, c *clone.Learner) (curve Curve, step time.Duration, err error) {
	var spent []float64
	for !c.Done() {
		if ctx.Err() != nil {
			return curve, 0, ctx.Err()
		}
		watch := s.Stopwatch()
		if _, err := c.Step(); err != nil {
			return curve, 0, err
		}
		spent = append(spent, float64(watch()))
		if c.Steps()%b.Every == 0 {
			line, err := c.Measure(ctx)
			if err != nil {
				return curve, 0, err
			}
			curve.Steps, curve.Error = append(curve.Steps, c.Steps()), append(curve.Error, line.Error)
		}
	}
	return curve, time.Duration(stat.Median(spent)), nil
}

// equalAccuracy sets when each curve first reaches the largest of all last errors.
func equalAccuracy(curves []Curve) {
	worst := 0.0
	for _, c := range curves {
		worst = max(worst, c.Error[len(c.Error)-1])
	}
	for i := range curves {
		c := &curves[i]
		for j := len(c.Error) - 1; j >= 0; j-- {
			if c.Error[j] <= worst {
				c.Reach = c.Steps[j]
			}
		}
	}
}
