package main

import (
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/episode"
	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/envs/suite"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// sled slides on ice without friction, pushed by a force u of at most 1 N: bring its 1 kg to x = 0 and keep it there.
//
//	ẋ ← ẋ + u·dt        x ← x + ẋ·dt        dt = 0.1 s
type sled struct{}

var spec = envs.Spec{
	Name:    "sled",
	Physics: "sled/1",
	Obs:     []envs.Channel{{Name: "x", Unit: "m", Lo: -20, Hi: 20}, {Name: "ẋ", Unit: "m/s", Lo: -10, Hi: 10}},
	Act:     []envs.Channel{{Name: "force", Unit: "N", Lo: -1, Hi: 1}},
	Action:  space.UnitBox(1),
	Period:  0.1,
	Horizon: 80,
	Summary: "bring a sled to the middle, and keep it there",
	Reward:  "−x²",
	Start:   "x uniform in ±2, at rest",
	Ends:    envs.Never,
	Source:  "examples/sled",
}

func init() {
	suite.Register(suite.Task{Name: spec.Name, Tags: []string{"mine", "continuous"}, Build: func(v suite.Variant) envs.Env {
		return episode.New(sled{}, spec, v.Options(spec.Horizon), 1, 1)
	}})
}

// Start draws the position.
func (sled) Start(s *episode.State, rng *rand.Rand) { s.Q[0], s.V[0] = 4*rng.Float64()-2, 0 }

// Advance pushes for one step.
func (sled) Advance(s *episode.State, _ []float64) (reward float64, end envs.End) {
	s.V[0] += spec.Period * s.Applied[0]
	s.Q[0] += spec.Period * s.V[0]
	return -s.Q[0] * s.Q[0], envs.Running
}

// Observe reads position and velocity.
func (sled) Observe(obs []float64, s *episode.State) { obs[0], obs[1] = s.Q[0], s.V[0] }

// Draw shows the sled on its track.
func (sled) Draw(dst *scene.Scene, s *episode.State) {
	dst.View = scene.View{Min: scene.Vec2{X: -3, Y: -1}, Max: scene.Vec2{X: 3, Y: 1}}
	dst.Segment(scene.Vec2{X: -3, Y: -0.12}, scene.Vec2{X: 3, Y: -0.12}, 0.01, scene.Faint)
	dst.Disc(scene.Vec2{}, 0.04, scene.Goal)
	dst.Segment(scene.Vec2{X: s.Q[0] - 0.2}, scene.Vec2{X: s.Q[0] + 0.2}, 0.1, scene.Body)
}
