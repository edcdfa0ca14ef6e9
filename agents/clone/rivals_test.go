package clone

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/agents/data"
	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/internal/disk/disktest"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/energy"
	"github.com/fenchel-gym/fenchel/policy/regularizer"
	"github.com/fenchel-gym/fenchel/policy/solve"
)

// threeLabels are pairs whose three labels are linear rules of two observations, the third the conjunction of the others.
func threeLabels(t testing.TB, n int) *data.Pairs {
	t.Helper()
	channels := func(names ...string) (c []envs.Channel) {
		for _, name := range names {
			c = append(c, envs.Channel{Name: name, Lo: -1, Hi: 1})
		}
		return c
	}
	d := data.New(envs.Spec{Name: "labels", Physics: "test/1", Period: 1, Horizon: 1, Obs: channels("x", "y"), Act: channels("a", "b", "both"), Action: space.Cube{K: 3}})
	rng := envs.Stream(1, envs.Demonstration, 0)
	for i := range 20 {
		demo := &demos.Demonstration{Purpose: envs.Demonstration, Index: uint64(i), Obs: []float64{0, 0}}
		for range n / 20 {
			x, y := 2*rng.Float64()-1, 2*rng.Float64()-1
			label := []float64{0, 0, 0}
			if x > 0.1 {
				label[0] = 1
			}
			if y > -0.1 {
				label[1] = 1
			}
			label[2] = label[0] * label[1]
			demo.Obs = append(demo.Obs[:len(demo.Obs)-2], x, y, 0, 0)
			demo.Act, demo.Applied = append(demo.Act, label...), append(demo.Applied, label...)
			demo.Reward = append(demo.Reward, 1)
		}
		if err := d.Add("labels", demo); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

// TestTrainLearnsLabels: every loss that is made for labels learns three of them, with energies that couple them.
func TestTrainLearnsLabels(t *testing.T) {
	data := threeLabels(t, 1000)
	for _, name := range []string{"fenchel-young", "perceptron", "hinge", "cross-entropy", "squared-unrolled", "squared-implicit"} {
		for _, energyName := range []string{"unary", "pairwise", "pairwise-lowrank-global", "spen", "spen-concave", "linear-concave"} {
			t.Run(name+"/"+energyName, func(t *testing.T) {
				tr := training(t, disktest.NewMemory(), func(tr *trial) {
					tr.Data, tr.Options.Task = data, "labels"
					tr.Options.Steps, tr.Options.Schedule.Steps = 200, 200
					if err := tr.Options.UseLoss(name); err != nil {
						t.Fatal(err)
					}
					changeGreedy(&tr.Options, func(g *policy.GreedyOptions) {
						if strings.HasPrefix(name, "squared-") { // with ½‖p‖² a label that starts at a bound can stay there
							g.Regularizer = regularizer.Choose("fermi-dirac")
						}
						g.Energy = energy.Choose(energyName)
						_ = g.Energy.Set("width", "[4]") // refused where there is no such option
						_ = g.Energy.Set("features", "4")
						g.Solver.Options, g.Starts = solve.AutoOptions{Tol: new(1e-6), Iters: new(50)}, 2
					})
				})
				trained, err := tr.Train(context.Background())
				if err != nil {
					t.Fatal(err)
				}
				if trained.Kept.Error > 0.06 {
					t.Errorf("%.3f of the labels are wrong", trained.Kept.Error)
				}
			})
		}
	}
}

// TestTrainRefuses: a loss that cannot train the energy or the action set says so before anything is learned.
func TestTrainRefuses(t *testing.T) {
	for _, c := range []struct{ loss, want string }{
		{"hinge", "want a cube or a simplex"}, {"cross-entropy", "want a cube or a simplex"},
	} {
		tr := training(t, disktest.NewMemory(), func(tr *trial) {
			if err := tr.Options.UseLoss(c.loss); err != nil {
				t.Fatal(err)
			}
		})
		if _, err := tr.Train(context.Background()); err == nil || errors.Is(err, agents.ErrInterrupted) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s on a box: error %v", c.loss, err)
		}
	}
}
