package policy

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/internal/config"
	"github.com/fenchel-gym/fenchel/policy/energy"
	"github.com/fenchel-gym/fenchel/policy/net"
	"github.com/fenchel-gym/fenchel/policy/regularizer"
	"github.com/fenchel-gym/fenchel/policy/solve"
)

// GreedyOptions name the members of a Greedy, each with options of its own.
type GreedyOptions struct {
	Energy      energy.Choice      `json:"energy" yaml:"energy"`           // Φ
	Regularizer regularizer.Choice `json:"regularizer" yaml:"regularizer"` // Ω
	Solver      solve.Choice       `json:"solver" yaml:"solver"`           // of the argmax; auto: the one that suits the problem
	Starts      int                `json:"starts" yaml:"starts"`           // solves by a local solver where the energy is not concave; more find better maxima
	Warm        bool               `json:"warm" yaml:"warm"`               // start where a solve is likely to end, see Greedy.Warm
}

// DefaultGreedy is a pairwise energy with ½‖p‖² and the solver that suits them, started six times where that helps.
func DefaultGreedy() GreedyOptions {
	return GreedyOptions{
		Energy: energy.Choose("pairwise"), Regularizer: regularizer.Choose("quadratic"), Solver: solve.Choose("auto"),
		Starts: solve.DefaultMultiStart().Count,
	}
}

// Validate names everything that is wrong.
func (o GreedyOptions) Validate() error {
	errs := []error{
		config.In("energy", o.Energy.Validate()), config.In("regularizer", o.Regularizer.Validate()), config.In("solver", o.Solver.Validate()),
		config.Range("starts", o.Starts, 1, maxStarts),
	}
	if r, _, err := o.Solver.Resolve(); err == nil && r.Name != auto { // otherwise the problem decides which solver it will be
		errs = append(errs, o.checkWarm(r))
	}
	return config.Join(errs...)
}

const (
	maxStarts = 1 << 12
	auto      = "auto"
)

// checkWarm refuses a warm start where there is no start.
func (o GreedyOptions) checkWarm(r solve.Registration) error {
	if !o.Warm || r.Warm {
		return nil
	}
	var can []string
	for _, name := range solve.Names() {
		if r, _ := solve.Find(name); r.Warm {
			can = append(can, name)
		}
	}
	return config.Errorf("warm", "solver %q has no start to be warm: want %s", r.Name, strings.Join(can, ", "))
}

// Size counts the energy's weights.
func (o GreedyOptions) Size(set space.Set) (v int, own float64) {
	_, e, err := o.Energy.Resolve()
	if err != nil {
		panic("policy: the size of options that are not valid: " + err.Error())
	}
	return energy.SizeOf(e, set)
}

// New makes the Greedy.
func (o GreedyOptions) New(set space.Set) (Head, error) {
	_, e, err := o.Energy.Resolve()
	if err != nil {
		return nil, err
	}
	_, omega, err := o.Regularizer.Resolve()
	if err != nil {
		return nil, err
	}
	q := solve.Problem{Energy: e.New(set), Omega: omega.New(set), Set: set}
	if err := q.Check(); err != nil {
		return nil, err
	}
	s, r, err := solve.New(o.Solver, &q, o.Starts)
	if err != nil {
		return nil, err
	}
	if err := o.checkWarm(r); err != nil {
		return nil, err
	}
	g, err := NewGreedy(q, s)
	if err != nil {
		return nil, err
	}
	g.Warm = o.Warm
	return g, nil
}

// Params are the energy's own weights, under "energy.".
func (g *Greedy) Params() net.Params[float32] {
	if e, ok := g.Energy.(energy.Parametric); ok {
		return e.Params().Prefixed("energy.")
	}
	return nil
}

// Init draws the energy's weights.
func (g *Greedy) Init(rng *rand.Rand) {
	if e, ok := g.Energy.(energy.Parametric); ok {
		e.Init(rng)
	}
}

// ProjectParams moves the energy's weights to the nearest admissible ones.
func (g *Greedy) ProjectParams() {
	if e, ok := g.Energy.(energy.Projector); ok {
		e.ProjectParams()
	}
}

// CheckParams says which of the energy's weights is not admissible.
func (g *Greedy) CheckParams() error {
	if e, ok := g.Energy.(energy.Projector); ok {
		if err := e.CheckParams(); err != nil {
			return fmt.Errorf("policy: %w", err)
		}
	}
	return nil
}

// OutputScales are the energy's.
func (g *Greedy) OutputScales(dst []float64) {
	if s, ok := g.Energy.(energy.OutputScaler); ok {
		s.OutputScales(dst)
	}
}

func init() {
	RegisterHead(HeadRegistration{Name: "greedy", About: "the action of the highest energy less regularizer", Options: DefaultGreedy()})
}
