package solve

import (
	"slices"
	"strings"

	"github.com/fenchel-gym/fenchel/internal/config"
	"github.com/fenchel-gym/fenchel/internal/registry"
	"github.com/fenchel-gym/fenchel/policy/energy"
)

const (
	maxCandidates = 1 << 16
	maxIters      = 1 << 20
)

// Config names a solver and its options; zero fields other than Name mean the solver's default.
type Config struct {
	Name       string  `json:"name,omitempty" yaml:"name,omitempty"`             // one of Solvers; "" chooses by the problem
	Tol        float64 `json:"tol,omitempty" yaml:"tol,omitempty"`               // gap at which a solve ends
	Iters      int     `json:"iters,omitempty" yaml:"iters,omitempty"`           // most sweeps or steps
	Starts     int     `json:"starts,omitempty" yaml:"starts,omitempty"`         // solves of a non-concave problem
	Candidates int     `json:"candidates,omitempty" yaml:"candidates,omitempty"` // sampler, gibbs: points a round
	Rounds     int     `json:"rounds,omitempty" yaml:"rounds,omitempty"`         // sampler, gibbs: rounds
	Refine     int     `json:"refine,omitempty" yaml:"refine,omitempty"`         // sampler, gibbs: gradient steps at the end; −1 for none
	Warm       bool    `json:"warm,omitempty" yaml:"warm,omitempty"`             // start where a solve is likely to end: while learning at the expert's action, while acting at the episode's last; not with solvers that have no start
}

// Solvers lists the names of the solvers.
func Solvers() []string {
	return []string{"closed-form", "box-coordinate", "newton", "projected-gradient", "mirror", "sampler", "gibbs", "mean-shift"}
}

// startable lists the solvers that can start at a given point. The others have no start, or many of their own.
func startable() []string {
	return []string{"box-coordinate", "newton", "projected-gradient", "mirror", "sampler"}
}

// Validate says what is wrong with a solver's options.
func (c Config) Validate() error {
	errs := []error{
		config.AtLeast("tol", c.Tol, 0),
		config.Range("iters", c.Iters, 0, maxIters),
		config.Range("starts", c.Starts, 0, maxIters),
		config.Range("candidates", c.Candidates, 0, maxCandidates),
		config.Range("rounds", c.Rounds, 0, maxIters),
		config.Range("refine", c.Refine, -1, maxIters),
	}
	if c.Name != "" { // otherwise the problem decides which solver it will be
		errs = append(errs, known("name", "solver", c.Name, Solvers()), c.CheckWarm(c.Name))
	}
	return config.Join(errs...)
}

// CheckWarm refuses a warm start where there is no start.
func (c Config) CheckWarm(name string) error {
	if c.Warm && slices.Contains(Solvers(), name) && !slices.Contains(startable(), name) {
		return config.Errorf("warm", "solver %q has no start to be warm: want %s", name, strings.Join(startable(), ", "))
	}
	return nil
}

// New builds the solver that c names, or the default for the problem, with c's options in place of the solver's
// own. A non-concave problem gets several starts.
func (c Config) New(q *Problem) Solver {
	name := c.NameFor(q)
	s := c.named(name)
	if name == "closed-form" || name == "sampler" || name == "gibbs" || name == "mean-shift" || q.Energy.Concave() {
		return s
	}
	return NewMultiStart(s, MultiStartOptions{Count: or(c.Starts, DefaultMultiStart().Count)})
}

// NameFor is c's name, or that of the default for the problem.
func (c Config) NameFor(q *Problem) string {
	if c.Name == "" {
		return defaultName(q)
	}
	return c.Name
}

// named builds the solver itself.
func (c Config) named(name string) Solver {
	switch name {
	case "closed-form":
		return &ClosedForm{}
	case "box-coordinate":
		o := DefaultBoxCoordinate()
		return NewBoxCoordinate(BoxCoordinateOptions{Tol: or(c.Tol, o.Tol), Sweeps: or(c.Iters, o.Sweeps)})
	case "newton":
		o := DefaultNewton()
		return NewNewton(NewtonOptions{Tol: or(c.Tol, o.Tol), Steps: or(c.Iters, o.Steps)})
	case "projected-gradient":
		o := DefaultProjectedGradient()
		return NewProjectedGradient(ProjectedGradientOptions{Tol: or(c.Tol, o.Tol), Steps: or(c.Iters, o.Steps)})
	case "mirror":
		o := DefaultMirror()
		return NewMirror(MirrorOptions{Tol: or(c.Tol, o.Tol), Steps: or(c.Iters, o.Steps)})
	case "sampler":
		return NewSampler(c.sampler())
	case "gibbs":
		o := DefaultGibbs()
		o.Candidates, o.Rounds = or(c.Candidates, o.Candidates), or(c.Rounds, o.Rounds)
		o.Chains, o.Refine = min(o.Chains, o.Candidates), max(or(c.Refine, o.Refine), 0)
		return NewGibbs(o)
	case "mean-shift":
		o := DefaultMeanShift()
		return NewMeanShift(MeanShiftOptions{Tol: or(c.Tol, o.Tol), Steps: or(c.Iters, o.Steps)})
	}
	panic("solve: solver without a constructor")
}

func (c Config) sampler() SamplerOptions {
	o := DefaultSampler()
	o.Candidates, o.Rounds, o.Refine = or(c.Candidates, o.Candidates), or(c.Rounds, o.Rounds), or(c.Refine, o.Refine)
	o.Elites = min(o.Elites, o.Candidates)
	if o.Refine < 0 {
		o.Refine = 0
	}
	return o
}

// defaultName names the solver that is exact for the problem, or the one that comes nearest to it.
func defaultName(q *Problem) string {
	if _, linear := q.Energy.(energy.Linear); linear {
		return "closed-form"
	}
	if _, searched := q.Energy.(energy.WeightedGradient); searched {
		return "sampler"
	}
	switch {
	case NewMeanShift(DefaultMeanShift()).Check(q) == nil:
		return "mean-shift"
	case (&BoxCoordinate{}).Check(q) == nil:
		return "box-coordinate"
	case q.Omega.Interior():
		return "mirror"
	case q.Energy.Dim() <= smallDim && NewNewton(DefaultNewton()).Check(q) == nil:
		return "newton"
	}
	return "projected-gradient"
}

// DefaultSolver is the solver that suits the problem, with default options.
func DefaultSolver(q *Problem) Solver { return Config{}.New(q) }

// or is x, or other where x is zero.
func or[T comparable](x, other T) T {
	var zero T
	if x == zero {
		return other
	}
	return x
}

// UnknownError is a name that is not in its list.
type UnknownError = registry.UnknownError

// known complains about a name that is not in the list of what its field may hold.
func known(path, kind, name string, list []string) error {
	if !slices.Contains(list, name) {
		return config.In(path, &UnknownError{Kind: kind, Name: name, Known: list})
	}
	return nil
}
