package physics

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// pair is a pair of geoms that may collide, with what is known of its contacts beforehand.
type pair struct {
	g1, g2    int     // geoms, lower type first
	shapes    shapes  // their types
	margin    float64 // contacts exist up to this distance
	include   float64 // and act below this one
	condim    int
	friction  float64
	frictions [5]float64 // sliding twice, spin, rolling twice
	law       law
	slip      float64 // damping of the rows of elliptic friction
	approx    float64 // inverse mass that the contact feels, before friction
	span      span    // the dofs that move one geom against the other
}

// planPairs lists the pairs of geoms that may collide, by bodies and then by geoms.
func (m *Model) planPairs() {
	m.pairs, m.near, m.normals, m.geoms = nil, nil, nil, nil
	if m.Option.Disable.Contact || m.Option.Disable.Constraint {
		return
	}
	for a := range m.GeomType {
		for b := a + 1; b < m.NGeom; b++ {
			if m.mayCollide(a, b) && !m.paired(a, b) {
				m.pairs = append(m.pairs, m.planPair(m.MixedPair(a, b), false))
			}
		}
	}
	for _, c := range m.ContactPairs {
		m.pairs = append(m.pairs, m.planPair(c, true))
	}
	slices.SortStableFunc(m.pairs, func(p, q pair) int {
		p1, p2 := m.pairBodies(&p)
		q1, q2 := m.pairBodies(&q)
		return cmp.Or(cmp.Compare(p1, q1), cmp.Compare(p2, q2), cmp.Compare(p.g1, q.g1), cmp.Compare(p.g2, q.g2))
	})
	index := make(map[int]int32)
	for k := range m.pairs {
		p := &m.pairs[k]
		m.near = append(m.near, approach{g1: m.planGeom(p.g1, index), g2: m.planGeom(p.g2, index), plane: -1})
		a, reach := &m.near[k], m.GeomRBound[p.g1]+m.GeomRBound[p.g2]+p.margin
		if a.reach = reach * reach; m.GeomType[p.g1] == Plane {
			a.reach, a.plane = reach, int32(len(m.normals))
			axes := m.fixedAxes(m.GeomBody[p.g1])
			m.normals = append(m.normals, axes.MulVec(m.geoms[a.g1].axis))
		}
	}
}

// planGeom returns the number of the plan of geom g, which it makes when it is first asked for.
func (m *Model) planGeom(g int, index map[int]int32) int32 {
	k, ok := index[g]
	if !ok {
		k = int32(len(m.geoms))
		index[g] = k
		pos, quat := m.snapped(m.GeomBody[g], m.GeomPos[g], m.GeomQuat[g])
		axes := quat.Mat()
		m.geoms = append(m.geoms, geomPlan{
			body: m.GeomBody[g], pos: pos, axis: axes.Z, side: axes.X, size: m.GeomSize[g],
			sided: m.GeomType[g] > Capsule && m.GeomType[g] != Plane, typ: m.GeomType[g], hull: m.hullOf(g), bound: m.GeomRBound[g],
		})
	}
	return k
}

// hullOf returns the hull of a mesh geom, nil of another.
func (m *Model) hullOf(g int) *Hull {
	if m.GeomType[g] != Mesh {
		return nil
	}
	return m.Meshes[m.GeomMesh[g]].Hull
}

// fixedAxes returns the axes of a body that nothing moves, in the world frame.
func (m *Model) fixedAxes(b int) spatial.Mat {
	axes := spatial.Identity.Mat()
	for ; b > 0; b = m.BodyParent[b] {
		up := m.BodyQuat[b].Mat()
		axes = up.Mul(&axes)
	}
	return axes
}

func (m *Model) pairBodies(p *pair) (lo, hi int) {
	a, b := m.GeomBody[p.g1], m.GeomBody[p.g2]
	return min(a, b), max(a, b)
}

// mayCollide applies the filters that do not depend on the state: geoms of one rigid body, of two bodies fixed to the
// world, of a body and its parent (unless that is the world), excluded pairs, and the contype/conaffinity bits.
func (m *Model) mayCollide(a, b int) bool {
	if m.GeomContype[a]&m.GeomConaffinity[b] == 0 && m.GeomContype[b]&m.GeomConaffinity[a] == 0 {
		return false
	}
	v, w := m.BodyWeld[m.GeomBody[a]], m.BodyWeld[m.GeomBody[b]]
	if v == w {
		return false
	}
	up := func(w int) int { return m.BodyWeld[m.BodyParent[w]] }
	if v != 0 && w != 0 && (v == up(w) || w == up(v)) && !m.Option.Disable.FilterParent {
		return false
	}
	x, y := m.GeomBody[a], m.GeomBody[b]
	return !slices.ContainsFunc(m.ExcludePair, func(e [2]int) bool {
		return e == [2]int{x, y} || e == [2]int{y, x}
	})
}

