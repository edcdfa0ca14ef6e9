package locomotion

import (
	"math"
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// invertedDoublePendulum is two poles of 0.6 m and 4.2 kg, one on top of the other, on a cart of 10.5 kg on a rail of ±1
// m, with a motor of 500 N per unit of action. Keep the tip up. Timestep 0.01 s (RK4), five in a step of 0.05 s.
//
//	obs  slider m, sin hinge, sin hinge2, cos hinge, cos hinge2
//	     slider m/s, hinge, hinge2 rad/s      −10 … 10, clipped
//	     force of the rail's ends on the cart −10 … 10 N, clipped; lagged
//	act  force on the cart / 500 N            −1 … 1
//
//	reward  10 if healthy − 0.01·x² − (z − 2)² − 0.001·v₁² − 0.005·v₂²; x, z of the tip, lagged; v rates of the hinges
//	start   positions uniform in ±0.1, velocities normal with standard deviation 0.1
//	ends    failed unless healthy: z > 1 m
//
// The tip is at z = 1.2 m when both poles are upright. State: q = [slider, hinge, hinge2], v their rates. Source:
// Gymnasium, InvertedDoublePendulum-v5.
type invertedDoublePendulum struct{}

// DefaultInvertedDoublePendulum is Gymnasium's horizon, 1000 steps.
func DefaultInvertedDoublePendulum() Options { return standard(1000) }

// NewInvertedDoublePendulum makes the task `inverted-double-pendulum`. It panics on options that do not validate.
func NewInvertedDoublePendulum(o Options) *Task {
	m := mustModel("inverted-double-pendulum")
	turns := within(1, []envs.Channel{channel("sin hinge", "1"), channel("sin hinge2", "1"), channel("cos hinge", "1"), channel("cos hinge2", "1")})
	force := within(10, []envs.Channel{channel("constraint force on slider", "N")})
	return newTask(m, invertedDoublePendulum{}, o, DefaultInvertedDoublePendulum().Horizon, 5, false, envs.Spec{
		Name:    "inverted-double-pendulum",
		Obs:     join(positions(m)[:1], turns, within(10, velocities(m)), force),
		Summary: "keep two poles on top of each other up",
		Reward:  "10 while healthy − 0.01·x² − (z − 2)² − 0.001·v₁² − 0.005·v₂²",
		Start:   "upright, positions ± 0.1, velocities normal with standard deviation 0.1",
		Ends:    "failed when the tip is at most 1 m high",
		Source:  "Gymnasium InvertedDoublePendulum-v5",
	})
}

func (invertedDoublePendulum) start(b *body, rng *rand.Rand) { halfcheetah{}.start(b, rng) }

func (l invertedDoublePendulum) reward(b *body, _ float64, _ []float64) float64 {
	tip, _ := b.model.SitePose(b.Data, 0)
	v1, v2 := b.QVel[1], b.QVel[2]
	return bonus(10, l.healthy(b)) - 0.01*tip.X*tip.X - (tip.Z-2)*(tip.Z-2) - 1e-3*v1*v1 - 5e-3*v2*v2
}

func (invertedDoublePendulum) healthy(b *body) bool {
	tip, _ := b.model.SitePose(b.Data, 0)
	return tip.Z > 1
}

func (invertedDoublePendulum) observe(obs []float64, b *body) {
	obs[0] = b.QPos[0]
	obs[1], obs[3] = math.Sincos(b.QPos[1])
	obs[2], obs[4] = math.Sincos(b.QPos[2])
	rest := clipped(obs[5:], b.QVel, 10)
	rest[0] = clip(b.QfrcConstraint[0], 10)
}

func (invertedDoublePendulum) camera(*body) scene.Camera { return fixed(0.55, 3) }
