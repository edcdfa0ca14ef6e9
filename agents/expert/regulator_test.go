package expert

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/fenchel-gym/fenchel/envs/classic"
)

// TestRegulatorOfAnInteger solves x' = x + a with q = r = 1 by hand: P² − P − 1 = 0, so P is the golden ratio φ and
// K = P/(1 + P) = 1/φ.
func TestRegulatorOfAnInteger(t *testing.T) {
	one := mat.NewDense(1, 1, []float64{1})
	k := regulator(one, one, one, one).At(0, 0)
	if want := (math.Sqrt(5) - 1) / 2; math.Abs(k-want) > 1e-12 {
		t.Errorf("K = %v, want %v", k, want)
	}
}

// TestLinearizeAgainstDerivatives compares the cart-pole's linearization with derivatives taken by hand at the upright
// equilibrium, for one explicit Euler step of dt: positions get dt times the old velocities, and
//
//	θ̈ ≈ (g·θ − F/M)/(l·(4/3 − m/M))        ẍ ≈ F/M − m·l·θ̈/M
func TestLinearizeAgainstDerivatives(t *testing.T) {
	const g, m, total, l, dt, force = 9.8, 0.1, 1.1, 0.5, 0.02, 10
	const lever = l * (4.0/3 - m/total)
	alphaTheta, alphaF := g/lever, -1/(total*lever)
	wantA := mat.NewDense(4, 4, []float64{
		1, 0, dt, 0,
		0, 1, 0, dt,
		0, -m * l * alphaTheta / total * dt, 1, 0,
		0, alphaTheta * dt, 0, 1,
	})
	wantB := mat.NewDense(4, 1, []float64{0, 0, (1/total - m*l*alphaF/total) * force * dt, alphaF * force * dt})
	a, b := linearize(classic.NewCartPoleContinuous(classic.DefaultCartPole()), []float64{0, 0}, []float64{0, 0})
	if !mat.EqualApprox(a, wantA, 1e-9) || !mat.EqualApprox(b, wantB, 1e-9) {
		t.Errorf("A = %v\nwant %v\nB = %v\nwant %v", mat.Formatted(a), mat.Formatted(wantA), mat.Formatted(b), mat.Formatted(wantB))
	}
}

// TestRegulatorIsStable checks that the closed loop A − BK of the cart-pole shrinks every mode.
func TestRegulatorIsStable(t *testing.T) {
	a, b := linearize(classic.NewCartPoleContinuous(classic.DefaultCartPole()), []float64{0, 0}, []float64{0, 0})
	gains := cartpoleGains()
	var bk mat.Dense
	bk.Mul(b, mat.NewDense(1, 4, gains[:]))
	a.Sub(a, &bk)
	var eigen mat.Eigen
	if !eigen.Factorize(a, mat.EigenNone) {
		t.Fatal("the eigenvalues do not converge")
	}
	for _, z := range eigen.Values(nil) {
		if r := math.Hypot(real(z), imag(z)); r >= 1 {
			t.Errorf("a mode grows by %v a step", r)
		}
	}
}

func TestRegulatorPanicsWhereNothingHelps(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a mode that grows and that no action reaches was regulated")
		}
	}()
	regulator(mat.NewDense(1, 1, []float64{2}), mat.NewDense(1, 1, []float64{0}), mat.NewDense(1, 1, []float64{1}), mat.NewDense(1, 1, []float64{1}))
}
