package loss

import (
	"math"
	"testing"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/energy"
	"github.com/fenchel-gym/fenchel/policy/regularizer"
)

// The constants of docs/paper.md 2.6, 3.6, 3.7 and 5.1 are the least that will do: here each is attained, so that a
// bound with a smaller one would be false. (Derived: that page gives the bounds, these cases are worked out in their
// comments.)

// TestCalibrationAttained: docs/paper.md 5.1, √(8βσ²·δ). With p* = ½·1, which decodes to no label, and all labels or
// none with probability ½ ± ε, a share 2ε of the labels is lost, and the surrogate loses ½γkε²: the bound is 2ε too.
func TestCalibrationAttained(t *testing.T) {
	const k, gamma, eps = 3, 0.8, 0.05
	omega := regularizer.Quadratic{Gamma: gamma}
	l := NewFenchelYoung(greedy(t, energy.Unary{K: k}, omega, space.Cube{K: k}))
	d := &labelled{y: policy.NewMatrix(2, k), prob: []float64{0.5 - eps, 0.5 + eps}}
	copy(d.y.Row(1), []float64{1, 1, 1})
	gained := d.surrogate(l, []float64{gamma / 2, gamma / 2, gamma / 2}) - d.least(omega)
	lost, bound := d.hamming(bestOf(l)), math.Sqrt(8/gamma/k*gained)
	if math.Abs(lost-2*eps) > 1e-12 || math.Abs(bound-2*eps) > 1e-12 {
		t.Errorf("excess Hamming risk %v and bound %v, want both %v", lost, bound, 2*eps)
	}
}

// TestUpperBoundAttained: docs/paper.md 3.7. With Φ = ⟨u,p⟩ and no Ω, α = ‖u‖, and L = ‖u‖·‖y − p*‖ where y lies behind
// p* along u.
func TestUpperBoundAttained(t *testing.T) {
	l := NewFenchelYoung(greedy(t, energy.Unary{K: 2}, regularizer.None{}, space.UnitBox(2)))
	u, y := []float64{3, -3}, []float64{0.4, -0.4}
	value, _ := eval(l, u, y)
	if bound := norm(u) * distance(y, bestOf(l)); math.Abs(value-bound) > 1e-12 {
		t.Errorf("L = %v, ‖u‖·‖y−p*‖ = %v", value, bound)
	}
}

// TestQuadraticBoundAttained: docs/paper.md 3.6. Where no bound holds p*, L = ½μ‖y − p*‖² for every y.
func TestQuadraticBoundAttained(t *testing.T) {
	const gamma = 0.9
	l := NewFenchelYoung(greedy(t, energy.Unary{K: 2}, regularizer.Quadratic{Gamma: gamma}, space.UnitBox(2)))
	u, y := []float64{0.3, -0.5}, []float64{-1, 0.2}
	value, _ := eval(l, u, y)
	if want := gamma / 2 * distance(y, bestOf(l)) * distance(y, bestOf(l)); math.Abs(value-want) > 1e-12 {
		t.Errorf("L = %v, ½γ‖y−p*‖² = %v", value, want)
	}
}

// TestModulusAttained: docs/paper.md 2.4. Far out along the diagonal of a box, Ω^Φ grows as fast as ‖p‖ ≤ √k lets it.
func TestModulusAttained(t *testing.T) {
	value := conjugateOf(greedy(t, energy.Unary{K: 4}, regularizer.Quadratic{Gamma: 0.7}, space.UnitBox(4)))
	near, far := []float64{2, 2, 2, 2}, []float64{3, 3, 3, 3}
	if slope := (value(far) - value(near)) / distance(far, near); math.Abs(slope-2) > 1e-12 {
		t.Errorf("Ω^Φ has slope %v, max‖p‖ is 2", slope)
	}
}

// TestSmoothnessAttained: docs/paper.md 2.6. With β₁₁ and β₁₂ for the moduli of ∇₁Φ(·,p) and ∇₂Φ(·,p), both at most
// the joint β, and μ for that of Φ(v,·) − Ω, the proof gives
//
//	‖∇Ω^Φ(v) − ∇Ω^Φ(v′)‖ ≤ (β₁₁ + β₁₂²/μ)·‖v − v′‖,
//
// which Φ(v,p) = ½av² + bvp − ½cp² attains: β₁₁ = a, β₁₂ = b, μ = γ + c.
func TestSmoothnessAttained(t *testing.T) {
	const gamma = 0.7
	for _, e := range []coupled{{0.4, 1.1, 0.5}, {0, 1, 0}, {1.5, -0.6, 0.1}} {
		l := NewFenchelYoung(greedy(t, e, regularizer.Quadratic{Gamma: gamma}, space.UnitBox(1)))
		slope := func(v float64) float64 {
			_, grad := eval(l, []float64{v}, []float64{0})
			return grad[0] + e.a*v // ∇Ω^Φ = ∇L + ∇₁Φ(v,0)
		}
		turned, want := (slope(0.1)-slope(-0.1))/0.2, e.a+e.b*e.b/(gamma+e.c)
		if math.Abs(turned-want) > 1e-4 { // p* is exact to √(2·gap/μ) ≈ 2e-6
			t.Errorf("%+v: ∇Ω^Φ turns by %v, β₁₁ + β₁₂²/μ is %v", e, turned, want)
		}
	}
}

// TestConjugateOfConcave: docs/paper.md 2.2 has a premise. Φ(v,p) = −½v² + ½vp is concave in v, and so is Ω^Φ(v) =
// −½v² + ⅛v².
func TestConjugateOfConcave(t *testing.T) {
	value := conjugateOf(greedy(t, coupled{-1, 0.5, 0}, regularizer.Quadratic{Gamma: 1}, space.UnitBox(1)))
	for _, v := range []float64{-1, 0, 1} {
		if got := value([]float64{v}); math.Abs(got+0.375*v*v) > 1e-10 {
			t.Errorf("Ω^Φ(%v) = %v, want %v", v, got, -0.375*v*v)
		}
	}
}

// coupled is Φ(v,p) = ½av² + bvp − ½cp² on one coordinate, c ≥ 0.
type coupled struct{ a, b, c float64 }

func (coupled) Name() string           { return "coupled" }
func (coupled) Dim() int               { return 1 }
func (coupled) VDim() int              { return 1 }
func (coupled) Concave() bool          { return true }
func (e coupled) Clone() energy.Energy { return e }

func (e coupled) Value(dst []float64, v, p policy.Matrix) {
	for j, x := range p.Data {
		w := v.Data[j*v.Rows/p.Rows]
		dst[j] = 0.5*e.a*w*w + e.b*w*x - 0.5*e.c*x*x
	}
}

func (e coupled) GradP(dst, v, p policy.Matrix) {
	for j, x := range p.Data {
		dst.Data[j] = e.b*v.Data[j*v.Rows/p.Rows] - e.c*x
	}
}

func (e coupled) AddGradV(dst policy.Matrix, scale float64, v, p policy.Matrix) {
	for j, x := range p.Data {
		i := j * v.Rows / p.Rows
		dst.Data[i] += scale * (e.a*v.Data[i] + e.b*x)
	}
}
