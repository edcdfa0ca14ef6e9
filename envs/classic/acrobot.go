package classic

import (
	"math"
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/episode"
	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// acrobot is a double pendulum with a motor at the elbow alone: swing its tip above the line. θ₁ is measured from
// hanging, θ₂ from the direction of the first link, both counter-clockwise. Two links of m = 1 kg, l = 1 m, center of
// mass at c = 0.5 m, inertia I = 1 kg·m² about it; g = 9.8 m/s², torque τ at the elbow:
//
//	d₁ = m·c² + m·(l² + c² + 2lc·cos θ₂) + 2I        d₂ = m·(c² + lc·cos θ₂) + I
//	φ₂ = m·c·g·cos(θ₁ + θ₂ − π/2)
//	φ₁ = −m·l·c·θ̇₂²·sin θ₂ − 2m·l·c·θ̇₂θ̇₁·sin θ₂ + (m·c + m·l)·g·cos(θ₁ − π/2) + φ₂
//	θ̈₂ = (τ + d₂/d₁·φ₁ − m·l·c·θ̇₁²·sin θ₂ − φ₂) / (m·c² + I − d₂²/d₁)
//	θ̈₁ = −(d₂·θ̈₂ + φ₁)/d₁
//
// One Runge-Kutta step of the fourth order takes dt = 0.2 s; then angles are wrapped into ±π, velocities clipped.
//
//	obs  cos θ₁, sin θ₁, cos θ₂, sin θ₂   1       −1 … 1
//	     θ̇₁                               rad/s   −4π … 4π
//	     θ̇₂                               rad/s   −9π … 9π
//	act  torque −1, 0 or +1 N·m
//
//	reward  −1 for every step, 0 for the one that reaches the goal
//	start   θ₁, θ₂, θ̇₁, θ̇₂ each uniform in ±0.1, rounded to float32
//	ends    reached when −cos θ₁ − cos(θ₁ + θ₂) > 1; timed out after 500 steps (100 s)
//
// State: q = [θ₁, θ₂], v = [θ̇₁, θ̇₂]. Source: Gymnasium, Acrobot-v1 ("book" dynamics: Sutton and Barto, chapter 11).
type acrobot struct{}

const (
	acrobotGravity = 9.8
	acrobotLink    = 1.0
	acrobotCenter  = 0.5
	acrobotMass    = 1.0
	acrobotInertia = 1.0
	acrobotPeriod  = 0.2
	acrobotSpeed1  = 4 * math.Pi
	acrobotSpeed2  = 9 * math.Pi
)

// DefaultAcrobot is Gymnasium's horizon, 500 steps.
func DefaultAcrobot() episode.Options { return episode.Options{Horizon: 500} }

// NewAcrobot makes the task `acrobot`. It panics on options that do not validate.
func NewAcrobot(o episode.Options) episode.Goal {
	unit := func(name string) envs.Channel { return envs.Channel{Name: name, Unit: "1", Lo: -1, Hi: 1} }
	choice := func(name string) envs.Channel { return envs.Channel{Name: name, Unit: "1", Hi: 1} }
	spec := envs.Spec{
		Name:    "acrobot",
		Physics: Version,
		Obs: []envs.Channel{unit("cos θ₁"), unit("sin θ₁"), unit("cos θ₂"), unit("sin θ₂"),
			{Name: "θ̇₁", Unit: "rad/s", Lo: -acrobotSpeed1, Hi: acrobotSpeed1},
			{Name: "θ̇₂", Unit: "rad/s", Lo: -acrobotSpeed2, Hi: acrobotSpeed2}},
		Act:     []envs.Channel{choice("torque −1 N·m"), choice("no torque"), choice("torque +1 N·m")},
		Action:  space.Simplex{K: 3},
		Period:  acrobotPeriod,
		Horizon: DefaultAcrobot().Horizon,
		Summary: "swing the tip of a double pendulum above the line with a motor at its elbow",
		Reward:  "−1 for every step, 0 for the one that reaches the goal",
		Start:   "angles uniform in ±0.1 rad from hanging, velocities in ±0.1 rad/s",
		Ends:    "reached when −cos θ₁ − cos(θ₁ + θ₂) > 1, the tip 1 m above the pivot",
		Source:  "Gymnasium Acrobot-v1",
	}
	return episode.NewGoal(acrobot{}, spec, o, 2, 2)
}

func (acrobot) Start(s *episode.State, rng *rand.Rand) {
	draw := func() float64 { return float64(float32(uniform(rng, -0.1, 0.1))) }
	s.Q[0], s.Q[1] = draw(), draw()
	s.V[0], s.V[1] = draw(), draw()
}

func (acrobot) Advance(s *episode.State, _ []float64) (float64, envs.End) {
	torque := s.Applied[2] - s.Applied[0]
	y := acrobotStep([4]float64{s.Q[0], s.Q[1], s.V[0], s.V[1]}, torque, acrobotPeriod)
	s.Q[0], s.Q[1] = wrap(y[0]), wrap(y[1])
	s.V[0], s.V[1] = clip(y[2], acrobotSpeed1), clip(y[3], acrobotSpeed2)
	if -math.Cos(s.Q[0])-math.Cos(s.Q[0]+s.Q[1]) > 1 {
		return 0, envs.Reached
	}
	return -1, envs.Running
}

// acrobotStep is one classical Runge-Kutta step of length dt from y = (θ₁, θ₂, θ̇₁, θ̇₂).
func acrobotStep(y [4]float64, torque, dt float64) [4]float64 {
	k1 := acrobotFlow(y, torque)
	k2 := acrobotFlow(along(y, dt/2, k1), torque)
	k3 := acrobotFlow(along(y, dt/2, k2), torque)
	k4 := acrobotFlow(along(y, dt, k3), torque)
	for i := range y {
		y[i] += dt / 6 * (k1[i] + 2*k2[i] + 2*k3[i] + k4[i])
	}
	return y
}

// along is y + h·k.
func along(y [4]float64, h float64, k [4]float64) [4]float64 {
	for i := range y {
		y[i] += h * k[i]
	}
	return y
}

// acrobotFlow is dy/dt: the equations of the datasheet.
func acrobotFlow(y [4]float64, torque float64) [4]float64 {
	const m, l, c, inertia, g = acrobotMass, acrobotLink, acrobotCenter, acrobotInertia, acrobotGravity
	theta1, theta2, omega1, omega2 := y[0], y[1], y[2], y[3]
	sin2, cos2 := math.Sincos(theta2)
	d1 := m*c*c + m*(l*l+c*c+2*l*c*cos2) + inertia + inertia
	d2 := m*(c*c+l*c*cos2) + inertia
	phi2 := m * c * g * math.Cos(theta1+theta2-math.Pi/2)
	phi1 := -m*l*c*omega2*omega2*sin2 - 2*m*l*c*omega2*omega1*sin2 + (m*c+m*l)*g*math.Cos(theta1-math.Pi/2) + phi2
	alpha2 := (torque + d2/d1*phi1 - m*l*c*omega1*omega1*sin2 - phi2) / (m*c*c + inertia - d2*d2/d1)
	alpha1 := -(d2*alpha2 + phi1) / d1
	return [4]float64{omega1, omega2, alpha1, alpha2}
}

func (acrobot) Observe(obs []float64, s *episode.State) {
	obs[1], obs[0] = math.Sincos(s.Q[0])
	obs[3], obs[2] = math.Sincos(s.Q[1])
	obs[4], obs[5] = s.V[0], s.V[1]
}

func (acrobot) Draw(sc *scene.Scene, s *episode.State) {
	sc.View = scene.View{Min: scene.Vec2{X: -2.3, Y: -2.3}, Max: scene.Vec2{X: 2.3, Y: 2.3}}
	sc.Segment(scene.Vec2{X: -2.2, Y: acrobotLink}, scene.Vec2{X: 2.2, Y: acrobotLink}, 0.015, scene.Goal)
	sc.Text(scene.Vec2{X: 1.55, Y: acrobotLink + 0.1}, "goal", scene.Goal)
	down := -math.Pi / 2
	elbow := polar(scene.Vec2{}, acrobotLink, down+s.Q[0])
	tip := polar(elbow, acrobotLink, down+s.Q[0]+s.Q[1])
	sc.Segment(scene.Vec2{}, elbow, 0.1, scene.Limb)
	sc.Segment(elbow, tip, 0.08, scene.Limb)
	sc.Disc(tip, 0.11, scene.Body)
	sc.Disc(scene.Vec2{}, 0.09, scene.Joint)
	sc.Disc(elbow, 0.07, scene.Joint)
	torque := s.Applied[2] - s.Applied[0]
	turn(sc, elbow, 0.32, down+s.Q[0]+s.Q[1], torque*math.Pi*0.5)
	read(sc, scene.Vec2{Y: -2.2}, "torque %+.0f N·m", torque)
}
