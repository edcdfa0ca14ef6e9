package demos

import (
	"fmt"
	"math"

	"github.com/fenchel-gym/fenchel/envs"
)

var nan = math.NaN()

// Driven reports whether a person drove the episode, or part of it.
func (d *Demonstration) Driven() bool { return d.Late != nil }

// version is the version of the files that can say what the episode holds.
func (d *Demonstration) version() int {
	switch {
	case d.long():
		return FormatVersion
	case d.Driven():
		return drivenVersion
	case d.Label != nil:
		return labelledVersion
	}
	return plainVersion
}

// long reports whether the episode takes more than one chunk.
func (d *Demonstration) long() bool {
	t := d.Len()
	f := Facts{Steps: t, Obs: len(d.Obs) / (t + 1), Act: len(d.Act) / max(t, 1), Labelled: d.Label != nil, Driven: d.Driven(), Forced: d.Force != nil}
	f.divide()
	return f.PerChunk > 0
}

// Labelled reports whether there is anything to imitate at step t. A step without a label is one at which a policy acted
// and nobody was asked: its label is NaN.
func (d *Demonstration) Labelled(t int) bool {
	return !d.Driven() || !math.IsNaN(d.LabelAt(t)[0])
}

// ForceAt is the force from outside during step t, empty where there was none in the whole episode.
func (d *Demonstration) ForceAt(t int) []float64 {
	if d.Force == nil {
		return nil
	}
	return row(d.Force, t, d.Len())
}

// Interventions counts the times that a person took over from a policy, and the steps that the person acted.
func (d *Demonstration) Interventions() (times, steps int) {
	for t, a := range d.Author {
		if a != envs.ThePerson {
			continue
		}
		if steps++; t > 0 && d.Author[t-1] != envs.ThePerson {
			times++
		}
	}
	return times, steps
}

// AddDriven appends a step of an episode that a person drives or watches. label is nil where there is nothing to imitate,
// force nil where nothing pushes.
func (d *Demonstration) AddDriven(t *envs.Transition, by envs.Author, label, force []float64, late float64) {
	d.Add(t)
	d.Author, d.Late = append(d.Author, by), append(d.Late, late)
	for i := range t.Act {
		if label == nil {
			d.Label = append(d.Label, nan)
		} else {
			d.Label = append(d.Label, label[i])
		}
	}
	if force == nil && d.Force == nil {
		return
	}
	for len(d.Force) < d.Len()*envs.ForceLen { // the steps before the first force had none
		d.Force = append(d.Force, 0)
	}
	copy(d.Force[(d.Len()-1)*envs.ForceLen:], force)
}

// checkDriven reports why the parts that a driven episode has besides do not fit it, or nil.
func (d *Demonstration) checkDriven() error {
	t := d.Len()
	if !d.Driven() {
		for i, a := range d.Author {
			if a == envs.ThePerson {
				return fmt.Errorf("step %d: a person acted, yet how late is not said", i)
			}
		}
		if d.Force != nil {
			return fmt.Errorf("forces from outside in an episode that nobody drove")
		}
		return nil
	}
	switch {
	case len(d.Late) != t || d.Label == nil:
		return fmt.Errorf("lateness of %d steps, %d numbers of labels: want %d steps, with labels", len(d.Late), len(d.Label), t)
	case d.Force != nil && len(d.Force) != t*envs.ForceLen:
		return fmt.Errorf("%d numbers of forces: want %d × %d", len(d.Force), t, envs.ForceLen)
	}
	for i, late := range d.Late {
		if !(late >= 0) || late > maxPeriod {
			return fmt.Errorf("step %d was late by %v s", i, late)
		}
	}
	return nil
}
