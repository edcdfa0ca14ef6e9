package loss

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"gonum.org/v1/gonum/diff/fd"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/energy"
	"github.com/fenchel-gym/fenchel/policy/net"
	"github.com/fenchel-gym/fenchel/policy/policytest"
	"github.com/fenchel-gym/fenchel/policy/regularizer"
	"github.com/fenchel-gym/fenchel/policy/solve"
)

// leadingEnergies are the energies with a term ⟨u,p⟩, with weights drawn from rng where they have any.
func leadingEnergies(k int, rng *rand.Rand) []energy.Energy {
	global := energy.NewGlobal(energy.Pairwise{K: k, Hollow: k > 1})
	for i := range global.Params()[0].Data {
		global.Params()[0].Data[i] = float32(0.3 * rng.NormFloat64())
	}
	list := []energy.Energy{energy.Unary{K: k}, energy.Pairwise{K: k}, energy.LowRank{K: k, R: 2}, global}
	for _, concave := range []bool{false, true} {
		spen := energy.NewSPEN(k, []int{6, 5}, concave)
		for _, w := range spen.Params() {
			for i := range w.Data {
				w.Data[i] = float32(0.5 * rng.NormFloat64())
			}
		}
		spen.ProjectParams()
		list = append(list, spen)
	}
	linear := energy.NewLinearConcave(k, 4)
	linear.Init(rng)
	return append(list, linear)
}

// rivalCase is a rival loss with what distinguishes it. It is refused where err is not nil.
type rivalCase struct {
	name   string
	greedy *policy.Greedy
	loss   Loss
	err    error
}

// rivals are all losses of a greedy head with every energy, set and regularizer.
func rivals(t testing.TB, k int, rng *rand.Rand) []rivalCase {
	t.Helper()
	var list []rivalCase
	for _, e := range leadingEnergies(k, rng) {
		for _, c := range []struct {
			omega regularizer.Regularizer
			set   space.Set
		}{
			{regularizer.Quadratic{Gamma: 1.5}, space.UnitBox(k)}, {regularizer.BoxEntropy{Gamma: 1}, space.UnitBox(k)}, {regularizer.None{}, space.UnitBox(k)},
			{regularizer.Quadratic{Gamma: 1.5}, space.Cube{K: k}}, {regularizer.FermiDirac{Gamma: 1}, space.Cube{K: k}}, {regularizer.Tsallis{Gamma: 1, Alpha: 2, Binary: true}, space.Cube{K: k}}, {regularizer.None{}, space.Cube{K: k}},
			{regularizer.Quadratic{Gamma: 1.5}, space.Simplex{K: k}}, {regularizer.Shannon{Gamma: 1}, space.Simplex{K: k}}, {regularizer.Tsallis{Gamma: 1, Alpha: 1.5}, space.Simplex{K: k}}, {regularizer.None{}, space.Simplex{K: k}},
			{regularizer.Quadratic{Gamma: 1.5}, space.Ball{K: k, Radius: 1}},
		} {
			g := greedy(t, e, c.omega, c.set)
			add := func(l Loss, err error, name string) {
				name = fmt.Sprintf("%s/%s/%s/%s", name, e.Name(), c.omega.Name(), space.ShapeOf(c.set).Kind)
				list = append(list, rivalCase{name, g, l, err})
			}
			add(NewEnergy(g), nil, "energy")
			perceptron, err := NewPerceptron(g)
			add(perceptron, err, "perceptron")
			hinge, err := NewHinge(g)
			add(hinge, err, "hinge")
			o := DefaultCrossEntropy()
			exact, err := NewCrossEntropy(g, o)
			add(exact, err, "cross-entropy")
			o.Exact = 0
			sampled, err := NewCrossEntropy(g, o)
			add(sampled, err, "cross-entropy-sampled")
			nce := InfoNCEOptions{Negatives: 7, Temperature: 0.8, Rate: 0.05}
			uniform, err := NewInfoNCE(g, nce)
			add(uniform, err, "infonce")
			nce.Langevin = 5
			langevin, err := NewInfoNCE(g, nce)
			add(langevin, err, "infonce-langevin")
			unrolled, err := NewUnrolled(g, UnrolledOptions{Steps: 15, Rate: 0.15})
			add(unrolled, err, "squared-unrolled")
			implicit, err := NewImplicit(g)
			add(implicit, err, "squared-implicit")
		}
	}
	return list
}

// vertex draws an action of a set: labels where it has any.
func vertex(set space.Set, rng *rand.Rand) []float64 {
	y := make([]float64, set.Dim())
	set.Sample(y, rng)
	return y
}

