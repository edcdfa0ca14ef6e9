package physics

import "github.com/fenchel-gym/fenchel/envs/physics/spatial"

// frameOf returns the body, position and axes of an object.
func (m *Model) frameOf(d *Data, kind ObjectKind, id int) (body int, pos spatial.Vec, axes spatial.Mat) {
	switch kind {
	case BodyObject:
		return id, d.XPos[id], d.XMat[id]
	case InertiaObject:
		_, quat := m.snappedInertia(id)
		r := quat.Mat()
		return id, d.XIPos[id], d.XMat[id].Mul(&r)
	case GeomObject:
		pos, axes = m.GeomPose(d, id)
		return m.GeomBody[id], pos, axes
	case SiteObject:
		pos, axes = m.SitePose(d, id)
		return m.SiteBody[id], pos, axes
	case CameraObject:
		c := &m.Cameras[id]
		pos, axes = pose(d, c.Body, c.Pose.Pos, c.Pose.Quat)
		return c.Body, pos, axes
	}
	return 0, spatial.Vec{}, spatial.Identity.Mat()
}

// velocityAt returns the angular velocity of a body and the velocity of the point of it at pos.
func (m *Model) velocityAt(d *Data, body int, pos spatial.Vec) (w, v spatial.Vec) {
	arm := pos.Sub(d.SubtreeCom[m.bodies[body].root])
	w = d.CVel[body].W
	return w, d.CVel[body].V.Add(w.Cross(arm))
}

// accelerationAt returns the angular acceleration of a body and the acceleration of the point of it at pos, against free
// fall. MuJoCo before 4.0 said 0 of bodies that nothing moves.
func (m *Model) accelerationAt(d *Data, body int, pos spatial.Vec) (alpha, a spatial.Vec) {
	if m.Option.Release == MuJoCo314 && m.BodyDofNum[m.BodyWeld[body]] == 0 {
		return spatial.Vec{}, spatial.Vec{}
	}
	arm := pos.Sub(d.SubtreeCom[m.bodies[body].root])
	w, v := m.velocityAt(d, body, pos)
	alpha = d.CAcc[body].W
	return alpha, d.CAcc[body].V.Add(alpha.Cross(arm)).Add(w.Cross(v))
}

func (m *Model) accelerometer(d *Data, s *Sensor, out []float64) {
	body, pos, axes := m.frameOf(d, s.Object, s.ID)
	_, a := m.accelerationAt(d, body, pos)
	putVec(out, axes.TMulVec(a))
}

func (m *Model) velocimeter(d *Data, s *Sensor, out []float64) {
	body, pos, axes := m.frameOf(d, s.Object, s.ID)
	_, v := m.velocityAt(d, body, pos)
	putVec(out, axes.TMulVec(v))
}

func (m *Model) gyro(d *Data, s *Sensor, out []float64) {
	body, _, axes := m.frameOf(d, s.Object, s.ID)
	putVec(out, axes.TMulVec(d.CVel[body].W))
}

func (m *Model) magnetometer(d *Data, s *Sensor, out []float64) {
	_, _, axes := m.frameOf(d, s.Object, s.ID)
	putVec(out, axes.TMulVec(m.Option.Magnetic))
}

// forceSensor is the force that a body receives from its parent, in the axes of a site.
func (m *Model) forceSensor(d *Data, s *Sensor, out []float64) {
	body, _, axes := m.frameOf(d, s.Object, s.ID)
	putVec(out, axes.TMulVec(d.CFrcInt[body].F))
}

// torqueSensor is the torque about the site that goes with it.
func (m *Model) torqueSensor(d *Data, s *Sensor, out []float64) {
	body, pos, axes := m.frameOf(d, s.Object, s.ID)
	f := &d.CFrcInt[body]
	arm := pos.Sub(d.SubtreeCom[m.bodies[body].root])
	putVec(out, axes.TMulVec(f.T.Sub(arm.Cross(f.F))))
}

func (m *Model) framePos(d *Data, s *Sensor, out []float64) {
	_, pos, _ := m.frameOf(d, s.Object, s.ID)
	_, origin, ref := m.frameOf(d, s.Ref, s.RefID)
	putVec(out, ref.TMulVec(pos.Sub(origin)))
}

