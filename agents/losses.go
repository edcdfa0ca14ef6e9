package agents

import (
	"fmt"
	"slices"

	"github.com/fenchel-gym/fenchel/loss"
	"github.com/fenchel-gym/fenchel/policy"
)

// lossTable says which losses there are by name, and which head and energies each one trains.
var lossTable = []struct {
	name, head string
	energies   []string // nil: any
	make       func(h policy.Head, o *TrainOptions) loss.Loss
}{
	{"fenchel-young", "greedy", nil, func(h policy.Head, _ *TrainOptions) loss.Loss { return loss.NewFenchelYoung(h.(*policy.Greedy)) }},
	{"fenchel-young-lifted", "greedy", []string{"late", "conditional"},
		func(h policy.Head, o *TrainOptions) loss.Loss { return loss.NewLifted(h.(*policy.Greedy), o.Lifted) }},
	{"squared", "deterministic", nil, func(policy.Head, *TrainOptions) loss.Loss { return loss.Squared{} }},
	{"gaussian", "gaussian", nil, func(policy.Head, *TrainOptions) loss.Loss { return loss.Gaussian{} }},
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
func (o *TrainOptions) UseLoss(name string) error {
	i := slices.Index(Losses(), name)
	if i < 0 {
		return unknown("loss", name, Losses())
	}
	l := lossTable[i]
	o.Loss, o.Policy.Head = name, l.head
	if l.energies != nil && !slices.Contains(l.energies, o.Policy.Energy) {
		o.Policy.Energy, o.Policy.Regularizer = l.energies[0], "none"
	}
	return nil
}

// checkLoss says why the loss cannot train the policy.
func (o *TrainOptions) checkLoss() error {
	i := slices.Index(Losses(), o.Loss)
	switch {
	case i < 0:
		return unknown("loss", o.Loss, Losses())
	case slices.Contains(policy.Heads(), o.Policy.Head) && lossTable[i].head != o.Policy.Head:
		return fmt.Errorf("loss %q trains the head %q, not %q", o.Loss, lossTable[i].head, o.Policy.Head)
	case slices.Contains(policy.Energies(), o.Policy.Energy) && lossTable[i].energies != nil && !slices.Contains(lossTable[i].energies, o.Policy.Energy):
		return fmt.Errorf("loss %q trains the energies %v, not %q", o.Loss, lossTable[i].energies, o.Policy.Energy)
	case o.Loss == "fenchel-young-lifted":
		return o.Lifted.Validate()
	}
	return nil
}

// newLoss makes the loss for a head that checkLoss accepted.
func newLoss(o *TrainOptions, h policy.Head) loss.Loss {
	return lossTable[slices.Index(Losses(), o.Loss)].make(h, o)
}

// solver is a loss that solves an inner problem for each row and reports on it.
type solver interface {
	Argmax() (policy.Matrix, []policy.Report)
}
