package policy

import (
	"cmp"
	"encoding/json"

	"github.com/fenchel-gym/fenchel/policy/energy"
	"github.com/fenchel-gym/fenchel/policy/net"
	"github.com/fenchel-gym/fenchel/policy/regularizer"
	"github.com/fenchel-gym/fenchel/policy/solve"
)

// flatConfig is the configuration of format version 1: the options of all members side by side, those of the members
// that were not chosen among them.
type flatConfig struct {
	Hidden      []int          `json:"hidden"`
	Activation  net.Activation `json:"activation"`
	Skip        bool           `json:"skip"`
	Head        string         `json:"head"`
	Energy      string         `json:"energy"`
	Rank        int            `json:"rank"`
	Embed       int            `json:"embed"`
	EnergyWidth []int          `json:"energy_width"`
	Modes       int            `json:"modes"`
	ModeWidth   float64        `json:"mode_width"`
	Regularizer string         `json:"regularizer"`
	Gamma       float64        `json:"gamma"`
	Alpha       float64        `json:"alpha"`
	Solver      flatSolver     `json:"solver"`
}

// flatSolver is the solver of format version 1. Zero meant the solver's default, and a refinement of −1 none.
type flatSolver struct {
	Name       string  `json:"name"`
	Tol        float64 `json:"tol"`
	Iters      int     `json:"iters"`
	Starts     int     `json:"starts"`
	Candidates int     `json:"candidates"`
	Rounds     int     `json:"rounds"`
	Refine     int     `json:"refine"`
	Warm       bool    `json:"warm"`
}

// parseFlat reads a description of format version 1.
func parseFlat(text []byte) (description, error) {
	var old struct {
		description
		Config flatConfig `json:"config"`
	}
	err := json.Unmarshal(text, &old)
	d := old.description
	d.Config = old.Config.upgrade()
	return d, err
}

// UpgradeFlat reads a configuration as runs and policies of format version 1 kept it, flat and as JSON, and says the same
// as one of today.
func UpgradeFlat(text []byte) (Config, error) {
	var old flatConfig
	if err := json.Unmarshal(text, &old); err != nil {
		return Config{}, err
	}
	return old.upgrade(), nil
}

// upgrade says the same as a configuration of today. What is out of range stays so, for Validate to say.
func (c flatConfig) upgrade() Config {
	now := Config{Hidden: c.Hidden, Activation: c.Activation, Skip: c.Skip, Head: ChooseHead(c.Head), Window: DefaultWindow()}
	if c.Head != "greedy" {
		return now
	}
	now.SetGreedy(GreedyOptions{
		Energy:      energy.Choice{Name: c.Energy, Options: c.energy()},
		Regularizer: regularizer.Choice{Name: c.Regularizer, Options: c.regularizer()},
		Solver:      c.solver(),
		Starts:      cmp.Or(c.Solver.Starts, solve.DefaultMultiStart().Count),
		Warm:        c.Solver.Warm,
	})
	return now
}

// energy is the options of the energies that there were, nil for those without.
func (c flatConfig) energy() energy.Options {
	switch c.Energy {
	case "pairwise-lowrank":
		return energy.LowRankOptions{Rank: c.Rank}
	case "pairwise-lowrank-global":
		return energy.LowRankGlobalOptions{Rank: c.Rank}
	case "spen":
		return energy.SPENOptions{Width: c.EnergyWidth}
	case "spen-concave":
		return energy.ConcaveSPENOptions{Width: c.EnergyWidth}
	case "linear-concave":
		return energy.LinearConcaveOptions{Features: append(c.EnergyWidth, 0)[0]}
	case "late":
		return energy.LateOptions{Embed: c.Embed, Width: c.EnergyWidth, Activation: c.Activation}
	case "conditional":
		return energy.ConditionalOptions{Width: c.EnergyWidth}
	case "modes":
		return energy.ModesOptions{Modes: c.Modes, Width: c.ModeWidth}
	}
	return nil
}

// regularizer is the options of the regularizers that there were, nil for those without.
func (c flatConfig) regularizer() regularizer.Options {
	switch c.Regularizer {
	case "quadratic":
		return regularizer.QuadraticOptions{Gamma: c.Gamma}
	case "shannon":
		return regularizer.ShannonOptions{Gamma: c.Gamma}
	case "fermi-dirac":
		return regularizer.FermiDiracOptions{Gamma: c.Gamma}
	case "box-entropy":
		return regularizer.BoxEntropyOptions{Gamma: c.Gamma}
	case "tsallis":
		return regularizer.TsallisOptions{Gamma: c.Gamma, Alpha: c.Alpha}
	}
	return nil
}

// solver is the choice that solved as the old one did. One without a name was the problem's default, which for late and
// conditional energies was the sampler, whatever its budget.
func (c flatConfig) solver() solve.Choice {
	s := c.Solver
	choice := solve.Choose(cmp.Or(s.Name, auto))
	if s.Name == "" && (c.Energy == "late" || c.Energy == "conditional") && (s.Candidates != 0 || s.Rounds != 0 || s.Refine != 0) {
		choice.Name = "sampler"
	}
	switch choice.Name {
	case auto:
		choice.Options = solve.AutoOptions{Tol: unlessZero(s.Tol), Iters: unlessZero(s.Iters)}
	case "sampler":
		choice.Options = s.sampler()
	case "gibbs":
		choice.Options = s.gibbs()
	default:
		if _, o, err := choice.Resolve(); err == nil {
			if l, ok := o.(solve.Limited); ok {
				choice.Options = l.Limit(unlessZero(s.Tol), unlessZero(s.Iters))
			}
		}
	}
	return choice
}

func (s flatSolver) sampler() solve.SamplerOptions {
	o := solve.DefaultSampler()
	o.Candidates, o.Rounds, o.Refine = cmp.Or(s.Candidates, o.Candidates), cmp.Or(s.Rounds, o.Rounds), max(cmp.Or(s.Refine, o.Refine), 0)
	o.Elites = min(o.Elites, o.Candidates)
	return o
}

func (s flatSolver) gibbs() solve.GibbsOptions {
	o := solve.DefaultGibbs()
	o.Candidates, o.Rounds, o.Refine = cmp.Or(s.Candidates, o.Candidates), cmp.Or(s.Rounds, o.Rounds), max(cmp.Or(s.Refine, o.Refine), 0)
	o.Chains = min(o.Chains, o.Candidates)
	return o
}

// unlessZero is a pointer to x, nil where x is zero.
func unlessZero[T comparable](x T) *T {
	var zero T
	if x == zero {
		return nil
	}
	return &x
}
