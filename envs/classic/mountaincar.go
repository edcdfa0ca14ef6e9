package classic

import (
	"math"
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/episode"
	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// mountaincar is a car in a valley, too weak to drive up to the flag: rock to and fro until it gets there. The hill is
// y = 0.45·sin 3x + 0.55, and time is counted in steps:
//
//	v ← clip(v + 0.001·(a − 1) − 0.0025·cos 3x, ±0.07)        x ← clip(x + v, −1.2, 0.6)
//
// and the wall at x = −1.2 stops a car that drives into it.
//
//	obs  x   1        −1.2 … 0.6
//	     v   1/step   −0.07 … 0.07
//	act  a: left (0), coast (1), right (2)
//
//	reward  −1 for every step, the one that reaches the goal included
//	start   x uniform in −0.6 … −0.4, v = 0
//	ends    reached when x ≥ 0.5 and v ≥ 0; timed out after 200 steps
//
// State: q = [x], v = [v]. A step counts as 1/30 s, the rate at which it is shown. Source: Gymnasium, MountainCar-v0.
type mountaincar struct{}

const (
	hillLeft      = -1.2
	hillRight     = 0.6
	hillSpeed     = 0.07
	hillGravity   = 0.0025
	hillPeriod    = 1.0 / 30
	mountainGoal  = 0.5
	mountainForce = 0.001
)

// DefaultMountainCar is Gymnasium's horizon, 200 steps.
func DefaultMountainCar() episode.Options { return episode.Options{Horizon: 200} }

// NewMountainCar makes the task `mountaincar`. It panics on options that do not validate.
func NewMountainCar(o episode.Options) episode.Goal {
	spec := envs.Spec{
		Name:    "mountaincar",
		Physics: Version,
		Obs:     hillObs(),
		Act:     []envs.Channel{{Name: "left", Unit: "1", Hi: 1}, {Name: "coast", Unit: "1", Hi: 1}, {Name: "right", Unit: "1", Hi: 1}},
		Action:  space.Simplex{K: 3},
		Period:  hillPeriod,
		Horizon: DefaultMountainCar().Horizon,
		Summary: "rock a weak car out of a valley",
		Reward:  "−1 for every step until the goal is reached",
		Start:   "x uniform in −0.6 … −0.4, at rest",
		Ends:    "reached when x ≥ 0.5 and v ≥ 0",
		Source:  "Gymnasium MountainCar-v0",
	}
	return episode.NewGoal(mountaincar{}, spec, o, 1, 1)
}

func hillObs() []envs.Channel {
	return []envs.Channel{
		{Name: "x", Unit: "1", Lo: hillLeft, Hi: hillRight},
		{Name: "v", Unit: "1/step", Lo: -hillSpeed, Hi: hillSpeed},
	}
}

func (mountaincar) Start(s *episode.State, rng *rand.Rand) { hillStart(s, rng) }

func hillStart(s *episode.State, rng *rand.Rand) {
	s.Q[0], s.V[0] = uniform(rng, -0.6, -0.4), 0
}

func (mountaincar) Advance(s *episode.State, _ []float64) (float64, envs.End) {
	x, v := s.Q[0], s.V[0]
	v += mountainForce*(s.Applied[2]-s.Applied[0]) - hillGravity*math.Cos(3*x)
	v = clip(v, hillSpeed)
	x = min(max(x+v, hillLeft), hillRight)
	if x == hillLeft && v < 0 {
		v = 0
	}
	s.Q[0], s.V[0] = x, v
	if x >= mountainGoal && v >= 0 {
		return -1, envs.Reached
	}
	return -1, envs.Running
}

func (mountaincar) Observe(obs []float64, s *episode.State) { obs[0], obs[1] = s.Q[0], s.V[0] }

func (mountaincar) Draw(sc *scene.Scene, s *episode.State) {
	drawHill(sc, s.Q[0], mountainGoal, s.Applied[2]-s.Applied[0])
	text := "coast"
	switch {
	case s.Applied[0] > 0:
		text = "left"
	case s.Applied[2] > 0:
		text = "right"
	}
	sc.Text(hillReadout, text, scene.Accent)
}

// hill is the height of the ground and its slope angle at x.
func hill(x float64) (y, slope float64) {
	return 0.45*math.Sin(3*x) + 0.55, math.Atan(1.35 * math.Cos(3*x))
}

// hillReadout is where the action is written, below the ground.
var hillReadout = scene.Vec2{X: (hillLeft + hillRight) / 2, Y: -0.16}

// drawHill draws ground, flag and car at x, pushed by a share of the full force.
func drawHill(sc *scene.Scene, x, goal, share float64) {
	const points = 64
	sc.View = scene.View{Min: scene.Vec2{X: hillLeft - 0.08, Y: -0.22}, Max: scene.Vec2{X: hillRight + 0.08, Y: 1.25}}
	var ground [points + 2]scene.Vec2
	for i := range points {
		gx := hillLeft + (hillRight-hillLeft)*float64(i)/(points-1)
		y, _ := hill(gx)
		ground[i] = scene.Vec2{X: gx, Y: y - 0.012}
	}
	ground[points], ground[points+1] = scene.Vec2{X: hillRight, Y: -0.1}, scene.Vec2{X: hillLeft, Y: -0.1}
	sc.Polygon(scene.Faint, ground[:]...)
	sc.Polyline(0.012, scene.Ink, ground[:points]...)

	foot, _ := hill(goal)
	top := scene.Vec2{X: goal, Y: foot + 0.17}
	sc.Segment(scene.Vec2{X: goal, Y: foot}, top, 0.005, scene.Ink)
	sc.Polygon(scene.Goal, top, scene.Vec2{X: goal + 0.09, Y: top.Y - 0.035}, scene.Vec2{X: goal, Y: top.Y - 0.07})

	y, slope := hill(x)
	car := newFrame(scene.Vec2{X: x, Y: y}, slope)
	sc.Polygon(scene.Body, car.at(-0.07, 0.022), car.at(0.07, 0.022), car.at(0.07, 0.052), car.at(0.035, 0.06), car.at(0.02, 0.088),
		car.at(-0.035, 0.088), car.at(-0.05, 0.06), car.at(-0.07, 0.055))
	sc.Disc(car.at(-0.042, 0.018), 0.018, scene.Joint)
	sc.Disc(car.at(0.042, 0.018), 0.018, scene.Joint)
	if share < 0 {
		push(sc, car.at(-0.085, 0.045), slope+math.Pi, -share*0.12, 0.014)
	} else {
		push(sc, car.at(0.085, 0.045), slope, share*0.12, 0.014)
	}
}
