package solve

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/policy/energy"
	"github.com/fenchel-gym/fenchel/policy/energy/energytest"
	"github.com/fenchel-gym/fenchel/policy/policytest"
	"github.com/fenchel-gym/fenchel/policy/regularizer"
)

// admissible draws a row of v for which an energy keeps its promises.
func admissible(r energy.Registration, e energy.Energy, rng *rand.Rand) []float64 {
	v := policytest.Normal(energy.NewMatrix(1, e.VDim()), 2, rng).Data
	if r.Admissible != nil {
		r.Admissible(e.Dim(), v)
	}
	return v
}

// TestWhatEachEnergyPromises: every energy keeps what its registration says, and where that says no there are points that
// show it.
func TestWhatEachEnergyPromises(t *testing.T) {
	rng := policytest.NewRand(t, 90)
	const k = 3
	for _, name := range energy.Names() {
		want, err := energy.Find(name)
		if err != nil {
			t.Fatal(err)
		}
		e := energytest.Small(name, space.UnitBox(k))
		energytest.Shake(e, 1, rng)
		if e.Name() != name {
			t.Errorf("%q names the energy %q", name, e.Name())
		}
		if e.Concave() != want.Concave {
			t.Errorf("%s: Concave is %v", name, e.Concave())
		}
		concave, linear := bends(want, e, rng)
		if concave != want.Concave || linear != want.Linear {
			t.Errorf("%s: concave in p %v, linear in v %v, registered as %v and %v", name, concave, linear, want.Concave, want.Linear)
		}
		q := Problem{Energy: e, Omega: regularizer.Quadratic{Gamma: 0.1}, Set: space.UnitBox(k)}
		v := energy.NewMatrix(20, e.VDim())
		for i := range v.Rows {
			copy(v.Row(i), admissible(want, e, rng))
		}
		_, reports := maximize(DefaultSolver(&q), &q, v, Rows{})
		certified := true
		for _, r := range reports {
			certified = certified && r.Gap < 1e-9
		}
		if certified != want.Exact {
			t.Errorf("%s: all rows certified: %v, registered as %v", name, certified, want.Exact)
		}
	}
}

// TestDefaultSolvers: which solver a problem gets on a box with ½γ‖p‖², and with an entropy.
func TestDefaultSolvers(t *testing.T) {
	for name, want := range map[string][2]string{
		"unary": {"closed-form", "closed-form"}, "pairwise": {"multi-start-box-coordinate", "multi-start-mirror"},
		"pairwise-lowrank": {"box-coordinate", "mirror"}, "pairwise-global": {"multi-start-box-coordinate", "multi-start-mirror"},
		"pairwise-lowrank-global": {"box-coordinate", "mirror"}, "spen": {"multi-start-newton", "multi-start-mirror"},
		"spen-concave": {"newton", "mirror"}, "linear-concave": {"newton", "mirror"}, "late": {"sampler", "sampler"},
		"conditional": {"sampler", "sampler"}, "modes": {"mean-shift", "multi-start-mirror"},
	} {
		e := energytest.Small(name, space.UnitBox(3))
		for i, omega := range []regularizer.Regularizer{regularizer.Quadratic{Gamma: 1}, regularizer.BoxEntropy{Gamma: 1}} {
			q := Problem{Energy: e, Omega: omega, Set: space.UnitBox(3)}
			if s := DefaultSolver(&q); s.Name() != want[i] {
				t.Errorf("%s with %s: solved by %s, want %s", name, omega.Name(), s.Name(), want[i])
			}
		}
	}
	wide := Problem{Energy: energytest.Small("spen-concave", space.UnitBox(40)), Omega: regularizer.Quadratic{Gamma: 1}, Set: space.UnitBox(40)}
	if s := DefaultSolver(&wide); s.Name() != "projected-gradient" {
		t.Errorf("40 coordinates: solved by %s", s.Name())
	}
}

// TestWhoReadsStarts: a solver that is registered as one that reads Rows.Start ends elsewhere with a start than without
// where it has few iterations, and no other does.
func TestWhoReadsStarts(t *testing.T) {
	for _, name := range Names() {
		r, err := Find(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, decides := r.Options.(AutoOptions); !decides && readsStart(t, r) != r.Warm {
			t.Errorf("%s: registered as reading starts: %v", name, r.Warm)
		}
	}
}

// readsStart solves a problem with and without a start by few iterations and tells whether that made a difference.
func readsStart(t *testing.T, r Registration) bool {
	t.Helper()
	const k = 3
	o := r.Options
	if l, ok := o.(Limited); ok {
		o = l.Limit(nil, new(1))
	}
	if r.Name == "sampler" {
		o = SamplerOptions{Candidates: 9, Rounds: 1, Elites: 8, Noise: 0.25, Shrink: 0.4}
	}
	spen := energy.NewSPEN(k, []int{5}, false)
	spen.Init(rand.New(rand.NewPCG(1, 1)))
	for _, e := range []energy.Energy{energy.Pairwise{K: k}, spen, energy.Modes{K: k, M: 2, Width: 0.1}, energy.Unary{K: k}} {
		for _, omega := range []regularizer.Regularizer{regularizer.Quadratic{Gamma: 0.5}, regularizer.BoxEntropy{Gamma: 0.5}} {
			q, s := &Problem{Energy: e, Omega: omega, Set: space.UnitBox(k)}, o.New()
			if s.Check(q) != nil {
				continue
			}
			v := policytest.Normal(energy.NewMatrix(1, e.VDim()), 1, rand.New(rand.NewPCG(2, 2)))
			cold, _ := maximize(s, q, v, Rows{})
			best, _ := maximize(DefaultSolver(q), q, v, Rows{})
			warm, _ := maximize(s, q, v, Rows{Start: best})
			if !cmp.Equal(cold, warm) {
				return true
			}
		}
	}
	return false
}

// bends looks for chords above Φ(v,·), and for chords that Φ(·,p) does not follow.
func bends(r energy.Registration, e energy.Energy, rng *rand.Rand) (concave, linear bool) {
	concave, linear = true, true
	q := Problem{Energy: e, Omega: regularizer.None{}, Set: space.UnitBox(e.Dim())}
	tol := 1e-9
	if energytest.Single(e) {
		tol = 1e-4
	}
	for range 300 {
		v, w := admissible(r, e, rng), admissible(r, e, rng)
		p, r := policytest.Points(1, q.Set, rng).Data, policytest.Points(1, q.Set, rng).Data
		s := rng.Float64()
		if objective(&q, v, between(p, r, s)) < (1-s)*objective(&q, v, p)+s*objective(&q, v, r)-tol {
			concave = false
		}
		if math.Abs(objective(&q, between(v, w, s), p)-(1-s)*objective(&q, v, p)-s*objective(&q, w, p)) > tol {
			linear = false
		}
	}
	return concave, linear
}

// between is (1−s)·a + s·b.
func between(a, b []float64, s float64) []float64 {
	mid := make([]float64, len(a))
	for i := range mid {
		mid[i] = (1-s)*a[i] + s*b[i]
	}
	return mid
}

// TestStartsSayWhatTheyRepeat: the name of a solver that starts several times ends in the solver's own.
func TestStartsSayWhatTheyRepeat(t *testing.T) {
	if name := NewMultiStart(NewNewton(DefaultNewton()), DefaultMultiStart()).Name(); !strings.HasSuffix(name, "newton") {
		t.Error(name)
	}
}
