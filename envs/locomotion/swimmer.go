package locomotion

import (
	"math"
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// swimmer is three rods of 1 m and 35.6 kg in a row, in a plane, in a thick medium (density 4000 kg/m³, viscosity 0.1
// Pa·s) that is all it can push against, with motors of 150 N·m at its two joints. Swim along x. Timestep 0.01 s (RK4),
// four in a step of 0.04 s.
//
//	obs  free_body_rot, motor1_rot, motor2_rot rad
//	     slider1, slider2 m/s, free_body_rot, motor1_rot, motor2_rot rad/s
//	act  torque at motor1_rot, motor2_rot / 150 N·m     −1 … 1
//
//	reward  Δx/Δt − 0.0001·|a|², of the action as it was sent; x is slider1, the tip of the first rod's frame
//	start   all positions and velocities uniform in ±0.1
//	ends    never
//
// State: q = [slider1, slider2, free_body_rot, motor1_rot, motor2_rot], v their rates. Source: Gymnasium, Swimmer-v5.
type swimmer struct{ immortal }

// DefaultSwimmer is Gymnasium's horizon, 1000 steps.
func DefaultSwimmer() Options { return standard(1000) }

// NewSwimmer makes the task `swimmer`. It panics on options that do not validate.
func NewSwimmer(o Options) *Task {
	m := mustModel("swimmer")
	return newTask(m, swimmer{}, o, DefaultSwimmer().Horizon, 4, false, envs.Spec{
		Name:    "swimmer",
		Obs:     join(positions(m)[2:], velocities(m)),
		Summary: "swim forward with three rods and two motors",
		Reward:  "speed − 0.0001·|a|²",
		Start:   "stretched out, positions and velocities ± 0.1",
		Ends:    envs.AtHorizon,
		Source:  "Gymnasium Swimmer-v5",
	})
}

func (swimmer) start(b *body, rng *rand.Rand) {
	jitter(b.QPos, 0.1, rng)
	jitter(b.QVel, 0.1, rng)
}

func (swimmer) progress(b *body) float64 { return b.QPos[0] }

func (swimmer) reward(b *body, moved float64, act []float64) float64 {
	return moved/b.period - 1e-4*squares(act)
}

func (swimmer) observe(obs []float64, b *body) { copied(copied(obs, b.QPos[2:]), b.QVel) }

func (swimmer) camera(b *body) scene.Camera {
	c := follow(b, 0, 4.6)
	c.Elevation = -55 * math.Pi / 180
	return c
}
