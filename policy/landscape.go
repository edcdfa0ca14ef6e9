package policy

import (
	"slices"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/internal/floats"
	"github.com/fenchel-gym/fenchel/policy/solve"
)

// Landscape is the objective along the axes of the action through one action, the one chosen or another: what a viewer
// plots to show why the policy chose it. Coordinates are the task's. The action of a policy with a Window is a chunk, of
// c·k coordinates.
type Landscape struct {
	Best   []float64 // the action p that the curves pass through: p*, or the one given to Section (k)
	Value  float64   // Φ(v,p) − Ω(p)
	Gap    float64   // of p*: what the solver may have missed, +Inf where no bound is known; 0 of another action
	At     Matrix    // row i: the positions on axis i, evenly spaced over the set (k×points)
	Values Matrix    // row i: Φ(v,·) − Ω at p with coordinate i replaced (k×points)
	Ahead  int       // which action of the chunk is carried out at the observation

	normal Matrix // scratch: the points in normalized coordinates (k·points × k)
}

// Landscape fills dst with points values along each axis for one observation, and reports whether the policy has an
// energy to show. On the simplex the other coordinates are scaled so that the sum stays one. The state of the episode
// is left alone. A warm policy starts from its last decision, so p* of that decision's observation may be better by what
// further iterations find. For the observation that Act saw last, the landscape of a policy with a Window is that of the
// decision which is carried out; for another, that of a decision there.
func (n *Network) Landscape(dst *Landscape, obs []float64, points int) bool {
	g, ok := n.head.(*Greedy)
	if !ok || points < 2 {
		return false
	}
	window, ahead := n.windowAt(obs)
	dst.Ahead = ahead
	b := &n.single
	v := b.forward(n, Matrix{Rows: 1, Cols: len(window), Data: window})
	at := solve.Rows{Seed: n.episode.seed, First: n.episode.step, Start: n.last()}
	if at.First > 0 { // the step of the last decision
		at.First -= 1 + uint64(ahead)
	}
	g.Decode(b.p, b.reports, v, at)
	dst.evaluate(g, v, b.p.Data, points)
	dst.Value, dst.Gap = b.reports[0].Value, b.reports[0].Gap
	n.toTask(dst, b.p.Data)
	return true
}

// windowAt is the window of the decision that is carried out at an observation, and how many steps ago it was made.
func (n *Network) windowAt(obs []float64) (window []float64, ahead int) {
	if n.StateLen() == 0 {
		return obs, 0
	}
	m := n.memory()
	past, h, d := n.past(m), n.config.Window.History, len(obs)
	if !m.fresh() && slices.Equal(past[len(past)-d:], obs) {
		return n.seen(m), m.age()
	}
	before := past[len(past)-(h-1)*d:]
	if m.fresh() {
		before = slices.Repeat(obs, h-1)
	}
	return slices.Concat(before, obs), 0
}

// Section fills dst as Landscape does, with the curves through the given action in the task's units (k; c·k of a policy
// with a Window) instead of through p*. An action off the set is projected onto it. Its value is at most that of p* where
// the problem is concave.
func (n *Network) Section(dst *Landscape, obs, action []float64, points int) bool {
	g, ok := n.head.(*Greedy)
	if !ok || points < 2 {
		return false
	}
	window, ahead := n.windowAt(obs)
	dst.Ahead = ahead
	b := &n.single
	v := b.forward(n, Matrix{Rows: 1, Cols: len(window), Data: window})
	n.edge.Invert(b.p.Data, action)
	g.Set.Project(b.p.Data, b.p.Data)
	dst.evaluate(g, v, b.p.Data, points)
	value := [1]float64{}
	g.Value(value[:], v, b.p)
	dst.Value, dst.Gap = value[0], 0
	n.toTask(dst, b.p.Data)
	return true
}

// evaluate computes the curves in normalized coordinates.
func (l *Landscape) evaluate(g *Greedy, v Matrix, best []float64, points int) {
	k := len(best)
	l.At, l.Values = l.At.Reshape(k, points), l.Values.Reshape(k, points)
	l.normal = l.normal.Reshape(k*points, k)
	for i := range k {
		lo, hi := extent(g.Set, i)
		for j := range points {
			t := lo + (hi-lo)*float64(j)/float64(points-1)
			l.At.Row(i)[j] = t
			replace(l.normal.Row(i*points+j), best, i, t, g.Set)
		}
	}
	g.Value(l.Values.Data, v, l.normal)
}

// toTask converts positions to the task's units.
func (n *Network) toTask(l *Landscape, best []float64) {
	l.Best = floats.Grow(l.Best, len(best))
	n.edge.Apply(l.Best, best)
	if n.edge.Half == nil {
		return
	}
	for i := range best {
		row := l.At.Row(i)
		for j := range row {
			row[j] = n.edge.Mid[i] + n.edge.Half[i]*row[j]
		}
	}
}

// extent is the range of coordinate i on the set.
func extent(set space.Set, i int) (lo, hi float64) {
	switch c := set.(type) {
	case space.Box:
		return c.Lo[i], c.Hi[i]
	case space.Ball:
		return -c.Radius, c.Radius
	}
	return 0, 1
}

// replace writes p with coordinate i set to t, kept in the set: on the simplex by scaling the other coordinates (or
// sharing among them, where all are zero), on the ball by projection.
func replace(dst, p []float64, i int, t float64, set space.Set) {
	copy(dst, p)
	dst[i] = t
	if _, simplex := set.(space.Simplex); !simplex {
		set.Project(dst, dst)
		return
	}
	rest := 1 - p[i]
	for j := range dst {
		switch {
		case j == i:
		case rest > 0:
			dst[j] = p[j] * (1 - t) / rest
		default:
			dst[j] = (1 - t) / float64(len(p)-1)
		}
	}
}
