package policy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// Config describes a policy as plain data: what a configuration file says, and what a policy file stores to rebuild
// it. Fields that the chosen head or energy does not use are ignored.
type Config struct {
	Hidden     []int          `json:"hidden" yaml:"hidden"`         // widths of the hidden layers of f_W
	Activation net.Activation `json:"activation" yaml:"activation"` // of all hidden layers: relu, tanh, softplus

	Skip bool `json:"skip,omitempty" yaml:"skip,omitempty"` // whether v = f_W(s) + A·s, A = 0 at first: an action that copies part of s is exact

	Head        string  `json:"head" yaml:"head"`                                     // one of Heads
	Energy      string  `json:"energy,omitempty" yaml:"energy,omitempty"`             // greedy: one of Energies
	Rank        int     `json:"rank,omitempty" yaml:"rank,omitempty"`                 // pairwise-lowrank: columns of A
	Embed       int     `json:"embed,omitempty" yaml:"embed,omitempty"`               // late: length of the embedding v
	EnergyWidth []int   `json:"energy_width,omitempty" yaml:"energy_width,omitempty"` // late, conditional, spen: hidden layers of the energy; linear-concave: the first is the number of features
	Modes       int     `json:"modes,omitempty" yaml:"modes,omitempty"`               // modes: how many, M
	ModeWidth   float64 `json:"mode_width,omitempty" yaml:"mode_width,omitempty"`     // modes: their deviation σ, in normalized coordinates
	Regularizer string  `json:"regularizer,omitempty" yaml:"regularizer,omitempty"`   // greedy: one of Regularizers
	Gamma       float64 `json:"gamma,omitempty" yaml:"gamma,omitempty"`               // γ > 0 of the regularizer
	Alpha       float64 `json:"alpha,omitempty" yaml:"alpha,omitempty"`               // tsallis: its order α, above 1 and at most 2

	Solver SolverConfig `json:"solver,omitzero" yaml:"solver,omitempty"` // greedy
}

// SolverConfig names a solver and its options; zero fields other than Name mean the solver's default.
type SolverConfig struct {
	Name       string  `json:"name,omitempty" yaml:"name,omitempty"`             // one of Solvers; "" chooses by the problem
	Tol        float64 `json:"tol,omitempty" yaml:"tol,omitempty"`               // gap at which a solve ends
	Iters      int     `json:"iters,omitempty" yaml:"iters,omitempty"`           // most sweeps or steps
	Starts     int     `json:"starts,omitempty" yaml:"starts,omitempty"`         // solves of a non-concave problem
	Candidates int     `json:"candidates,omitempty" yaml:"candidates,omitempty"` // sampler, gibbs: points a round
	Rounds     int     `json:"rounds,omitempty" yaml:"rounds,omitempty"`         // sampler, gibbs: rounds
	Refine     int     `json:"refine,omitempty" yaml:"refine,omitempty"`         // sampler, gibbs: gradient steps at the end; −1 for none
	Warm       bool    `json:"warm,omitempty" yaml:"warm,omitempty"`             // start where a solve is likely to end: while learning at the expert's action, while acting at the episode's last; not with solvers that have no start
}

// DefaultConfig is a pairwise energy policy with ½‖p‖² on a 256-256 network.
func DefaultConfig() Config {
	return Config{
		Hidden: []int{256, 256}, Head: "greedy", Energy: "pairwise", Rank: 4, Embed: 64, EnergyWidth: []int{64, 64},
		Modes: 4, ModeWidth: 0.1, Regularizer: "quadratic", Gamma: 1, Alpha: 1.5,
	}
}

// Heads, Energies, Regularizers and Solvers list the names that a Config may use.
func Heads() []string {
	return []string{"greedy", "deterministic", "gaussian", "squashed-gaussian"}
}

// Energies lists the names of the energies.
func Energies() []string {
	return []string{"unary", "pairwise", "pairwise-lowrank", "pairwise-global", "pairwise-lowrank-global", "spen", "spen-concave", "linear-concave", "late", "conditional", "modes"}
}

