package main

import (
	"errors"
	"fmt"
	"math"

	"github.com/fenchel-gym/fenchel/envs/physics"
)

// probesKind evaluates independent states and compares every stage of the dynamics with MuJoCo's, its constraint
// problem solved to machine precision.
var probesKind = kind{
	folder:  "probes",
	what:    "single states of MuJoCo's, from a cold start: every stage, the acceleration, one physics step",
	compare: compareProbes,
}

// The bars of a probe. Errors are relative to max(1, |recorded|); D is relative.
const (
	stageBar = 1e-10
	accBar   = 1e-8
	nextBar  = 1e-11

	// Of Pusher's arm on its object, a contact that MuJoCo finds by iteration, to 1e-6 of its own. The rows' targets
	// divide that error by the square of a time constant: one of them is off by 1.1e-3.
	touchBar     = 1e-3
	touchRowsBar = 2e-3
)

// deep reports whether a recorded contact has the axis of a capsule inside a cylinder: the shapes overlap by more than
// the capsule's radius. MuJoCo before 4.0 then found several contacts by turning the shapes and expanding polytopes, and
// how many depends on where that ended.
func deep(m *physics.Model, geom1, geom2 int, dist float64) bool {
	return m.GeomType[geom1] == physics.Capsule && m.GeomType[geom2] == physics.Cylinder && -dist >= m.GeomSize[geom1].X
}

// probeRecord is one state with what MuJoCo computes from it.
type probeRecord struct {
	Probe      int
	QPos, QVel []float64
	Ctrl       []float64
	M          [][]float64
	Bias       []float64 `json:"qfrc_bias"`
	Passive    []float64 `json:"qfrc_passive"`
	Smooth     []float64 `json:"qacc_smooth"`
	QAcc       []float64 `json:"qacc_exact"`
	Force      []float64 `json:"efc_force_exact"`
	QPosNext   []float64 `json:"qpos_next_exact"`
	QVelNext   []float64 `json:"qvel_next_exact"`
	NCon, NEfc int
	Contact    []struct {
		Geom1, Geom2 int
		Dist         float64
	}
	Efc rowsRecord
}

// rowsRecord is the constraint rows of a state; J, nefc×nv, is recorded for some states only.
type rowsRecord struct{ Pos, ARef, D, J []float64 }

// short reports whether a column does not hold n rows.
func (r *rowsRecord) short(n, nv int) bool {
	return len(r.Pos) != n || len(r.ARef) != n || len(r.D) != n || r.J != nil && len(r.J) != n*nv
}

// probeRun is the comparison of one file.
type probeRun struct {
	result
	m      *physics.Model
	d      *physics.Data
	touch  *result // Pusher's arm on its object: its own gauges
	object int     // the geom of Pusher's object, −1 for the other models
	deep   []int   // states left out
}

func compareProbes(path string) (*result, error) {
	name, _, m, err := robotOf(path)
	if err != nil {
		return nil, err
	}
	c := &probeRun{result: result{task: name}, m: m, d: m.NewData(), object: -1}
	c.prepare(&c.result, stageBar, accBar, nextBar)
	if name == "Pusher" {
		c.object = m.NGeom - 2 // followed by the goal
		c.touch = &result{task: name + ", arm on object"}
		c.prepare(c.touch, touchRowsBar, touchBar, touchBar)
	}
	if err := eachRecord(path, func(_ int, p *probeRecord) error { return c.compare(p) }); err != nil {
		return nil, err
	}
	if c.touch != nil {
		for _, g := range c.touch.gauges {
			g.quantity += ", touching"
			c.gauges = append(c.gauges, g)
		}
		c.notes = append(c.notes, fmt.Sprintf("%d states left out, a capsule's axis inside the cylinder: probes %v", len(c.deep), c.deep))
	}
	return &c.result, nil
}

// The gauges of a probe, in the order of prepare.
const (
	gaugeM = iota
	gaugeForces
	gaugeSmooth
	gaugeCounts
	gaugeRows
	gaugeQAcc
	gaugeNext
)

