package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/fenchel-gym/fenchel/envs/pusht"
)

// pushtTrace is a rollout at 100 Hz: a row and the contacts after each physics step, row 0 after the reset. Its start and
// targets are those of the rollout of the same name.
type pushtTrace struct {
	ID, Kind string
	Physics  [][10]float64
	Contacts [][]pushtContact
}

// pushtContact is recorded as [shape a, shape b, normal x, y, [[ax, ay, bx, by, distance], …], impulse x, y].
type pushtContact struct {
	a, b    int
	normal  pusht.Vec
	points  [][5]float64
	impulse pusht.Vec // on a
}

// UnmarshalJSON reads the seven entries.
func (c *pushtContact) UnmarshalJSON(data []byte) error {
	parts := []any{&c.a, &c.b, &c.normal.X, &c.normal.Y, &c.points, &c.impulse.X, &c.impulse.Y}
	n := len(parts)
	if err := json.Unmarshal(data, &parts); err != nil {
		return err
	}
	if len(parts) != n {
		return fmt.Errorf("a contact of %d entries: want %d", len(parts), n)
	}
	return nil
}

// compareTraces needs the rollouts of the same folder, which hold starts and targets.
func compareTraces(path string) (*result, error) {
	rollouts, err := rolloutsBeside(path)
	if err != nil {
		return nil, err
	}
	c := &tracing{world: pusht.NewWorld(), known: map[string]*pushtGauges{}}
	c.task = "pusht"
	c.order = c.gauge("contacts in the order solved", 0)
	c.normal = c.gauge("contact normals", 1e-7)
	c.distance = c.gauge("contact distances, px", 1e-5)
	err = eachRecord(path, func(_ int, t *pushtTrace) error {
		from := rollouts[t.ID]
		if from == nil {
			return fmt.Errorf("no rollout is called %q", t.ID)
		}
		return c.compare(t, from)
	})
	return &c.result, err
}

// tracing is the comparison of a file of traces.
type tracing struct {
	result
	world                   *pusht.World
	known                   map[string]*pushtGauges
	order, normal, distance *gauge
	contacts                []pusht.Contact
}

func (c *tracing) compare(t *pushtTrace, from *pushtRollout) error {
	if n := len(t.Physics); n != len(t.Contacts) || n > 10*len(from.Actions)+1 {
		return fmt.Errorf("%d rows and %d lists of contacts for %d control steps", n, len(t.Contacts), len(from.Actions))
	}
	g := c.known[t.Kind]
	if g == nil {
		var err error
		if g, err = newPushTGauges(&c.result, t.Kind); err != nil {
			return err
		}
		c.known[t.Kind] = g
	}
	if err := pushtStart(c.world, from.Start, from.Mode); err != nil {
		return err
	}
	for k := range t.Physics {
		if k > 0 {
			a := from.Actions[(k-1)/10]
			c.world.Substep(pusht.Vec{X: a[0], Y: a[1]})
		}
		at := place{t.ID, k}
		g.motion(at, c.world, t.Physics[k][:], (k-1)/10 < from.SafeSteps)
		c.compareContacts(at, t.Contacts[k])
	}
	return nil
}

func (c *tracing) compareContacts(at place, theirs []pushtContact) {
	c.contacts = c.world.AppendContacts(c.contacts[:0])
	c.order.compare(at, "pairs in contact", float64(len(c.contacts)), float64(len(theirs)))
	for i := range min(len(c.contacts), len(theirs)) {
		ours, theirs := &c.contacts[i], &theirs[i]
		c.order.compare(at, "first shape", float64(ours.A), float64(theirs.a))
		c.order.compare(at, "second shape", float64(ours.B), float64(theirs.b))
		c.order.compare(at, "points", float64(ours.Points), float64(len(theirs.points)))
		c.normal.compare(at, "normal x", ours.Normal.X, theirs.normal.X)
		c.normal.compare(at, "normal y", ours.Normal.Y, theirs.normal.Y)
		for j := range min(ours.Points, len(theirs.points)) {
			c.distance.compare(at, "distance", ours.Distance[j], theirs.points[j][4])
		}
	}
}

// rolloutsBeside reads the rollouts of the same folder, by name.
func rolloutsBeside(path string) (map[string]*pushtRollout, error) {
	files, _ := filepath.Glob(filepath.Join(filepath.Dir(path), "rollouts.jsonl*"))
	if len(files) == 0 {
		return nil, errors.New("traces need the rollouts beside them")
	}
	all := map[string]*pushtRollout{}
	err := eachRecord(files[0], func(_ int, r *pushtRollout) error {
		all[r.ID] = r
		return nil
	})
	return all, err
}