// paired reports whether a ContactPair makes the contacts of two geoms.
func (m *Model) paired(a, b int) bool {
	return slices.ContainsFunc(m.ContactPairs, func(c ContactPair) bool {
		return c.Geom == [2]int{a, b} || c.Geom == [2]int{b, a}
	})
}

// MixedPair combines the parameters of two geoms. Those of the higher priority prevail; at equal priority friction is
// the larger and the softness an average weighted by SolMix.
func (m *Model) MixedPair(a, b int) ContactPair {
	c := ContactPair{Geom: [2]int{a, b}}
	var mu spatial.Vec
	one := func(g int) {
		c.Condim, mu = m.GeomCondim[g], m.GeomFriction[g]
		c.Soft = Softness{m.GeomSolRef[g], m.GeomSolImp[g]}
	}
	switch {
	case m.GeomPriority[a] > m.GeomPriority[b]:
		one(a)
	case m.GeomPriority[a] < m.GeomPriority[b]:
		one(b)
	default:
		c.Condim = max(m.GeomCondim[a], m.GeomCondim[b])
		f, g := m.GeomFriction[a], m.GeomFriction[b]
		mu = spatial.Vec{X: math.Max(f.X, g.X), Y: math.Max(f.Y, g.Y), Z: math.Max(f.Z, g.Z)}
		c.Soft.Ref, c.Soft.Imp = m.mixSoftness(a, b)
	}
	c.Friction = [5]float64{mu.X, mu.X, mu.Y, mu.Z, mu.Z}
	c.Margin, c.Gap = m.GeomMargin[a]+m.GeomMargin[b], m.GeomGap[a]+m.GeomGap[b]
	return c
}

// planPair works a pair out, one of ContactPairs or one that the geoms make.
func (m *Model) planPair(c ContactPair, own bool) pair {
	a, b := c.Geom[0], c.Geom[1]
	if m.GeomType[a].rank() > m.GeomType[b].rank() {
		a, b = b, a
	}
	p := pair{
		g1: a, g2: b, shapes: shapesOf[[2]GeomType{m.GeomType[a], m.GeomType[b]}],
		condim: c.Condim, law: m.newLaw(c.Soft.Ref, c.Soft.Imp), include: c.Margin, margin: c.Margin + c.Gap,
	}
	if m.Option.Margin == MaxMargins && !own {
		// Before MuJoCo 3.5 the larger margin counted, and before 3.9 the gap lay inside it.
		p.margin = math.Max(m.GeomMargin[a], m.GeomMargin[b])
		p.include = p.margin - math.Max(m.GeomGap[a], m.GeomGap[b])
	}
	p.setFriction(c.Friction)
	p.slip = p.law.b
	if c.Slip != (SolRef{}) {
		p.slip = m.newLaw(c.Slip, c.Soft.Imp).b
	}
	x, y := m.GeomBody[a], m.GeomBody[b]
	p.approx = m.BodyInvWeight0[x][0] + m.BodyInvWeight0[y][0]
	p.span = m.newSpan(m.lastDof(x), m.lastDof(y))
	return p
}

// setFriction sets the coefficients, none below minFriction.
func (p *pair) setFriction(mu [5]float64) {
	for i, x := range mu {
		p.frictions[i] = math.Max(x, minFriction)
	}
	p.friction = p.frictions[0]
}

// minFriction is the least coefficient of a frictional contact: the pyramid needs an inside.
const minFriction = 1e-5

// mixSoftness averages the softness of two geoms by their SolMix. A direct stiffness (negative SolRef) cannot be
// averaged with a time constant, so then the smaller numbers are taken.
func (m *Model) mixSoftness(a, b int) (ref SolRef, imp SolImp) {
	u, v := m.GeomSolMix[a], m.GeomSolMix[b]
	w := 0.5
	switch {
	case u >= spatial.MinVal && v >= spatial.MinVal:
		w = u / (u + v)
	case u >= spatial.MinVal:
		w = 1
	case v >= spatial.MinVal:
		w = 0
	}
	ra, rb := m.GeomSolRef[a], m.GeomSolRef[b]
	for i := range ref {
		ref[i] = w*ra[i] + (1-w)*rb[i]
		if ra[0] <= 0 || rb[0] <= 0 {
			ref[i] = math.Min(ra[i], rb[i])
		}
	}
	for i := range imp {
		imp[i] = w*m.GeomSolImp[a][i] + (1-w)*m.GeomSolImp[b][i]
	}
	return ref, imp
}

// checkPairs reports pairs of geoms that may collide but whose shapes have no routine.
func (m *Model) checkPairs(report func(error)) {
	seen := make(map[[2]GeomType]bool)
	for k := range m.pairs {
		p := &m.pairs[k]
		types := [2]GeomType{m.GeomType[p.g1], m.GeomType[p.g2]}
		if p.shapes == unknownShapes && !seen[types] {
			seen[types] = true
			report(fmt.Errorf("%s and %s: a %v and a %v cannot collide here: clear their contype and conaffinity",
				m.geomLabel(p.g1), m.geomLabel(p.g2), types[0], types[1]))
		}
	}
}
