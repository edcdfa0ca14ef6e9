package data

import (
	"fmt"

	"github.com/fenchel-gym/fenchel/demos"
)

// Actions says which actions of an episode are to be imitated.
type Actions uint8

const (
	Labels Actions = iota // the labels where an episode has any, else the actions that were sent
	Sent                  // the actions that were sent, with their noise and the learner's own
)

// ParseActions reads "label" or "sent".
func ParseActions(text string) (Actions, error) {
	for _, a := range []Actions{Labels, Sent} {
		if a.String() == text {
			return a, nil
		}
	}
	return Labels, fmt.Errorf("%q: want label or sent", text)
}

// MarshalText is String.
func (a Actions) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// UnmarshalText is ParseActions.
func (a *Actions) UnmarshalText(text []byte) (err error) {
	*a, err = ParseActions(string(text))
	return err
}

func (a Actions) String() string {
	if a == Sent {
		return "sent"
	}
	return "label"
}

// Of are those actions of an episode (T×k): as the task applied them where they were sent.
func (a Actions) Of(d *demos.Demonstration) []float64 {
	if a == Sent {
		return d.Applied
	}
	return d.Labels()
}

// Choose makes the actions of an episode those to be imitated, for learners that read no labels.
func (a Actions) Choose(d *demos.Demonstration) {
	if a != Labels || d.Label == nil {
		return
	}
	for t := range d.Len() {
		if d.Labelled(t) {
			copy(d.ActAt(t), d.LabelAt(t))
			copy(d.AppliedAt(t), d.LabelAt(t))
		}
	}
}
