package loss

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/diff/fd"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/energy"
	"github.com/fenchel-gym/fenchel/policy/policytest"
	"github.com/fenchel-gym/fenchel/policy/regularizer"
	"github.com/fenchel-gym/fenchel/policy/solve"
)

// registered is a loss of the table with a head that it trains.
type registered struct {
	Registration
	loss Loss
	head policy.Head
	set  space.Set
	name string
}

// everyLoss returns every loss of the table with every head, energy, regularizer and set that it takes.
func everyLoss(t *testing.T, k int, rng *rand.Rand) (list []registered) {
	t.Helper()
	for _, name := range Names() {
		r, err := Find(name)
		if err != nil {
			t.Fatal(err)
		}
		fits := 0
		for _, set := range []space.Set{space.UnitBox(k), space.Cube{K: k}, space.Simplex{K: k}} {
			for _, h := range heads(t, r, set, rng) {
				l, err := New(Choose(name), h)
				if err != nil {
					continue
				}
				what := fmt.Sprintf("%s of %s on %v", name, h.Name(), set)
				if g, ok := h.(*policy.Greedy); ok {
					what = fmt.Sprintf("%s, %s, %s on %v", name, g.Energy.Name(), g.Omega.Name(), set)
				}
				list = append(list, registered{r, l, h, set, what})
				fits++
			}
		}
		if fits == 0 {
			t.Errorf("%s takes nothing", name)
		}
	}
	return list
}

// heads are what a loss may train on a set, energies with weights as training might leave them.
func heads(t *testing.T, r Registration, set space.Set, rng *rand.Rand) (list []policy.Head) {
	t.Helper()
	if r.Head != "greedy" {
		h, err := policy.ChooseHead(r.Head).Options.New(set)
		if err != nil {
			t.Fatal(err)
		}
		return []policy.Head{h}
	}
	for _, phi := range energy.Names() {
		for _, omega := range []string{"quadratic", "none", "fermi-dirac", "shannon"} {
			g := policy.DefaultGreedy()
			g.Energy, g.Regularizer, g.Starts = energy.Choose(phi), regularizer.Choose(omega), 1
			for _, o := range [][2]string{{"rank", "2"}, {"embed", "4"}, {"width", "[5]"}, {"activation", "tanh"}} {
				_ = g.Energy.Set(o[0], o[1]) // refused where there is no such option
			}
			h, err := g.New(set)
			if err != nil {
				continue // a regularizer of another set
			}
			if own := h.(policy.ParametricHead); own.Params() != nil {
				own.Init(rng)
				own.ProjectParams()
			}
			list = append(list, h)
		}
	}
	return list
}

// TestEveryLoss holds each member to what its registration and the interface say: its name, no negative value where the
// inner maximum is known to be global, AddGrad adds and scales, a clone finds the same.
func TestEveryLoss(t *testing.T) {
	rng := policytest.NewRand(t, 120)
	const n, k = 3, 3
	for _, c := range everyLoss(t, k, rng) {
		if c.loss.Name() != c.Name {
			t.Errorf("%s calls itself %q", c.name, c.loss.Name())
		}
		v, y := policy.Matrix{Rows: n, Cols: c.head.VDim(), Data: normal(n*c.head.VDim(), 0.5, rng)}, policy.NewMatrix(n, k)
		for i := range n {
			copy(y.Row(i), vertex(c.set, rng))
		}
		losses, grad := addGrad(c.loss, 1, v, y, 0)
		twice, more := addGrad(c.loss.Clone(), -2, v, y, 7)
		for i, x := range losses {
			if solved, ok := c.loss.(Solved); ok {
				if _, reports := solved.Argmax(); math.IsInf(reports[i].Gap, 1) {
					continue
				}
			}
			if c.NonNegative && x < -1e-5 {
				t.Errorf("%s: L = %v", c.name, x)
			}
		}
		if d := policytest.MaxAbsDiff(losses, twice); d > 1e-6 {
			t.Errorf("%s: a clone's loss is off by %g", c.name, d)
		}
		for i := range more.Data {
			if want := 7 - 2*grad.Data[i]; math.Abs(more.Data[i]-want) > 1e-5*(1+math.Abs(want)) {
				t.Fatalf("%s: −2 times the gradient on 7 is %v, want %v", c.name, more.Data[i], want)
			}
		}
	}
}

// addGrad is one call over a gradient that is filled with a number.
func addGrad(l Loss, scale float64, v, y policy.Matrix, fill float64) ([]float64, policy.Matrix) {
	losses, grad := make([]float64, v.Rows), policy.NewMatrix(v.Rows, v.Cols)
	for i := range grad.Data {
		grad.Data[i] = fill
	}
	l.AddGrad(losses, grad, nil, scale, v, y, solve.Rows{Seed: 5})
	return losses, grad
}

