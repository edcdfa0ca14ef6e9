package policy

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/policy/net"
	"github.com/fenchel-gym/fenchel/policy/policytest"
)

// testBase is a base policy of the test task, with small coefficients and unequal scales.
func testBase(t *testing.T) *Base {
	t.Helper()
	b, rng := NewBase(2, 3), policytest.NewRand(t, 9)
	for i := range b.Weight.Data {
		b.Weight.Data[i] = float32(0.1 * rng.NormFloat64())
	}
	b.Bias[0], b.Bias[1] = 0.05, -0.1
	b.Scale[0], b.Scale[1] = 0.25, 0.01
	return b
}

// corrected are the heads that can correct a base policy.
var corrected = []string{"deterministic", "gaussian", "pairwise", "pairwise-global", "pairwise-lowrank", "pairwise-lowrank-global", "unary"}

func TestWhichHeadsCorrectABase(t *testing.T) {
	var can []string
	for name, c := range configs() {
		n := newNetwork(t, c)
		err := n.SetBase(testBase(t))
		if n.CanCorrect() != (err == nil) {
			t.Errorf("%s: %v, against CanCorrect", name, err)
		}
		if err == nil && name != "pairwise with skip" {
			can = append(can, name)
		}
	}
	slices.Sort(can)
	if !slices.Equal(can, corrected) {
		t.Errorf("got %v, want %v", can, corrected)
	}
}

// TestAWindowCorrectsNoBase: a base sees one observation and chooses one action.
func TestAWindowCorrectsNoBase(t *testing.T) {
	for _, w := range []Window{{History: 2, Chunk: 1, Replan: 1}, {History: 1, Chunk: 2, Replan: 1}} {
		c := configs()["pairwise"]
		c.Window = w
		if n := newNetwork(t, c); n.CanCorrect() || n.SetBase(testBase(t)) == nil {
			t.Errorf("%+v corrects a base policy", w)
		}
	}
}

// TestTheBaseActs while the network and the energy are zero: the action is B·x + b.
func TestTheBaseActs(t *testing.T) {
	for _, name := range corrected {
		n := newNetwork(t, configs()[name])
		for _, p := range n.Params() {
			clear(p.Data)
		}
		b := testBase(t)
		if err := n.SetBase(b); err != nil {
			t.Fatal(err)
		}
		obs, p := NewMatrix(1, 3), make([]float64, 2)
		copy(obs.Data, []float64{0.3, -0.2, 0.9})
		act := make([]float64, 2)
		n.Act(act, obs.Data)
		n.Edge().Invert(p, act)
		for j, got := range p {
			want := float64(b.Bias[j])
			for i, x := range obs.Data {
				want += float64(b.Weight.Row(j)[i]) * x
			}
			if math.Abs(got-want) > 1e-6 {
				t.Errorf("%s: action %d is %v, want %v", name, j, got, want)
			}
		}
	}
}

// TestBackwardThroughABase: the gradient is that of ⟨c, v⟩ where the network corrects a linear policy, too.
func TestBackwardThroughABase(t *testing.T) {
	n := newNetwork(t, Config{Hidden: []int{8}, Activation: net.Tanh, Skip: true, Window: DefaultWindow(), Head: ChooseHead("greedy")})
	unsettle(n, 6)
	if err := n.SetBase(testBase(t)); err != nil {
		t.Fatal(err)
	}
	checkBackward(t, n)
}

// TestABaseIsInTheFile: a policy that is read back acts as before, allocates nothing, and a damaged base is refused.
func TestABaseIsInTheFile(t *testing.T) {
	n := newNetwork(t, configs()["pairwise"])
	unsettle(n, 3)
	if err := n.SetBase(testBase(t)); err != nil {
		t.Fatal(err)
	}
	f, err := n.File()
	if err != nil {
		t.Fatal(err)
	}
	again, err := FromFile(f)
	if err != nil {
		t.Fatal(err)
	}
	obs, a, b := []float64{0.1, 2, -0.4}, make([]float64, 2), make([]float64, 2)
	n.Act(a, obs)
	again.Act(b, obs)
	if !slices.Equal(a, b) {
		t.Errorf("read back it acts %v, before %v", b, a)
	}
	if allocs := testing.AllocsPerRun(10, func() { again.Act(b, obs) }); allocs != 0 {
		t.Errorf("%v allocations", allocs)
	}
	for _, bad := range []float32{0, -1, float32(math.NaN()), float32(math.Inf(1))} {
		n.Base().Scale[1] = bad
		if f, err = n.File(); err != nil {
			t.Fatal(err)
		}
		if _, err := FromFile(f); err == nil || !strings.Contains(err.Error(), "base.scale") {
			t.Errorf("scale %v: got %v", bad, err)
		}
	}
	if err := n.SetBase(NewBase(2, 4)); err == nil {
		t.Error("a base of 4 observations was taken for a task of 3")
	}
	if err := n.SetBase(nil); err != nil || n.Base() != nil {
		t.Errorf("the base is not gone: %v", err)
	}
}
