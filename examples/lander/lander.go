package main

import (
	"math"
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/agents/expert"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/episode"
	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/envs/suite"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// lander is a capsule above the Moon: set it down on the pad, softly. With g = 1.62 m/s² and dt = 0.1 s,
//
//	ẋ ← ẋ + side·dt        ẏ ← ẏ + (4·throttle − g)·dt        x ← x + ẋ·dt        y ← y + ẏ·dt
//
//	obs  x, y    m        distance from the pad's middle, height
//	     ẋ, ẏ    m/s
//	act  throttle         0 … 1, of 4 m/s²
//	     side    m/s²     −1 … 1
//
//	reward  −0.3·throttle for every step; +100 for a soft landing on the pad
//	start   x uniform in ±10 m, y in 20 … 30 m; ẋ in ±1 m/s, ẏ in −3 … 0 m/s
//	ends    reached on the ground with |x| ≤ 2 m, ẏ ≥ −1 m/s; failed on the ground otherwise; timed out after 300 steps
type lander struct{}

const (
	gravity  = 1.62 // m/s²
	thrust   = 4.0  // m/s² at full throttle
	period   = 0.1  // s
	padHalf  = 2.0  // half the pad's width, m
	softness = 1.0  // the fastest soft landing, m/s
)

// A registration is all that a task needs to be known to every command.
func init() {
	suite.Register(suite.Task{
		Name: "lander",
		Tags: []string{"continuous", "goal"},
		Build: func(v suite.Variant) envs.Env {
			spec := landerSpec()
			return episode.NewGoal(lander{}, spec, v.Options(spec.Horizon), 2, 2)
		},
	})
	expert.Register(expert.Expert{
		Task: "lander",
		Card: expert.Card{
			Method: "feedback law",
			How:    "It sinks at a speed in proportion to the height, never below 0.5 m/s, and steers for the pad like a damped spring.",
			Knows:  "gravity and thrust",
			Cost:   "a few nanoseconds per action",
		},
		New: func() envs.Policy { return pilot{} },
	})
}

func landerSpec() envs.Spec {
	inf := math.Inf(1)
	return envs.Spec{
		Name:    "lander",
		Physics: "lander/1",
		Obs: []envs.Channel{
			{Name: "x", Unit: "m", Lo: -inf, Hi: inf}, {Name: "y", Unit: "m", Lo: -inf, Hi: inf},
			{Name: "ẋ", Unit: "m/s", Lo: -inf, Hi: inf}, {Name: "ẏ", Unit: "m/s", Lo: -inf, Hi: inf},
		},
		Act:     []envs.Channel{{Name: "throttle", Unit: "1", Lo: 0, Hi: 1}, {Name: "side", Unit: "m/s²", Lo: -1, Hi: 1}},
		Action:  space.Box{Lo: []float64{0, -1}, Hi: []float64{1, 1}},
		Period:  period,
		Horizon: 300,
		Summary: "set a capsule down on its pad, softly",
		Reward:  "−0.3·throttle for every step; +100 for a soft landing on the pad",
		Start:   "x uniform in ±10 m, y in 20 … 30 m; ẋ in ±1 m/s, ẏ in −3 … 0 m/s",
		Ends:    "reached on the ground with |x| ≤ 2 m, ẏ ≥ −1 m/s; failed on the ground otherwise",
		Source:  "an example of fenchel",
	}
}

// Start draws the first state: q = [x, y], v = [ẋ, ẏ].
func (lander) Start(s *episode.State, rng *rand.Rand) {
	s.Q[0], s.Q[1] = 20*rng.Float64()-10, 20+10*rng.Float64()
	s.V[0], s.V[1] = 2*rng.Float64()-1, -3*rng.Float64()
}

// Advance moves the capsule by one step.
func (lander) Advance(s *episode.State, _ []float64) (float64, envs.End) {
	throttle, side := s.Applied[0], s.Applied[1]
	s.V[0] += side * period
	s.V[1] += (thrust*throttle - gravity) * period
	s.Q[0] += s.V[0] * period
	s.Q[1] += s.V[1] * period
	reward := -0.3 * throttle
	switch {
	case s.Q[1] > 0:
		return reward, envs.Running
	case math.Abs(s.Q[0]) <= padHalf && s.V[1] >= -softness:
		return reward + 100, envs.Reached
	}
	return reward, envs.Failed
}

// Observe writes the state.
func (lander) Observe(obs []float64, s *episode.State) {
	obs[0], obs[1], obs[2], obs[3] = s.Q[0], s.Q[1], s.V[0], s.V[1]
}

// Draw shows ground, pad, capsule and flames. Without it the task would be shown as a scale for each channel.
func (lander) Draw(sc *scene.Scene, s *episode.State) {
	at := func(x, y float64) scene.Vec2 { return scene.Vec2{X: s.Q[0] + x, Y: s.Q[1] + y} }
	sc.View = scene.View{Min: scene.Vec2{X: -18, Y: -3}, Max: scene.Vec2{X: 18, Y: 33}}
	sc.Segment(scene.Vec2{X: -18}, scene.Vec2{X: 18}, 0.06, scene.Ink)
	sc.Segment(scene.Vec2{X: -padHalf}, scene.Vec2{X: padHalf}, 0.25, scene.Goal)
	flame := 3 * s.Applied[0]
	sc.Polygon(scene.Accent, at(-0.5, 0.9), at(0.5, 0.9), at(0, 0.9-flame))
	sc.Segment(at(0, 1.8), at(-3*s.Applied[1], 1.8), 0.15, scene.Accent)
	sc.Segment(at(-0.8, 0), at(-0.4, 1), 0.12, scene.Limb)
	sc.Segment(at(0.8, 0), at(0.4, 1), 0.12, scene.Limb)
	sc.Polygon(scene.Body, at(-1, 0.9), at(1, 0.9), at(0.6, 2.4), at(-0.6, 2.4))
}

// pilot is the lander's expert.
type pilot struct{}

// Act answers the observation (x, y, ẋ, ẏ).
func (pilot) Act(dst, obs []float64) {
	x, y, vx, vy := obs[0], obs[1], obs[2], obs[3]
	sink := -max(0.5, 0.3*y)
	dst[0] = min(max((gravity+1.5*(sink-vy))/thrust, 0), 1)
	dst[1] = min(max(-0.3*x-0.9*vx, -1), 1)
}
