package solve

import (
	"errors"

	"github.com/fenchel-gym/fenchel/internal/config"
)

// AutoOptions leave the choice of the solver to the problem, and may bound the effort of one that iterates.
type AutoOptions struct {
	Tol   *float64 `json:"tol,omitempty" yaml:"tol,omitempty"`     // gap at which a solve ends; not set: the solver's own
	Iters *int     `json:"iters,omitempty" yaml:"iters,omitempty"` // most sweeps or steps; not set: the solver's own
}

// Validate bounds them.
func (o AutoOptions) Validate() error {
	var errs []error
	if o.Tol != nil {
		errs = append(errs, config.AtLeast("tol", *o.Tol, 0))
	}
	if o.Iters != nil {
		errs = append(errs, config.Range("iters", *o.Iters, 0, maxIters))
	}
	return config.Join(errs...)
}

// New makes a solver that refuses every problem: which one it is to be, function New decides when it sees the problem.
func (o AutoOptions) New() Solver { return undecided{} }

// choose is the registration of the highest rank among the solvers that take the problem, and its options.
func (o AutoOptions) choose(on *Problem) (best Registration, options Options) {
	for _, r := range members.All() {
		if r.Rank > best.Rank && r.Options.New().Check(on) == nil && (r.Suits == nil || r.Suits(on)) {
			best = r
		}
	}
	if best.Rank == 0 {
		panic("solve: no solver takes the problem: projected-gradient or mirror should")
	}
	if l, ok := best.Options.(Limited); ok {
		return best, l.Limit(o.Tol, o.Iters)
	}
	return best, best.Options
}

// DefaultSolver is the solver that suits the problem, with default options.
func DefaultSolver(on *Problem) Solver {
	s, _, err := New(Choose("auto"), on, DefaultMultiStart().Count)
	if err != nil {
		panic("solve: " + err.Error())
	}
	return s
}

// undecided is in the place of a solver that the problem has not chosen yet.
type undecided struct{}

func (undecided) Name() string { return "auto" }

func (undecided) Check(*Problem) error {
	return errors.New("solve: auto is not a solver by itself: make it by New")
}

func (undecided) Maximize(Matrix, []Report, *Problem, Matrix, Rows) {
	panic("solve: Maximize of a solver that refused the problem")
}

func (s undecided) Clone() Solver { return s }

// limit returns tol and iters, replaced by what is not nil.
func limit(tol float64, iters int, newTol *float64, newIters *int) (float64, int) {
	if newTol != nil {
		tol = *newTol
	}
	if newIters != nil {
		iters = *newIters
	}
	return tol, iters
}

// checkLimits bounds what iterative solvers have in common.
func checkLimits(tol float64, iters int) error {
	return config.Join(config.AtLeast("tol", tol, 0), config.Range("iters", iters, 0, maxIters))
}

const (
	maxCandidates = 1 << 16
	maxIters      = 1 << 20
)

func init() {
	Register(Registration{Name: "auto", About: "what the problem asks for: exact where there is an exact solver", Options: AutoOptions{}})
}