// Regularizers lists the names of the regularizers.
func Regularizers() []string {
	return []string{"quadratic", "shannon", "fermi-dirac", "box-entropy", "tsallis", "none"}
}

// Solvers lists the names of the solvers.
func Solvers() []string {
	return []string{"closed-form", "box-coordinate", "newton", "projected-gradient", "mirror", "sampler", "gibbs", "mean-shift"}
}

// startable lists the solvers that can start at a given point. The others have no start, or many of their own.
func startable() []string {
	return []string{"box-coordinate", "newton", "projected-gradient", "mirror", "sampler"}
}

// UnknownError is a name that is not in its list.
type UnknownError struct {
	Kind  string   // "energy", "regularizer", "head", "solver"
	Name  string   // as given
	Known []string // what there is
}

func (e *UnknownError) Error() string {
	return fmt.Sprintf("policy: unknown %s %q: want %s", e.Kind, e.Name, strings.Join(e.Known, ", "))
}

func known(kind, name string, list []string) error {
	if !slices.Contains(list, name) {
		return &UnknownError{Kind: kind, Name: name, Known: list}
	}
	return nil
}

const (
	maxWidth      = 1 << 16 // of a layer
	maxCandidates = 1 << 16
	maxIters      = 1 << 20
	maxWeights    = 1 << 28 // of a policy
	minAlpha      = 1.001   // of tsallis, whose formulas end at 1
)

// Validate says what is wrong with a configuration that came from a file or a flag.
func (c Config) Validate() error {
	for _, n := range slices.Concat(c.Hidden, c.EnergyWidth) {
		if n < 1 || n > maxWidth {
			return fmt.Errorf("policy: a layer of width %d: want 1 to %d", n, maxWidth)
		}
	}
	if err := known("head", c.Head, Heads()); err != nil {
		return err
	}
	if c.Head != "greedy" {
		return nil
	}
	if err := known("energy", c.Energy, Energies()); err != nil {
		return err
	}
	if err := known("regularizer", c.Regularizer, Regularizers()); err != nil {
		return err
	}
	switch {
	case c.Regularizer != "none" && !(c.Gamma > 0 && c.Gamma < 1e12):
		return fmt.Errorf("policy: gamma is %v: want a positive number", c.Gamma)
	case c.Regularizer == "tsallis" && !(c.Alpha >= minAlpha && c.Alpha <= 2):
		return fmt.Errorf("policy: alpha is %v: want %v to 2 (its limit at 1 is shannon or fermi-dirac)", c.Alpha, minAlpha)
	case strings.HasPrefix(c.Energy, "pairwise-lowrank") && (c.Rank < 1 || c.Rank > maxRank):
		return fmt.Errorf("policy: rank is %d: want 1 to %d", c.Rank, maxRank)
	case slices.Contains([]string{"conditional", "spen", "spen-concave", "linear-concave"}, c.Energy) && len(c.EnergyWidth) == 0:
		return fmt.Errorf("policy: %s energy without hidden layers: want at least 1", c.Energy)
	case c.Energy == "modes" && (c.Modes < 1 || c.Modes > maxModes || !(c.ModeWidth > minModeWidth && c.ModeWidth < 1e3)):
		return fmt.Errorf("policy: %d modes of width %v: want 1 to %d of a positive width", c.Modes, c.ModeWidth, maxModes)
	case c.Energy == "late" && (c.Embed < 1 || c.Embed > maxWidth || len(c.EnergyWidth) == 0):
		return fmt.Errorf("policy: late energy with an embedding of %d and %d hidden layers: want at least 1 of each", c.Embed, len(c.EnergyWidth))
	}
	return c.Solver.Validate()
}

