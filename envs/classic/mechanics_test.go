package classic

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/episode"
)

// TestAcrobotConservesEnergy integrates without torque, in small steps. The energy is Lagrange's, not what the equations
// of motion were typed from:
//
//	E = ½d₁θ̇₁² + ½(mc² + I)θ̇₂² + d₂θ̇₁θ̇₂ − m(c + l)g·cos θ₁ − mcg·cos(θ₁ + θ₂)
func TestAcrobotConservesEnergy(t *testing.T) {
	const m, l, c, inertia, g = acrobotMass, acrobotLink, acrobotCenter, acrobotInertia, acrobotGravity
	energy := func(y [4]float64) float64 {
		cos2 := math.Cos(y[1])
		d1 := m*c*c + m*(l*l+c*c+2*l*c*cos2) + 2*inertia
		d2 := m*(c*c+l*c*cos2) + inertia
		kinetic := d1*y[2]*y[2]/2 + (m*c*c+inertia)*y[3]*y[3]/2 + d2*y[2]*y[3]
		return kinetic - m*(c+l)*g*math.Cos(y[0]) - m*c*g*math.Cos(y[0]+y[1])
	}
	for _, y := range [][4]float64{{1, 0.5, 0, 0}, {2, -1, 0.5, -2}, {0.1, 3, 3, 1}} {
		start := energy(y)
		for range 2000 {
			y = acrobotStep(y, 0, 0.002)
		}
		if drift := math.Abs(energy(y) - start); drift > 1e-8 {
			t.Errorf("in 4 s the energy moves from %v by %v", start, drift)
		}
	}
}

// TestPendulumPeriod lets a pendulum hang and swing a little: its period is 2π·√(2l/3g).
func TestPendulumPeriod(t *testing.T) {
	e := NewPendulum(DefaultPendulum())
	obs, idle := make([]float64, 3), []float64{0}
	e.SetState(obs, []float64{math.Pi + 0.01}, []float64{0})
	var crossings []float64
	for step := range 199 {
		q, _ := e.State()
		before := q[0] - math.Pi
		e.Step(obs, idle)
		if after := q[0] - math.Pi; before > 0 && after <= 0 {
			crossings = append(crossings, (float64(step)+before/(before-after))*pendulumPeriod)
		}
	}
	n := len(crossings) - 1
	period := (crossings[n] - crossings[0]) / float64(n)
	if want := 2 * math.Pi * math.Sqrt(2/(3*pendulumGravity)); math.Abs(period-want) > 0.005*want {
		t.Errorf("the period is %v s, want %v s within what dt = 0.05 s allows", period, want)
	}
}

// TestCartPoleKeepsMomentum lets go of the cart: nothing outside pushes it sideways, so in small steps the horizontal
// momentum (M + m)ẋ + m·l·θ̇·cos θ stays.
func TestCartPoleKeepsMomentum(t *testing.T) {
	s := &episode.State{Q: []float64{0, 0.1}, V: []float64{0.2, 0.1}, Applied: []float64{0}}
	momentum := func() float64 {
		return cartpoleMass*s.V[0] + poleMass*poleHalf*s.V[1]*math.Cos(s.Q[1])
	}
	before := momentum()
	for range 20 {
		cartpole{}.Advance(s, nil)
	}
	if moved := math.Abs(momentum() - before); moved > 2e-3 {
		t.Errorf("in 0.4 s the momentum moves from %v by %v", before, moved)
	}
}

// TestParticleAgainstMatrixPower compares an action with the tenth power of the matrix of a substep.
func TestParticleAgainstMatrixPower(t *testing.T) {
	const a = 0.8
	substep := mat.NewDense(3, 3, []float64{ // of (x, ẋ, 1)
		1, particleStep, 0,
		-particleSpring * particleStep, 1 - particleDamping*particleStep, particleSpring * a * particleStep,
		0, 0, 1,
	})
	var action mat.Dense
	action.Pow(substep, particleSubsteps)
	var want mat.VecDense
	want.MulVec(&action, mat.NewVecDense(3, []float64{0.3, -0.2, 1}))

	e := NewParticle(DefaultParticle(1))
	obs := make([]float64, 4)
	e.SetState(obs, []float64{0.3, 0.9, 0.1}, []float64{-0.2})
	e.Step(obs, []float64{a})
	if math.Abs(obs[0]-want.AtVec(0)) > 1e-15 || math.Abs(obs[1]-want.AtVec(1)) > 1e-15 {
		t.Errorf("x, ẋ = %v, want %v, %v", obs[:2], want.AtVec(0), want.AtVec(1))
	}
}

func TestParticleSuccess(t *testing.T) {
	tests := []struct {
		name            string
		multimodal      bool
		nearest         [2]float64
		at              float64 // the first goal is at 0, the second at 1
		success, reward bool
	}{
		{"both visited, at the second", false, [2]float64{0.01, 0.01}, 1, true, true},
		{"both visited, back at the first", false, [2]float64{0.01, 0.01}, 0, false, true},
		{"both visited, back at the first, either order", true, [2]float64{0.01, 0.01}, 0, true, true},
		{"first missed", false, [2]float64{0.06, 0.01}, 1, false, false},
		{"second missed", true, [2]float64{0.01, 0.06}, 0, false, false},
		{"both visited, at neither", true, [2]float64{0.01, 0.01}, 0.5, false, true},
	}
	for _, test := range tests {
		o := DefaultParticle(1)
		o.Multimodal, o.Horizon = test.multimodal, 1
		e := NewParticle(o)
		obs := make([]float64, 4)
		e.SetState(obs, []float64{test.at, 0, 1}, []float64{0})
		setMemory(t, e.(episode.Goal), test.nearest[:])
		reward, end := e.Step(obs, []float64{test.at})
		if e.Success() != test.success || (reward == 1) != test.reward || end != envs.TimedOut {
			t.Errorf("%s: success %v, reward %v, %v", test.name, e.Success(), reward, end)
		}
	}
}

// setMemory sets the memory of a particle in one dimension: the numbers before the last, the applied action, in a
// snapshot.
func setMemory(t *testing.T, e episode.Goal, memory []float64) {
	t.Helper()
	state := e.SaveState(nil)
	head := state[:len(state)-8*(len(memory)+1)]
	if err := e.LoadState(append(episode.AppendFloats(head, memory), state[len(state)-8:]...)); err != nil {
		t.Fatal(err)
	}
}

func TestWrap(t *testing.T) {
	for _, test := range []struct{ in, want float64 }{{0, 0}, {3, 3}, {-3, -3}, {4, 4 - 2*math.Pi}, {-4, 2*math.Pi - 4}, {math.Pi, -math.Pi}, {-math.Pi, -math.Pi}, {13, 13 - 4*math.Pi}} {
		if got := wrap(test.in); math.Abs(got-test.want) > 1e-15 {
			t.Errorf("wrap(%v) = %v, want %v", test.in, got, test.want)
		}
	}
}
