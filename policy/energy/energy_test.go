package energy_test

import (
	. "github.com/fenchel-gym/fenchel/policy/energy"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/diff/fd"

	"github.com/fenchel-gym/fenchel/internal/floats"
	"github.com/fenchel-gym/fenchel/policy/energy/energytest"
	"github.com/fenchel-gym/fenchel/policy/policytest"
)

// TestEnergyGradients compares ∇₂Φ and ∇₁Φ with central differences. Those in float32 have tests of their own.
func TestEnergyGradients(t *testing.T) {
	rng := policytest.NewRand(t, 1)
	for _, e := range energytest.All(4, rng) {
		if energytest.Single(e) {
			continue
		}
		v, p := policytest.Normal(NewMatrix(3, e.VDim()), 1, rng), policytest.Normal(NewMatrix(3, 4), 1, rng)
		dv, dp := NewMatrix(3, e.VDim()), NewMatrix(3, 4)
		e.GradP(dp, v, p)
		e.AddGradV(dv, -2, v, p)
		for i := range v.Rows {
			want := fd.Gradient(nil, func(x []float64) float64 { return energytest.Phi(e, v.Row(i), x) }, p.Row(i), policytest.Central)
			if d := policytest.MaxAbsDiff(want, dp.Row(i)); d > 1e-8 {
				t.Errorf("%s: ∇₂Φ off by %g", e.Name(), d)
			}
			want = fd.Gradient(nil, func(x []float64) float64 { return -2 * energytest.Phi(e, x, p.Row(i)) }, v.Row(i), policytest.Central)
			if d := policytest.MaxAbsDiff(want, dv.Row(i)); d > 1e-8 {
				t.Errorf("%s: −2∇₁Φ off by %g", e.Name(), d)
			}
		}
	}
}

// TestParameterGradients compares ∂Φ/∂w of the energies with weights of their own with central differences. The weights
// are float32, so the step is a power of two that they hold exactly.
func TestParameterGradients(t *testing.T) {
	rng := policytest.NewRand(t, 2)
	for _, e := range energytest.All(4, rng) {
		g, ok := e.(Parametric)
		if energytest.Single(e) || !ok {
			continue
		}
		const h = 1.0 / 1024
		for _, w := range g.Params() {
			for i, x := range w.Data {
				w.Data[i] = float32(math.Round(float64(x)/h) * h)
			}
		}
		v, p := policytest.Normal(NewMatrix(3, e.VDim()), 1, rng), policytest.Normal(NewMatrix(6, 4), 1, rng)
		grad := g.Params().Zeros()
		g.AddGradParams(grad, 3, v, p)
		sum := func() float64 {
			dst := make([]float64, 6)
			e.Value(dst, v, p)
			return 3 * (dst[0] + dst[1] + dst[2] + dst[3] + dst[4] + dst[5])
		}
		for j, w := range g.Params() {
			for i, old := range w.Data {
				w.Data[i] = old + h
				up := sum()
				w.Data[i] = old - h
				down := sum()
				w.Data[i] = old
				if want := (up - down) / (2 * h); math.Abs(want-float64(grad[j].Data[i])) > 1e-5*(1+math.Abs(want)) {
					t.Errorf("%s: ∂Φ/∂(%s[%d]) = %g, want %g", e.Name(), w.Name, i, grad[j].Data[i], want)
				}
			}
		}
	}
}

// TestCandidates: rows i·m to (i+1)·m−1 of p belong to row i of v, as if v's rows had been repeated.
func TestCandidates(t *testing.T) {
	rng := policytest.NewRand(t, 3)
	const n, m, k = 3, 4, 5
	for _, e := range energytest.All(k, rng) {
		v, p := policytest.Normal(NewMatrix(n, e.VDim()), 1, rng), policytest.Normal(NewMatrix(n*m, k), 1, rng)
		repeated := NewMatrix(n*m, e.VDim())
		for j := range n * m {
			copy(repeated.Row(j), v.Row(j/m))
		}
		got, want := make([]float64, n*m), make([]float64, n*m)
		e.Value(got, v, p)
		e.Value(want, repeated, p)
		gotP, wantP := NewMatrix(n*m, k), NewMatrix(n*m, k)
		e.GradP(gotP, v, p)
		e.GradP(wantP, repeated, p)
		gotV, wantV, each := NewMatrix(n, e.VDim()), NewMatrix(n, e.VDim()), NewMatrix(n*m, e.VDim())
		e.AddGradV(gotV, 1, v, p)
		e.AddGradV(each, 1, repeated, p)
		for j := range n * m {
			floats.AddScaled(wantV.Row(j/m), 1, each.Row(j))
		}
		for _, d := range []float64{policytest.MaxAbsDiff(got, want), policytest.MaxAbsDiff(gotP.Data, wantP.Data), policytest.MaxAbsDiff(gotV.Data, wantV.Data)} {
			if d > 1e-5 { // Late computes in float32
				t.Errorf("%s: candidates differ from repeated rows by %g", e.Name(), d)
			}
		}
	}
}

