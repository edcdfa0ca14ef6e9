package locomotion

import (
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// ant is a ball of 0.33 kg on four legs of three rods, 0.91 kg in all, free to move in space, with motors of 150 N·m at
// four hips and four ankles. Run along x. Timestep 0.01 s (RK4), five in a step of 0.05 s.
//
//	obs  root z m, orientation quaternion w x y z 1, hip_1, ankle_1, … ankle_4 rad
//	     root vx, vy, vz m/s (world), ωx, ωy, ωz rad/s (body), the eight joints rad/s
//	     contact torque N·m and force N on each body but the world (13×6)          −1 … 1, clipped; lagged
//	act  torque at hip_4, ankle_4, hip_1, ankle_1, hip_2, ankle_2, hip_3, ankle_3, / 150 N·m      −1 … 1
//
//	reward  Δx/Δt + 1 if healthy − 0.5·|a|² − 0.0005·|contact forces, clipped|²; x is that of the torso, lagged
//	start   all positions uniform in ±0.1 about qpos0, the quaternion's entries too; velocities normal, deviation 0.1
//	ends    failed unless healthy: 0.2 m ≤ z ≤ 1 m
//
// The quaternion of the start is not of unit length; the physics normalizes what it uses. State: q = [x, y, z, w, x, y,
// z, joints] (15), v = [linear, angular, joints] (14). Source: Gymnasium, Ant-v5.
type ant struct{}

// DefaultAnt is Gymnasium's horizon, 1000 steps.
func DefaultAnt() Options { return standard(1000) }

// NewAnt makes the task `ant`. It panics on options that do not validate.
func NewAnt(o Options) *Task {
	m := mustModel("ant")
	return newTask(m, ant{}, o, DefaultAnt().Horizon, 5, true, envs.Spec{
		Name:    "ant",
		Obs:     join(positions(m)[2:], velocities(m), within(1, contactForces(m))),
		Summary: "run along x on four legs",
		Reward:  "speed + 1 while healthy − 0.5·|a|² − 0.0005·|clipped contact forces|²",
		Start:   "standing, positions ± 0.1, velocities normal with standard deviation 0.1",
		Ends:    "failed when the torso is not between 0.2 m and 1 m",
		Source:  "Gymnasium Ant-v5",
	})
}

func (ant) start(b *body, rng *rand.Rand) { halfcheetah{}.start(b, rng) }

func (ant) progress(b *body) float64 { return b.XPos[1].X }

func (l ant) reward(b *body, moved float64, act []float64) float64 {
	cost := 0.0
	for _, f := range b.CFrcExt {
		for _, x := range [...]float64{f.T.X, f.T.Y, f.T.Z, f.F.X, f.F.Y, f.F.Z} {
			x = clip(x, 1)
			cost += x * x
		}
	}
	return moved/b.period + bonus(1, l.healthy(b)) - 0.5*squares(act) - 5e-4*cost
}

func (ant) healthy(b *body) bool {
	return !b.Diverged && envs.Finite(b.QPos) && envs.Finite(b.QVel) && 0.2 <= b.QPos[2] && b.QPos[2] <= 1
}

func (ant) observe(obs []float64, b *body) {
	rest := copied(copied(obs, b.QPos[2:]), b.QVel)
	for _, f := range b.CFrcExt[1:] {
		vector(rest, f.T)
		vector(rest[3:], f.F)
		rest = clipped(rest, rest[:6], 1)
	}
}

func (ant) camera(b *body) scene.Camera { return follow(b, 0.4, 3.4) }
