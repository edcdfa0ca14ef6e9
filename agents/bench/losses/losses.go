package losses

import (
	"context"
	"errors"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/agents/data"
)

// Config is the configuration of the benchmark: with task and seed it decides every number except times.
type Config struct {
	Citable bool      `json:"citable"` // whether it is the whole benchmark
	K       int       `json:"k"`       // coordinates of the action
	Hidden  int       `json:"hidden"`  // units of the energy
	Gamma   float64   `json:"gamma"`   // γ of Ω = ½γ‖p‖²; smaller makes inner problems harder
	Rows    int       `json:"rows"`    // problems in a batch, for memory and errors
	Timed   int       `json:"timed"`   // problems in a batch, for times; few, so that no step is interrupted
	Repeats int       `json:"repeats"` // times are the least of so many
	Steps   []int     `json:"steps"`   // inner iterations allowed
	Tols    []float64 `json:"tols"`    // gaps at which inner solves end
	Dims    []int     `json:"dims"`    // k of the solvers' comparison
	Train   int       `json:"train"`   // optimizer steps of the training curves
	Every   int       `json:"every"`   // of them between validations
}

// Default takes about a minute on one core.
func Default() Config {
	return Config{
		Citable: true, K: 8, Hidden: 32, Gamma: 0.2, Rows: 64, Timed: 4, Repeats: 40, Dims: []int{3, 8, 17, 174},
		Steps: []int{1, 2, 4, 8, 16, 32, 64, 128, 256, 512},
		Tols:  []float64{1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10}, Train: 1000, Every: 50,
	}
}

// Quick has every part, of a size of seconds.
func Quick() Config {
	b := Default()
	b.Citable, b.Rows, b.Repeats, b.Train = false, 8, 2, 100
	b.Steps, b.Tols, b.Dims = []int{1, 8, 64}, []float64{1e-2, 1e-5, 1e-8}, []int{3, 8}
	return b
}

// Result holds the measurements that are the same on every run of one seed and one kernel path.
type Result struct {
	Config
	Seed   uint64          `json:"seed"`
	Task   string          `json:"task"` // whose expert the curves imitate
	Held   []Memory        `json:"held"`
	Errors []GradientError `json:"errors"`
	Curves []Curve         `json:"curves"`
	Solves []SolveQuality  `json:"solves"`
	Shapes []Shape         `json:"shapes"`
}

// Times are the durations, in the order of the measurements in Result.
type Times struct {
	Steps  []StepTime  `json:"steps"`
	Curves []CurveTime `json:"curves"`
	Solves []SolveTime `json:"solves"`
}

var errInterrupted = errors.New("interrupted: what was measured is not kept, the same command begins again")

// interrupted says what the end of the context means here: a measurement is kept as a whole.
func interrupted(err error) error {
	if grid.Interruption(err) == grid.ErrInterrupted {
		return errInterrupted
	}
	return err
}

// Run measures all parts, the training curves on the data. Without a clock in the setting all times are 0. It writes
// nothing.
func (b Config) Run(ctx context.Context, s grid.Setting, data *data.Pairs) (*Result, *Times, error) {
	found, times := &Result{Config: b, Seed: s.Seed, Task: data.Spec().Name}, &Times{}
	parts := []struct {
		what string
		run  func() error
	}{
		{"cost of a step", func() error { return b.cost(ctx, s, found, times) }},
		{"gradients", func() error { return b.errors(ctx, s, found) }},
		{"solvers", func() error { return b.solves(ctx, s, found, times) }},
		{"training", func() error { return b.curves(ctx, s, data, found, times) }},
		{"shapes", func() error { return b.shapes(found) }},
	}
	for i, part := range parts {
		s.Report(part.what, i, len(parts))
		if err := part.run(); err != nil {
			return nil, nil, interrupted(err)
		}
	}
	return found, times, nil
}
