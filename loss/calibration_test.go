package loss

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/energy"
	"github.com/fenchel-gym/fenchel/policy/policytest"
	"github.com/fenchel-gym/fenchel/policy/regularizer"
)

// Calibration (docs/paper.md 5.1 to 5.3: the statement is from memory, its premise and the counterexample are derived
// there). On the cube with labels y ∈ {0,1}^k, decoded by rounding, the Hamming loss is affine in y,
//
//	ℓ(ŷ,y) = 1/k·Σ_i [ŷ_i ≠ y_i] = ⟨ŷ − ½, (1 − 2y)/k⟩ + ½
//
// hence σ = max_ŷ ‖2(ŷ − ½)/k‖ = 1/√k (with ŷ in place of ŷ − ½ it would be twice as large), and with a (1/β)-strongly
// convex Ω
//
//	excess Hamming risk ≤ √(8βσ²·excess surrogate risk)

// labelled is a distribution over {0,1}^k: row j of y has probability prob[j].
type labelled struct {
	y    policy.Matrix
	prob []float64
}

// newLabelled draws the probabilities of all 2^k label sets, peaked so that some problems are nearly certain.
func newLabelled(k int, rng *rand.Rand) *labelled {
	d := &labelled{y: policy.NewMatrix(1<<k, k), prob: make([]float64, 1<<k)}
	sum := 0.0
	for j := range d.prob {
		for i := range k {
			d.y.Row(j)[i] = float64(j >> i & 1)
		}
		d.prob[j] = math.Exp(2 * rng.NormFloat64())
		sum += d.prob[j]
	}
	for j := range d.prob {
		d.prob[j] /= sum
	}
	return d
}

// mean is E[Y].
func (d *labelled) mean() []float64 {
	m := make([]float64, d.y.Cols)
	for j, q := range d.prob {
		for i, y := range d.y.Row(j) {
			m[i] += q * y
		}
	}
	return m
}

// hamming is the excess Hamming risk of the decoded action: what it loses against rounding E[Y].
func (d *labelled) hamming(p []float64) float64 {
	sum := 0.0
	for i, m := range d.mean() {
		if (p[i] > 0.5) != (m > 0.5) {
			sum += math.Abs(2*m-1) / float64(len(p))
		}
	}
	return sum
}

// surrogate is E[L(v,Y)].
func (d *labelled) surrogate(l *FenchelYoung, v []float64) float64 {
	sum := 0.0
	for j, q := range d.prob {
		value, _ := eval(l, v, d.y.Row(j))
		sum += q * value
	}
	return sum
}

// least is the infimum of E[L(v,Y)] over v where V holds the linear energies: E[Ω(Y)] − Ω(E[Y]). It is attained by the
// linear energy whose best action is E[Y]; no concave energy has less, by Jensen's inequality.
func (d *labelled) least(omega regularizer.Regularizer) float64 {
	sum := -omega.Value(d.mean())
	for j, q := range d.prob {
		sum += q * omega.Value(d.y.Row(j))
	}
	return sum
}

// TestCalibration: the bound holds where its premise does, and is not vacuous.
func TestCalibration(t *testing.T) {
	rng := policytest.NewRand(t, 30)
	for _, c := range []struct {
		omega regularizer.Regularizer
		beta  float64 // Ω is (1/β)-strongly convex
	}{
		{regularizer.Quadratic{Gamma: 0.5}, 2}, {regularizer.Quadratic{Gamma: 2}, 0.5},
		{regularizer.FermiDirac{Gamma: 1}, 0.25}, // Ω'' = 1/p + 1/(1−p) ≥ 4
	} {
		closest := 0.0
		for k := 1; k <= 3; k++ {
			for _, e := range []energy.Energy{energy.Unary{K: k}, energy.LowRank{K: k, R: 2}} {
				l := NewFenchelYoung(greedy(t, e, c.omega, space.Cube{K: k}))
				for range 150 {
					d := newLabelled(k, rng)
					v := normal(e.VDim(), 1.5/math.Sqrt(c.beta), rng)
					gained := d.surrogate(l, v) - d.least(c.omega)
					lost := d.hamming(bestOf(l))
					if gained < -1e-8 {
						t.Fatalf("%s, %s: a surrogate risk %g below its infimum", e.Name(), c.omega.Name(), -gained)
					}
					bound := math.Sqrt(8 * c.beta / float64(k) * max(gained, 0))
					if lost > bound+1e-6 {
						t.Errorf("%s, %s: excess Hamming risk %g, bound %g", e.Name(), c.omega.Name(), lost, bound)
					}
					if lost > 0 {
						closest = max(closest, lost/bound)
					}
				}
			}
		}
		if closest < 0.5 {
			t.Errorf("%s: the bound is never nearer than %g of itself: it shows nothing", c.omega.Name(), closest)
		}
		t.Logf("%s: largest excess Hamming risk %.2f of the bound", c.omega.Name(), closest)
	}
}

// descending is Φ(v,p) = −v·p² on one coordinate, v ≥ 0: concave in p and linear in v, but no v makes it linear in p.
type descending struct{}

func (descending) Name() string         { return "descending" }
func (descending) Dim() int             { return 1 }
func (descending) VDim() int            { return 1 }
func (descending) Concave() bool        { return true }
func (descending) Clone() energy.Energy { return descending{} }

func (descending) Value(dst []float64, v, p policy.Matrix) {
	m := p.Rows / v.Rows
	for j := range dst {
		dst[j] = -v.Data[j/m] * p.Data[j] * p.Data[j]
	}
}

func (descending) GradP(dst, v, p policy.Matrix) {
	m := p.Rows / v.Rows
	for j, x := range p.Data {
		dst.Data[j] = -2 * v.Data[j/m] * x
	}
}

func (descending) AddGradV(dst policy.Matrix, scale float64, v, p policy.Matrix) {
	m := p.Rows / v.Rows
	for j, x := range p.Data {
		dst.Data[j/m] -= scale * x * x
	}
}

// TestCalibrationNeedsItsPremise: without the linear energies in V the bound is false. The surrogate risk of descending
// is least at v = 0, where the best action is 0, although the label is 1 nine times out of ten.
func TestCalibrationNeedsItsPremise(t *testing.T) {
	l := NewFenchelYoung(greedy(t, descending{}, regularizer.Quadratic{Gamma: 1}, space.Cube{K: 1}))
	d := &labelled{y: policy.Matrix{Rows: 2, Cols: 1, Data: []float64{0, 1}}, prob: []float64{0.1, 0.9}}
	least := math.Inf(1)
	for v := 0.0; v <= 3; v += 0.01 {
		least = min(least, d.surrogate(l, []float64{v}))
	}
	gained := d.surrogate(l, []float64{0}) - least
	if lost := d.hamming(bestOf(l)); math.Abs(gained) > 1e-12 || math.Abs(lost-0.8) > 1e-12 {
		t.Errorf("excess surrogate risk %g and Hamming risk %g, want 0 and 0.8", gained, lost)
	}
}
