package locomotion

import (
	"math"
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// reacher is an arm of two links of 0.1 m on a table, with motors of 200 N·m on heavy rotors. Bring the finger tip to the
// target and hold it there. Timestep 0.01 s (RK4), two in a step of 0.02 s.
//
//	obs  cos joint0, cos joint1, sin joint0, sin joint1     −1 … 1
//	     target x, y m
//	     joint0, joint1 rad/s
//	     finger tip − target, x, y m                        lagged
//	act  torque at joint0, joint1 / 200 N·m                 −1 … 1
//
//	reward  −|finger tip − target| − |a|², of the action as it was sent; lagged
//	start   angles uniform in ±0.1, their rates in ±0.005; target uniform in a disc of 0.2 m, at rest
//	ends    never; timed out after 50 steps
//
// State: q = [joint0, joint1, target x, target y], v their rates. Source: Gymnasium, Reacher-v5.
type reacher struct{ immortal }

// Bodies of the reacher.
const (
	reacherTip    = 3
	reacherTarget = 4
)

// DefaultReacher is Gymnasium's horizon, 50 steps.
func DefaultReacher() Options { return standard(50) }

// NewReacher makes the task `reacher`. It panics on options that do not validate.
func NewReacher(o Options) *Task {
	m := mustModel("reacher")
	angles := within(1, []envs.Channel{channel("cos joint0", "1"), channel("cos joint1", "1"), channel("sin joint0", "1"), channel("sin joint1", "1")})
	offset := []envs.Channel{channel("fingertip − target x", "m"), channel("fingertip − target y", "m")}
	return newTask(m, reacher{}, o, DefaultReacher().Horizon, 2, false, envs.Spec{
		Name:    "reacher",
		Obs:     join(angles, positions(m)[2:], velocities(m)[:2], offset),
		Summary: "bring the tip of a two-link arm to a target",
		Reward:  "−distance to the target − |a|²",
		Start:   "angles ± 0.1, rates ± 0.005, target uniform in a disc of 0.2 m",
		Ends:    envs.AtHorizon,
		Source:  "Gymnasium Reacher-v5",
	})
}

func (reacher) start(b *body, rng *rand.Rand) {
	jitter(b.QPos, 0.1, rng)
	for {
		b.QPos[2], b.QPos[3] = uniform(rng, -0.2, 0.2), uniform(rng, -0.2, 0.2)
		if math.Hypot(b.QPos[2], b.QPos[3]) < 0.2 {
			break
		}
	}
	jitter(b.QVel, 0.005, rng)
	b.QVel[2], b.QVel[3] = 0, 0
}

func (reacher) offset(b *body) spatial.Vec { return b.XPos[reacherTip].Sub(b.XPos[reacherTarget]) }

func (l reacher) reward(b *body, _ float64, act []float64) float64 {
	return -l.offset(b).Norm() - squares(act)
}

func (l reacher) observe(obs []float64, b *body) {
	obs[2], obs[0] = math.Sincos(b.QPos[0])
	obs[3], obs[1] = math.Sincos(b.QPos[1])
	rest := copied(copied(obs[4:], b.QPos[2:]), b.QVel[:2])
	d := l.offset(b)
	rest[0], rest[1] = d.X, d.Y
}

func (reacher) camera(*body) scene.Camera {
	return scene.Camera{Distance: 0.85, Azimuth: math.Pi / 2, Elevation: -60 * math.Pi / 180}
}
