package locomotion

import (
	"math"
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// halfcheetah is half a cat in a vertical plane, 14 kg: a torso with a head, a hind and a fore leg of three links each,
// all joints sprung and damped, with motors of 30 to 120 N·m. Run forward. Timestep 0.01 s (Euler, damping implicit),
// five in a step of 0.05 s.
//
//	obs  rootz m, rooty rad, bthigh, bshin, bfoot, fthigh, fshin, ffoot rad
//	     rootx, rootz m/s, rooty, the six joints rad/s
//	act  torque at bthigh/120, bshin/90, bfoot/60, fthigh/120, fshin/60, ffoot/30 N·m      −1 … 1
//
//	reward  Δx/Δt − 0.1·|a|², of the action as it was sent; x is rootx
//	start   all positions uniform in ±0.1 about standing, velocities normal with standard deviation 0.1
//	ends    never: it may run on its back
//
// State: q = [rootx, rootz, rooty, joints], v their rates; rootz is 0 at the start. Source: Gymnasium, HalfCheetah-v5.
type halfcheetah struct{ immortal }

// DefaultHalfCheetah is Gymnasium's horizon, 1000 steps.
func DefaultHalfCheetah() Options { return standard(1000) }

// NewHalfCheetah makes the task `halfcheetah`. It panics on options that do not validate.
func NewHalfCheetah(o Options) *Task {
	m := mustModel("halfcheetah")
	return newTask(m, halfcheetah{}, o, DefaultHalfCheetah().Horizon, 5, false, envs.Spec{
		Name:    "halfcheetah",
		Obs:     planarObs(m, math.Inf(1)),
		Summary: "run forward on two sprung legs in a plane",
		Reward:  "speed − 0.1·|a|²",
		Start:   "standing, positions ± 0.1, velocities normal with standard deviation 0.1",
		Ends:    envs.AtHorizon,
		Source:  "Gymnasium HalfCheetah-v5",
	})
}

// immortal is the health of tasks that cannot fail.
type immortal struct{}

func (immortal) healthy(*body) bool { return true }

func (halfcheetah) start(b *body, rng *rand.Rand) {
	jitter(b.QPos, 0.1, rng)
	kick(b.QVel, 0.1, rng)
}

func (halfcheetah) progress(b *body) float64 { return b.QPos[0] }

func (halfcheetah) reward(b *body, moved float64, act []float64) float64 {
	return moved/b.period - 0.1*squares(act)
}

func (halfcheetah) observe(obs []float64, b *body) { copied(copied(obs, b.QPos[1:]), b.QVel) }

func (halfcheetah) camera(b *body) scene.Camera { return follow(b, 0.5, 2.8) }
