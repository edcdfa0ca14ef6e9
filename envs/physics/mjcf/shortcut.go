package mjcf

import (
	"math"

	"github.com/fenchel-gym/fenchel/envs/physics"
)

// motor: f = u.
func (a *actuator) motor(_ *reader, f *force) {
	if f.given && f.affineBias { // only by the rules before MuJoCo 4.0
		return
	}
	*f = force{gain: [3]float64{1}, tau: f.tau}
}

// stiff reads kp, kv and dampratio, whose defaults are those of the law inherited.
func (a *actuator) stiff(r *reader, f *force) {
	kp, kv, ratio := f.gain[0], -f.bias[2], f.dampRatio
	r.atLeast("kp", &kp, 0)
	if r.atLeast("kv", &kv, 0) {
		ratio = 0
	}
	if r.has("dampratio") {
		if r.has("kv") {
			r.fail("both kv and dampratio are given")
		}
		r.atLeast("dampratio", &ratio, 0)
		kv = 0
	}
	f.gain, f.bias, f.dampRatio = [3]float64{kp}, [3]float64{0, -kp, -kv}, ratio
	f.affineGain, f.affineBias = false, true
	if r.has("inheritrange") {
		r.atLeast("inheritrange", &a.inherit, 0)
	}
}

// position: f = kp (u − l) − kv v.
func (a *actuator) position(r *reader, f *force) {
	a.stiff(r, f)
	tau := 0.0
	if f.dyn == physics.FilterExact {
		tau = f.tau
	}
	r.atLeast("timeconst", &tau, 0)
	f.dyn, f.tau = physics.NoActivation, 1
	if tau > 0 {
		f.dyn, f.tau = physics.FilterExact, tau
	}
	a.ownRange = a.ownRange || r.has("ctrlrange")
}

// velocity: f = kv (u − v).
func (a *actuator) velocity(r *reader, f *force) {
	kv := f.gain[0]
	r.atLeast("kv", &kv, 0)
	*f = force{gain: [3]float64{kv}, bias: [3]float64{0, 0, -kv}, affineBias: true, tau: f.tau}
}

// intVelocity: f = kp (w − l) − kv v with w˙ = u.
func (a *actuator) intVelocity(r *reader, f *force) {
	a.activation(r)
	a.stiff(r, f)
	f.dyn = physics.Accumulate
	a.actLimited = yes
	a.ownRange = r.has("actrange")
}

// damper: f = −kv u v, u ≥ 0.
func (a *actuator) damper(r *reader, f *force) {
	kv := -f.gain[2]
	r.atLeast("kv", &kv, 0)
	*f = force{gain: [3]float64{0, 0, -kv}, affineGain: true, tau: f.tau}
	a.ctrlLimited = yes
	if a.ctrlRange[0] < 0 {
		r.fail("ctrlrange of a damper is negative")
	}
}

// cylinder: f = area w + bias with τ w˙ = u − w.
func (a *actuator) cylinder(r *reader, f *force) {
	area, diameter, tau := f.gain[0], 0.0, f.tau
	r.atLeast("area", &area, 0)
	if r.float("diameter", &diameter) {
		area = math.Pi / 4 * diameter * diameter
	}
	r.atLeast("timeconst", &tau, 0)
	bias := f.bias
	r.floats("bias", bias[:])
	*f = force{gain: [3]float64{area}, bias: bias, affineBias: true, dyn: physics.Filter, tau: tau}
}
