package physics

import (
	"math"

	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// moving is how a point of a body moves: where it is, and ω, v and, where no joint accelerates, α and a.
type moving struct {
	pos, w, v, alpha, acc spatial.Vec
	quat                  spatial.Quat
}

// moving returns how the k-th point and frame of an equality move. The accelerations are those of the last bias.
func (m *Model) moving(d *Data, p *equalityPlan, k int) (s moving) {
	b := p.body[k]
	s.pos = d.XPos[b].Add(d.XMat[b].MulVec(p.point[k]))
	arm := s.pos.Sub(d.SubtreeCom[m.bodies[b].root])
	s.w, s.alpha = d.CVel[b].W, d.acc[b].W
	s.v = d.CVel[b].V.Add(s.w.Cross(arm))
	s.acc = d.acc[b].V.Sub(d.acc[0].V).Add(s.alpha.Cross(arm)).Add(s.w.Cross(s.v))
	if p.kind == Weld {
		s.quat = d.XMat[b].Quat().Mul(p.quat[k])
	}
	return s
}

// addBodies adds the rows of a Connect or Weld. Of points p and frames q of two bodies the residuals are
//
//	p₁ − p₂        torque · vec(q₂⁻¹ q₁)
//
// and, unlike other constraints, MuJoCo's ask for J v̇ + J˙ v instead of J v̇.
func (m *Model) addBodies(d *Data, p *equalityPlan) {
	a, b := m.moving(d, p, 0), m.moving(d, p, 1)
	r := a.pos.Sub(b.pos)
	size := r.Norm()
	var turn spatial.Vec
	if p.kind == Weld {
		q := b.quat.Conj().Mul(a.quat)
		turn = spatial.Vec{X: q.X, Y: q.Y, Z: q.Z}.Scale(p.torque)
		size = math.Sqrt(r.Dot(r) + turn.Dot(turn))
	}
	c := m.newEquality(d, p, 3, size, p.approx[0])
	m.pointDifference(d, p, c, &a, &b)
	m.addVectorRows(d, c, r, a.acc.Sub(b.acc))
	if p.kind != Weld {
		return
	}
	c = m.newEquality(d, p, 3, size, p.approx[1])
	m.turnDifference(d, p, c, &a, &b)
	m.addVectorRows(d, c, turn, weldDrift(p, &a, &b))
}

// addVectorRows adds three rows with the residual r and drift J˙ v.
func (m *Model) addVectorRows(d *Data, c *Constraint, r, drift spatial.Vec) {
	k := -c.K * c.Imp
	bias := [6]float64{k*r.X - drift.X, k*r.Y - drift.Y, k*r.Z - drift.Z}
	m.addReferred(d, c, &bias, &[6]float64{c.B, c.B, c.B})
}

// pointDifference sets the base rows of c to the velocity of point a against that of point b.
func (m *Model) pointDifference(d *Data, p *equalityPlan, c *Constraint, a, b *moving) {
	base := d.base[c.base:]
	for k, i := range p.dofs {
		x := &d.CDof[i]
		com := d.SubtreeCom[m.bodies[m.DofBody[i]].root]
		var v spatial.Vec
		if p.moves[k]&1 != 0 {
			v = v.Add(x.V).Add(x.W.Cross(a.pos.Sub(com)))
		}
		if p.moves[k]&2 != 0 {
			v = v.Sub(x.V).Sub(x.W.Cross(b.pos.Sub(com)))
		}
		base[k], base[c.n+k], base[2*c.n+k] = v.X, v.Y, v.Z
	}
}

// turnDifference sets the base rows of c to the rates of torque · vec(q₂⁻¹ q₁) per unit of each dof.
func (m *Model) turnDifference(d *Data, p *equalityPlan, c *Constraint, a, b *moving) {
	base := d.base[c.base:]
	for k, i := range p.dofs {
		sign := float64(p.moves[k]&1) - float64(p.moves[k]>>1)
		if sign == 0 {
			continue
		}
		v := weldRate(p, a, b, d.CDof[i].W.Scale(sign))
		base[k], base[c.n+k], base[2*c.n+k] = v.X, v.Y, v.Z
	}
}

// weldRate is torque/2 · vec(q₂⁻¹ w q₁): the rate of the rotational residual if the bodies turn against each other at w.
func weldRate(p *equalityPlan, a, b *moving, w spatial.Vec) spatial.Vec {
	q := b.quat.Conj().Mul(spatial.Quat{X: w.X, Y: w.Y, Z: w.Z}).Mul(a.quat)
	return spatial.Vec{X: q.X, Y: q.Y, Z: q.Z}.Scale(p.torque / 2)
}

// weldDrift is J˙ v of the rotational rows, with w = ω₁ − ω₂:
//
//	torque/2 · vec(q₂⁻¹ (α₁ − α₂ + ½ (w ω₁ − ω₂ w)) q₁)
func weldDrift(p *equalityPlan, a, b *moving) spatial.Vec {
	pure := func(v spatial.Vec) spatial.Quat { return spatial.Quat{X: v.X, Y: v.Y, Z: v.Z} }
	w := a.w.Sub(b.w)
	x, y := pure(w).Mul(pure(a.w)), pure(b.w).Mul(pure(w))
	al := a.alpha.Sub(b.alpha)
	inner := spatial.Quat{
		W: (x.W - y.W) / 2, X: al.X + (x.X-y.X)/2, Y: al.Y + (x.Y-y.Y)/2, Z: al.Z + (x.Z-y.Z)/2,
	}
	q := b.quat.Conj().Mul(inner).Mul(a.quat)
	return spatial.Vec{X: q.X, Y: q.Y, Z: q.Z}.Scale(p.torque / 2)
}