// TestRivalGradients compares ∂L/∂v of every rival with central differences at random points, the draws held fixed; for
// the sampled cross-entropy the samples are held fixed instead, since they jump as v moves.
func TestRivalGradients(t *testing.T) {
	rng := policytest.NewRand(t, 40)
	const k = 3
	checked := map[string]int{}
	for _, c := range rivals(t, k, rng) {
		kind, _, _ := strings.Cut(c.name, "/")
		if c.err != nil {
			continue
		}
		if s, ok := c.loss.(*CrossEntropy); ok && s.samples() {
			continue // TestGibbsGradient
		}
		if kind == "squared-implicit" || kind == "infonce-langevin" {
			continue // TestImplicitGradient; TestLangevin
		}
		for range 3 {
			v, y, rows := normal(c.greedy.VDim(), 0.7, rng), vertex(c.greedy.Set, rng), solve.Rows{Seed: 5}
			value := func(v []float64) float64 {
				losses := make([]float64, 1)
				c.loss.AddGrad(losses, policy.NewMatrix(1, len(v)), nil, 1, row(v), row(y), rows)
				return losses[0]
			}
			grad := make([]float64, len(v))
			c.loss.AddGrad(make([]float64, 1), row(grad), nil, 1, row(v), row(y), rows)
			want := fd.Gradient(nil, value, v, &fd.Settings{Formula: fd.Central, Step: 1e-5})
			if d := policytest.MaxAbsDiff(grad, want); d > 1e-5 {
				t.Errorf("%s: gradient off by %g at v = %v, y = %v", c.name, d, v, y)
			}
			checked[kind]++
		}
	}
	t.Log(checked)
}

// TestRivalsAdd: AddGrad adds scale times the gradient to what is there, in v and in the energy's weights, row by row
// the same for a batch and for its rows alone; and allocates nothing once warm.
func TestRivalsAdd(t *testing.T) {
	rng := policytest.NewRand(t, 41)
	const n, k = 3, 3
	for _, c := range rivals(t, k, rng) {
		if c.err != nil {
			continue
		}
		cols := c.greedy.VDim()
		v, y := policy.Matrix{Rows: n, Cols: cols, Data: normal(n*cols, 0.7, rng)}, policy.NewMatrix(n, k)
		for i := range n {
			copy(y.Row(i), vertex(c.greedy.Set, rng))
		}
		var grad, once net.Params[float32]
		if e, ok := c.greedy.Energy.(energy.Parametric); ok {
			grad, once = e.Params().Zeros(), e.Params().Zeros()
		}
		losses, all, single := make([]float64, n), policy.NewMatrix(n, cols), policy.NewMatrix(n, cols)
		for i := range single.Data {
			single.Data[i] = 7
		}
		c.loss.AddGrad(losses, all, grad, 1, v, y, solve.Rows{Seed: 9})
		other := c.loss.Clone()
		for i := range n {
			one := make([]float64, 1)
			other.AddGrad(one, single.Slice(i, i+1), once, -0.5, v.Slice(i, i+1), y.Slice(i, i+1), solve.Rows{Seed: 9, First: uint64(i)})
			if math.Abs(one[0]-losses[i]) > 1e-9 {
				t.Errorf("%s: L = %v alone, %v in a batch", c.name, one[0], losses[i])
			}
		}
		for i, x := range single.Data {
			if math.Abs(x-(7-0.5*all.Data[i])) > 1e-9 {
				t.Errorf("%s: added %g to the gradient, want %g", c.name, x-7, -0.5*all.Data[i])
				break
			}
		}
		for j, w := range grad {
			for i, x := range w.Data {
				if math.Abs(float64(once[j].Data[i]+0.5*x)) > 1e-5 {
					t.Errorf("%s: added %g to the gradient of %s, want %g", c.name, once[j].Data[i], w.Name, -0.5*x)
				}
			}
		}
		if a := testing.AllocsPerRun(2, func() { c.loss.AddGrad(losses, all, grad, 1, v, y, solve.Rows{Seed: 9}) }); a != 0 {
			t.Errorf("%s: %v allocations", c.name, a)
		}
	}
}

