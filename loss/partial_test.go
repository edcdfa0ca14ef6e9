package loss

import (
	"testing"

	"gonum.org/v1/gonum/diff/fd"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/energy"
	"github.com/fenchel-gym/fenchel/policy/policytest"
	"github.com/fenchel-gym/fenchel/policy/regularizer"
	"github.com/fenchel-gym/fenchel/policy/solve"
)

// partialCases are losses with their heads, on boxes of k coordinates.
func partialCases(t *testing.T, k int) map[string]*Partial {
	t.Helper()
	box := space.UnitBox(k)
	unary := greedy(t, energy.Unary{K: k}, regularizer.Quadratic{Gamma: 0.5}, box)
	pairwise := greedy(t, energy.Pairwise{K: k}, regularizer.Quadratic{Gamma: 3}, box)
	warm := greedy(t, energy.Pairwise{K: k}, regularizer.Quadratic{Gamma: 3}, box)
	warm.Warm = true
	unrolled, err := NewUnrolled(pairwise, DefaultUnrolled())
	if err != nil {
		t.Fatal(err)
	}
	return map[string]*Partial{
		"squared": NewPartial(Squared{}, &policy.Deterministic{Set: box}), "gaussian": NewPartial(Gaussian{}, policy.NewGaussian(box)),
		"unary": NewPartial(NewFenchelYoung(unary), unary), "pairwise": NewPartial(NewFenchelYoung(pairwise), pairwise),
		"warm": NewPartial(NewFenchelYoung(warm), warm), "unrolled": NewPartial(unrolled, pairwise),
	}
}

// partialEval is the loss and its gradient.
func partialEval(l *Partial, v, y policy.Matrix, known []int) ([]float64, policy.Matrix) {
	losses, grad := make([]float64, v.Rows), policy.NewMatrix(v.Rows, v.Cols)
	own := policy.NewMatrix(y.Rows, y.Cols)
	copy(own.Data, y.Data)
	l.AddGrad(losses, grad, nil, 1, v, own, known, solve.Rows{})
	return losses, grad
}

// TestPartialSeesWhatIsKnown: what stands in the other coordinates changes nothing, and where all are known the loss is
// what it is without a mask. A known coordinate matters.
func TestPartialSeesWhatIsKnown(t *testing.T) {
	rng := policytest.NewRand(t, 40)
	const n, k = 5, 4
	known := []int{4, 1, 3, 2, 4}
	for name, l := range partialCases(t, k) {
		cols := l.head.VDim()
		v := policy.Matrix{Rows: n, Cols: cols, Data: normal(n*cols, 0.5, rng)}
		y, other := policy.NewMatrix(n, k), policy.NewMatrix(n, k)
		for i := range n {
			copy(y.Row(i), inSet(space.UnitBox(k), rng))
			copy(other.Row(i), inSet(space.UnitBox(k), rng))
			copy(other.Row(i)[:known[i]], y.Row(i))
		}
		losses, grad := partialEval(l, v, y, known)
		again, gradAgain := partialEval(l, v, other, known)
		tol := 0.0
		if name == "warm" { // starts elsewhere, ends there to its tolerance
			tol = 1e-6
		}
		if policytest.MaxAbsDiff(losses, again) > tol || policytest.MaxAbsDiff(grad.Data, gradAgain.Data) > tol {
			t.Errorf("%s: losses %v, with another padding %v", name, losses, again)
		}
		whole, gradWhole := make([]float64, n), policy.NewMatrix(n, cols)
		l.loss.AddGrad(whole, gradWhole, nil, 1, v, y, solve.Rows{})
		if losses[0] != whole[0] || losses[4] != whole[4] || losses[1] == whole[1] || policytest.MaxAbsDiff(grad.Row(0), gradWhole.Row(0)) != 0 {
			t.Errorf("%s: losses %v, without a mask %v", name, losses, whole)
		}
		if name != "gaussian" {
			for i, x := range losses {
				if x < -1e-9 {
					t.Errorf("%s: loss %v of row %d", name, x, i)
				}
			}
		}
	}
}

