package locomotion

import (
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// walker2d is two legs in a vertical plane, 23.7 kg: a torso and twice thigh, leg and foot, with motors of 100 N·m at
// hips, knees and ankles. Walk forward without falling. Timestep 0.002 s (RK4), four in a step of 0.008 s.
//
//	obs  rootz m, rooty rad, thigh, leg, foot, thigh_left, leg_left, foot_left rad
//	     rootx, rootz m/s, rooty, the six joints rad/s                        −10 … 10    their rates, clipped
//	act  torque at the six joints / 100 N·m, right leg first                  −1 … 1
//
//	reward  Δx/Δt + 1 if healthy − 0.001·|a|², of the action as it was sent; x is rootx
//	start   all positions and velocities uniform in ±0.005 about standing
//	ends    failed unless healthy: 0.8 m < rootz < 2 m, |rooty| < 1 rad
//
// State: q = [rootx, rootz, rooty, joints], v their rates. Source: Gymnasium, Walker2d-v5.
type walker2d struct{}

// DefaultWalker2d is Gymnasium's horizon, 1000 steps.
func DefaultWalker2d() Options { return standard(1000) }

// NewWalker2d makes the task `walker2d`. It panics on options that do not validate.
func NewWalker2d(o Options) *Task {
	m := mustModel("walker2d")
	return newTask(m, walker2d{}, o, DefaultWalker2d().Horizon, 4, false, envs.Spec{
		Name:    "walker2d",
		Obs:     planarObs(m, 10),
		Summary: "walk forward on two legs in a plane without falling",
		Reward:  "speed + 1 while healthy − 0.001·|a|²",
		Start:   "standing, all positions and velocities ± 0.005",
		Ends:    "failed when the torso is not between 0.8 m and 2 m or tilted by 1 rad",
		Source:  "Gymnasium Walker2d-v5",
	})
}

func (walker2d) start(b *body, rng *rand.Rand) { hopper{}.start(b, rng) }

func (walker2d) progress(b *body) float64 { return b.QPos[0] }

func (l walker2d) reward(b *body, moved float64, act []float64) float64 {
	return moved/b.period + bonus(1, l.healthy(b)) - 1e-3*squares(act)
}

func (walker2d) healthy(b *body) bool {
	z, pitch := b.QPos[1], b.QPos[2]
	return 0.8 < z && z < 2 && -1 < pitch && pitch < 1
}

func (walker2d) observe(obs []float64, b *body) { hopper{}.observe(obs, b) }

func (walker2d) camera(b *body) scene.Camera { return follow(b, 0.75, 3) }