// TestRivalsRefuse: what makes no sense is refused, with a reason that names the loss.
func TestRivalsRefuse(t *testing.T) {
	rng := policytest.NewRand(t, 42)
	refused := map[string]bool{
		"hinge/unary/quadratic/box": true, "hinge/unary/none/cube": false, "hinge/spen/none/simplex": false, "hinge/pairwise/quadratic/ball": true,
		"perceptron/unary/quadratic/box": true, "perceptron/unary/none/box": false, "cross-entropy/unary/quadratic/box": true,
		"cross-entropy/unary/quadratic/ball": true, "cross-entropy/pairwise/none/cube": false, "energy/spen/quadratic/ball": false,
	}
	for _, c := range rivals(t, 3, rng) {
		if want, ok := refused[c.name]; ok {
			if (c.err != nil) != want {
				t.Errorf("%s: error %v", c.name, c.err)
			}
			delete(refused, c.name)
		}
		if kind, _, _ := strings.Cut(c.name, "/"); c.err != nil && !strings.Contains(c.err.Error(), strings.TrimSuffix(strings.TrimSuffix(kind, "-sampled"), "-langevin")) {
			t.Errorf("%s: error %v does not name the loss", c.name, c.err)
		}
	}
	if len(refused) > 0 {
		t.Errorf("never seen: %v", refused)
	}
	late := greedy(t, energy.NewLate(4, 3, []int{5}, net.Softplus), regularizer.None{}, space.Cube{K: 3})
	if _, err := NewHinge(late); err == nil {
		t.Error("hinge takes an energy without ⟨u,p⟩")
	}
}

// TestSigmoidCrossEntropy: with the unary energy on the cube the cross-entropy is −Σ y log σ(u) + (1−y) log σ(−u), by
// the factorized sum and by that over all vertices, and the hinge is Σ max(0, 1 − (2y−1)u).
func TestSigmoidCrossEntropy(t *testing.T) {
	rng := policytest.NewRand(t, 43)
	const k = 5
	g := greedy(t, energy.Unary{K: k}, regularizer.None{}, space.Cube{K: k})
	factorized, err := NewCrossEntropy(g, DefaultCrossEntropy())
	if err != nil {
		t.Fatal(err)
	}
	enumerated, err := NewCrossEntropy(greedy(t, energy.Pairwise{K: k, Hollow: true}, regularizer.None{}, space.Cube{K: k}), DefaultCrossEntropy())
	if err != nil {
		t.Fatal(err)
	}
	hinge, err := NewHinge(g)
	if err != nil {
		t.Fatal(err)
	}
	for range 20 {
		u, y := normal(k, 3, rng), vertex(g.Set, rng)
		want, wantHinge := 0.0, 0.0
		for i, x := range u {
			want += math.Log1p(math.Exp(-(2*y[i] - 1) * x))
			wantHinge += max(0, 1-(2*y[i]-1)*x)
		}
		a, _ := eval(factorized, u, y)
		b, _ := eval(enumerated, append(append([]float64{}, u...), make([]float64, k*(k-1)/2)...), y)
		c, _ := eval(hinge, u, y)
		if math.Abs(a-want) > 1e-12 || math.Abs(b-want) > 1e-12 {
			t.Errorf("cross-entropy %v and %v, want %v", a, b, want)
		}
		if math.Abs(c-wantHinge) > 1e-12 {
			t.Errorf("hinge %v, want %v", c, wantHinge)
		}
	}
}

// TestGibbsGradient: long chains give the gradient of the exact sum, for a quadratic energy and for one that is not.
func TestGibbsGradient(t *testing.T) {
	rng := policytest.NewRand(t, 44)
	const k = 3
	for _, e := range leadingEnergies(k, rng) {
		g := greedy(t, e, regularizer.None{}, space.Cube{K: k})
		exact, err := NewCrossEntropy(g, DefaultCrossEntropy())
		if err != nil {
			t.Fatal(err)
		}
		sampled, err := NewCrossEntropy(g, CrossEntropyOptions{Samples: 4000, Sweeps: 10})
		if err != nil {
			t.Fatal(err)
		}
		v, y := normal(e.VDim(), 0.7, rng), vertex(g.Set, rng)
		_, want := eval(exact, v, y)
		_, got := eval(sampled, v, y)
		if d := policytest.MaxAbsDiff(got, want); d > 0.06 { // 4 deviations of a mean of 4000 numbers below 1, LowRank's A enlarging some
			t.Errorf("%s: gradient of the samples off by %g", e.Name(), d)
		}
	}
}

