package clone

import (
	"slices"

	"github.com/fenchel-gym/fenchel/internal/config"
	"github.com/fenchel-gym/fenchel/internal/suggest"
	"github.com/fenchel-gym/fenchel/loss"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/energy"
	"github.com/fenchel-gym/fenchel/policy/solve"
)

// lossTable says which losses there are by name, and which head and energies each one trains. What depends on the action
// set is said by make.
var lossTable = []struct {
	name, head  string
	regularizer string   // that UseLoss sets; "": it stays
	energies    []string // nil: any
	make        func(h policy.Head, o *Options) (loss.Loss, error)
}{
	{"fenchel-young", "greedy", "", nil, func(h policy.Head, _ *Options) (loss.Loss, error) {
		return loss.NewFenchelYoung(h.(*policy.Greedy)), nil
	}},
	{"fenchel-young-lifted", "greedy", "", []string{"late", "conditional", "modes"}, newLifted},
	{"energy", "greedy", "", nil, func(h policy.Head, _ *Options) (loss.Loss, error) {
		return loss.NewEnergy(h.(*policy.Greedy)), nil
	}},
	{"perceptron", "greedy", "none", nil, func(h policy.Head, _ *Options) (loss.Loss, error) {
		return loss.NewPerceptron(h.(*policy.Greedy))
	}},
	{"hinge", "greedy", "none", nil, func(h policy.Head, _ *Options) (loss.Loss, error) {
		return loss.NewHinge(h.(*policy.Greedy))
	}},
	{"cross-entropy", "greedy", "", nil, func(h policy.Head, o *Options) (loss.Loss, error) {
		return loss.NewCrossEntropy(h.(*policy.Greedy), o.CrossEntropy)
	}},
	{"infonce", "greedy", "", nil, func(h policy.Head, o *Options) (loss.Loss, error) {
		return loss.NewInfoNCE(h.(*policy.Greedy), o.InfoNCE)
	}},
	{"squared-unrolled", "greedy", "", nil, func(h policy.Head, o *Options) (loss.Loss, error) {
		return loss.NewUnrolled(h.(*policy.Greedy), o.Unrolled)
	}},
	{"squared-implicit", "greedy", "", nil, func(h policy.Head, _ *Options) (loss.Loss, error) {
		return loss.NewImplicit(h.(*policy.Greedy))
	}},
	{"squared", "deterministic", "", nil, func(policy.Head, *Options) (loss.Loss, error) { return loss.Squared{}, nil }},
	{"gaussian", "gaussian", "", nil, func(policy.Head, *Options) (loss.Loss, error) { return loss.Gaussian{}, nil }},
}

// Losses lists the names of the losses.
func Losses() []string {
	names := make([]string, len(lossTable))
	for i, l := range lossTable {
		names[i] = l.name
	}
	return names
}

// UseLoss sets the loss and the head that it trains, and an energy that it can train where the present one is none.
func (o *Options) UseLoss(name string) error {
	i := slices.Index(Losses(), name)
	if i < 0 {
		return suggest.Unknown("loss", name, Losses())
	}
	l := lossTable[i]
	o.Loss, o.Policy.Head = name, l.head
	if l.energies != nil && !slices.Contains(l.energies, o.Policy.Energy) {
		o.Policy.Energy, o.Policy.Regularizer = l.energies[0], "none"
	}
	if l.regularizer != "" {
		o.Policy.Regularizer = l.regularizer
	}
	return nil
}

// checkLoss says why the loss cannot train the policy.
func (o *Options) checkLoss() error {
	i := slices.Index(Losses(), o.Loss)
	switch {
	case i < 0:
		return config.In("loss", suggest.Unknown("loss", o.Loss, Losses()))
	case slices.Contains(policy.Heads(), o.Policy.Head) && lossTable[i].head != o.Policy.Head:
		return config.Errorf("loss", "%q trains the head %q, not %q", o.Loss, lossTable[i].head, o.Policy.Head)
	case slices.Contains(policy.Energies(), o.Policy.Energy) && lossTable[i].energies != nil && !slices.Contains(lossTable[i].energies, o.Policy.Energy):
		return config.Errorf("loss", "%q trains the energies %v, not %q", o.Loss, lossTable[i].energies, o.Policy.Energy)
	}
	switch o.Loss {
	case "fenchel-young-lifted":
		return config.In("lifted", o.Lifted.Validate())
	case "cross-entropy":
		return config.In("cross_entropy", o.CrossEntropy.Validate())
	case "infonce":
		return config.In("infonce", o.InfoNCE.Validate())
	case "squared-unrolled":
		return config.In("unrolled", o.Unrolled.Validate())
	}
	return nil
}

// newLoss makes the loss for a head that checkLoss accepted, or says why it does not suit the head's energy or set.
func newLoss(o *Options, h policy.Head) (loss.Loss, error) {
	return lossTable[slices.Index(Losses(), o.Loss)].make(h, o)
}

// newLifted makes the lifted loss: exact where the energy has an integral, of drawn candidates where it has none.
func newLifted(h policy.Head, o *Options) (loss.Loss, error) {
	g := h.(*policy.Greedy)
	if _, ok := g.Energy.(energy.Integrable); ok {
		return loss.NewIntegrated(g, o.Lifted.Gamma)
	}
	return loss.NewLifted(g, o.Lifted), nil
}

// solver is a loss that solves an inner problem for each row and reports on it.
type solver interface {
	Argmax() (policy.Matrix, []solve.Report)
}
