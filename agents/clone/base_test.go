package clone

import (
	"context"
	"testing"

	"github.com/fenchel-gym/fenchel/internal/disk/disktest"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/energy"
	"github.com/fenchel-gym/fenchel/policy/regularizer"
)

// TestBase: the slider's expert is linear but for its bounds. The network corrects a linear policy where that explains
// enough, and its head can.
func TestBase(t *testing.T) {
	for _, test := range []struct {
		name  string
		least float64
		loss  string
		want  bool
	}{
		{"enough", 0.9, "fenchel-young", true},
		{"squared error", 0.9, "squared", true},
		{"never", 1, "fenchel-young", false},
		{"an energy without an action in v", 0.9, "infonce", false}, // late fusion
	} {
		t.Run(test.name, func(t *testing.T) {
			tr := training(t, disktest.NewMemory(), func(tr *trial) {
				if err := tr.Options.UseLoss(test.loss); err != nil {
					t.Fatal(err)
				}
				tr.Options.LinearBase = test.least
				if test.loss == "infonce" {
					g := policy.DefaultGreedy()
					g.Energy, g.Regularizer = energy.Choose("late"), regularizer.Choose("none")
					tr.Options.Policy.SetGreedy(g)
					tr.Options.Steps = 20
				}
			})
			trained, err := tr.Train(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			n := trained.Policy.(*policy.Network)
			if got := n.Base() != nil; got != test.want {
				t.Fatalf("corrects a base: %v, want %v", got, test.want)
			}
			if test.loss != "infonce" && trained.Kept.Error > 0.05 {
				t.Errorf("validation error %v", trained.Kept.Error)
			}
		})
	}
}

// TestAdoptTakesTheBase: a run that starts from a policy corrects what that corrects.
func TestAdoptTakesTheBase(t *testing.T) {
	tr := training(t, disktest.NewMemory(), func(tr *trial) { tr.Options.LinearBase = 0.9 })
	trained, err := tr.Train(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	o := quick() // which corrects none of its own
	l, err := New(o, demonstrate(t, 10), 1)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if err := l.Adopt(trained.Policy); err != nil {
		t.Fatal(err)
	}
	if l.Network().Base() == nil {
		t.Error("the base was left behind")
	}
}
