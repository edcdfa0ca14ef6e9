package physics

import (
	"math"

	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// SensorKind says what a Sensor measures. The names are MJCF's.
type SensorKind string

// ObjectKind says what kind of element a Sensor measures the frame of.
type ObjectKind int

// The kinds of object. A body has two frames: its own, and that of its inertia.
const (
	NoObject ObjectKind = iota
	BodyObject
	InertiaObject
	GeomObject
	SiteObject
	CameraObject
	JointObject
	TendonObject
	ActuatorObject
)

// Sensor is a measurement. Its numbers are Data.SensorData from Adr on.
type Sensor struct {
	Name   string
	Kind   SensorKind
	Object ObjectKind
	ID     int
	Ref    ObjectKind // of the frame that it is measured in; NoObject: the world
	RefID  int
	Cutoff float64 // values are limited to it, if it is positive
	Adr    int     // set by SetConst
}

// sensing is how a kind of sensor is computed.
type sensing struct {
	dim      int
	forces   bool // it needs accelerations and forces
	positive bool // the cutoff is an upper bound only
	uncut    bool // there is no cutoff
	measure  func(m *Model, d *Data, s *Sensor, out []float64)
}

// sensings are the kinds of sensor that are computed.
var sensings map[SensorKind]sensing

func init() {
	sensings = map[SensorKind]sensing{
		"accelerometer": {dim: 3, forces: true, measure: (*Model).accelerometer},
		"velocimeter":   {dim: 3, measure: (*Model).velocimeter},
		"gyro":          {dim: 3, measure: (*Model).gyro},
		"force":         {dim: 3, forces: true, measure: (*Model).forceSensor},
		"torque":        {dim: 3, forces: true, measure: (*Model).torqueSensor},
		"magnetometer":  {dim: 3, measure: (*Model).magnetometer},
		"touch":         {dim: 1, positive: true, measure: (*Model).touch},
		"rangefinder":   {dim: 1, positive: true, measure: (*Model).rangefinder},

		"jointpos":         {dim: 1, measure: ofJoint(func(m *Model, d *Data, j int) float64 { return d.eval.qpos[m.JntQPosAdr[j]] })},
		"jointvel":         {dim: 1, measure: ofJoint(func(m *Model, d *Data, j int) float64 { return d.eval.qvel[m.JntDofAdr[j]] })},
		"jointactuatorfrc": {dim: 1, measure: ofJoint(func(m *Model, d *Data, j int) float64 { return d.QfrcActuator[m.JntDofAdr[j]] })},
		"ballquat":         {dim: 4, uncut: true, measure: (*Model).ballQuat},
		"ballangvel":       {dim: 3, measure: (*Model).ballVel},
		"tendonpos":        {dim: 1, measure: ofJoint(func(_ *Model, d *Data, t int) float64 { return d.TenLength[t] })},
		"tendonvel":        {dim: 1, measure: ofJoint(func(_ *Model, d *Data, t int) float64 { return d.TenVelocity[t] })},
		"actuatorpos":      {dim: 1, measure: ofJoint(func(_ *Model, d *Data, a int) float64 { return d.ActuatorLength[a] })},
		"actuatorvel":      {dim: 1, measure: ofJoint(func(_ *Model, d *Data, a int) float64 { return d.ActuatorVelocity[a] })},
		"actuatorfrc":      {dim: 1, measure: ofJoint(func(_ *Model, d *Data, a int) float64 { return d.ActuatorForce[a] })},

		"tendonactuatorfrc": {dim: 1, measure: ofJoint((*Model).tendonActuatorForce)},
		"jointlimitpos":     {dim: 1, measure: (*Model).limitPos}, "tendonlimitpos": {dim: 1, measure: (*Model).limitPos},
		"jointlimitvel": {dim: 1, measure: (*Model).limitVel}, "tendonlimitvel": {dim: 1, measure: (*Model).limitVel},
		"jointlimitfrc": {dim: 1, forces: true, measure: (*Model).limitForce}, "tendonlimitfrc": {dim: 1, forces: true, measure: (*Model).limitForce},

		"framepos": {dim: 3, measure: (*Model).framePos}, "framequat": {dim: 4, uncut: true, measure: (*Model).frameQuat},
		"framexaxis": {dim: 3, uncut: true, measure: frameAxis(func(r *spatial.Mat) spatial.Vec { return r.X })},
		"frameyaxis": {dim: 3, uncut: true, measure: frameAxis(func(r *spatial.Mat) spatial.Vec { return r.Y })},
		"framezaxis": {dim: 3, uncut: true, measure: frameAxis(func(r *spatial.Mat) spatial.Vec { return r.Z })},

		"framelinvel": {dim: 3, measure: (*Model).frameLinVel}, "frameangvel": {dim: 3, measure: (*Model).frameAngVel},
		"framelinacc": {dim: 3, forces: true, measure: (*Model).frameLinAcc},
		"frameangacc": {dim: 3, forces: true, measure: (*Model).frameAngAcc},

		"subtreecom":    {dim: 3, measure: func(_ *Model, d *Data, s *Sensor, out []float64) { putVec(out, d.SubtreeCom[s.ID]) }},
		"subtreelinvel": {dim: 3, measure: (*Model).subtreeLinVel}, "subtreeangmom": {dim: 3, measure: (*Model).subtreeAngMom},

		"e_potential": {dim: 1, measure: func(m *Model, d *Data, _ *Sensor, out []float64) { out[0], _ = m.Energy(d) }},
		"e_kinetic":   {dim: 1, measure: func(m *Model, d *Data, _ *Sensor, out []float64) { _, out[0] = m.Energy(d) }},
		"clock":       {dim: 1, measure: func(_ *Model, d *Data, _ *Sensor, out []float64) { out[0] = d.Time }},
	}
}

// Dim is how many numbers a kind of sensor has, 0 if it is not computed.
func (k SensorKind) Dim() int { return sensings[k].dim }

// planSensors numbers the sensors' values.
func (m *Model) planSensors() {
	m.NSensorData, m.feels = 0, false
	for i := range m.Sensors {
		m.Sensors[i].Adr = m.NSensorData
		m.NSensorData += m.Sensors[i].Kind.Dim()
		m.feels = m.feels || sensings[m.Sensors[i].Kind].forces
	}
}

// Sense sets SensorData to what the sensors measure at the last evaluation.
func (m *Model) Sense(d *Data) {
	clear(d.SensorData)
	if m.Option.Disable.Sensor || len(m.Sensors) == 0 {
		return
	}
	if m.feels {
		m.RNEPostConstraint(d)
	}
	if m.simple {
		m.moments(d)
	}
	for i := range m.Sensors {
		s := &m.Sensors[i]
		k := sensings[s.Kind]
		out := d.SensorData[s.Adr:][:k.dim]
		k.measure(m, d, s, out)
		if s.Cutoff <= 0 || k.uncut {
			continue
		}
		lo := -s.Cutoff
		if k.positive {
			lo = math.Inf(-1)
		}
		for j := range out {
			out[j] = clamp(out[j], [2]float64{lo, s.Cutoff})
		}
	}
}

func putVec(out []float64, v spatial.Vec) { out[0], out[1], out[2] = v.X, v.Y, v.Z }

// ofJoint is a sensor of one number of an element.
func ofJoint(f func(*Model, *Data, int) float64) func(*Model, *Data, *Sensor, []float64) {
	return func(m *Model, d *Data, s *Sensor, out []float64) { out[0] = f(m, d, s.ID) }
}

func (m *Model) ballQuat(d *Data, s *Sensor, out []float64) {
	q := quatAt(d.eval.qpos, m.JntQPosAdr[s.ID])
	out[0], out[1], out[2], out[3] = q.W, q.X, q.Y, q.Z
}

func (m *Model) ballVel(d *Data, s *Sensor, out []float64) {
	copy(out, d.eval.qvel[m.JntDofAdr[s.ID]:])
}

func (m *Model) tendonActuatorForce(d *Data, t int) float64 {
	sum := 0.0
	for a := range m.motors {
		if m.motors[a].tendon == t {
			sum += d.ActuatorForce[a]
		}
	}
	return sum
}

// limitRow returns the first active limit of a joint or tendon, nil if there is none.
func (d *Data) limitRow(s *Sensor) *Constraint {
	for i := range d.Constraint {
		c := &d.Constraint[i]
		if c.Type == LimitConstraint && c.ID == s.ID && c.Tendon == (s.Object == TendonObject) {
			return c
		}
	}
	return nil
}

func (m *Model) limitPos(d *Data, s *Sensor, out []float64) {
	if c := d.limitRow(s); c != nil {
		out[0] = c.Pos - c.Margin
	}
}

func (m *Model) limitVel(d *Data, s *Sensor, out []float64) {
	if c := d.limitRow(s); c != nil {
		var v [6]float64
		m.baseDot(d, c, d.eval.qvel, &v)
		out[0] = v[0]
	}
}

func (m *Model) limitForce(d *Data, s *Sensor, out []float64) {
	if c := d.limitRow(s); c != nil {
		out[0] = d.EfcForce[c.Row]
	}
}