// TestEveryLossGradient compares the gradient in v with central differences where the loss is exact and smooth at the
// point: the inner problem certified, and the same on both sides.
func TestEveryLossGradient(t *testing.T) {
	rng := policytest.NewRand(t, 121)
	const k = 2
	checked := map[string]int{}
	for _, c := range everyLoss(t, k, rng) {
		if c.Name == "cross-entropy" || !differentiable(c) { // whose sampled form is no derivative of its value; see its own tests
			continue
		}
		v, y := policy.Matrix{Rows: 1, Cols: c.head.VDim(), Data: normal(c.head.VDim(), 0.3, rng)}, row(vertex(c.set, rng))
		_, grad := addGrad(c.loss, 1, v, y, 0)
		value := func(x []float64) float64 {
			l, _ := addGrad(c.loss, 1, policy.Matrix{Rows: 1, Cols: len(x), Data: x}, y, 0)
			return l[0]
		}
		fine := fd.Gradient(nil, value, v.Data, &fd.Settings{Formula: fd.Central, Step: 1e-5})
		coarse := fd.Gradient(nil, value, v.Data, &fd.Settings{Formula: fd.Central, Step: 1e-4})
		if policytest.MaxAbsDiff(fine, coarse) > 1e-4 {
			continue // a kink
		}
		checked[c.Name]++
		if d := policytest.MaxAbsDiff(grad.Data, fine); d > 1e-3 {
			t.Errorf("%s: ∇₁L off by %g", c.name, d)
		}
	}
	for _, name := range Names() {
		if checked[name] == 0 && name != "cross-entropy" {
			t.Errorf("%s: no gradient was checked", name)
		}
	}
}

// differentiable leaves out energies in float32, which differences cannot resolve, and maxima that are not certified.
func differentiable(c registered) bool {
	g, ok := c.head.(*policy.Greedy)
	if !ok {
		return true
	}
	if _, single := g.Energy.(energy.WeightedGradient); single {
		return false
	}
	if _, solved := c.loss.(Solved); !solved {
		return true
	}
	return g.Energy.Concave()
}

// TestAdapt: a policy that is adapted to a loss is one that it checks and trains, and what fits already stays.
func TestAdapt(t *testing.T) {
	for _, name := range Names() {
		for _, head := range policy.HeadNames() {
			p := policy.DefaultConfig()
			p.Head = policy.ChooseHead(head)
			if err := Adapt(Choose(name), &p); err != nil {
				t.Fatal(err)
			}
			if err := Check(Choose(name), p); err != nil {
				t.Errorf("%s, adapted from %s: %v", name, head, err)
			}
		}
	}
	p, g := policy.DefaultConfig(), policy.DefaultGreedy()
	g.Energy = energy.Choose("modes")
	p.SetGreedy(g)
	if err := Adapt(Choose("fenchel-young-lifted"), &p); err != nil {
		t.Fatal(err)
	}
	if now, _ := p.Greedy(); now.Energy.Name != "modes" || now.Regularizer.Name != "quadratic" {
		t.Errorf("what could be lifted was replaced by %+v", now)
	}
	if err := Adapt(Choose("hinje"), &p); err == nil || !strings.Contains(err.Error(), "did you mean hinge?") {
		t.Errorf("an unknown loss: %v", err)
	}
}

// TestCheckSaysWhatDoesNotFit before anything is made.
func TestCheckSaysWhatDoesNotFit(t *testing.T) {
	unary, gaussian := policy.DefaultConfig(), policy.DefaultConfig()
	g := policy.DefaultGreedy()
	g.Energy = energy.Choose("unary")
	unary.SetGreedy(g)
	gaussian.Head = policy.ChooseHead("gaussian")
	for _, c := range []struct {
		loss   Choice
		policy policy.Config
		want   string
	}{
		{Choose("squared"), unary, `loss "squared" trains the head "deterministic", not "greedy"`},
		{Choose("hinge"), gaussian, `loss "hinge" trains the head "greedy", not "gaussian"`},
		{Choose("fenchel-young-lifted"), unary, `loss "fenchel-young-lifted" trains the energies [conditional late modes], not "unary"`},
		{Choice{Name: "infonce", Options: InfoNCEOptions{}}, unary, "negatives is 0"},
		{Choose("infonse"), unary, "did you mean infonce?"},
	} {
		if err := Check(c.loss, c.policy); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %s", c.loss.Name, err, c.want)
		}
	}
	if !slices.IsSorted(Names()) {
		t.Errorf("names %v", Names())
	}
}
