package agents

import (
	"math"
	"testing"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/space"
)

// still always sends the middle of its set.
type still struct{}

func (still) Act(dst, _ []float64) { clear(dst) }

func TestNoisyHasItsScaleInNormalizedUnits(t *testing.T) {
	set := space.SymmetricBox(1, 20)
	n := NewNoisy(still{}, set, 0.1)
	n.Reset(envs.Stream(1, envs.Noise, 0))
	act, sum := []float64{0}, 0.0
	const draws = 4000
	for range draws {
		n.Act(act, nil)
		sum += act[0] * act[0]
	}
	if sd := math.Sqrt(sum / draws); math.Abs(sd-2) > 0.1 { // 0.1 of a half width of 20, 4 standard errors
		t.Errorf("standard deviation %v in the task's units, want 2", sd)
	}
}

func TestNoisyStaysInTheSetAndRepeats(t *testing.T) {
	for _, set := range []space.Set{space.SymmetricBox(2, 1), space.Simplex{K: 3}, space.Cube{K: 2}, space.Ball{K: 2, Radius: 1}} {
		var first []float64
		for run := range 2 {
			n := NewNoisy(still{}, set, 0.9)
			n.Reset(envs.Stream(1, envs.Noise, 0))
			act := make([]float64, set.Dim())
			for step := range 50 {
				n.Act(act, nil)
				switch {
				case set.Dim() != 3 && !set.Contains(act, 1e-12): // the middle of a simplex is not 0
					t.Fatalf("%v: %v is outside", set, act)
				case run == 0:
					first = append(first, act...)
				case act[0] != first[step*len(act)]:
					t.Fatalf("%v: step %d differs from the first run", set, step)
				}
			}
		}
	}
}

// TestNoisyKnowsWhatItWouldHaveDone: the label is the action before the noise, by the noise where that changed it.
func TestNoisyKnowsWhatItWouldHaveDone(t *testing.T) {
	n := NewNoisy(still{}, space.Cube{K: 2}, 0.5)
	n.Reset(envs.Stream(1, envs.Noise, 0))
	act, label := make([]float64, 2), make([]float64, 2)
	seen := map[envs.Author]bool{}
	for range 50 {
		n.Act(act, nil)
		author := n.Label(label)
		if seen[author] = true; label[0] != 0 || label[1] != 0 {
			t.Fatalf("label %v: want what the policy sent", label)
		}
		if moved := act[0] != 0 || act[1] != 0; moved != (author == envs.TheNoise) {
			t.Fatalf("%v acted, and %v was sent", author, act)
		}
	}
	if len(seen) != 2 {
		t.Errorf("authors %v: want the actor and the noise", seen)
	}
}
