package policy

import (
	"slices"
	"strings"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/internal/config"
	"github.com/fenchel-gym/fenchel/internal/registry"
	"github.com/fenchel-gym/fenchel/policy/energy"
	"github.com/fenchel-gym/fenchel/policy/net"
	"github.com/fenchel-gym/fenchel/policy/regularizer"
	"github.com/fenchel-gym/fenchel/policy/solve"
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

	Solver solve.Config `json:"solver,omitzero" yaml:"solver,omitempty"` // greedy
}

// DefaultConfig is a pairwise energy policy with ½‖p‖² on a 256-256 network.
func DefaultConfig() Config {
	return Config{
		Hidden: []int{256, 256}, Head: "greedy", Energy: "pairwise", Rank: 4, Embed: 64, EnergyWidth: []int{64, 64},
		Modes: 4, ModeWidth: 0.1, Regularizer: "quadratic", Gamma: 1, Alpha: 1.5,
	}
}

// Heads, Energies and Regularizers list the names that a Config may use.
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

// UnknownError is a name that is not in its list.
type UnknownError = registry.UnknownError

// known complains about a name that is not in the list of what its field may hold.
func known(path, kind, name string, list []string) error {
	if !slices.Contains(list, name) {
		return config.In(path, &UnknownError{Kind: kind, Name: name, Known: list})
	}
	return nil
}

const (
	maxWidth   = 1 << 16 // of a layer
	maxWeights = 1 << 28 // of a policy
	minAlpha   = 1.001   // of tsallis, whose formulas end at 1
)

// Validate says what is wrong with a configuration that came from a file or a flag.
func (c Config) Validate() error {
	errs := []error{config.RangeAll("hidden", c.Hidden, 1, maxWidth), config.RangeAll("energy_width", c.EnergyWidth, 1, maxWidth), known("head", "head", c.Head, Heads())}
	if c.Head == "greedy" {
		errs = append(errs, c.checkEnergy(), c.checkRegularizer(), config.In("solver", c.Solver.Validate()))
	}
	return config.Join(errs...)
}

func (c Config) checkEnergy() error {
	layers := func() error {
		if len(c.EnergyWidth) == 0 {
			return config.Errorf("energy_width", "energy %q has no hidden layer: want at least 1", c.Energy)
		}
		return nil
	}
	switch c.Energy {
	case "pairwise-lowrank", "pairwise-lowrank-global":
		return config.Range("rank", c.Rank, 1, 256)
	case "conditional", "spen", "spen-concave", "linear-concave":
		return layers()
	case "late":
		return config.Join(config.Range("embed", c.Embed, 1, maxWidth), layers())
	case "modes":
		return config.Join(config.Range("modes", c.Modes, 1, 64), config.Range("mode_width", c.ModeWidth, 1e-6, 1e3))
	}
	return known("energy", "energy", c.Energy, Energies())
}

func (c Config) checkRegularizer() error {
	errs := []error{known("regularizer", "regularizer", c.Regularizer, Regularizers())}
	if c.Regularizer != "none" {
		errs = append(errs, config.Positive("gamma", c.Gamma, 1e12))
	}
	if c.Regularizer == "tsallis" && !(c.Alpha >= minAlpha && c.Alpha <= 2) {
		errs = append(errs, config.Want("alpha", c.Alpha, "%v to 2 (its limit at 1 is shannon or fermi-dirac)", minAlpha))
	}
	return config.Join(errs...)
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
	q := solve.Problem{Energy: c.energy(set), Omega: c.regularizer(set), Set: set}
	if err := q.Check(); err != nil {
		return nil, err
	}
	if err := c.Solver.CheckWarm(c.Solver.NameFor(&q)); err != nil {
		return nil, config.In("solver", err)
	}
	g, err := NewGreedy(q, c.Solver.New(&q))
	if err != nil {
		return nil, err
	}
	g.Warm = c.Solver.Warm
	return g, nil
}

func (c Config) energy(set space.Set) energy.Energy {
	switch c.Energy {
	case "late":
		return energy.NewLate(c.Embed, set.Dim(), c.EnergyWidth, c.Activation)
	case "spen", "spen-concave":
		return energy.NewSPEN(set.Dim(), c.EnergyWidth, c.Energy == "spen-concave")
	case "modes":
		return energy.Modes{K: set.Dim(), M: c.Modes, Width: c.ModeWidth}
	case "linear-concave":
		return energy.NewLinearConcave(set.Dim(), c.EnergyWidth[0])
	case "conditional":
		return energy.NewConditional(set.Dim(), c.EnergyWidth)
	}
	e := c.emitted(set)
	if strings.HasSuffix(c.Energy, globalSuffix) {
		return energy.NewGlobal(e)
	}
	return e
}

// globalSuffix marks the energies whose pairwise part is a weight of their own.
const globalSuffix = "-global"

// emitted is the energy as it would be if the network emitted all of v. On labels and choices U has no diagonal.
func (c Config) emitted(set space.Set) energy.Energy {
	k := set.Dim()
	switch strings.TrimSuffix(c.Energy, globalSuffix) {
	case "unary":
		return energy.Unary{K: k}
	case "pairwise":
		return energy.Pairwise{K: k, Hollow: k > 1 && !continuous(set)}
	case "pairwise-lowrank":
		return energy.LowRank{K: k, R: c.Rank}
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

func (c Config) regularizer(set space.Set) regularizer.Regularizer {
	switch c.Regularizer {
	case "quadratic":
		return regularizer.Quadratic{Gamma: c.Gamma}
	case "shannon":
		return regularizer.Shannon{Gamma: c.Gamma}
	case "fermi-dirac":
		return regularizer.FermiDirac{Gamma: c.Gamma}
	case "box-entropy":
		return regularizer.BoxEntropy{Gamma: c.Gamma}
	case "tsallis":
		_, labels := set.(space.Cube)
		return regularizer.Tsallis{Gamma: c.Gamma, Alpha: c.Alpha, Binary: labels}
	case "none":
		return regularizer.None{}
	}
	panic("policy: regularizer without a constructor")
}
