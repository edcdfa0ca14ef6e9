package classic

import (
	"math"
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/episode"
	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// cartpole is a pole hinged on a cart: push the cart so that the pole stays up. θ is measured from upright, clockwise.
// With g = 9.8 m/s², cart 1 kg, pole m = 0.1 kg of half length l = 0.5 m, M = 1.1 kg in all, dt = 0.02 s:
//
//	h = (F + m·l·θ̇²·sin θ)/M
//	θ̈ = (g·sin θ − h·cos θ) / (l·(4/3 − m·cos²θ/M))        ẍ = h − m·l·θ̈·cos θ/M
//
// and explicit Euler: positions move with the velocities from before the step.
//
//	obs  x    m       θ    rad
//	     ẋ    m/s     θ̇    rad/s     (in the order x, ẋ, θ, θ̇; all unbounded)
//	act  cartpole: left or right, F = ∓10 N        cartpole-continuous: a in −1 … 1, F = 10·a N
//
//	reward  1 for every step, the failing one included
//	start   x, ẋ, θ, θ̇ each uniform in ±0.05
//	ends    failed when |x| > 2.4 m or |θ| > 12°; timed out after 500 steps (10 s)
//
// Fixed-horizon, the reward is 1 while |x| and |θ| are within those bounds after the step, else 0. State: q = [x, θ],
// v = [ẋ, θ̇]. Source: Gymnasium, CartPole-v1, with limit 500; the continuous action is fenchel's own.
type cartpole struct{ discrete bool }

const (
	cartGravity  = 9.8
	cartMass     = 1.0
	poleMass     = 0.1
	poleHalf     = 0.5 // half the pole's length
	cartForce    = 10.0
	cartPeriod   = 0.02
	cartLimit    = 2.4
	poleLimit    = 12 * 2 * math.Pi / 360
	cartpoleMass = cartMass + poleMass
)

// DefaultCartPole is Gymnasium's horizon, 500 steps.
func DefaultCartPole() episode.Options { return episode.Options{Horizon: 500} }

// NewCartPole makes the task `cartpole`, with the actions left and right. It panics on options that do not validate.
func NewCartPole(o episode.Options) *episode.Task {
	spec := cartpoleSpec("cartpole")
	spec.Act = []envs.Channel{{Name: "left", Unit: "1", Hi: 1}, {Name: "right", Unit: "1", Hi: 1}}
	spec.Action = space.Simplex{K: 2}
	spec.Source = "Gymnasium CartPole-v1"
	return episode.New(cartpole{discrete: true}, spec, o, 2, 2)
}

// NewCartPoleContinuous makes the task `cartpole-continuous`, with a force of 10·a N. It panics on options that do not
// validate.
func NewCartPoleContinuous(o episode.Options) *episode.Task {
	spec := cartpoleSpec("cartpole-continuous")
	spec.Act = []envs.Channel{{Name: "force / 10 N", Unit: "1", Lo: -1, Hi: 1}}
	spec.Action = space.UnitBox(1)
	spec.Source = "Gymnasium CartPole-v1, with a continuous force"
	return episode.New(cartpole{}, spec, o, 2, 2)
}

func cartpoleSpec(name string) envs.Spec {
	inf := math.Inf(1)
	return envs.Spec{
		Name:    name,
		Physics: Version,
		Obs: []envs.Channel{
			{Name: "x", Unit: "m", Lo: -inf, Hi: inf},
			{Name: "ẋ", Unit: "m/s", Lo: -inf, Hi: inf},
			{Name: "θ", Unit: "rad", Lo: -inf, Hi: inf},
			{Name: "θ̇", Unit: "rad/s", Lo: -inf, Hi: inf},
		},
		Period:  cartPeriod,
		Horizon: DefaultCartPole().Horizon,
		Summary: "push a cart so that the pole on it stays up",
		Reward:  "1 for every step, the failing one included; fixed-horizon: 1 for every step that ends in bounds",
		Start:   "x, ẋ, θ, θ̇ uniform in ±0.05",
		Ends:    "failed when |x| > 2.4 m or |θ| > 12°",
	}
}

func (cartpole) Start(s *episode.State, rng *rand.Rand) {
	s.Q[0], s.V[0] = uniform(rng, -0.05, 0.05), uniform(rng, -0.05, 0.05)
	s.Q[1], s.V[1] = uniform(rng, -0.05, 0.05), uniform(rng, -0.05, 0.05)
}

func (c cartpole) force(s *episode.State) float64 {
	if !c.discrete {
		return cartForce * s.Applied[0]
	}
	return cartForce * (s.Applied[1] - s.Applied[0])
}

func (c cartpole) Advance(s *episode.State, _ []float64) (float64, envs.End) {
	sin, cos := math.Sincos(s.Q[1])
	h := (c.force(s) + poleMass*poleHalf*(s.V[1]*s.V[1])*sin) / cartpoleMass
	turn := (cartGravity*sin - cos*h) / (poleHalf * (4.0/3.0 - poleMass*(cos*cos)/cartpoleMass))
	push := h - poleMass*poleHalf*turn*cos/cartpoleMass
	s.Q[0] += cartPeriod * s.V[0]
	s.V[0] += cartPeriod * push
	s.Q[1] += cartPeriod * s.V[1]
	s.V[1] += cartPeriod * turn
	if math.Abs(s.Q[0]) > cartLimit || math.Abs(s.Q[1]) > poleLimit {
		return 1, envs.Failed
	}
	return 1, envs.Running
}

func (cartpole) Observe(obs []float64, s *episode.State) {
	obs[0], obs[1], obs[2], obs[3] = s.Q[0], s.V[0], s.Q[1], s.V[1]
}

func (c cartpole) Draw(sc *scene.Scene, s *episode.State) {
	const wheel, half, height = 0.08, 0.26, 0.28
	sc.View = scene.View{Min: scene.Vec2{X: -2.7, Y: -0.55}, Max: scene.Vec2{X: 2.7, Y: 1.65}}
	sc.Segment(scene.Vec2{X: -cartLimit}, scene.Vec2{X: cartLimit}, 0.015, scene.Faint)
	for _, x := range [2]float64{-cartLimit, cartLimit} {
		sc.Segment(scene.Vec2{X: x, Y: -0.12}, scene.Vec2{X: x, Y: 0.12}, 0.02, scene.Alarm)
	}
	x, top := s.Q[0], 2*wheel+height
	hinge := scene.Vec2{X: x, Y: top}
	for _, limit := range [2]float64{-poleLimit, poleLimit} {
		sc.Segment(hinge, polar(hinge, 2*poleHalf, math.Pi/2-limit), 0.006, scene.Faint)
	}
	sc.Segment(hinge, scene.Vec2{X: x, Y: top + 2*poleHalf + 0.06}, 0.008, scene.Goal)
	sc.Disc(scene.Vec2{X: x - 0.15, Y: wheel}, wheel, scene.Joint)
	sc.Disc(scene.Vec2{X: x + 0.15, Y: wheel}, wheel, scene.Joint)
	body := newFrame(scene.Vec2{X: x, Y: 2*wheel - 0.03}, 0)
	sc.Polygon(scene.Body, body.at(-half, 0), body.at(half, 0), body.at(half, height), body.at(-half, height))
	sc.Segment(hinge, polar(hinge, 2*poleHalf, math.Pi/2-s.Q[1]), 0.045, scene.Limb)
	sc.Disc(hinge, 0.055, scene.Joint)
	f := c.force(s)
	if f < 0 {
		push(sc, body.at(-half, height/2), math.Pi, -f/cartForce*0.6, 0.04)
	} else {
		push(sc, body.at(half, height/2), 0, f/cartForce*0.6, 0.04)
	}
	read(sc, scene.Vec2{Y: -0.4}, "force %+.1f N", f)
}