// TestImplicitGradient compares the implicit derivative with central differences of the solver itself. Where the two
// step sizes disagree a coordinate reaches its bound in between, and the difference means nothing.
func TestImplicitGradient(t *testing.T) {
	rng := policytest.NewRand(t, 45)
	const k = 3
	checked := map[string]int{}
	for _, c := range rivals(t, k, rng) {
		l, ok := c.loss.(*Implicit)
		if !ok || c.err != nil {
			continue
		}
		for range 6 {
			v, y := normal(c.greedy.VDim(), 0.5, rng), vertex(c.greedy.Set, rng)
			_, grad := eval(l, v, y)
			value := func(v []float64) float64 { x, _ := eval(l, v, y); return x }
			want := fd.Gradient(nil, value, v, &fd.Settings{Formula: fd.Central, Step: 1e-3})
			near := fd.Gradient(nil, value, v, &fd.Settings{Formula: fd.Central, Step: 3e-4})
			if policytest.MaxAbsDiff(want, near) > 3e-4 {
				continue
			}
			if d := policytest.MaxAbsDiff(grad, near); d > 1e-3 { // p* is known to about 1e-7
				t.Errorf("%s: gradient off by %g", c.name, d)
			}
			checked[c.greedy.Energy.Name()]++
		}
	}
	t.Log(checked)
	if len(checked) != 7 {
		t.Errorf("only %v were checked", checked)
	}
}

// TestUnrolledReachesImplicit: with many steps the unrolled gradient is that at the solution.
func TestUnrolledReachesImplicit(t *testing.T) {
	rng := policytest.NewRand(t, 46)
	const k = 4
	for _, c := range []struct {
		omega regularizer.Regularizer
		set   space.Set
	}{
		{regularizer.Quadratic{Gamma: 1}, space.UnitBox(k)}, {regularizer.Quadratic{Gamma: 1}, space.Cube{K: k}}, {regularizer.FermiDirac{Gamma: 1}, space.Cube{K: k}},
		{regularizer.Quadratic{Gamma: 1}, space.Simplex{K: k}}, {regularizer.Shannon{Gamma: 1}, space.Simplex{K: k}},
		{regularizer.Tsallis{Gamma: 1, Alpha: 1.5}, space.Simplex{K: k}}, {regularizer.Tsallis{Gamma: 1, Alpha: 2, Binary: true}, space.Cube{K: k}},
	} {
		e := energy.LowRank{K: k, R: 2}
		implicit, err := NewImplicit(greedy(t, e, c.omega, c.set))
		if err != nil {
			t.Fatal(err)
		}
		unrolled, err := NewUnrolled(implicit.Greedy, UnrolledOptions{Steps: 600, Rate: 0.1})
		if err != nil {
			t.Fatal(err)
		}
		for range 10 {
			v, y := normal(e.VDim(), 0.5, rng), vertex(c.set, rng)
			a, got := eval(unrolled, v, y)
			b, want := eval(implicit, v, y)
			if math.Abs(a-b) > 1e-6 || policytest.MaxAbsDiff(got, want) > 1e-5 {
				t.Errorf("%s on %v: L = %v with gradient %v, at the solution %v with %v", c.omega.Name(), c.set, a, got, b, want)
			}
		}
	}
}

// TestOwnParameterGradients: the gradient of every rival in the energy's own weights, by central differences. They are
// float32, so the step is a power of two.
func TestOwnParameterGradients(t *testing.T) {
	rng := policytest.NewRand(t, 47)
	const k, h = 3, 1.0 / 1024
	for _, c := range rivals(t, k, rng) {
		e, ok := c.greedy.Energy.(energy.Parametric)
		if s, is := c.loss.(*CrossEntropy); !ok || c.err != nil || is && s.samples() || strings.HasPrefix(c.name, "infonce-langevin") {
			continue
		}
		v, y, rows, worst := normal(c.greedy.VDim(), 0.5, rng), vertex(c.greedy.Set, rng), solve.Rows{Seed: 5}, 0.0
		value := func(grad net.Params[float32]) float64 {
			losses := make([]float64, 1)
			c.loss.AddGrad(losses, policy.NewMatrix(1, len(v)), grad, 1, row(v), row(y), rows)
			return losses[0]
		}
		for _, w := range e.Params() {
			for i, x := range w.Data {
				w.Data[i] = float32(math.Round(float64(x)/h) * h)
			}
		}
		grad := e.Params().Zeros()
		value(grad)
		for j, w := range e.Params() {
			for i, old := range w.Data {
				w.Data[i] = old + h
				up := value(nil)
				w.Data[i] = old - h
				down := value(nil)
				w.Data[i] = old
				worst = max(worst, math.Abs((up-down)/(2*h)-float64(grad[j].Data[i])))
			}
		}
		if worst > 2e-3 {
			t.Errorf("%s: gradient in the weights off by %g", c.name, worst)
		}
	}
}
