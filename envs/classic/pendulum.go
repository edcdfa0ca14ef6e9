package classic

import (
	"math"
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/episode"
	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// pendulum is a rod on a pivot with a motor too weak to lift it in one go: swing it up and hold it. θ is measured from
// upright, counter-clockwise, and is never wrapped. With g = 10 m/s², m = 1 kg, l = 1 m, dt = 0.05 s:
//
//	θ̈ = 3g/(2l)·sin θ + 3/(ml²)·u        θ̇ ← clip(θ̇ + θ̈·dt, ±8)        θ ← θ + θ̇·dt  (with the new θ̇)
//
//	obs  cos θ            1       −1 … 1
//	     sin θ            1       −1 … 1
//	     θ̇                rad/s   −8 … 8
//	act  torque u         N·m     −2 … 2
//
//	reward  −(wrap(θ)² + 0.1·θ̇² + 0.001·u²), of θ, θ̇ before the step and u after clipping; at least −16.27
//	start   θ uniform in ±π, θ̇ uniform in ±1 rad/s
//	ends    never; timed out after 200 steps (10 s)
//
// State: q = [θ], v = [θ̇]. Source: Gymnasium, Pendulum-v1.
type pendulum struct{}

const (
	pendulumGravity  = 10.0
	pendulumPeriod   = 0.05
	pendulumMaxSpeed = 8.0
	pendulumTorque   = 2.0
)

// DefaultPendulum is Gymnasium's horizon, 200 steps.
func DefaultPendulum() episode.Options { return episode.Options{Horizon: 200} }

// NewPendulum makes the task `pendulum`. It panics on options that do not validate.
func NewPendulum(o episode.Options) *episode.Task {
	spec := envs.Spec{
		Name:    "pendulum",
		Physics: Version,
		Obs: []envs.Channel{
			{Name: "cos θ", Unit: "1", Lo: -1, Hi: 1},
			{Name: "sin θ", Unit: "1", Lo: -1, Hi: 1},
			{Name: "θ̇", Unit: "rad/s", Lo: -pendulumMaxSpeed, Hi: pendulumMaxSpeed},
		},
		Act:     []envs.Channel{{Name: "torque", Unit: "N·m", Lo: -pendulumTorque, Hi: pendulumTorque}},
		Action:  space.SymmetricBox(1, pendulumTorque),
		Period:  pendulumPeriod,
		Horizon: DefaultPendulum().Horizon,
		Summary: "swing a pendulum up with a weak motor and hold it upright",
		Reward:  "−(θ² + 0.1·θ̇² + 0.001·u²), with θ from upright in ±π, before the step",
		Start:   "θ uniform in ±π, θ̇ uniform in ±1 rad/s",
		Ends:    envs.Never,
		Source:  "Gymnasium Pendulum-v1",
	}
	return episode.New(pendulum{}, spec, o, 1, 1)
}

func (pendulum) Start(s *episode.State, rng *rand.Rand) {
	s.Q[0] = uniform(rng, -math.Pi, math.Pi)
	s.V[0] = uniform(rng, -1, 1)
}

func (pendulum) Advance(s *episode.State, _ []float64) (float64, envs.End) {
	theta, omega, u := s.Q[0], s.V[0], s.Applied[0]
	angle := wrap(theta)
	reward := -(angle*angle + 0.1*omega*omega + 0.001*u*u)
	omega += (3*pendulumGravity/2*math.Sin(theta) + 3*u) * pendulumPeriod
	omega = clip(omega, pendulumMaxSpeed)
	s.Q[0] = theta + omega*pendulumPeriod
	s.V[0] = omega
	return reward, envs.Running
}

func (pendulum) Observe(obs []float64, s *episode.State) {
	obs[1], obs[0] = math.Sincos(s.Q[0])
	obs[2] = s.V[0]
}

func (pendulum) Draw(sc *scene.Scene, s *episode.State) {
	sc.View = scene.View{Min: scene.Vec2{X: -1.45, Y: -1.3}, Max: scene.Vec2{X: 1.45, Y: 1.35}}
	sin, cos := math.Sincos(s.Q[0])
	tip := scene.Vec2{X: -sin, Y: cos}
	sc.Ring(scene.Vec2{}, 1, 0.008, scene.Faint)
	sc.Segment(scene.Vec2{}, scene.Vec2{Y: 1}, 0.012, scene.Goal)
	sc.Ring(scene.Vec2{Y: 1}, 0.12, 0.02, scene.Goal)
	sc.Segment(scene.Vec2{}, tip, 0.07, scene.Limb)
	sc.Disc(tip, 0.09, scene.Body)
	sc.Disc(scene.Vec2{}, 0.1, scene.Joint)
	turn(sc, scene.Vec2{}, 0.34, math.Pi/2+s.Q[0], s.Applied[0]/pendulumTorque*math.Pi*0.6)
	read(sc, scene.Vec2{Y: -1.22}, "torque %+.2f N·m", s.Applied[0])
}
