package energy_test

import (
	. "github.com/fenchel-gym/fenchel/policy/energy"
	"math"
	"testing"

	"gonum.org/v1/gonum/diff/fd"

	"github.com/fenchel-gym/fenchel/internal/floats"
	"github.com/fenchel-gym/fenchel/policy/energy/energytest"
	"github.com/fenchel-gym/fenchel/policy/policytest"
)

// TestSecondDerivatives compares the gradients of ⟨z, ∇₂Φ(v,p)⟩ in p, in v and in the energy's own parameters with
// central differences.
func TestSecondDerivatives(t *testing.T) {
	rng := policytest.NewRand(t, 70)
	const k, scale, h = 4, -1.5, 1.0 / 1024
	for _, e := range energytest.All(k, rng) {
		d, err := SecondOrderOf(e)
		if err != nil {
			if !energytest.Single(e) {
				t.Error(err)
			}
			continue
		}
		v, p, z := policytest.Normal(NewMatrix(2, e.VDim()), 1, rng), policytest.Normal(NewMatrix(2, k), 1, rng), policytest.Normal(NewMatrix(2, k), 1, rng)
		slope := func() float64 {
			g := NewMatrix(2, k)
			e.GradP(g, v, p)
			return scale * floats.Dot(g.Data, z.Data)
		}
		differs := func(x []float64) []float64 {
			at := append([]float64(nil), x...)
			want := fd.Gradient(nil, func(y []float64) float64 { copy(x, y); return slope() }, at, policytest.Central)
			copy(x, at)
			return want
		}
		gradP, gradV := NewMatrix(2, k), NewMatrix(2, e.VDim())
		d.AddSecond(gradP, gradV, nil, scale, z, v, p)
		if off := policytest.MaxAbsDiff(gradP.Data, differs(p.Data)); off > 1e-7 {
			t.Errorf("%s: ∇₂₂Φ·z off by %g", e.Name(), off)
		}
		if off := policytest.MaxAbsDiff(gradV.Data, differs(v.Data)); off > 1e-7 {
			t.Errorf("%s: ∇₁⟨z,∇₂Φ⟩ off by %g", e.Name(), off)
		}
		hess, want := NewMatrix(2, k*k), NewMatrix(2, k)
		d.AddHessian(hess, scale, v, p)
		for j := range 2 {
			for i := range k {
				want.Row(j)[i] = floats.Dot(hess.Row(j)[i*k:(i+1)*k], z.Row(j))
			}
		}
		if off := policytest.MaxAbsDiff(gradP.Data, want.Data); off > 1e-12 {
			t.Errorf("%s: the Hessian times z is off by %g", e.Name(), off)
		}
		own, ok := e.(Parametric)
		if !ok {
			continue
		}
		for _, w := range own.Params() { // float32: the step must be a number that they hold
			for i, x := range w.Data {
				w.Data[i] = float32(math.Round(float64(x)/h) * h)
			}
		}
		grad := own.Params().Zeros()
		d.AddSecond(Matrix{}, Matrix{}, grad, scale, z, v, p)
		for j, w := range own.Params() {
			for i, old := range w.Data {
				w.Data[i] = old + h
				up := slope()
				w.Data[i] = old - h
				down := slope()
				w.Data[i] = old
				if want := (up - down) / (2 * h); math.Abs(want-float64(grad[j].Data[i])) > 1e-5*(1+math.Abs(want)) {
					t.Errorf("%s: ∂⟨z,∇₂Φ⟩/∂(%s[%d]) = %g, want %g", e.Name(), w.Name, i, grad[j].Data[i], want)
				}
			}
		}
	}
}