// TestPartialOfSeparable: without terms that couple the coordinates, the loss is the one of the known coordinates alone.
func TestPartialOfSeparable(t *testing.T) {
	rng := policytest.NewRand(t, 41)
	const k, known = 4, 2
	whole, alone := partialCases(t, k), partialCases(t, known)
	for name, parts := range map[string]int{"squared": 1, "gaussian": 2, "unary": 1} {
		v, y := policy.NewMatrix(1, parts*k), policy.NewMatrix(1, k)
		copy(v.Data, normal(parts*k, 0.5, rng))
		copy(y.Data, inSet(space.UnitBox(k), rng))
		few, fewY := policy.NewMatrix(1, parts*known), policy.NewMatrix(1, known)
		for p := range parts {
			copy(few.Data[p*known:(p+1)*known], v.Data[p*k:])
		}
		copy(fewY.Data, y.Data)
		got, grad := partialEval(whole[name], v, y, []int{known})
		want, wantGrad := partialEval(alone[name], few, fewY, []int{known})
		if d := policytest.MaxAbsDiff(got, want); d > 1e-12 {
			t.Errorf("%s: loss %v, of the known coordinates %v", name, got, want)
		}
		for p := range parts {
			if d := policytest.MaxAbsDiff(grad.Data[p*k:p*k+known], wantGrad.Data[p*known:(p+1)*known]); d > 1e-12 {
				t.Errorf("%s: gradient off by %g", name, d)
			}
			for j := known; j < k; j++ {
				if grad.Data[p*k+j] != 0 {
					t.Errorf("%s: coordinate %d, which is not known, has the gradient %v", name, j, grad.Data[p*k+j])
				}
			}
		}
	}
}

// TestPartialGradient compares with central differences. Of a coupled energy the completion is a constant, so the
// difference is taken of the loss at the completion that AddGrad chose.
func TestPartialGradient(t *testing.T) {
	rng := policytest.NewRand(t, 42)
	const k = 3
	known := []int{2}
	for name, l := range partialCases(t, k) {
		if name == "unrolled" { // differentiated by its own test
			continue
		}
		cols := l.head.VDim()
		v, y := policy.Matrix{Rows: 1, Cols: cols, Data: normal(cols, 0.5, rng)}, policy.NewMatrix(1, k)
		copy(y.Data, inSet(space.UnitBox(k), rng))
		losses, grad := make([]float64, 1), policy.NewMatrix(1, cols)
		l.AddGrad(losses, grad, nil, 1, v, y, known, solve.Rows{}) // completes y
		at := func(x []float64) float64 {
			out, row := make([]float64, 1), policy.Matrix{Rows: 1, Cols: cols, Data: x}
			if s, ok := l.loss.(Separable); ok {
				s.AddGradKnown(out, policy.NewMatrix(1, cols), 1, row, y, known)
			} else {
				l.loss.AddGrad(out, policy.NewMatrix(1, cols), nil, 1, row, y, solve.Rows{})
			}
			return out[0]
		}
		want := fd.Gradient(nil, at, v.Data, &fd.Settings{Formula: fd.Central, Step: 1e-4})
		if d := policytest.MaxAbsDiff(grad.Data, want); d > 1e-5 {
			t.Errorf("%s: gradient off by %g", name, d)
		}
	}
}

func TestPartialAllocatesNothing(t *testing.T) {
	for name, l := range partialCases(t, 4) {
		v, y := policy.NewMatrix(3, l.head.VDim()), policy.NewMatrix(3, 4)
		losses, grad, known := make([]float64, 3), policy.NewMatrix(3, l.head.VDim()), []int{4, 2, 1}
		if n := testing.AllocsPerRun(10, func() { l.AddGrad(losses, grad, nil, 1, v, y, known, solve.Rows{}) }); n != 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}
