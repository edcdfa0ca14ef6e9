package episode_test

import (
	"fmt"
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/envtest"
	"github.com/fenchel-gym/fenchel/envs/episode"
	"github.com/fenchel-gym/fenchel/envs/space"
)

// sled slides on ice, pushed by a force of at most 1 N: bring its 1 kg to x = 0.
//
//	ẋ ← ẋ + u·dt        x ← x + ẋ·dt        dt = 0.1 s
type sled struct{}

func (sled) Start(s *episode.State, rng *rand.Rand) { s.Q[0], s.V[0] = 2*rng.Float64()-1, 0 }

func (sled) Advance(s *episode.State, _ []float64) (float64, envs.End) {
	s.V[0] += 0.1 * s.Applied[0]
	s.Q[0] += 0.1 * s.V[0]
	return -s.Q[0] * s.Q[0], envs.Running
}

func (sled) Observe(obs []float64, s *episode.State) { obs[0], obs[1] = s.Q[0], s.V[0] }

var sledSpec = envs.Spec{
	Name:    "sled",
	Physics: "example/1",
	Obs:     []envs.Channel{{Name: "x", Unit: "m", Lo: -20, Hi: 20}, {Name: "ẋ", Unit: "m/s", Lo: -10, Hi: 10}},
	Act:     []envs.Channel{{Name: "force", Unit: "N", Lo: -1, Hi: 1}},
	Action:  space.UnitBox(1),
	Period:  0.1,
	Horizon: 50,
	Summary: "bring a sled to the middle",
	Reward:  "−x²",
	Start:   "x uniform in ±1, at rest",
	Ends:    envs.Never,
	Source:  "an example",
}

// A task of one's own: dynamics, observation, reward and a datasheet.
func Example() {
	newEnv := func() envs.Env { return episode.New(sled{}, sledSpec, episode.Options{Horizon: 50}, 1, 1) }
	fmt.Println("contract:", envtest.Check(newEnv))

	e := newEnv()
	obs := make([]float64, 2)
	e.(envs.StateSetter).SetState(obs, []float64{0.5}, []float64{0})
	reward, end := e.Step(obs, []float64{-7}) // clipped to −1 N
	fmt.Printf("x %.2f m, reward %.4f, %v\n", obs[0], reward, end)
	// Output:
	// contract: <nil>
	// x 0.49 m, reward -0.2401, running
}
