package imitation

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/fenchel-gym/fenchel/agents/toy"
	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/envtest"
	"github.com/fenchel-gym/fenchel/envs/space"
)

// constant always acts alike.
type constant []float64

func (c constant) Act(dst, _ []float64) { copy(dst, c) }

func TestDisturbancesAreWhatTheySay(t *testing.T) {
	set := space.Box{Lo: []float64{-2, -2}, Hi: []float64{2, 2}}
	for _, test := range []struct {
		kind    string
		changed float64 // share of the steps that are disturbed
		alike   bool    // both coordinates by the same
	}{{Gaussian, 1, false}, {Correlated, 1, true}, {Slips, 0.2, false}} {
		d := Disturbance{test.kind, 0.2}
		act, who := d.apply(func() envs.Policy { return constant{0.5, 0.5} }, nil, demos.Actor{Name: "expert"}, set)
		if who.Noise != test.kind || who.Scale != 0.2 {
			t.Errorf("%s: recorded as %+v", test.kind, who)
		}
		p := act()
		p.(envs.Resetter).Reset(envs.Stream(0, envs.Noise, 0))
		const n = 4000
		a, changed, alike := make([]float64, 2), 0, true
		for range n {
			p.Act(a, nil)
			if a[0] != 0.5 {
				changed++
			}
			alike = alike && math.Abs(a[0]-a[1]) < 1e-12
			if !set.Contains(a, 0) {
				t.Fatalf("%s: action %v outside the set", test.kind, a)
			}
		}
		if share := float64(changed) / n; math.Abs(share-test.changed) > 0.03 || alike != test.alike {
			t.Errorf("%s: %v of the steps disturbed, coordinates alike: %v", test.kind, share, alike)
		}
	}
	for _, bad := range []Disturbance{{"noise", 1}, {Gaussian, 0}, {Slips, 1.5}, {Experts, 1.5}, {Experts, 0}, {Correlated, math.NaN()}} {
		if bad.Validate() == nil {
			t.Errorf("%+v was accepted", bad)
		}
	}
}

// drawing acts by what it drew at Reset, and counts its episodes.
type drawing struct {
	sign     float64
	episodes int
	drawn    uint64
}

func (d *drawing) Reset(rng *rand.Rand) { d.episodes, d.drawn = d.episodes+1, rng.Uint64() }

func (d *drawing) Act(dst, _ []float64) { dst[0] = d.sign }

// TestTwoExpertsShareTheEpisodes: each plays whole episodes, the second as many as the scale says; who plays is one draw
// of the episode's own stream, so an episode repeats whatever was played before.
func TestTwoExpertsShareTheEpisodes(t *testing.T) {
	first, second := &drawing{sign: 1}, &drawing{sign: -1}
	d := Disturbance{Experts, 0.3}
	act, who := d.apply(func() envs.Policy { return first }, func() envs.Policy { return second }, demos.Actor{Name: "expert", Detail: "both"}, space.Box{})
	if want := "both; with probability 0.3 an episode is the second expert's"; who.Detail != want || who.Noise != "" {
		t.Errorf("recorded as %+v", who)
	}
	p := act()
	const n = 4000
	played := make([]float64, n)
	for i := range n {
		p.(envs.Resetter).Reset(envs.Stream(7, envs.Demonstration, uint64(i)))
		a := []float64{0}
		p.Act(a, nil)
		played[i] = a[0]
		for range 5 {
			if p.Act(a, nil); a[0] != played[i] {
				t.Fatalf("episode %d: the expert changed on the way", i)
			}
		}
	}
	if share := float64(second.episodes) / n; first.episodes+second.episodes != n || math.Abs(share-d.Scale) > 0.03 {
		t.Errorf("of %d episodes the first played %d, the second %d", n, first.episodes, second.episodes)
	}
	for _, i := range []int{n - 1, 5, 0} {
		rng := envs.Stream(7, envs.Demonstration, uint64(i))
		p.(envs.Resetter).Reset(rng)
		a := []float64{0}
		if p.Act(a, nil); a[0] != played[i] {
			t.Errorf("episode %d was played by another expert when it was repeated", i)
		}
		again := envs.Stream(7, envs.Demonstration, uint64(i))
		again.Float64()
		if who := map[float64]*drawing{1: first, -1: second}[played[i]]; who.drawn != again.Uint64() {
			t.Errorf("episode %d: choosing the expert took other than one draw", i)
		}
	}
}

// TestDisturbedPoliciesKeepTheContract: what an expert can do, it can do under each disturbance.
func TestDisturbedPoliciesKeepTheContract(t *testing.T) {
	set := toy.New().Spec().Action
	act := func() envs.Policy { return &toy.Batched{Expert: toy.Expert{Gain: 1}} }
	second := func() envs.Policy { return &toy.Expert{Gain: 2, Noisy: true} }
	for _, d := range []Disturbance{{}, {Gaussian, 0.2}, {Correlated, 0.2}, {Slips, 0.2}, {Experts, 0.5}} {
		p, _ := d.apply(act, second, demos.Actor{}, set)
		if err := envtest.CheckPolicy(toy.New, p); err != nil {
			t.Errorf("%q: %v", d.Kind, err)
		}
		if batch, _ := envs.Batch(p()); (batch == nil) != (d.Kind == Experts) {
			t.Errorf("%q: acts in batches by %v", d.Kind, batch)
		}
	}
}
