package physics

import (
	"math"

	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// kinematics places the bodies: XPos, XMat, XIPos and, in the world frame, the joint axes.
//
// Bodies come parents first. A body starts where its parent carries it and is moved by its joints in order, each
// acting in the frame that the ones before it have left:
//
//	slide  x ← x + a (q − q₀)          a = R axis
//	hinge  x ← p − R′ pos, R ← R′      p = x + R pos, R′ = R rot(axis, q − q₀)
func (m *Model) kinematics(d *Data) {
	for b := 1; b < len(m.bodies); b++ {
		p := &m.bodies[b]
		if p.free {
			m.placeFree(d, b)
			continue
		}
		if p.placed {
			m.placeMocap(d, b)
			continue
		}
		up, r := &d.XMat[p.parent], &d.XMat[b]
		pos := d.XPos[p.parent].Add(up.MulVec(p.pos))
		if p.turned {
			r.X, r.Y, r.Z = up.MulVec(p.rot.X), up.MulVec(p.rot.Y), up.MulVec(p.rot.Z)
		} else {
			*r = *up
		}
		for j := p.jnt0; j < p.jnt1; j++ {
			pos = m.moveJoint(d, j, pos, r)
		}
		d.XPos[b] = pos
		d.XIPos[b] = pos.Add(r.MulVec(p.ipos))
	}
}

// moveJoint applies joint j to a body at pos with axes r. It turns r and returns the new position.
func (m *Model) moveJoint(d *Data, j int, pos spatial.Vec, r *spatial.Mat) spatial.Vec {
	t := &m.joints[j]
	if t.typ == Ball {
		return m.turnBall(d, j, pos, r)
	}
	q := d.QPos[t.qpos] - t.qpos0
	anchor := pos
	if !t.centered {
		anchor = pos.Add(r.MulVec(t.pos))
	}
	d.XAnchor[j] = anchor
	axis := r.MulVec(t.axis)
	d.XAxis[j] = axis
	if t.typ == Slide {
		return pos.AddScaled(q, axis)
	}
	switch t.along {
	case alongX:
		sin, cos := math.Sincos(t.sign * q)
		r.Y, r.Z = r.Y.Scale(cos).AddScaled(sin, r.Z), r.Z.Scale(cos).AddScaled(-sin, r.Y)
	case alongY:
		sin, cos := math.Sincos(t.sign * q)
		r.Z, r.X = r.Z.Scale(cos).AddScaled(sin, r.X), r.X.Scale(cos).AddScaled(-sin, r.Z)
	case alongZ:
		sin, cos := math.Sincos(t.sign * q)
		r.X, r.Y = r.X.Scale(cos).AddScaled(sin, r.Y), r.Y.Scale(cos).AddScaled(-sin, r.X)
	default:
		turn(r, axis, t.axis, q)
	}
	if t.centered {
		return pos
	}
	return anchor.Sub(r.MulVec(t.pos))
}

// turn rotates the axes r about the world axis w = r a. By Rodrigues' formula a column c becomes
//
//	cos c + sin w × c + (1 − cos) ⟨w, c⟩ w        where ⟨w, r eₖ⟩ = aₖ
func turn(r *spatial.Mat, w, a spatial.Vec, angle float64) {
	sin, cos := math.Sincos(angle)
	x := r.X.Scale(cos).AddScaled(sin, w.Cross(r.X)).AddScaled((1-cos)*a.X, w)
	y := r.Y.Scale(cos).AddScaled(sin, w.Cross(r.Y)).AddScaled((1-cos)*a.Y, w)
	r.X, r.Y, r.Z = x, y, x.Cross(y)
}

// placeFree puts a floating body where its seven positions say. The quaternion is normalized on the way, not in QPos.
func (m *Model) placeFree(d *Data, b int) {
	p := &m.bodies[b]
	q := d.QPos[m.joints[p.jnt0].qpos:][:7]
	d.XPos[b] = spatial.Vec{X: q[0], Y: q[1], Z: q[2]}
	d.XMat[b] = spatial.Quat{W: q[3], X: q[4], Y: q[5], Z: q[6]}.Unit().Mat()
	d.XIPos[b] = d.XPos[b].Add(d.XMat[b].MulVec(p.ipos))
	d.XAnchor[p.jnt0] = d.XPos[b]
	d.XAxis[p.jnt0] = m.joints[p.jnt0].axis
}

// turnBall is moveJoint for a Ball: R′ = R rot(q).
func (m *Model) turnBall(d *Data, j int, pos spatial.Vec, r *spatial.Mat) spatial.Vec {
	t := &m.joints[j]
	anchor := pos.Add(r.MulVec(t.pos))
	d.XAnchor[j], d.XAxis[j] = anchor, r.MulVec(t.axis)
	turn := quatAt(d.QPos, t.qpos).Mat()
	*r = r.Mul(&turn)
	return anchor.Sub(r.MulVec(t.pos))
}

// placeMocap puts a body where MocapPos and MocapQuat say.
func (m *Model) placeMocap(d *Data, b int) {
	k := m.BodyMocapID[b]
	p := d.MocapPos[3*k:]
	d.XPos[b] = spatial.Vec{X: p[0], Y: p[1], Z: p[2]}
	d.XMat[b] = quatAt(d.MocapQuat, 4*k).Mat()
	d.XIPos[b] = d.XPos[b].Add(d.XMat[b].MulVec(m.bodies[b].ipos))
}

// GeomPose returns the pose of geom g: its position and its axes, in the world frame, at the last evaluation.
func (m *Model) GeomPose(d *Data, g int) (spatial.Vec, spatial.Mat) {
	pos, quat := m.snapped(m.GeomBody[g], m.GeomPos[g], m.GeomQuat[g])
	return pose(d, m.GeomBody[g], pos, quat)
}

// SitePose returns the pose of site s: its position and its axes, in the world frame, at the last evaluation.
func (m *Model) SitePose(d *Data, s int) (spatial.Vec, spatial.Mat) {
	pos, quat := m.snapped(m.SiteBody[s], m.SitePos[s], m.SiteQuat[s])
	return pose(d, m.SiteBody[s], pos, quat)
}

func pose(d *Data, body int, pos spatial.Vec, quat spatial.Quat) (spatial.Vec, spatial.Mat) {
	r, axes := &d.XMat[body], quat.Mat()
	return d.XPos[body].Add(r.MulVec(pos)), r.Mul(&axes)
}
