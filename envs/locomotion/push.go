package locomotion

import (
	"math"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/physics"
	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// brisk is the rate, in 1/s², of the spring by which a person pulls a body: its stiffness for each kilogram.
const brisk = 40.0

// Bodies appends the bodies that have mass and move.
func (t *Task) Bodies(dst []envs.Pushable) []envs.Pushable {
	m, d := t.motion.model, t.motion.Data
	for _, b := range t.motion.pushable {
		dst = append(dst, envs.Pushable{
			Name: m.BodyName[b], At: point(d.XIPos[b]), Size: reach(m, d, b), Scale: brisk * m.BodySubtreeMass[trunk(m, b)],
		})
	}
	return dst
}

// Push has a force, N in world axes, act at the center of mass of a body throughout the next Step. It panics on a body
// that Bodies does not list.
func (t *Task) Push(p envs.Push) { t.motion.push = p }

// pushable lists the bodies that have mass and move.
func pushable(m *physics.Model) []int {
	var list []int
	for b := 1; b < m.NBody; b++ {
		if m.BodyMass[b] > 0 && m.Moves(b) {
			list = append(list, b)
		}
	}
	return list
}

// trunk is the first body on the way from the world to b.
func trunk(m *physics.Model, b int) int {
	for m.BodyParent[b] > 0 {
		b = m.BodyParent[b]
	}
	return b
}

// reach is the radius about a body's center of mass that holds its geoms.
func reach(m *physics.Model, d *physics.Data, b int) float64 {
	r := thickness(m, b)
	for g := range m.GeomType {
		if m.GeomBody[g] == b {
			pos, _ := m.GeomPose(d, g)
			r = math.Max(r, pos.Sub(d.XIPos[b]).Norm()+m.GeomRBound[g])
		}
	}
	return r
}

// pushed holds a push for one timestep, by the Jacobian of the one before.
func (m *motion) pushed() {
	if m.push == (envs.Push{}) {
		return
	}
	b, f := &m.body, m.push.Force
	clear(b.QfrcApplied)
	b.model.AddPush(b.QfrcApplied, b.Data, m.pushable[m.push.Body], spatial.Vec{X: f.X, Y: f.Y, Z: f.Z})
}

// letGo ends a push.
func (m *motion) letGo() {
	if m.push != (envs.Push{}) {
		clear(m.QfrcApplied)
		m.push = envs.Push{}
	}
}
