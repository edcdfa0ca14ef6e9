package classic

import (
	"math"
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/episode"
	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// mountaincarContinuous is the mountain car with a throttle, paid for its fuel:
//
//	v ← clip(v + 0.0015·clip(a, ±1) − 0.0025·cos 3x, ±0.07)        x ← clip(x + v, −1.2, 0.6)
//
//	obs  x   1        −1.2 … 0.6
//	     v   1/step   −0.07 … 0.07
//	act  throttle a   −1 … 1
//
//	reward  −0.1·a² for every step, of the action as it was sent, and 100 when the goal is reached
//	start   x uniform in −0.6 … −0.4, v = 0
//	ends    reached when x ≥ 0.45 and v ≥ 0; timed out after 999 steps
//
// Gymnasium rounds this state to float32 after every step, and the next one follows from the rounded numbers: so does
// ours, bit by bit. The start is not rounded, nor is what the goal is tested on. State: q = [x], v = [v]. Source: Gymnasium, MountainCarContinuous-v0.
type mountaincarContinuous struct{}

const (
	throttleGoal  = 0.45
	throttleForce = 0.0015
)

// DefaultMountainCarContinuous is Gymnasium's horizon, 999 steps.
func DefaultMountainCarContinuous() episode.Options { return episode.Options{Horizon: 999} }

// NewMountainCarContinuous makes the task `mountaincar-continuous`. It panics on options that do not validate.
func NewMountainCarContinuous(o episode.Options) episode.Goal {
	spec := envs.Spec{
		Name:    "mountaincar-continuous",
		Physics: Version,
		Obs:     hillObs(),
		Act:     []envs.Channel{{Name: "throttle", Unit: "1", Lo: -1, Hi: 1}},
		Action:  space.UnitBox(1),
		Period:  hillPeriod,
		Horizon: DefaultMountainCarContinuous().Horizon,
		Summary: "rock a weak car out of a valley on little fuel",
		Reward:  "−0.1·a² for every step, of the action as sent, and 100 when the goal is reached",
		Start:   "x uniform in −0.6 … −0.4, at rest",
		Ends:    "reached when x ≥ 0.45 and v ≥ 0",
		Source:  "Gymnasium MountainCarContinuous-v0",
	}
	for i := range spec.Obs { // the state is rounded after it is clipped
		ch := &spec.Obs[i]
		ch.Lo, ch.Hi = float64(float32(ch.Lo)), float64(float32(ch.Hi))
	}
	return episode.NewGoal(mountaincarContinuous{}, spec, o, 1, 1)
}

func (mountaincarContinuous) Start(s *episode.State, rng *rand.Rand) { hillStart(s, rng) }

func (mountaincarContinuous) Advance(s *episode.State, raw []float64) (float64, envs.End) {
	x, v := s.Q[0], s.V[0]
	v += s.Applied[0]*throttleForce - hillGravity*math.Cos(3*x)
	v = clip(v, hillSpeed)
	x = min(max(x+v, hillLeft), hillRight)
	if x == hillLeft && v < 0 {
		v = 0
	}
	s.Q[0], s.V[0] = float64(float32(x)), float64(float32(v))
	cost := 0.1 * raw[0] * raw[0]
	if x >= throttleGoal && v >= 0 {
		return 100 - cost, envs.Reached
	}
	return -cost, envs.Running
}

func (mountaincarContinuous) Observe(obs []float64, s *episode.State) {
	obs[0], obs[1] = s.Q[0], s.V[0]
}

func (mountaincarContinuous) Draw(sc *scene.Scene, s *episode.State) {
	drawHill(sc, s.Q[0], throttleGoal, s.Applied[0])
	read(sc, hillReadout, "throttle %+.2f", s.Applied[0])
}
