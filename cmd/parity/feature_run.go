package main

import (
	"fmt"
	"math"

	"github.com/fenchel-gym/fenchel/envs/physics"
)

// featureRun compares one recording.
type featureRun struct {
	*featureRow
	m *physics.Model
	d *physics.Data
	r *recording
}

func (c *featureRun) set(in *featureInputs) {
	c.m.Reset(c.d)
	copy(c.d.QPos, in.QPos)
	copy(c.d.QVel, in.QVel)
	copy(c.d.Ctrl, in.Ctrl)
	copy(c.d.Act, in.Act)
	copy(c.d.MocapPos, in.MocapPos)
	copy(c.d.MocapQuat, in.MocapQuat)
}

func (c *featureRun) probe(p *featureProbe) {
	if p.Sens > edgeOfLaw || p.SensNEfc != nil || c.deep(p) {
		c.edges++
		return
	}
	c.probes++
	m, d := c.m, c.d
	bar := c.r.bar() + 1e-3*p.Sens
	if c.found(p) {
		bar = math.Max(bar, iterated)
	}
	c.set(&p.featureInputs)
	m.Forward(d)
	smooth := make([]float64, m.NV)
	m.SmoothAcceleration(smooth, d)
	c.sense(p, bar)
	c.smooth = math.Max(c.smooth, share(smooth, p.Smooth, bar*norm(p.Smooth)))
	if len(d.Contact) != p.NCon || len(d.EfcARef) != p.NEfc {
		c.miscounted++
		c.name(p, math.Inf(1), fmt.Sprintf("%d contacts and %d rows, recorded %d and %d",
			len(d.Contact), len(d.EfcARef), p.NCon, p.NEfc))
		return
	}
	acc := share(d.QAcc, p.QAcc, bar*norm(p.QAcc))
	c.name(p, acc, "qacc")
	c.acc = math.Max(c.acc, acc)
	c.set(&p.featureInputs)
	m.Step(d)
	next := math.Max(featureNextBar, bar*m.Option.Timestep)
	c.next = math.Max(c.next, share(d.QPos, p.QPosNext, next*norm(p.QPosNext)))
	if len(p.ActNext) > 0 {
		c.next = math.Max(c.next, share(d.Act, p.ActNext, next*norm(p.ActNext)))
	}
	c.next = math.Max(c.next, share(d.QVel, p.QVelNext, next*math.Max(norm(p.QAcc), norm(p.QVelNext))))
}

// sense compares the sensors, where all of the model's are computed. Those of accelerations and forces are as sensitive as
// these; q and −q are one rotation.
func (c *featureRun) sense(p *featureProbe, bar float64) {
	m, d := c.m, c.d
	if len(p.Sensor) == 0 || len(p.Sensor) != m.NSensorData {
		return
	}
	m.Sense(d)
	for i := range m.Sensors {
		s := &m.Sensors[i]
		dim := s.Kind.Dim()
		ours, theirs := d.SensorData[s.Adr:][:dim], p.Sensor[s.Adr:][:dim]
		if dim == 4 && ours[0]*theirs[0]+ours[1]*theirs[1]+ours[2]*theirs[2]+ours[3]*theirs[3] < 0 {
			for k := range ours {
				ours[k] = -ours[k]
			}
		}
		off := share(ours, theirs, bar*math.Max(norm(theirs), norm(p.QAcc)))
		if off > 1 && off > c.sensor {
			c.worstSensor = fmt.Sprintf("%s probe %d: sensor %s", c.r.model.Name, p.Probe, s.Kind)
		}
		c.sensor = math.Max(c.sensor, off)
		c.sensed++
	}
}

// deep reports whether MuJoCo 3.14's count of contacts depends on where its search ended.
func (c *featureRun) deep(p *featureProbe) bool {
	for _, con := range p.Contact {
		if c.m.Option.Release == physics.MuJoCo314 && deep(c.m, con.Geom[0], con.Geom[1], con.Dist) {
			return true
		}
	}
	return false
}

// found reports whether MuJoCo found one of a state's contacts by iteration, to its ccd_tolerance of 1e-6.
func (c *featureRun) found(p *featureProbe) bool {
	kind := c.m.GeomType
	for _, con := range p.Contact {
		if byIteration(kind[con.Geom[0]], kind[con.Geom[1]]) {
			return true
		}
	}
	return false
}

func byIteration(a, b physics.GeomType) bool {
	has := func(k physics.GeomType) bool { return a == k || b == k }
	switch {
	case has(physics.Plane):
		return false
	case has(physics.Ellipsoid) || has(physics.Mesh):
		return true
	}
	return has(physics.Cylinder) && !has(physics.Sphere)
}

// name remembers the probe whose error is largest.
func (c *featureRun) name(p *featureProbe, share float64, what string) {
	if share > 1 && share > c.acc {
		c.worst = fmt.Sprintf("%s probe %d: %s", c.r.model.Name, p.Probe, what)
	}
}

// share is the largest error as a share of a bar.
func share(ours, theirs []float64, bar float64) float64 {
	if len(ours) != len(theirs) {
		return math.Inf(1)
	}
	worst := 0.0
	for i, x := range theirs {
		e := math.Abs(ours[i]-x) / bar
		if e != e {
			return math.Inf(1)
		}
		worst = math.Max(worst, e)
	}
	return worst
}

// replay follows a rollout up to where it was recorded.
func (c *featureRun) replay(t *featureTraj) {
	m, d := c.m, c.d
	c.set(&t.Start)
	m.Forward(d)
	at := 0
	for step := 0; step <= t.NStep && at < len(t.Steps) && at < len(t.QPos); step++ {
		if step == t.Steps[at] {
			scale := math.Max(norm(t.QPos[at]), 1)
			off := max(
				share(d.QPos, t.QPos[at], t.Tol[at]*scale), share(d.QVel, t.QVel[at], t.Tol[at]*norm(t.QVel[at])))
			if off > 1 && off > c.path {
				c.worstPath = fmt.Sprintf("%s path %d step %d", c.r.model.Name, t.Traj, step)
			}
			c.path = math.Max(c.path, off)
			at++
		}
		feed(d.Ctrl, t.Ctrl, step)
		feed(d.MocapPos, t.MocapPos, step)
		feed(d.MocapQuat, t.MocapQuat, step)
		m.Step(d)
	}
}

// feed copies the inputs of a step, if there are any.
func feed(dst, all []float64, step int) {
	if n := len(dst); (step+1)*n <= len(all) {
		copy(dst, all[step*n:])
	}
}
