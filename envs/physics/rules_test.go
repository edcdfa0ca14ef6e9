package physics

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// TestMarginAndGap checks a free sphere above a plane: since MuJoCo 3.9 a contact exists at margin + gap and pushes at
// margin.
func TestMarginAndGap(t *testing.T) {
	b := newBuilder()
	b.Option.Gravity = spatial.Vec{}
	b.addGeom(Plane, spatial.Vec{})
	b.addBody(0, spatial.Vec{Z: 0.105}, 4000*math.Pi/3*0.001, spatial.Vec{X: 0.0167, Y: 0.0167, Z: 0.0167})
	b.addJoint(Free, spatial.Vec{}, ez)
	g := b.addGeom(Sphere, spatial.Vec{X: 0.1})
	b.GeomMargin[g], b.GeomGap[g] = 0.02, 0.01
	m := b.compile(t)
	d := m.NewData()
	d.QVel[2] = -0.1
	m.Forward(d)
	if len(d.Contact) != 1 || math.Abs(d.QAcc[2]-47.5) > 1e-9 {
		t.Errorf("%d contacts, acceleration %v, want 47.5", len(d.Contact), d.QAcc[2])
	}
	d.QPos[2] = 0.125 // inside the gap
	m.Forward(d)
	if len(d.Contact) != 1 || len(d.Constraint) != 0 {
		t.Errorf("in the gap: %d contacts, %d constraints", len(d.Contact), len(d.Constraint))
	}
}

// TestSpinningOrder checks that Runge-Kutta's rule is of the fourth order for a body that spins, by the rules of
// MuJoCo 4.0; before them it was not.
func TestSpinningOrder(t *testing.T) {
	order := func(r Release) float64 {
		run := func(steps int) spatial.Quat {
			m := spinningBox(t)
			m.Option.Release, m.Option.Timestep = r, 1/float64(steps)
			if err := m.SetConst(); err != nil {
				t.Fatal(err)
			}
			d := m.NewData()
			d.QVel[3], d.QVel[4], d.QVel[5] = 1, 2, 0.5
			for range steps {
				m.Step(d)
			}
			return quatAt(d.QPos, 3)
		}
		exact := run(1600)
		off := func(steps int) float64 { return run(steps).Conj().Mul(exact).Vec().Norm() }
		return math.Log2(off(20) / off(40))
	}
	if p := order(MuJoCo40); p < 3.7 {
		t.Errorf("order %.2f by the rules of 4.0", p)
	}
	if p := order(MuJoCo314); p > 3 {
		t.Errorf("order %.2f by the rules of 3.14", p)
	}
}

// branched is a tree with a free root, a ball and two branches.
func branched(t *testing.T, integrator Integrator) *Model {
	b := newBuilder()
	b.Option.Integrator = integrator
	b.addBody(0, spatial.Vec{Z: 1}, 2, spatial.Vec{X: 0.1, Y: 0.2, Z: 0.25})
	b.addJoint(Free, spatial.Vec{}, ez)
	b.addBody(1, spatial.Vec{X: 0.3}, 1, spatial.Vec{X: 0.05, Y: 0.04, Z: 0.06})
	b.addJoint(Hinge, spatial.Vec{}, ey)
	b.addBody(2, spatial.Vec{X: 0.3}, 0.5, spatial.Vec{X: 0.02, Y: 0.03, Z: 0.04})
	b.addJoint(Ball, spatial.Vec{X: 0.1}, ez)
	b.addBody(1, spatial.Vec{Y: -0.3}, 1, spatial.Vec{X: 0.05, Y: 0.04, Z: 0.06})
	b.addJoint(Slide, spatial.Vec{}, ex)
	b.addJoint(Hinge, spatial.Vec{}, ez)
	return b.compile(t)
}

