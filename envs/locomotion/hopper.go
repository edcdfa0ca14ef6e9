package locomotion

import (
	"math"
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/physics"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// hopper is one leg in a vertical plane, 15.8 kg: torso, thigh, leg and foot, with motors at hip, knee and ankle of 200
// N·m each. Hop forward without falling. Timestep 0.002 s (RK4), four in a step of 0.008 s.
//
//	obs  rootz m, rooty rad, thigh_joint, leg_joint, foot_joint rad                       height, pitch, joints
//	     rootx, rootz m/s, rooty, thigh_joint, leg_joint, foot_joint rad/s    −10 … 10    their rates, clipped
//	act  torque at thigh_joint, leg_joint, foot_joint, / 200 N·m              −1 … 1
//
//	reward  Δx/Δt + 1 if healthy − 0.001·|a|², of the action as it was sent; x is rootx
//	start   all positions and velocities uniform in ±0.005 about standing
//	ends    failed unless healthy: rootz > 0.7 m, |rooty| < 0.2 rad, every joint and rate within ±100
//
// State: q = [rootx, rootz, rooty, thigh, leg, foot], v their rates. Source: Gymnasium, Hopper-v5.
type hopper struct{}

// DefaultHopper is Gymnasium's horizon, 1000 steps.
func DefaultHopper() Options { return standard(1000) }

// NewHopper makes the task `hopper`. It panics on options that do not validate.
func NewHopper(o Options) *Task {
	m := mustModel("hopper")
	return newTask(m, hopper{}, o, DefaultHopper().Horizon, 4, false, envs.Spec{
		Name:    "hopper",
		Obs:     planarObs(m, 10),
		Summary: "hop forward on one leg without falling",
		Reward:  "speed + 1 while healthy − 0.001·|a|²",
		Start:   "standing, all positions and velocities ± 0.005",
		Ends:    "failed when the torso is below 0.7 m, tilted by 0.2 rad or the state beyond ±100",
		Source:  "Gymnasium Hopper-v5",
	})
}

// planarObs are the channels of a body in a plane: all positions but the distance, all velocities within ±bound.
func planarObs(m *physics.Model, bound float64) []envs.Channel {
	rates := velocities(m)
	if !math.IsInf(bound, 1) {
		rates = within(bound, rates)
	}
	return join(positions(m)[1:], rates)
}

func (hopper) start(b *body, rng *rand.Rand) {
	jitter(b.QPos, 0.005, rng)
	jitter(b.QVel, 0.005, rng)
}

func (hopper) progress(b *body) float64 { return b.QPos[0] }

func (l hopper) reward(b *body, moved float64, act []float64) float64 {
	return moved/b.period + bonus(1, l.healthy(b)) - 1e-3*squares(act)
}

func (hopper) healthy(b *body) bool {
	for _, x := range b.QPos[2:] {
		if !(math.Abs(x) < 100) {
			return false
		}
	}
	for _, x := range b.QVel {
		if !(math.Abs(x) < 100) {
			return false
		}
	}
	return b.QPos[1] > 0.7 && math.Abs(b.QPos[2]) < 0.2
}

func (hopper) observe(obs []float64, b *body) { clipped(copied(obs, b.QPos[1:]), b.QVel, 10) }

func (hopper) camera(b *body) scene.Camera { return follow(b, 0.75, 3) }
