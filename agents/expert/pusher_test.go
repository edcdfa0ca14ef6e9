package expert_test

import (
	"math"
	"slices"
	"testing"

	"github.com/fenchel-gym/fenchel/envs"
)

// TestPusherHalvesTheDistance: the expert brings the object to less than half its distance from the goal in most
// episodes. The reward alone would be content with an arm that rests near the object.
func TestPusherHalvesTheDistance(t *testing.T) {
	for _, id := range []string{"pusher", "pusher:mujoco=3.14"} {
		t.Run(id, func(t *testing.T) { halvesTheDistance(t, id) })
	}
}

func halvesTheDistance(t *testing.T, id string) {
	newEnv, e := of(t, id)
	r := envs.NewRollout(newEnv(), e.New())
	episodes, halved := 50, 0
	if testing.Short() {
		episodes = 10
	}
	var ratios []float64
	for i := range episodes {
		r.Start(0, envs.Evaluation, uint64(i))
		before := objectToGoal(r.Obs())
		for r.Next() {
		}
		ratios = append(ratios, objectToGoal(r.Obs())/before)
		if ratios[i] < 0.5 {
			halved++
		}
	}
	slices.Sort(ratios)
	t.Logf("halved in %d of %d episodes; median of the distance that is left: %.2f", halved, episodes, ratios[episodes/2])
	if float64(halved) < 0.8*float64(episodes) {
		t.Errorf("halved in %d of %d episodes, want 80 %%", halved, episodes)
	}
}

// objectToGoal is the distance between object and goal, channels 17–19 and 20–22, m.
func objectToGoal(obs []float64) float64 {
	return math.Hypot(math.Hypot(obs[17]-obs[20], obs[18]-obs[21]), obs[19]-obs[22])
}