// TestBiasDerivative compares the columns of ∂bias/∂v with central differences, and the LU solution with a dense one.
func TestBiasDerivative(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 1))
	m := branched(t, Implicit)
	d := m.NewData()
	perturb(m, d, rng)
	m.Forward(d)
	copy(d.impl, d.M)
	copy(d.implUp, d.M)
	for j := range m.NV {
		m.biasColumn(d, j, 1)
	}
	full := make([]float64, m.NV*m.NV)
	m.FullM(full, d)
	e := m.NewData()
	const h = 1e-5
	for j := range m.NV {
		column := func(v float64) []float64 {
			copy(e.QPos, d.QPos)
			copy(e.QVel, d.QVel)
			e.QVel[j] += v
			m.Forward(e)
			return append([]float64(nil), e.QfrcBias...)
		}
		up, down := column(h), column(-h)
		for i := range m.NV {
			lo, hi := max(i, j), min(i, j)
			k := m.placeInRow(lo, hi)
			if k < 0 {
				continue
			}
			got := d.impl[k]
			if i < j {
				got = d.implUp[k]
			}
			if want := (up[i]-down[i])/(2*h) + full[i*m.NV+j]; math.Abs(got-want) > 1e-6*(1+math.Abs(want)) {
				t.Errorf("entry (%d,%d) is %v, want %v", i, j, got, want)
			}
		}
	}
	x := make([]float64, m.NV)
	for i := range x {
		x[i] = rng.NormFloat64()
	}
	want := append([]float64(nil), x...)
	dense := func(i, j int) float64 {
		k := m.placeInRow(max(i, j), min(i, j))
		switch {
		case k < 0:
			return 0
		case i < j:
			return d.implUp[k]
		}
		return d.impl[k]
	}
	rhs := make([]float64, m.NV)
	for i := range rhs {
		for j := range x {
			rhs[i] += dense(i, j) * x[j]
		}
	}
	m.factorLU(d.impl, d.implUp)
	m.solveLU(d.impl, d.implUp, rhs)
	if e := maxDiff(rhs, want); e > 1e-10 {
		t.Errorf("the LU solution is off by %v", e)
	}
}

// TestWeldHolds checks that two welded boxes keep their pose to each other, and that momentum is that of one body.
func TestWeldHolds(t *testing.T) {
	b := newBuilder()
	b.Option.Gravity = spatial.Vec{}
	for _, x := range []float64{0, 0.5} {
		b.addBody(0, spatial.Vec{X: x, Z: 1}, 1, spatial.Vec{X: 0.1, Y: 0.2, Z: 0.25})
		b.addJoint(Free, spatial.Vec{}, ez)
	}
	b.Equalities = []Equality{{Kind: Weld, ID: [2]int{1, 2}, Soft: DefaultSoftness, Torque: 1}}
	m := b.compile(t)
	d := m.NewData()
	d.QVel[1], d.QVel[5] = 1, 2
	for range 500 {
		m.Step(d)
	}
	a, c := quatAt(d.QPos, 3), quatAt(d.QPos, 10)
	if turn := a.Conj().Mul(c).Vec().Norm(); turn > 2e-2 {
		t.Errorf("the boxes have turned against each other by %v", turn)
	}
	off := a.Conj().Rotate(spatial.Vec{X: d.QPos[7] - d.QPos[0], Y: d.QPos[8] - d.QPos[1], Z: d.QPos[9] - d.QPos[2]})
	if off.Sub(spatial.Vec{X: 0.5}).Norm() > 2e-2 {
		t.Errorf("the boxes have parted: %v", off)
	}
	if p := d.QVel[1] + d.QVel[7]; math.Abs(p-1) > 1e-9 {
		t.Errorf("momentum %v, was 1", p)
	}
}

// TestDryFriction checks that a block on a slide with dry friction sticks below its bound and slides above it.
func TestDryFriction(t *testing.T) {
	b := newBuilder()
	b.Option.Gravity = spatial.Vec{}
	b.addBody(0, spatial.Vec{}, 2, spatial.Vec{X: 0.1, Y: 0.1, Z: 0.1})
	b.addJoint(Slide, spatial.Vec{}, ex)
	b.DofLoss = []float64{3}
	m := b.compile(t)
	d := m.NewData()
	d.QfrcApplied[0] = 2.9
	m.Forward(d)
	stuck := d.QAcc[0]
	d.QfrcApplied[0] = 5
	m.Forward(d)
	if math.Abs(stuck) > 0.2 || math.Abs(d.QAcc[0]-1) > 1e-9 {
		t.Errorf("accelerations %v and %v, want about 0 and 1", stuck, d.QAcc[0])
	}
}
