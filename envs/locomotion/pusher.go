package locomotion

import (
	"math"
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// pusher is an arm with seven joints above a table, without gravity, with a fork in place of a hand. Push the disc to the
// goal. Timestep 0.01 s (Euler, damping implicit), five in a step of 0.05 s.
//
//	obs  the seven joints rad, from the shoulder to the wrist
//	     their rates rad/s
//	     fork tip x y z, disc x y z, goal x y z m       lagged
//	act  torque at the seven joints, N·m                −2 … 2
//
//	reward  −|disc − goal| − 0.1·|a|² − 0.5·|disc − fork tip|, of the action as it was sent; lagged
//	start   arm stretched out, rates of the arm uniform in ±0.005; disc uniform in 0.4 m × 0.3 m before the goal, at
//	        least 0.17 m from it; goal in its place
//	ends    never; timed out after 100 steps
//
// State: q = [seven joints, disc y, disc x, goal y, goal x], v their rates. Source: Gymnasium, Pusher-v5.
type pusher struct{ immortal }

// Parts of the pusher.
const (
	pusherJoints = 7
	pusherTip    = 10 // bodies
	pusherDisc   = 11
	pusherGoal   = 12
)

// DefaultPusher is Gymnasium's horizon, 100 steps.
func DefaultPusher() Options { return standard(100) }

// NewPusher makes the task `pusher`. It panics on options that do not validate.
func NewPusher(o Options) *Task {
	m := mustModel("pusher")
	obs := join(positions(m)[:pusherJoints], velocities(m)[:pusherJoints])
	for _, what := range []string{"tip", "disc", "goal"} {
		obs = append(obs, channel(what+" x", "m"), channel(what+" y", "m"), channel(what+" z", "m"))
	}
	return newTask(m, pusher{}, o, DefaultPusher().Horizon, 5, false, envs.Spec{
		Name:    "pusher",
		Obs:     obs,
		Summary: "push a disc to a goal with an arm of seven joints",
		Reward:  "−|disc − goal| − 0.1·|a|² − 0.5·|disc − tip|",
		Start:   "arm at rest ± 0.005 rad/s, disc uniform in a rectangle, at least 0.17 m from the goal",
		Ends:    envs.AtHorizon,
		Source:  "Gymnasium Pusher-v5",
	})
}

func (pusher) start(b *body, rng *rand.Rand) {
	disc := b.QPos[pusherJoints : pusherJoints+2] // along y, along x
	for {
		disc[0], disc[1] = uniform(rng, -0.3, 0), uniform(rng, -0.2, 0.2)
		if math.Hypot(disc[0], disc[1]) > 0.17 {
			break
		}
	}
	jitter(b.QVel, 0.005, rng)
	clear(b.QVel[pusherJoints:])
}

func (pusher) reward(b *body, _ float64, act []float64) float64 {
	disc := b.XPos[pusherDisc]
	far := disc.Sub(b.XPos[pusherGoal]).Norm()
	near := disc.Sub(b.XPos[pusherTip]).Norm()
	return -far - 0.1*squares(act) - 0.5*near
}

func (pusher) observe(obs []float64, b *body) {
	rest := copied(copied(obs, b.QPos[:pusherJoints]), b.QVel[:pusherJoints])
	for _, p := range [...]spatial.Vec{b.XPos[pusherTip], b.XPos[pusherDisc], b.XPos[pusherGoal]} {
		rest = vector(rest, p)
	}
}

func (pusher) camera(*body) scene.Camera {
	return scene.Camera{
		LookAt: scene.Vec3{X: 0.3, Y: -0.2, Z: -0.2}, Distance: 2, Azimuth: 150 * math.Pi / 180, Elevation: -35 * math.Pi / 180,
	}
}
