package physics

import "github.com/fenchel-gym/fenchel/envs/physics/spatial"

// AddPush adds to tau (NV) the joint forces of a force at a body's center of mass, in world axes: Jᵀf, with the Jacobian
// of the last evaluation.
func (m *Model) AddPush(tau []float64, d *Data, body int, f spatial.Vec) {
	off := d.XIPos[body].Sub(d.SubtreeCom[m.bodies[body].root])
	g := spatial.Force{F: f, T: off.Cross(f)}
	for i := m.lastDof(body); i >= 0; i = m.DofParent[i] {
		tau[i] += d.CDof[i].Dot(&g)
	}
}

// Moves reports whether anything moves a body.
func (m *Model) Moves(body int) bool { return m.lastDof(body) >= 0 }
