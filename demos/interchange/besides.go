package interchange

import (
	"fmt"
	"math"
	"slices"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/demos/hdf5"
	"github.com/fenchel-gym/fenchel/envs"
)

// What a step of ours has besides is in the group infos of the HDF5 formats, a row a step, where other programs look for
// extras and pass over those that they do not know. Of D4RL, whose episodes share their columns, an episode without
// something has NaN there, and the author -1.
const (
	infosGroup = "infos"
	labelsKey  = "fenchel_label"  // T×k float64: what a learner should imitate; NaN where there is nothing
	authorsKey = "fenchel_author" // T int64: who chose the action: 0 actor, 1 noise, 2 expert, 3 learner, 4 person
	lateKey    = "fenchel_late"   // T float64: how late the step was, s
	forceKey   = "fenchel_force"  // T×4 float64: the force from outside
)

// Besides is what an episode of ours says of its steps besides: nil where it says nothing.
type Besides struct {
	Label  []float64     // T×k
	Author []envs.Author // T
	Late   []float64     // T
	Force  []float64     // T×envs.ForceLen
}

// give puts the first t steps into a demonstration of k actions. The episode has n steps.
func (b *Besides) give(d *demos.Demonstration, t, n, k int) error {
	if b.Label != nil && len(b.Label) != n*k {
		return fmt.Errorf("%d numbers of labels for %d actions of %d", len(b.Label), n, k)
	}
	if len(b.Author) != n && (b.Label != nil || b.Author != nil) || b.Late != nil && len(b.Late) != n || b.Force != nil && len(b.Force) != n*envs.ForceLen {
		return fmt.Errorf("%d authors, lateness of %d and forces of %d steps, want %d", len(b.Author), len(b.Late), len(b.Force)/envs.ForceLen, n)
	}
	if b.Label != nil {
		d.Label, d.Author = b.Label[:t*k], b.Author[:t]
	}
	if b.Late != nil {
		d.Late = b.Late[:t]
	}
	if b.Force != nil {
		d.Force = b.Force[:t*envs.ForceLen]
	}
	return nil
}

// infos are the columns of a file, each there only where something is to be said in it.
type infos struct {
	k                           int
	labels, authors, late, push *hdf5.DatasetWriter
}

// newInfos are the columns that any of these demands.
func newInfos(parent *hdf5.GroupWriter, k int, labelled, driven, forced bool) *infos {
	c := &infos{k: k}
	if !labelled {
		return c
	}
	g := parent.Group(infosGroup)
	c.labels = g.Dataset(labelsKey, hdf5.Float64, []int{k}, exportStorage)
	c.authors = g.Dataset(authorsKey, hdf5.Int64, nil, exportStorage)
	if driven {
		c.late = g.Dataset(lateKey, hdf5.Float64, nil, exportStorage)
	}
	if forced {
		c.push = g.Dataset(forceKey, hdf5.Float64, []int{envs.ForceLen}, exportStorage)
	}
	return c
}

// add writes the steps of an episode.
func (c *infos) add(d *demos.Demonstration) {
	t := d.Len()
	if c.labels == nil {
		return
	}
	c.labels.Float64s(orNaN(d.Label, t*c.k)...)
	authors := make([]int64, t)
	for i := range authors {
		if authors[i] = -1; d.Author != nil {
			authors[i] = int64(d.Author[i])
		}
	}
	c.authors.Int64s(authors...)
	if c.late != nil {
		c.late.Float64s(orNaN(d.Late, t)...)
	}
	if c.push != nil {
		c.push.Float64s(orNaN(d.Force, t*envs.ForceLen)...)
	}
}

// orNaN is xs, or n times NaN where it is nil.
func orNaN(xs []float64, n int) []float64 {
	if xs != nil {
		return xs
	}
	xs = make([]float64, n)
	for i := range xs {
		xs[i] = math.NaN()
	}
	return xs
}

// besides reads n steps from a row on of the group infos, and lists what else is in there.
func (e *Episode) besides(parent *hdf5.Group, from, n int) error {
	if parent.Kind(infosGroup) != hdf5.IsGroup {
		return nil
	}
	g, err := parent.Group(infosGroup)
	if err != nil {
		return err
	}
	for _, name := range g.Names() {
		if !slices.Contains(extraKeys, name) {
			e.Left = append(e.Left, infosGroup+"/"+name)
		}
	}
	return e.extras(g.Names(), func(name string) (array, error) { return g.Dataset(name) }, from, n)
}

// extraKeys are the arrays of what a step of ours has besides.
var extraKeys = []string{labelsKey, authorsKey, lateKey, forceKey}

// extras reads n steps from a row on of those arrays that are among the names.
func (e *Episode) extras(names []string, open func(name string) (array, error), from, n int) error {
	for _, name := range extraKeys {
		if !slices.Contains(names, name) {
			continue
		}
		a, err := open(name)
		if err != nil {
			return err
		}
		switch name {
		case labelsKey:
			e.Label, err = block(a, name, from, n)
		case authorsKey:
			err = e.authors(a, from, n)
		case lateKey:
			e.Late, err = block(a, name, from, n)
		case forceKey:
			e.Force, err = block(a, name, from, n)
		}
		if err != nil {
			return err
		}
	}
	if e.Author == nil {
		e.Label = nil // of an episode without labels among others
	}
	return nil
}

// block is n rows of a dataset from one on; nil where they are all NaN.
func block(d array, name string, from, n int) ([]float64, error) {
	if d.Width() < 1 || n > mostNumbers/d.Width() || from+n > d.Rows() {
		return nil, fmt.Errorf("%s: its shape is %v: want %d rows", d.Path(), d.Shape(), from+n)
	}
	xs := make([]float64, n*d.Width())
	if err := d.Float64s(xs, from); err != nil {
		return nil, err
	}
	if name == labelsKey { // a person may have driven an episode of which no step is to be imitated
		return xs, nil
	}
	for _, x := range xs {
		if x == x {
			return xs, nil
		}
	}
	return nil, nil
}

// authors reads who acted; an episode of which nobody knows is as it was without labels.
func (e *Episode) authors(a array, from, n int) error {
	s, err := asSeries(a)
	if err != nil {
		return err
	}
	xs, err := s.read(from, n)
	if err != nil {
		return err
	}
	all := len(envs.Authors())
	for t, x := range xs {
		if x == -1 && (e.Author == nil) {
			continue
		}
		if x != math.Trunc(x) || x < 0 || int(x) >= all || len(e.Author) < t {
			return fmt.Errorf("%s: step %d: %v is no author: want 0 to %d", a.Path(), t, x, all-1)
		}
		e.Author = append(e.Author, envs.Author(x))
	}
	return nil
}