// Validate says what is wrong with a solver's options.
func (c SolverConfig) Validate() error {
	if c.Name != "" {
		if err := known("solver", c.Name, Solvers()); err != nil {
			return err
		}
	}
	if !(c.Tol >= 0) || c.Iters < 0 || c.Iters > maxIters || c.Starts < 0 || c.Starts > maxIters || c.Candidates < 0 ||
		c.Candidates > maxCandidates || c.Rounds < 0 || c.Rounds > maxIters || c.Refine < -1 || c.Refine > maxIters {
		return fmt.Errorf("policy: solver options %+v out of range", c)
	}
	if c.Name != "" {
		return c.checkWarm(c.Name)
	}
	return nil // which solver it will be depends on the problem: see head
}

// checkWarm refuses a warm start where there is no start.
func (c SolverConfig) checkWarm(name string) error {
	if c.Warm && !slices.Contains(startable(), name) {
		return fmt.Errorf("policy: solver %q has no start to be warm: want %s", name, strings.Join(startable(), ", "))
	}
	return nil
}

// head builds the head for an action set in normalized coordinates. The weights of its energy are zero.
func (c Config) head(set space.Set) (Head, error) {
	switch c.Head {
	case "deterministic":
		return &Deterministic{Set: set}, nil
	case "gaussian":
		return NewGaussian(set), nil
	case "squashed-gaussian":
		return NewSquashed(set), nil
	}
	q := Problem{Energy: c.energy(set), Omega: c.regularizer(set), Set: set}
	if err := q.Check(); err != nil {
		return nil, err
	}
	if err := c.Solver.checkWarm(c.Solver.nameFor(&q)); err != nil {
		return nil, err
	}
	g, err := NewGreedy(q, c.Solver.solver(&q))
	if err != nil {
		return nil, err
	}
	g.Warm = c.Solver.Warm
	return g, nil
}

func (c Config) energy(set space.Set) Energy {
	switch c.Energy {
	case "late":
		return NewLate(c.Embed, set.Dim(), c.EnergyWidth, c.Activation)
	case "spen", "spen-concave":
		return NewSPEN(set.Dim(), c.EnergyWidth, c.Energy == "spen-concave")
	case "modes":
		return Modes{K: set.Dim(), M: c.Modes, Width: c.ModeWidth}
	case "linear-concave":
		return NewLinearConcave(set.Dim(), c.EnergyWidth[0])
	case "conditional":
		return NewConditional(set.Dim(), c.EnergyWidth)
	}
	e := c.emitted(set)
	if strings.HasSuffix(c.Energy, globalSuffix) {
		return NewGlobal(e)
	}
	return e
}

// globalSuffix marks the energies whose pairwise part is a weight of their own.
const globalSuffix = "-global"

// emitted is the energy as it would be if the network emitted all of v. On labels and choices U has no diagonal.
func (c Config) emitted(set space.Set) Energy {
	k := set.Dim()
	switch strings.TrimSuffix(c.Energy, globalSuffix) {
	case "unary":
		return Unary{K: k}
	case "pairwise":
		return Pairwise{K: k, Hollow: k > 1 && !continuous(set)}
	case "pairwise-lowrank":
		return LowRank{K: k, R: c.Rank}
	}
	panic("policy: energy without a constructor")
}

// continuous is whether actions are points of the set, not its vertices.
func continuous(set space.Set) bool {
	switch set.(type) {
	case space.Cube, space.Simplex:
		return false
	}
	return true
}

func (c Config) regularizer(set space.Set) Regularizer {
	switch c.Regularizer {
	case "quadratic":
		return Norm2{Gamma: c.Gamma}
	case "shannon":
		return Shannon{Gamma: c.Gamma}
	case "fermi-dirac":
		return FermiDirac{Gamma: c.Gamma}
	case "box-entropy":
		return BoxEntropy{Gamma: c.Gamma}
	case "tsallis":
		_, labels := set.(space.Cube)
		return Tsallis{Gamma: c.Gamma, Alpha: c.Alpha, Binary: labels}
	case "none":
		return None{}
	}
	panic("policy: regularizer without a constructor")
}
