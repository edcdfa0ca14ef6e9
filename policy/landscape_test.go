package policy

import (
	"math"
	"testing"

	"github.com/fenchel-gym/fenchel/envs/space"
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
	if d := maxAbsDiff(l.Best, act); d > 1e-12 {
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
