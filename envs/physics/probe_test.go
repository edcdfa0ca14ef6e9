package physics

import (
	"math"
	"testing"

	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// probe is one state with everything that MuJoCo 3.14.0 computes from it.
type probe struct {
	Probe                                            int
	QPos, QVel, Ctrl                                 []float64
	QAccSmooth                                       []float64 `json:"qacc_smooth"`
	Bias                                             []float64 `json:"qfrc_bias"`
	Passive                                          []float64 `json:"qfrc_passive"`
	Actuator                                         []float64 `json:"qfrc_actuator"`
	QAcc                                             []float64 `json:"qacc_exact"`
	Force                                            []float64 `json:"efc_force_exact"`
	QPosNext                                         []float64 `json:"qpos_next_exact"`
	QVelNext                                         []float64 `json:"qvel_next_exact"`
	NCon, NEfc                                       int
	M                                                [][]float64
	XPos, XQuat, XIPos, XAnchor, XAxis, CInert, CDof []float64
	CDofDot                                          []float64 `json:"cdof_dot"`
	SubtreeCom                                       []float64 `json:"subtree_com"`
	GeomXPos                                         []float64 `json:"geom_xpos"`
	GeomXMat                                         []float64 `json:"geom_xmat"`
	CVel, Energy, CAcc                               []float64
	CFrcInt                                          []float64 `json:"cfrc_int"`
	CFrcExt                                          []float64 `json:"cfrc_ext"`
	Contact                                          []struct {
		Geom1, Geom2, Dim int
		Dist              float64
		Pos               [3]float64
		Frame             [9]float64
		IncludeMargin     float64
	}
	Efc struct {
		ID                     []int
		Pos, Margin, Vel, ARef []float64
		KBIP, DiagApprox, D, J []float64
	}
}

// deep reports whether the axis of a capsule is inside a cylinder, the shapes overlapping by more than its radius. How many
// contacts MuJoCo 3.14 then makes depends on where its expansion of a polytope ends.
func (p *probe) deep(m *Model) bool {
	for _, c := range p.Contact {
		if m.GeomType[c.Geom1] == Capsule && m.GeomType[c.Geom2] == Cylinder && -c.Dist >= m.GeomSize[c.Geom1].X {
			return true
		}
	}
	return false
}

// worst remembers the largest error of each quantity.
type worst map[string]float64

// vec records the largest |got − want| / max(1, |want|).
func (w worst) vec(what string, got, want []float64) {
	for i, x := range want {
		e := math.Abs(got[i]-x) / math.Max(1, math.Abs(x))
		if math.IsNaN(e) {
			e = math.Inf(1)
		}
		w[what] = math.Max(w[what], e)
	}
}

func flatVec(v []spatial.Vec) (x []float64) {
	for _, a := range v {
		x = append(x, a.X, a.Y, a.Z)
	}
	return x
}

func flatMotion(v []spatial.Motion) (x []float64) {
	for _, a := range v {
		x = append(x, a.W.X, a.W.Y, a.W.Z, a.V.X, a.V.Y, a.V.Z)
	}
	return x
}

func flatForce(v []spatial.Force) (x []float64) {
	for _, a := range v {
		x = append(x, a.T.X, a.T.Y, a.T.Z, a.F.X, a.F.Y, a.F.Z)
	}
	return x
}

func rowMajor(m spatial.Mat) []float64 {
	return []float64{m.X.X, m.Y.X, m.Z.X, m.X.Y, m.Y.Y, m.Z.Y, m.X.Z, m.Y.Z, m.Z.Z}
}

// compareStages compares everything up to the smooth acceleration, at the state where Forward has run.
func (p *probe) compareStages(w worst, m *Model, d *Data) {
	w.vec("bias", d.QfrcBias, p.Bias)
	w.vec("passive", d.QfrcPassive, p.Passive)
	w.vec("actuator", d.QfrcActuator, p.Actuator)
	smooth := make([]float64, m.NV)
	m.SmoothAcceleration(smooth, d)
	w.vec("qacc_smooth", smooth, p.QAccSmooth)
	if p.M == nil {
		return
	}
	full := make([]float64, m.NV*m.NV)
	m.FullM(full, d)
	for i, row := range p.M {
		w.vec("M", full[i*m.NV:], row)
	}
	w.vec("xpos", flatVec(d.XPos), p.XPos)
	w.vec("xipos", flatVec(d.XIPos), p.XIPos)
	w.vec("xanchor", flatVec(d.XAnchor), p.XAnchor)
	w.vec("xaxis", flatVec(d.XAxis), p.XAxis)
	w.vec("subtree_com", flatVec(d.SubtreeCom), p.SubtreeCom)
	w.vec("cdof", flatMotion(d.CDof), p.CDof)
	w.vec("cdof_dot", flatMotion(d.CDofDot), p.CDofDot)
	w.vec("cvel", flatMotion(d.CVel), p.CVel)
	for b := range d.XMat {
		q, want := d.XMat[b].Quat(), p.XQuat[4*b:][:4]
		s := math.Copysign(1, q.W*want[0]+q.X*want[1]+q.Y*want[2]+q.Z*want[3]) // q and −q are one rotation
		w.vec("xquat", []float64{s * q.W, s * q.X, s * q.Y, s * q.Z}, want)
		i := &d.CInert[b]
		w.vec("cinert", []float64{i.XX, i.YY, i.ZZ, i.XY, i.XZ, i.YZ, i.H.X, i.H.Y, i.H.Z, i.M}, p.CInert[10*b:][:10])
	}
	for g := range m.NGeom {
		pos, mat := m.GeomPose(d, g)
		w.vec("geom_xpos", flatVec([]spatial.Vec{pos}), p.GeomXPos[3*g:][:3])
		w.vec("geom_xmat", rowMajor(mat), p.GeomXMat[9*g:][:9])
	}
	e1, e2 := m.Energy(d)
	w.vec("energy", []float64{e1, e2}, p.Energy)
	if m.Name == "Humanoid" {
		return // the forces in the data are those of an unconverged solver
	}
	m.RNEPostConstraint(d)
	w.vec("cacc", flatMotion(d.CAcc), p.CAcc)
	w.vec("cfrc_ext", flatForce(d.CFrcExt), p.CFrcExt)
	w.vec("cfrc_int", flatForce(d.CFrcInt), p.CFrcInt)
}

// compareRows compares contacts and constraint rows; the counts must be equal.
func (p *probe) compareRows(t *testing.T, w worst, m *Model, d *Data) {
	if len(d.Contact) != p.NCon || len(d.EfcARef) != p.NEfc {
		t.Errorf("probe %d: %d contacts and %d rows, want %d and %d",
			p.Probe, len(d.Contact), len(d.EfcARef), p.NCon, p.NEfc)
		w["count"]++
		return
	}
	for i, c := range p.Contact {
		g := &d.Contact[i]
		if g.Geom1 != c.Geom1 || g.Geom2 != c.Geom2 || g.Condim != c.Dim {
			t.Errorf("probe %d: contact %d is of %d and %d, want %d and %d", p.Probe, i, g.Geom1, g.Geom2, c.Geom1, c.Geom2)
			return
		}
		w.vec("contact", []float64{g.Dist, g.Pos.X, g.Pos.Y, g.Pos.Z, g.Margin},
			[]float64{c.Dist, c.Pos[0], c.Pos[1], c.Pos[2], c.IncludeMargin})
		x, y, z := g.Frame.X, g.Frame.Y, g.Frame.Z
		w.vec("frame", []float64{x.X, x.Y, x.Z, y.X, y.Y, y.Z, z.X, z.Y, z.Z}, c.Frame[:])
	}
	row := make([]float64, m.NV)
	for i := range d.Constraint {
		c := &d.Constraint[i]
		for r := range c.Rows {
			k := c.Row + r
			w.vec("efc_pos", []float64{c.Pos, c.Margin}, []float64{p.Efc.Pos[k], p.Efc.Margin[k]})
			w.vec("KBI", []float64{c.K, c.B, c.Imp}, p.Efc.KBIP[4*k:][:3])
			w.vec("D (relative)", []float64{c.D / p.Efc.D[k]}, []float64{1})
			w.vec("aref", d.EfcARef[k:], p.Efc.ARef[k:k+1])
			if p.Efc.J != nil {
				m.JacobianRow(row, d, c, r)
				w.vec("J", row, p.Efc.J[k*m.NV:][:m.NV])
			}
		}
	}
	w.vec("efc_force", d.EfcForce, p.Force)
}

// set puts d, reset, into the state of the probe.
func (p *probe) set(m *Model, d *Data) {
	m.Reset(d)
	copy(d.QPos, p.QPos)
	copy(d.QVel, p.QVel)
	copy(d.Ctrl, p.Ctrl)
}

// armContact reports whether the probe is of a Pusher whose arm touches the object.
func (p *probe) armContact(name string) bool {
	if name != "Pusher" {
		return false
	}
	for _, c := range p.Contact {
		if c.Geom1 != 0 && c.Geom2 == 18 {
			return true
		}
	}
	return false
}

// probeCheck gathers the errors of a model over many probes. Pusher's contacts of arm and object are apart, since
// MuJoCo finds them by iteration, to 1e-6 of its own.
type probeCheck struct {
	m        *Model
	d        *Data
	w, touch worst
}

func newProbeCheck(m *Model) *probeCheck { return &probeCheck{m, m.NewData(), worst{}, worst{}} }

func (c *probeCheck) run(t *testing.T, p *probe) {
	t.Helper()
	w, d := c.w, c.d
	if p.armContact(c.m.Name) {
		w = c.touch
	}
	p.set(c.m, d)
	c.m.Forward(d)
	p.compareStages(w, c.m, d)
	p.compareRows(t, w, c.m, d)
	w.vec("qacc", d.QAcc, p.QAcc)
	p.set(c.m, d)
	c.m.Step(d)
	w.vec("next", d.QPos, p.QPosNext)
	w.vec("next", d.QVel, p.QVelNext)
}

func (c *probeCheck) report(t *testing.T) {
	t.Helper()
	c.w.check(t, map[string]float64{"qacc": 1e-8, "next": 1e-11}, 1e-10)
	c.touch.check(t, map[string]float64{"aref": 2e-3}, 1e-3)
}

// TestProbes evaluates 150 independent states of each model and compares every stage with MuJoCo.
func TestProbes(t *testing.T) {
	for _, name := range modelNames {
		t.Run(name, func(t *testing.T) {
			c := newProbeCheck(loadModel(t, name))
			readLines(t, reference(t, "probes", name+".jsonl.gz"), func(p *probe) {
				if !p.deep(c.m) {
					c.run(t, p)
				}
			})
			c.report(t)
		})
	}
}

// check reports the quantities beyond their bar, or beyond the default one.
func (w worst) check(t *testing.T, bars map[string]float64, bar float64) {
	t.Helper()
	for what, e := range w {
		b, ok := bars[what]
		if !ok {
			b = bar
		}
		if e > b {
			t.Errorf("%s: largest error %.2g, want at most %.2g", what, e, b)
		} else {
			t.Logf("%s: %.2g", what, e)
		}
	}
}