func (c *probeRun) prepare(r *result, rows, acc, next float64) {
	r.gauge("M", stageBar)
	r.gauge("bias, passive", stageBar)
	r.gauge("qacc_smooth", stageBar)
	r.gauge("contacts, rows", 0)
	r.gauge("efc rows, D", rows)
	r.gauge("qacc", acc)
	r.gauge("one step", next)
}

func (c *probeRun) compare(p *probeRecord) error {
	m, d := c.m, c.d
	if len(p.QPos) != m.NQ || len(p.QVel) != m.NV || len(p.Ctrl) != m.NU {
		return errors.New("a state of another size than the model's")
	}
	if p.Efc.short(p.NEfc, m.NV) {
		return errors.New("constraint rows of another number than nefc")
	}
	for _, con := range p.Contact {
		if deep(c.m, con.Geom1, con.Geom2, con.Dist) {
			c.deep = append(c.deep, p.Probe)
			return nil
		}
	}
	r := &c.result
	if c.touches(p) {
		r = c.touch
	}
	at := place{fmt.Sprintf("probe %d", p.Probe), 0}
	c.set(p)
	m.Forward(d)
	c.stages(r, at, p)
	c.rows(r, at, p)
	r.gauges[gaugeQAcc].vector(at, "qacc", d.QAcc, p.QAcc, true)
	c.set(p)
	m.Step(d)
	r.gauges[gaugeNext].vector(at, "qpos", d.QPos, p.QPosNext, false)
	r.gauges[gaugeNext].vector(at, "qvel", d.QVel, p.QVelNext, false)
	return nil
}

// touches reports whether Pusher's arm touches its object.
func (c *probeRun) touches(p *probeRecord) bool {
	for _, con := range p.Contact {
		if c.object >= 0 && con.Geom1 != 0 && con.Geom2 == c.object {
			return true
		}
	}
	return false
}

func (c *probeRun) set(p *probeRecord) {
	c.m.Reset(c.d)
	copy(c.d.QPos, p.QPos)
	copy(c.d.QVel, p.QVel)
	copy(c.d.Ctrl, p.Ctrl)
}

func (c *probeRun) stages(r *result, at place, p *probeRecord) {
	m, d := c.m, c.d
	r.gauges[gaugeForces].vector(at, "qfrc_bias", d.QfrcBias, p.Bias, true)
	r.gauges[gaugeForces].vector(at, "qfrc_passive", d.QfrcPassive, p.Passive, true)
	smooth := make([]float64, m.NV)
	m.SmoothAcceleration(smooth, d)
	r.gauges[gaugeSmooth].vector(at, "qacc_smooth", smooth, p.Smooth, true)
	if p.M == nil {
		return
	}
	full := make([]float64, m.NV*m.NV)
	m.FullM(full, d)
	for i, row := range p.M {
		r.gauges[gaugeM].vector(at, fmt.Sprintf("M[%d]", i), full[i*m.NV:(i+1)*m.NV], row, true)
	}
}

// rows compares the number of contacts and rows, and if those agree each row.
func (c *probeRun) rows(r *result, at place, p *probeRecord) {
	d := c.d
	r.gauges[gaugeCounts].compare(at, "contacts", float64(len(d.Contact)), float64(p.NCon))
	r.gauges[gaugeCounts].compare(at, "rows", float64(len(d.EfcARef)), float64(p.NEfc))
	if len(d.EfcARef) != p.NEfc || len(d.Contact) != p.NCon {
		return
	}
	g := r.gauges[gaugeRows]
	row := make([]float64, c.m.NV)
	for i := range d.Constraint {
		con := &d.Constraint[i]
		for k := range con.Rows {
			j := con.Row + k
			g.compare(at, "efc_pos", con.Pos, p.Efc.Pos[j])
			g.note(at, math.Abs(con.D/p.Efc.D[j]-1), func() string { return fmt.Sprintf("efc_D[%d] = %v, recorded %v", j, con.D, p.Efc.D[j]) })
			if p.Efc.J != nil {
				c.m.JacobianRow(row, d, con, k)
				g.vector(at, "efc_J", row, p.Efc.J[j*c.m.NV:(j+1)*c.m.NV], true)
			}
		}
	}
	g.vector(at, "efc_aref", d.EfcARef, p.Efc.ARef, true)
}