func (m *Model) frameQuat(d *Data, s *Sensor, out []float64) {
	_, _, axes := m.frameOf(d, s.Object, s.ID)
	_, _, ref := m.frameOf(d, s.Ref, s.RefID)
	q := ref.Quat().Conj().Mul(axes.Quat())
	out[0], out[1], out[2], out[3] = q.W, q.X, q.Y, q.Z
}

// frameAxis is a sensor of one axis of a frame.
func frameAxis(pick func(*spatial.Mat) spatial.Vec) func(*Model, *Data, *Sensor, []float64) {
	return func(m *Model, d *Data, s *Sensor, out []float64) {
		_, _, axes := m.frameOf(d, s.Object, s.ID)
		_, _, ref := m.frameOf(d, s.Ref, s.RefID)
		putVec(out, ref.TMulVec(pick(&axes)))
	}
}

// frameLinVel is Rᵀ (v − v_ref − ω_ref × (p − p_ref)).
func (m *Model) frameLinVel(d *Data, s *Sensor, out []float64) {
	body, pos, _ := m.frameOf(d, s.Object, s.ID)
	base, origin, ref := m.frameOf(d, s.Ref, s.RefID)
	_, v := m.velocityAt(d, body, pos)
	w0, v0 := m.velocityAt(d, base, origin)
	putVec(out, ref.TMulVec(v.Sub(v0).Sub(w0.Cross(pos.Sub(origin)))))
}

func (m *Model) frameAngVel(d *Data, s *Sensor, out []float64) {
	body, _, _ := m.frameOf(d, s.Object, s.ID)
	base, _, ref := m.frameOf(d, s.Ref, s.RefID)
	putVec(out, ref.TMulVec(d.CVel[body].W.Sub(d.CVel[base].W)))
}

func (m *Model) frameLinAcc(d *Data, s *Sensor, out []float64) {
	body, pos, _ := m.frameOf(d, s.Object, s.ID)
	_, a := m.accelerationAt(d, body, pos)
	putVec(out, a)
}

func (m *Model) frameAngAcc(d *Data, s *Sensor, out []float64) {
	body, pos, _ := m.frameOf(d, s.Object, s.ID)
	alpha, _ := m.accelerationAt(d, body, pos)
	putVec(out, alpha)
}

// subtreeLinVel is the velocity of the center of mass of a body and all below it.
func (m *Model) subtreeLinVel(d *Data, s *Sensor, out []float64) {
	putVec(out, m.subtreeVelocity(d, s.ID))
}

func (m *Model) subtreeVelocity(d *Data, body int) spatial.Vec {
	var p spatial.Vec
	for b := body; b < m.subtreeEnd[body]; b++ {
		_, v := m.velocityAt(d, b, d.XIPos[b])
		p = p.AddScaled(m.BodyMass[b], v)
	}
	if mass := m.BodySubtreeMass[body]; mass >= spatial.MinVal {
		return p.Scale(1 / mass)
	}
	return spatial.Vec{}
}

// subtreeAngMom is the angular momentum of a body and all below it about their center of mass.
func (m *Model) subtreeAngMom(d *Data, s *Sensor, out []float64) {
	com, v0 := d.SubtreeCom[s.ID], m.subtreeVelocity(d, s.ID)
	var total spatial.Vec
	for b := s.ID; b < m.subtreeEnd[s.ID]; b++ {
		w, v := m.velocityAt(d, b, d.XIPos[b])
		_, quat := m.snappedInertia(b)
		r := quat.Mat()
		axes := d.XMat[b].Mul(&r)
		lw, i := axes.TMulVec(w), m.BodyInertia[b]
		spin := axes.MulVec(spatial.Vec{X: i.X * lw.X, Y: i.Y * lw.Y, Z: i.Z * lw.Z})
		total = total.Add(spin).Add(d.XIPos[b].Sub(com).Cross(v.Sub(v0).Scale(m.BodyMass[b])))
	}
	putVec(out, total)
}
