package losses

import (
	"context"
	"runtime"
	"time"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/loss"
)

// Memory is what a loss keeps in memory when T inner iterations are allowed.
type Memory struct {
	Loss  string  `json:"loss"`
	Steps int     `json:"steps"` // T
	Iters float64 `json:"iters"` // taken, mean over the batch; a solve may end early
	Bytes int     `json:"bytes"` // that the loss holds on to: iterates, tape and scratch, counted
}

// StepTime is the time of a step.
type StepTime struct {
	Loss      string        `json:"loss"`
	Steps     int           `json:"steps"`
	Step      time.Duration `json:"step_ns"`   // value and gradients of one batch
	Allocated uint64        `json:"allocated"` // bytes that building the loss and its first step took, measured
}

// cost builds each loss for each T, counts its memory and times it. A gap of 0 makes the solver go on for all T iterations, or
// until rounding ends it.
func (b Config) cost(ctx context.Context, s grid.Setting, found *Result, times *Times) error {
	whole, part := b.newBatch(s.Seed, b.Rows), b.newBatch(s.Seed, b.Timed)
	for _, steps := range b.Steps {
		var timed []loss.Loss
		for _, m := range methods() {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			before := allocated()
			l, err := whole.build(m, ascent(0, steps), steps)
			if err != nil {
				return err
			}
			whole.step(l)
			after := allocated()
			found.Held = append(found.Held, Memory{Loss: m.name, Steps: steps, Iters: iterations(l, steps), Bytes: heldBytes(l)})
			times.Steps = append(times.Steps, StepTime{Loss: m.name, Steps: steps, Allocated: after - before})
			small, err := part.build(m, ascent(0, steps), steps)
			if err != nil {
				return err
			}
			timed = append(timed, small)
		}
		for i, d := range b.interleave(s.Clock, len(timed), func(i int) { part.step(timed[i]) }) {
			times.Steps[len(times.Steps)-len(timed)+i].Step = d
		}
	}
	return nil
}

// interleave runs n functions in turn, again and again, and returns the least time of each, so that other load on the
// machine affects all of them alike. Without a clock it runs nothing.
func (b Config) interleave(clock agents.Clock, n int, work func(int)) []time.Duration {
	best := make([]time.Duration, n)
	if clock == nil {
		return best
	}
	for r := range b.Repeats + 1 { // the first makes room
		for i := range n {
			begun := clock()
			work(i)
			if took := clock() - begun; r == 1 || r > 1 && took < best[i] {
				best[i] = took
			}
		}
	}
	return best
}

// allocated is the number of bytes allocated since the program began.
func allocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}
