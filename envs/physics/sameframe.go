package physics

import (
	"math"

	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// sameFrame is how near the entries of two frames are for MuJoCo to take one for the other.
const sameFrame = 1e-6

// snapped returns a frame of body b as the dynamics use it: where it nearly is the body's own frame or that of its
// inertia, it is that one, in orientation alone or in both.
func (m *Model) snapped(b int, pos spatial.Vec, quat spatial.Quat) (spatial.Vec, spatial.Quat) {
	for _, f := range [...]spatial.Pose{{Quat: spatial.Identity}, {Pos: m.BodyIPos[b], Quat: m.BodyIQuat[b]}} {
		if nearQuat(quat, f.Quat) {
			if nearVec(pos, f.Pos) {
				pos = f.Pos
			}
			return pos, f.Quat
		}
	}
	return pos, quat
}

// snappedInertia returns the frame of the inertia of body b likewise.
func (m *Model) snappedInertia(b int) (spatial.Vec, spatial.Quat) {
	pos, quat := m.BodyIPos[b], m.BodyIQuat[b]
	if nearQuat(quat, spatial.Identity) {
		if quat = spatial.Identity; nearVec(pos, spatial.Vec{}) {
			pos = spatial.Vec{}
		}
	}
	return pos, quat
}

func nearVec(a, b spatial.Vec) bool {
	d := a.Sub(b)
	return math.Max(math.Abs(d.X), math.Max(math.Abs(d.Y), math.Abs(d.Z))) < sameFrame
}

func nearQuat(a, b spatial.Quat) bool {
	return math.Abs(a.W-b.W) < sameFrame && nearVec(spatial.Vec{X: a.X, Y: a.Y, Z: a.Z}, spatial.Vec{X: b.X, Y: b.Y, Z: b.Z})
}
