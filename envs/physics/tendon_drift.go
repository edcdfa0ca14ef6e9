package physics

import (
	"math"

	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// tendonBias adds to QfrcBias what the tendons' armatures resist where no joint accelerates: armature · Jᵀ J˙ v. It
// needs the accelerations that bias has left in d.acc.
func (m *Model) tendonBias(d *Data) {
	for t := range m.tendons {
		p := &m.tendons[t]
		if !p.heavy || p.fixed {
			continue
		}
		m.pull(d, t, m.Tendons[t].Armature*m.tendonDrift(d, p), d.QfrcBias)
	}
}

// tendonDrift returns J˙ v of a tendon of straight pieces. With u the direction of a piece, ℓ its length and v, a the
// relative velocity and acceleration of its ends,
//
//	ℓ¨ = ⟨u, a⟩ + (|v|² − ⟨u, v⟩²)/ℓ
func (m *Model) tendonDrift(d *Data, p *tendonPlan) float64 {
	drift, share := 0.0, 1.0
	for k := 0; k < len(p.steps)-1; k++ {
		a, b := &p.steps[k], &p.steps[k+1]
		if a.Kind == WrapPulley {
			share = 1 / a.Coef
		}
		if a.Kind != WrapSite || b.Kind != WrapSite || a.body == b.body {
			continue
		}
		x, y := a.place(d), b.place(d)
		vx, ax := m.pointMotion(d, a.body, x)
		vy, ay := m.pointMotion(d, b.body, y)
		off, v := y.Sub(x), vy.Sub(vx)
		length := math.Max(off.Norm(), spatial.MinVal)
		u := off.Scale(1 / length)
		along := u.Dot(v)
		drift += share * (u.Dot(ay.Sub(ax)) + (v.Dot(v)-along*along)/length)
	}
	return drift
}

// pointMotion returns the velocity of the point x of a body and, where no joint accelerates, its acceleration.
func (m *Model) pointMotion(d *Data, b int, x spatial.Vec) (vel, acc spatial.Vec) {
	arm := x.Sub(d.SubtreeCom[m.bodies[b].root])
	w := d.CVel[b].W
	vel = d.CVel[b].V.Add(w.Cross(arm))
	return vel, d.acc[b].V.Sub(d.acc[0].V).Add(d.acc[b].W.Cross(arm)).Add(w.Cross(vel))
}
