package policy

import (
	"math"
	"testing"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/policy/policytest"
)

// TestLandscape: the curves pass through the value at p*, which none exceeds where the problem is concave, in the
// task's units.
func TestLandscape(t *testing.T) {
	n := newNetwork(t, configs()["pairwise-lowrank"])
	unsettle(n, 9)
	obs, act := []float64{0.5, -0.2, 1}, make([]float64, 2)
	n.Act(act, obs)
	var l Landscape
	if !n.Landscape(&l, obs, 201) {
		t.Fatal("an energy policy shows no landscape")
	}
	if d := policytest.MaxAbsDiff(l.Best, act); d > 1e-12 {
		t.Errorf("p* = %v, the policy does %v", l.Best, act)
	}
	for i := range 2 {
		at, values := l.At.Row(i), l.Values.Row(i)
		if at[0] != n.Task().Set.(space.Box).Lo[i] || at[200] != n.Task().Set.(space.Box).Hi[i] {
			t.Errorf("axis %d from %v to %v", i, at[0], at[200])
		}
		top := math.Inf(-1)
		for _, x := range values {
			top = max(top, x)
		}
		if top > l.Value+1e-9 || top < l.Value-1e-3 {
			t.Errorf("axis %d has its maximum at %v, the policy reports %v", i, top, l.Value)
		}
	}
	if newNetwork(t, configs()["deterministic"]).Landscape(&l, obs, 10) {
		t.Error("a policy without an energy shows a landscape")
	}
}

// TestSection: the curves of another action pass through its own value, which does not exceed that of p*; through p* they
// are those of the landscape.
func TestSection(t *testing.T) {
	n := newNetwork(t, configs()["pairwise-lowrank"])
	unsettle(n, 9)
	obs := []float64{0.5, -0.2, 1}
	var best, other Landscape
	n.Landscape(&best, obs, 101)
	if !n.Section(&other, obs, best.Best, 101) || math.Abs(other.Value-best.Value) > 1e-9 || policytest.MaxAbsDiff(other.Values.Data, best.Values.Data) > 1e-9 {
		t.Errorf("through p* the section has value %v, the landscape %v", other.Value, best.Value)
	}
	set := n.Task().Set.(space.Box)
	corner := []float64{set.Hi[0], set.Lo[1]}
	n.Section(&other, obs, corner, 101)
	if other.Value >= best.Value {
		t.Errorf("a corner has the value %v, p* %v", other.Value, best.Value)
	}
	if a, b := other.Values.Row(0)[100], other.Values.Row(1)[0]; math.Abs(a-other.Value) > 1e-9 || math.Abs(b-other.Value) > 1e-9 {
		t.Errorf("at the corner the curves are at %v and %v, its value is %v", a, b, other.Value)
	}
	if d := policytest.MaxAbsDiff(other.Best, corner); d > 1e-12 {
		t.Errorf("the section is through %v, want %v", other.Best, corner)
	}
	if newNetwork(t, configs()["deterministic"]).Section(&other, obs, corner, 10) {
		t.Error("a policy without an energy shows a section")
	}
}
