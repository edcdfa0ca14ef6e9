package locomotion

import (
	"math"
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// invertedPendulum is a pole of 5 kg on a cart of 10.5 kg on a rail of ±1 m, with a motor of 100 N per unit of action.
// Keep the pole up. Timestep 0.02 s (RK4), two in a step of 0.04 s.
//
//	obs  slider m, hinge rad, slider m/s, hinge rad/s
//	act  force on the cart / 100 N      −3 … 3
//
//	reward  1 if healthy
//	start   positions and velocities uniform in ±0.01
//	ends    failed unless healthy: |hinge| ≤ 0.2 rad
//
// State: q = [slider, hinge], v their rates. Source: Gymnasium, InvertedPendulum-v5.
type invertedPendulum struct{}

// DefaultInvertedPendulum is Gymnasium's horizon, 1000 steps.
func DefaultInvertedPendulum() Options { return standard(1000) }

// NewInvertedPendulum makes the task `inverted-pendulum`. It panics on options that do not validate.
func NewInvertedPendulum(o Options) *Task {
	m := mustModel("inverted-pendulum")
	return newTask(m, invertedPendulum{}, o, DefaultInvertedPendulum().Horizon, 2, false, envs.Spec{
		Name:    "inverted-pendulum",
		Obs:     join(positions(m), velocities(m)),
		Summary: "keep a pole on a cart up",
		Reward:  "1 while healthy",
		Start:   "upright, positions and velocities ± 0.01",
		Ends:    "failed when the pole leans by more than 0.2 rad",
		Source:  "Gymnasium InvertedPendulum-v5",
	})
}

func (invertedPendulum) start(b *body, rng *rand.Rand) {
	jitter(b.QPos, 0.01, rng)
	jitter(b.QVel, 0.01, rng)
}

func (l invertedPendulum) reward(b *body, _ float64, _ []float64) float64 {
	return bonus(1, l.healthy(b))
}

func (invertedPendulum) healthy(b *body) bool {
	return math.Abs(b.QPos[1]) <= 0.2 && envs.Finite(b.QPos) && envs.Finite(b.QVel)
}

func (invertedPendulum) observe(obs []float64, b *body) { copied(copied(obs, b.QPos), b.QVel) }

func (invertedPendulum) camera(*body) scene.Camera { return fixed(0.25, 2.4) }
