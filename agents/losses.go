package agents

import (
	"fmt"
	"slices"

	"github.com/fenchel-gym/fenchel/loss"
	"github.com/fenchel-gym/fenchel/policy"
)

// lossTable says which losses there are by name and which head each one trains.
var lossTable = []struct {
	name, head string
	make       func(h policy.Head) loss.Loss
}{
	{"fenchel-young", "greedy", func(h policy.Head) loss.Loss { return loss.NewFenchelYoung(h.(*policy.Greedy)) }},
	{"fenchel-young-lifted", "greedy", func(h policy.Head) loss.Loss { return loss.NewLifted(h.(*policy.Greedy), loss.DefaultLifted()) }},
	{"squared", "deterministic", func(policy.Head) loss.Loss { return loss.Squared{} }},
	{"gaussian", "gaussian", func(policy.Head) loss.Loss { return loss.Gaussian{} }},
}

// Losses lists the names of the losses.
func Losses() []string {
	names := make([]string, len(lossTable))
	for i, l := range lossTable {
		names[i] = l.name
	}
	return names
}

// UseLoss sets the loss and the head that it trains.
func (o *TrainOptions) UseLoss(name string) error {
	i := slices.Index(Losses(), name)
	if i < 0 {
		return unknown("loss", name, Losses())
	}
	o.Loss, o.Policy.Head = name, lossTable[i].head
	return nil
}

// checkLoss says why the loss cannot train the head.
func (o *TrainOptions) checkLoss() error {
	i := slices.Index(Losses(), o.Loss)
	switch {
	case i < 0:
		return unknown("loss", o.Loss, Losses())
	case slices.Contains(policy.Heads(), o.Policy.Head) && lossTable[i].head != o.Policy.Head:
		return fmt.Errorf("loss %q trains the head %q, not %q", o.Loss, lossTable[i].head, o.Policy.Head)
	}
	return nil
}

// newLoss makes the loss for a head that checkLoss accepted.
func newLoss(name string, h policy.Head) loss.Loss {
	return lossTable[slices.Index(Losses(), name)].make(h)
}

// solver is a loss that solves an inner problem for each row and reports on it.
type solver interface {
	Argmax() (policy.Matrix, []policy.Report)
}
