package physics

import (
	"bytes"
	"math"
	"math/rand/v2"
	"reflect"
	"sync"
	"testing"

	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// goldenModels returns the ten models of the extract.
func goldenModels(t testing.TB) map[string]*Model {
	t.Helper()
	models := make(map[string]*Model)
	readLines(t, goldenPath, func(g *golden) {
		m := g.Model.model()
		if err := m.SetConst(); err != nil {
			t.Fatal(err)
		}
		models[m.Name] = m
	})
	return models
}

// perturb moves d to a random state near QPos0, low enough that walkers touch the ground.
func perturb(m *Model, d *Data, rng *rand.Rand) {
	m.Reset(d)
	for i := range d.QPos {
		d.QPos[i] += 0.2 * (2*rng.Float64() - 1)
	}
	for i := range d.QVel {
		d.QVel[i] = 2*rng.Float64() - 1
	}
	for i := range d.Ctrl {
		d.Ctrl[i] = 2*rng.Float64() - 1
	}
}

// drift returns the largest change of energy of a swinging double pendulum in 5 s.
func drift(t *testing.T, integrator Integrator) float64 {
	m := doublePendulum(t, integrator)
	d := m.NewData()
	d.QPos[0], d.QPos[1] = 1.5, 0.5
	m.Forward(d)
	p, k := m.Energy(d)
	e0, worst := p+k, 0.0
	for range 2500 {
		m.Step(d)
		m.Forward(d)
		p, k := m.Energy(d)
		worst = math.Max(worst, math.Abs(p+k-e0))
	}
	return worst
}

func TestEnergyIsConserved(t *testing.T) {
	euler, rk4 := drift(t, Euler), drift(t, RK4)
	if !(rk4 < 1e-5 && rk4 < 1e-4*euler) {
		t.Errorf("energy drift: RK4 %.2g, Euler %.2g", rk4, euler)
	}
}

// TestPendulumPeriod compares the small swings of a compound pendulum with T = 2π √(I/(m g l)).
func TestPendulumPeriod(t *testing.T) {
	b := newBuilder()
	b.Option.Integrator = RK4
	b.addBody(0, spatial.Vec{}, 2, spatial.Vec{X: 0.3, Y: 0.3, Z: 0.1})
	b.addJoint(Hinge, spatial.Vec{Z: 0.5}, ey)
	m := b.compile(t)
	d := m.NewData()
	d.QPos[0] = 1e-3
	want := 2 * math.Pi * math.Sqrt((0.3+2*0.25)/(2*9.81*0.5))
	var crossings []float64
	for len(crossings) < 2 {
		before := d.QPos[0]
		m.Step(d)
		if after := d.QPos[0]; before > 0 && after <= 0 {
			crossings = append(crossings, d.Time-m.Option.Timestep*after/(after-before))
		}
	}
	if got := crossings[1] - crossings[0]; math.Abs(got-want) > 1e-6 {
		t.Errorf("period %v s, want %v", got, want)
	}
}

// TestFreeBody checks that a floating body keeps its momentum and angular momentum in the world frame.
func TestFreeBody(t *testing.T) {
	m := spinningBox(t)
	d := m.NewData()
	copy(d.QVel, []float64{0.3, -0.2, 0.1, 0.1, 5, 0.1})
	momentum := func() []float64 {
		m.Forward(d)
		var h spatial.Force
		d.CInert[1].Mul(&h, &d.CVel[1])
		return []float64{h.T.X, h.T.Y, h.T.Z, h.F.X, h.F.Y, h.F.Z}
	}
	start := momentum()
	for range 2000 {
		m.Step(d)
	}
	end := momentum()
	if e := maxDiff(end[3:], start[3:]); e > 1e-12 {
		t.Errorf("momentum changed by %.2g", e)
	}
	if e := maxDiff(end[:3], start[:3]); e > 1e-5 { // RK4 turns the body about the mean axis of the step
		t.Errorf("angular momentum changed by %.2g", e)
	}
	if w := d.QVel[5]; math.Abs(w-0.1) < 0.01 {
		t.Errorf("the angular velocity about z is still %v: the motion is not the tumbling one", w)
	}
}

// TestRestingBall checks that contact forces carry the weight and that friction stops a slide.
func TestRestingBall(t *testing.T) {
	m := ballOnFloor(t)
	d := m.NewData()
	for range 1000 {
		m.Step(d)
	}
	m.RNEPostConstraint(d)
	if f := d.CFrcExt[1].F; math.Abs(f.Z-9.81) > 1e-6 || math.Hypot(f.X, f.Y) > 1e-9 {
		t.Errorf("the floor pushes with %v, want 9.81 N up", f)
	}
	d.QVel[0] = 1 // push: friction turns sliding into rolling at 5/7 of the speed
	for range 1000 {
		m.Step(d)
	}
	if v := d.QVel[0]; math.Abs(v-5.0/7) > 0.01 {
		t.Errorf("the ball rolls at %v m/s, want 5/7", v)
	}
}

// TestInverse checks that inverse dynamics returns the forces that forward dynamics applied, contacts included. Since
// it uses no solver this is also the optimality condition of the solver's answer.
func TestInverse(t *testing.T) {
	for name, m := range goldenModels(t) {
		rng := rand.New(rand.NewPCG(1, 2))
		d, tau := m.NewData(), make([]float64, m.NV)
		for range 50 {
			perturb(m, d, rng)
			for i := range d.QfrcApplied {
				d.QfrcApplied[i] = rng.NormFloat64()
			}
			m.Forward(d)
			want := make([]float64, m.NV)
			size := 1.0
			for i := range want {
				want[i] = d.QfrcActuator[i] + d.QfrcApplied[i]
				size = math.Max(size, math.Abs(d.QfrcConstraint[i]))
			}
			acc := append([]float64(nil), d.QAcc...)
			m.Inverse(tau, d, acc)
			if e := maxDiff(tau, want); e > 1e-10*size {
				t.Errorf("%s: inverse dynamics is off by %.2g at forces of %.2g", name, e, size)
			}
		}
	}
}

// TestSolverAlwaysArrives throws the models about, deep into the ground and at great speed.
func TestSolverAlwaysArrives(t *testing.T) {
	most := 0
	for name, m := range goldenModels(t) {
		rng := rand.New(rand.NewPCG(11, 2))
		d := m.NewData()
		for k := range 300 {
			m.Reset(d)
			scale := math.Pow(10, float64(k%5)-2)
			for i := range d.QPos {
				d.QPos[i] += rng.NormFloat64() * math.Min(scale, 1)
			}
			for i := range d.QVel {
				d.QVel[i] = rng.NormFloat64() * scale
				d.QAccWarmstart[i] = rng.NormFloat64() * scale
			}
			m.Forward(d)
			most = max(most, d.SolverIter)
			if d.Unsolved {
				t.Errorf("%s: no answer after %d iterations at scale %v", name, d.SolverIter, scale)
			}
		}
	}
	if most > 20 {
		t.Errorf("up to %d iterations; a few are enough", most)
	}
}

// TestWarmStart checks that a warm start changes nothing but the time the solver takes.
func TestWarmStart(t *testing.T) {
	for name, m := range goldenModels(t) {
		rng := rand.New(rand.NewPCG(3, 4))
		cold, warm := m.NewData(), m.NewData()
		for range 50 {
			perturb(m, cold, rng)
			m.Forward(cold)
			m.Reset(warm)
			copy(warm.QPos, cold.QPos)
			copy(warm.QVel, cold.QVel)
			copy(warm.Ctrl, cold.Ctrl)
			for i := range warm.QAccWarmstart {
				warm.QAccWarmstart[i] = 1000 * rng.NormFloat64()
			}
			m.Forward(warm)
			if e := maxDiff(warm.QAcc, cold.QAcc); e > 1e-9*(1+norm(cold.QAcc)) {
				t.Errorf("%s: a warm start changed the answer by %.2g", name, e)
			}
			m.Forward(warm)
			if warm.SolverIter > 1 {
				t.Errorf("%s: %d iterations from the answer itself", name, warm.SolverIter)
			}
		}
	}
}

func norm(x []float64) float64 {
	s := 0.0
	for _, v := range x {
		s += v * v
	}
	return math.Sqrt(s)
}

// TestConcurrency steps two Data of one Model at once and checks that neither the other nor the Model notices.
func TestConcurrency(t *testing.T) {
	models, again := goldenModels(t), goldenModels(t)
	for name, m := range models {
		var states [2][]byte
		var wg sync.WaitGroup
		for k := range states {
			wg.Go(func() {
				d := m.NewData()
				perturb(m, d, rand.New(rand.NewPCG(5, 6)))
				for range 100 {
					m.Step(d)
				}
				states[k] = m.AppendState(nil, d)
			})
		}
		wg.Wait()
		if !bytes.Equal(states[0], states[1]) {
			t.Errorf("%s: two Data went apart", name)
		}
		if !reflect.DeepEqual(m, again[name]) {
			t.Errorf("%s: the Model was written", name)
		}
	}
}

func TestNoAllocation(t *testing.T) {
	for name, m := range goldenModels(t) {
		d := m.NewData()
		step := func() {
			m.Step(d)
			m.RNEPostConstraint(d)
		}
		perturb(m, d, rand.New(rand.NewPCG(7, 8)))
		for range 300 {
			step()
		}
		perturb(m, d, rand.New(rand.NewPCG(7, 8)))
		if n := testing.AllocsPerRun(300, step); n != 0 {
			t.Errorf("%s: %v allocations a step", name, n)
		}
	}
}

// TestDivergence checks that a wild state is reported, left as it is, and forgotten by Reset.
func TestDivergence(t *testing.T) {
	for name, m := range goldenModels(t) {
		d := m.NewData()
		for _, bad := range []float64{math.NaN(), math.Inf(1), 1e200} {
			m.Reset(d)
			d.QVel[0] = bad
			m.Step(d)
			if !d.Diverged {
				t.Errorf("%s: velocity %v is not reported", name, bad)
			}
			at := append([]float64(nil), d.QPos...)
			m.Step(d)
			if !bytes.Equal(appendFloats(nil, at...), appendFloats(nil, d.QPos...)) {
				t.Errorf("%s: a diverged state moved on", name)
			}
		}
		m.Reset(d)
		d.Ctrl[0] = math.NaN()
		m.Step(d)
		if !d.Diverged {
			t.Errorf("%s: a NaN control is not reported", name)
		}
		m.Reset(d)
		m.Step(d)
		if d.Diverged {
			t.Errorf("%s: Reset did not help", name)
		}
	}
}
