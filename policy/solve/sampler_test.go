package solve

import (
	"math"
	"testing"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/policy/energy"
	"github.com/fenchel-gym/fenchel/policy/energy/energytest"
	"github.com/fenchel-gym/fenchel/policy/policytest"
	"github.com/fenchel-gym/fenchel/policy/regularizer"
)

// TestMirrorStationary: at the mirror solver's answer the gradients agree, ∇Φ(p) = ∇Ω(p) (on the simplex up to a
// constant), for energies that are concave and for some that are not.
func TestMirrorStationary(t *testing.T) {
	rng := policytest.NewRand(t, 40)
	const n, k = 10, 4
	for _, c := range combinations(k, rng) {
		if c.Solver.Name() != "mirror" || energytest.Single(c.Energy) {
			continue
		}
		v := policytest.Normal(energy.NewMatrix(n, c.Energy.VDim()), 0.7, rng)
		p, _ := maximize(c.Solver, &c.Problem, v, Rows{})
		g := energy.NewMatrix(n, k)
		c.Problem.Grad(g, v, p)
		for i := range n {
			lo, hi := math.Inf(1), math.Inf(-1)
			for _, x := range g.Row(i) {
				lo, hi = min(lo, x), max(hi, x)
			}
			if _, simplex := c.Set.(space.Simplex); !simplex {
				lo, hi = min(lo, 0), max(hi, 0)
			}
			if hi-lo > 1e-4 {
				t.Errorf("%v: ∇Φ − ∇Ω spreads over %g at %v", c, hi-lo, p.Row(i))
			}
		}
	}
}

// hills is an energy of two coordinates with two maxima on the line of each, the higher one narrow: 0.6 at −0.7 and 1
// at 0.6. It ignores v.
type hills struct{}

func (hills) Name() string                             { return "hills" }
func (hills) Dim() int                                 { return 2 }
func (hills) VDim() int                                { return 1 }
func (hills) Concave() bool                            { return false }
func (h hills) Clone() energy.Energy                   { return h }
func (hills) AddGradV(Matrix, float64, Matrix, Matrix) {}

func (hills) at(x float64) (value, slope float64) {
	a, b := (x+0.7)/0.3, (x-0.6)/0.12
	ga, gb := 0.6*math.Exp(-a*a/2), math.Exp(-b*b/2)
	return ga + gb, -ga*a/0.3 - gb*b/0.12
}

func (h hills) Value(dst []float64, _, p Matrix) {
	for j := range p.Rows {
		dst[j] = 0
		for _, x := range p.Row(j) {
			value, _ := h.at(x)
			dst[j] += value
		}
	}
}

func (h hills) GradP(dst, _, p Matrix) {
	for j, x := range p.Data {
		_, dst.Data[j] = h.at(x)
	}
}

// TestSearch: on four hills in the plane the sampler finds the highest, and repeats itself for the same seed. Projected
// gradient from the middle alone finds none or another.
func TestSearch(t *testing.T) {
	rng := policytest.NewRand(t, 41)
	q := Problem{Energy: hills{}, Omega: regularizer.Quadratic{Gamma: 1e-3}, Set: space.UnitBox(2)}
	const n = 50
	v := policytest.Normal(energy.NewMatrix(n, 1), 1, rng)
	p, reports := maximize(NewSampler(DefaultSampler()), &q, v, Rows{Seed: 6})
	again, _ := maximize(NewSampler(DefaultSampler()), &q, v, Rows{Seed: 6})
	if policytest.MaxAbsDiff(p.Data, again.Data) != 0 {
		t.Error("two searches with one seed differ")
	}
	found := 0
	for i := range n {
		if reports[i].Value > 1.99 {
			found++
		}
		if !math.IsInf(reports[i].Gap, 1) {
			t.Errorf("a search claims a gap of %v", reports[i].Gap)
		}
	}
	if found < n*85/100 {
		t.Errorf("the highest of four hills found in %d of %d rows", found, n)
	}
	_, local := maximize(NewProjectedGradient(DefaultProjectedGradient()), &q, v.Slice(0, 1), Rows{})
	if local[0].Value > 1.9 {
		t.Error("one climb from the middle finds the highest hill: this test shows nothing")
	}
	_, several := maximize(NewMultiStart(NewProjectedGradient(DefaultProjectedGradient()), MultiStartOptions{Count: 40}), &q, v.Slice(0, 1), Rows{})
	if several[0].Value < 1.99 {
		t.Errorf("40 climbs reach %v", several[0].Value)
	}
}

// TestSamplerOnCorners: with a linear energy and Ω = 0 the maximum is a vertex, which clipped noise must reach.
func TestSamplerOnCorners(t *testing.T) {
	rng := policytest.NewRand(t, 42)
	for _, set := range []space.Set{space.UnitBox(4), space.Cube{K: 4}, space.Simplex{K: 4}} {
		q := Problem{Energy: energy.Unary{K: 4}, Omega: regularizer.None{}, Set: set}
		v := policytest.Normal(energy.NewMatrix(30, 4), 1, rng)
		_, want := maximize(&ClosedForm{}, &q, v, Rows{})
		_, got := maximize(NewSampler(DefaultSampler()), &q, v, Rows{})
		for i := range want {
			if d := want[i].Value - got[i].Value; d > 0.05*math.Abs(want[i].Value) {
				t.Errorf("%v: %v, the best vertex has %v", set, got[i].Value, want[i].Value)
			}
		}
	}
}

// TestStreamsAreFrozen: the first draw of a row is part of every recorded run.
func TestStreamsAreFrozen(t *testing.T) {
	var s Stream
	got := []float64{s.At(Rows{Seed: 1, First: 2}, 0).Float64(), s.At(Rows{Seed: 1}, 2).Float64(), s.At(Rows{Seed: 1, Keys: []uint64{2}}, 0).Float64()}
	for _, x := range got {
		if math.Abs(x-frozen) > 1e-15 {
			t.Errorf("row 2 of seed 1 draws %v, want %v", x, frozen)
		}
	}
}

const frozen = 0.6764556596678251
