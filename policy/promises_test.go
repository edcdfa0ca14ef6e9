package policy

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/policy/energy"
	"github.com/fenchel-gym/fenchel/policy/regularizer"
	"github.com/fenchel-gym/fenchel/policy/solve"
)

// promises is the table in the comment of Energy, as far as numbers can tell.
var promises = map[string]struct {
	concave bool   // in p for every v
	linear  bool   // in v
	solver  string // the default on a box with ½γ‖p‖²
	exact   bool   // which certifies every row
}{
	"unary":                   {true, true, "closed-form", true},
	"pairwise":                {false, true, "multi-start-box-coordinate", false},
	"pairwise-lowrank":        {true, false, "box-coordinate", true},
	"pairwise-global":         {false, true, "multi-start-box-coordinate", false},
	"pairwise-lowrank-global": {true, true, "box-coordinate", true},
	"spen":                    {false, true, "multi-start-newton", false},
	"spen-concave":            {true, true, "newton", true},
	"linear-concave":          {true, true, "newton", true},
	"late":                    {false, false, "sampler", false},
	"conditional":             {false, false, "sampler", false},
	"modes":                   {false, false, "mean-shift", false},
}

// admissible draws a row of v: where coefficients must not be negative they are not.
func admissible(e energy.Energy, rng *rand.Rand) []float64 {
	v := normal(NewMatrix(1, e.VDim()), 2, rng).Data
	if e.Name() == "linear-concave" {
		for j := e.Dim(); j < len(v); j++ {
			v[j] = math.Abs(v[j])
		}
	}
	return v
}

// TestWhatEachEnergyPromises: every energy that a configuration can name keeps what the table says, and where the table
// says no there are points that show it.
func TestWhatEachEnergyPromises(t *testing.T) {
	rng := newRand(t, 90)
	const k = 3
	for _, name := range Energies() {
		want, ok := promises[name]
		if !ok {
			t.Errorf("%s: the table promises nothing", name)
			continue
		}
		c := DefaultConfig()
		c.Energy, c.EnergyWidth = name, []int{6, 5}
		e := c.energy(space.UnitBox(k))
		shake(e, rng)
		if e.Concave() != want.concave {
			t.Errorf("%s: Concave is %v", name, e.Concave())
		}
		concave, linear := bends(e, rng)
		if concave != want.concave || linear != want.linear {
			t.Errorf("%s: concave in p %v, linear in v %v, the table says %v and %v", name, concave, linear, want.concave, want.linear)
		}
		q := solve.Problem{Energy: e, Omega: regularizer.Quadratic{Gamma: 0.1}, Set: space.UnitBox(k)}
		s := solve.DefaultSolver(&q)
		if s.Name() != want.solver {
			t.Errorf("%s: solved by %s, the table says %s", name, s.Name(), want.solver)
		}
		v := NewMatrix(20, e.VDim())
		for i := range v.Rows {
			copy(v.Row(i), admissible(e, rng))
		}
		_, reports := maximize(s, &q, v, solve.Rows{})
		certified := true
		for _, r := range reports {
			certified = certified && r.Gap < 1e-9
		}
		if certified != want.exact {
			t.Errorf("%s: all rows certified: %v, the table says %v", name, certified, want.exact)
		}
	}
}

// shake gives an energy weights as training might leave them.
func shake(e energy.Energy, rng *rand.Rand) {
	own, ok := e.(energy.Parametric)
	if !ok {
		return
	}
	for _, w := range own.Params() {
		for i := range w.Data {
			w.Data[i] = float32(rng.NormFloat64())
		}
	}
	if p, ok := e.(energy.Projector); ok {
		p.ProjectParams()
	}
}

// bends looks for chords above Φ(v,·), and for chords that Φ(·,p) does not follow.
func bends(e energy.Energy, rng *rand.Rand) (concave, linear bool) {
	concave, linear = true, true
	q := solve.Problem{Energy: e, Omega: regularizer.None{}, Set: space.UnitBox(e.Dim())}
	tol := 1e-9
	if single(e) {
		tol = 1e-4
	}
	for range 300 {
		v, w := admissible(e, rng), admissible(e, rng)
		p, r := points(1, q.Set, rng).Data, points(1, q.Set, rng).Data
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
	if name := solve.NewMultiStart(solve.NewNewton(solve.DefaultNewton()), solve.DefaultMultiStart()).Name(); !strings.HasSuffix(name, "newton") {
		t.Error(name)
	}
}

// TestEnergyNames: a configuration can name every energy that exists, and gets that energy.
func TestEnergyNames(t *testing.T) {
	for _, name := range Energies() {
		c := DefaultConfig()
		c.Energy = name
		if got := c.energy(space.UnitBox(3)).Name(); got != name {
			t.Errorf("%q names the energy %q", name, got)
		}
	}
}
