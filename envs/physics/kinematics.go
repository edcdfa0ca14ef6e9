package physics

import "github.com/fenchel-gym/fenchel/envs/physics/spatial"

// kinematics places the bodies: XPos, XQuat, XMat, XIPos and, in the world frame, the joint axes.
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
		up := &d.XMat[p.parent]
		pos := d.XPos[p.parent].Add(up.MulVec(p.pos))
		quat := d.XQuat[p.parent]
		if p.turned {
			quat = quat.Mul(p.quat)
		}
		for j := p.jnt0; j < p.jnt1; j++ {
			pos, quat = m.moveJoint(d, j, pos, quat)
		}
		d.XPos[b] = pos
		d.XQuat[b] = quat
		d.XMat[b] = quat.Mat()
		d.XIPos[b] = pos.Add(d.XMat[b].MulVec(p.ipos))
	}
}

// moveJoint applies joint j to a body that stands at pos, quat.
func (m *Model) moveJoint(d *Data, j int, pos spatial.Vec, quat spatial.Quat) (spatial.Vec, spatial.Quat) {
	t := &m.joints[j]
	q := d.QPos[t.qpos] - t.qpos0
	axis := quat.Rotate(t.axis)
	d.XAxis[j] = axis
	if t.typ == Slide {
		d.XAnchor[j] = pos
		if !t.centred {
			d.XAnchor[j] = pos.Add(quat.Rotate(t.pos))
		}
		return pos.AddScaled(q, axis), quat
	}
	turned := quat.Mul(spatial.AxisAngle(t.axis, q))
	if t.centred {
		d.XAnchor[j] = pos
		return pos, turned
	}
	anchor := pos.Add(quat.Rotate(t.pos))
	d.XAnchor[j] = anchor
	return anchor.Sub(turned.Rotate(t.pos)), turned
}

// placeFree puts a floating body where its seven positions say. The quaternion is normalized on the way, not in QPos.
func (m *Model) placeFree(d *Data, b int) {
	p := &m.bodies[b]
	q := d.QPos[m.joints[p.jnt0].qpos:][:7]
	d.XPos[b] = spatial.Vec{X: q[0], Y: q[1], Z: q[2]}
	d.XQuat[b] = spatial.Quat{W: q[3], X: q[4], Y: q[5], Z: q[6]}.Unit()
	d.XMat[b] = d.XQuat[b].Mat()
	d.XIPos[b] = d.XPos[b].Add(d.XMat[b].MulVec(p.ipos))
	d.XAnchor[p.jnt0] = d.XPos[b]
	d.XAxis[p.jnt0] = m.joints[p.jnt0].axis
}

// GeomPose returns where geom g stands: its position and its axes, in the world frame, at the last evaluation.
func (m *Model) GeomPose(d *Data, g int) (spatial.Vec, spatial.Mat) {
	return pose(d, m.GeomBody[g], m.GeomPos[g], m.GeomQuat[g])
}

// SitePose returns where site s stands: its position and its axes, in the world frame, at the last evaluation.
func (m *Model) SitePose(d *Data, s int) (spatial.Vec, spatial.Mat) {
	return pose(d, m.SiteBody[s], m.SitePos[s], m.SiteQuat[s])
}

func pose(d *Data, body int, pos spatial.Vec, quat spatial.Quat) (spatial.Vec, spatial.Mat) {
	return d.XPos[body].Add(d.XMat[body].MulVec(pos)), d.XQuat[body].Mul(quat).Mat()
}
