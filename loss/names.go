package loss

import (
	"fmt"
	"slices"

	"github.com/fenchel-gym/fenchel/policy"
)

// Names lists the losses that New knows.
func Names() []string { return []string{"fenchel-young", "squared", "gaussian"} }

// New returns the loss of that name for a policy's head, or says why the two do not go together.
func New(name string, head policy.Head) (Loss, error) {
	if !slices.Contains(Names(), name) {
		return nil, &policy.UnknownError{Kind: "loss", Name: name, Known: Names()}
	}
	want := HeadOf(name)
	if head.Name() != want {
		return nil, fmt.Errorf("loss: %q trains the head %q, not %q", name, want, head.Name())
	}
	switch name {
	case "squared":
		return Squared{}, nil
	case "gaussian":
		return Gaussian{}, nil
	}
	return NewFenchelYoung(head.(*policy.Greedy)), nil
}

// HeadOf is the name of the head that a loss trains.
func HeadOf(name string) string {
	switch name {
	case "squared":
		return "deterministic"
	case "gaussian":
		return "gaussian"
	}
	return "greedy"
}
