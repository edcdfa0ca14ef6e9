package locomotion

import (
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/physics"
	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// humanoid is a body of 39.6 kg with waist, legs and arms, free to move in space, with 17 motors of 25 to 300 N·m per
// unit of action. Walk along x without falling. Timestep 0.003 s (RK4), five in a step of 0.015 s.
//
//	obs  root z m, orientation quaternion w x y z 1, 17 joints rad                      (22)
//	     root vx, vy, vz m/s (world), ωx, ωy, ωz rad/s (body), 17 joints rad/s          (23)
//	     inertia of each body but the world, about the center of mass of all (13×10)    lagged
//	     angular rad/s and linear m/s velocity of each body, about the same (13×6)      lagged
//	     motor torque of each joint N·m (17)                                            lagged
//	     contact torque N·m and force N on each body (13×6)                             lagged
//	act  control of abdomen_y, abdomen_z, abdomen_x, right hip x z y, right knee, left hip x z y, left knee, right
//	     shoulder 1 2, right elbow, left shoulder 1 2, left elbow                       −0.4 … 0.4
//
//	reward  1.25·Δx/Δt + 5 if healthy − 0.1·|a|² − min(5·10⁻⁷·|contact forces|², 10); x is that of the center of mass
//	start   all positions and velocities uniform in ±0.01 about standing
//	ends    failed unless healthy: 1 m < z < 2 m
//
// State: q = [x, y, z, w, x, y, z, joints] (24), v = [linear, angular, joints] (23). Source: Gymnasium, Humanoid-v5.
type humanoid struct{}

// DefaultHumanoid is Gymnasium's horizon, 1000 steps.
func DefaultHumanoid() Options { return standard(1000) }

// NewHumanoid makes the task `humanoid`. It panics on options that do not validate.
func NewHumanoid(o Options) *Task {
	m := mustModel("humanoid")
	motion := perBody(m, []string{"angular velocity x", "angular velocity y", "angular velocity z"}, "rad/s",
		[]string{"linear velocity x", "linear velocity y", "linear velocity z"}, "m/s")
	return newTask(m, humanoid{}, o, DefaultHumanoid().Horizon, 5, true, envs.Spec{
		Name:    "humanoid",
		Obs:     join(positions(m)[2:], velocities(m), inertias(m), motion, torques(m), contactForces(m)),
		Summary: "walk along x on two legs without falling",
		Reward:  "1.25·speed + 5 while healthy − 0.1·|a|² − min(5·10⁻⁷·|contact forces|², 10)",
		Start:   "standing, positions and velocities ± 0.01",
		Ends:    "failed when the torso is not between 1 m and 2 m",
		Source:  "Gymnasium Humanoid-v5",
	})
}

// inertias are the channels of CInert of all bodies but the world.
func inertias(m *physics.Model) []envs.Channel {
	var list []envs.Channel
	for b := 1; b < m.NBody; b++ {
		of := " of " + bodyName(m, b)
		for _, what := range []string{"xx", "yy", "zz", "xy", "xz", "yz"} {
			list = append(list, channel("inertia "+what+of, "kg·m²"))
		}
		for _, what := range []string{"x", "y", "z"} {
			list = append(list, channel("mass moment "+what+of, "kg·m"))
		}
		list = append(list, channel("mass"+of, "kg"))
	}
	return list
}

// torques are the channels of QfrcActuator but for the free joint.
func torques(m *physics.Model) []envs.Channel {
	var list []envs.Channel
	for _, c := range velocities(m)[6:] {
		list = append(list, channel("torque at "+c.Name[:len(c.Name)-len(" rate")], "N·m"))
	}
	return list
}

func (humanoid) start(b *body, rng *rand.Rand) {
	jitter(b.QPos, 0.01, rng)
	jitter(b.QVel, 0.01, rng)
}

// progress is the center of mass, Σ m x / Σ m.
func (humanoid) progress(b *body) float64 {
	var moment, mass float64
	for i, m := range b.model.BodyMass {
		moment += m * b.XIPos[i].X
		mass += m
	}
	return moment / mass
}

func (l humanoid) reward(b *body, moved float64, act []float64) float64 {
	forces := 0.0
	for _, f := range b.CFrcExt {
		forces += f.T.Dot(f.T) + f.F.Dot(f.F)
	}
	return 1.25*moved/b.period + bonus(5, l.healthy(b)) - 0.1*squares(act) - min(5e-7*forces, 10)
}

func (humanoid) healthy(b *body) bool { return 1 < b.QPos[2] && b.QPos[2] < 2 }

func (humanoid) observe(obs []float64, b *body) {
	rest := copied(copied(obs, b.QPos[2:]), b.QVel)
	for i := 1; i < len(b.CInert); i++ {
		c := &b.CInert[i]
		rest = vector(vector(rest, spatial.Vec{X: c.XX, Y: c.YY, Z: c.ZZ}), spatial.Vec{X: c.XY, Y: c.XZ, Z: c.YZ})
		rest = vector(rest, c.H)
		rest[0], rest = c.M, rest[1:]
	}
	for _, v := range b.CVel[1:] {
		rest = vector(vector(rest, v.W), v.V)
	}
	rest = copied(rest, b.QfrcActuator[6:])
	for _, f := range b.CFrcExt[1:] {
		rest = vector(vector(rest, f.T), f.F)
	}
}

func (humanoid) camera(b *body) scene.Camera { return follow(b, 0.9, 3.4) }
