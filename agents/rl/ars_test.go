package rl

import (
	"context"
	"math"
	"slices"
	"testing"

	"github.com/fenchel-gym/fenchel/policy/net"
)

func newQuickARS(t *testing.T, change func(*Options)) *ARS {
	t.Helper()
	o := quick("ars")
	change(&o)
	l := newARS(o, sources(t, o))
	t.Cleanup(l.Close)
	return l
}

// TestARSStep holds a step to one that was computed by hand: three directions, of which the two with the better ends count.
//
//	R = (1, 5), (2, 0), (1.5, 1)   the better ends are 5, 2, 1.5, so that directions 0 and 1 are followed
//	σ_R of {1, 5, 2, 0} = √3.5     the mean is 2, the squares are 1, 9, 0, 4
//	ΔM = η/(2·√3.5)·((1−5)·δ_0 + (2−0)·δ_1)
func TestARSStep(t *testing.T) {
	l := newQuickARS(t, func(o *Options) { o.ARS.Directions, o.ARS.Top = 3, 2 })
	copy(l.ret, []float64{1, 5, 2, 0, 1.5, 1})
	copy(l.m, []float64{1, 2, 3, 4})
	copy(l.delta[0], []float64{1, 0, 0, 2})
	copy(l.delta[1], []float64{0, 1, 0, 4})
	copy(l.delta[2], []float64{100, 100, 100, 100})
	const eta = 0.1
	l.climb(eta)
	scale := eta / (2 * math.Sqrt(3.5))
	want := []float64{1 - 4*scale, 2 + 2*scale, 3, 4 + (-4*2+2*4)*scale}
	for i, m := range l.m {
		if math.Abs(m-want[i]) > 1e-9 { // 10⁻⁸ is added to σ_R
			t.Errorf("M = %v, want %v", l.m, want)
			break
		}
	}
}

// TestARSTriesBothSenses: environment 2j plays (M + νδ_j)·x and 2j+1 plays (M − νδ_j)·x, with x standardized.
func TestARSTriesBothSenses(t *testing.T) {
	l := newQuickARS(t, func(o *Options) { o.ARS.Directions, o.ARS.Top, o.ARS.Noise = 2, 1, 0.5 })
	copy(l.m, []float64{1, -2, 0.5, 0})
	copy(l.delta[1], []float64{2, 2, -4, 1})
	s := &net.Standardizer{Mean: []float64{1, 0, 0, 0}, Std: []float64{2, 1, 1, 1}}
	obs := []float64{5, 1, 2, 3} // x = (2, 1, 2, 3), ⟨M,x⟩ = 1, ⟨δ,x⟩ = 1
	act := make([]float32, 1)
	for e, want := range map[int]float32{0: 1, 1: 1, 2: 1.5, 3: 0.5} {
		if l.decide(act, obs, s, e); act[0] != want {
			t.Errorf("environment %d plays %v, want %v", e, act[0], want)
		}
	}
}

// TestARSTakesOffWhatSurvivalEarns: the task pays 1 a step, so that with alive 1 every return is 0 and nothing is learned.
func TestARSTakesOffWhatSurvivalEarns(t *testing.T) {
	for alive, still := range map[float64]bool{0: false, 1: true} {
		l := newQuickARS(t, func(o *Options) { o.ARS.Alive = alive })
		if _, err := l.Update(context.Background()); err != nil {
			t.Fatal(err)
		}
		zero := !slices.ContainsFunc(l.m, func(m float64) bool { return m != 0 })
		if zero != still {
			t.Errorf("with %v taken off each reward M = %v", alive, l.m)
		}
	}
}

// TestARSCountsEveryStepOnce: the steps of an update are those of its episodes up to their ends, and so are the rows that
// the normalizer has seen.
func TestARSCountsEveryStepOnce(t *testing.T) {
	l := newQuickARS(t, func(*Options) {})
	if _, err := l.Update(context.Background()); err != nil {
		t.Fatal(err)
	}
	var survived float64 // the task pays 1 for every step before the last, and for that where it is no fall
	for _, r := range l.ret {
		survived += r
	}
	steps := float64(l.state.Steps)
	if n := float64(l.envs.n); steps < survived || steps > survived+n || l.norm.count != steps {
		t.Errorf("%v steps and %v rows, the returns add up to %v in %v episodes", steps, l.norm.count, survived, n)
	}
}