// TestCoefficients: ⟨u,p⟩ + ½⟨p,Up⟩ with the coefficients of a quadratic energy is the energy.
func TestCoefficients(t *testing.T) {
	rng := policytest.NewRand(t, 4)
	const k = 5
	for _, e := range energytest.All(k, rng) {
		quad, ok := e.(Quadratic)
		if !ok {
			continue
		}
		v, p := policytest.Normal(NewMatrix(1, e.VDim()), 1, rng), policytest.Normal(NewMatrix(1, k), 1, rng)
		u, upper := make([]float64, k), make([]float64, k*k)
		quad.Coefficients(u, upper, v.Data)
		want := floats.Dot(u, p.Data)
		for i := range k {
			want += 0.5 * p.Data[i] * floats.Dot(upper[i*k:(i+1)*k], p.Data)
		}
		got := make([]float64, 1)
		e.Value(got, v, p)
		if math.Abs(got[0]-want) > 1e-12 {
			t.Errorf("%s: Φ = %v, coefficients give %v", e.Name(), got[0], want)
		}
	}
}

// TestCloneSharesWeights: a clone sees a change of the weights and has scratch of its own.
func TestCloneSharesWeights(t *testing.T) {
	rng := policytest.NewRand(t, 5)
	for _, e := range energytest.All(3, rng) {
		c := e.Clone()
		if g, ok := e.(Parametric); ok {
			g.Params()[0].Data[0] += 1
		}
		v, p := policytest.Normal(NewMatrix(2, e.VDim()), 1, rng), policytest.Normal(NewMatrix(2, 3), 1, rng)
		a, b := make([]float64, 2), make([]float64, 2)
		e.Value(a, v, p)
		c.Value(b, v, p)
		if diff := cmp.Diff(a, b); diff != "" {
			t.Errorf("%s: clone differs: %s", e.Name(), diff)
		}
	}
}

// TestMixtures: one pass over weighted candidates adds what one pass for each candidate adds, in v and in the weights.
func TestMixtures(t *testing.T) {
	rng := policytest.NewRand(t, 51)
	const n, m, k = 3, 4, 2
	for _, e := range energytest.All(k, rng) {
		mixer, ok := e.(WeightedGradient)
		if !ok {
			continue
		}
		params := e.(Parametric)
		v, p := policytest.Normal(NewMatrix(n, e.VDim()), 1, rng), policytest.Normal(NewMatrix(n*m, k), 1, rng)
		weights := policytest.Normal(NewMatrix(1, n*m), 1, rng).Data
		gotV, gotW := NewMatrix(n, e.VDim()), params.Params().Zeros()
		mixer.AddGradWeighted(gotV, gotW, weights, v, p)
		wantV, wantW := NewMatrix(n, e.VDim()), params.Params().Zeros()
		for j, w := range weights {
			i := j / m
			e.AddGradV(wantV.Slice(i, i+1), w, v.Slice(i, i+1), p.Slice(j, j+1))
			params.AddGradParams(wantW, w, v.Slice(i, i+1), p.Slice(j, j+1))
		}
		if d := policytest.MaxAbsDiff(gotV.Data, wantV.Data); d > 1e-4 {
			t.Errorf("%s: gradient in v off by %g", e.Name(), d)
		}
		for i := range wantW {
			for j, want := range wantW[i].Data {
				if math.Abs(float64(gotW[i].Data[j]-want)) > 1e-4 {
					t.Errorf("%s: gradient in %s[%d] = %v, want %v", e.Name(), wantW[i].Name, j, gotW[i].Data[j], want)
				}
			}
		}
	}
}
