package classic

import (
	"github.com/fenchel-gym/fenchel/envs/episode"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// plane is a particle in two dimensions, whose set-point one can point at.
type plane struct{ episode.Goal }

// Agent is where the particle is.
func (p plane) Agent() scene.Vec2 {
	q, _ := p.State()
	return scene.Vec2{X: q[0], Y: q[1]}
}

// PointAt writes the action whose set-point is a point of the scene.
func (plane) PointAt(act []float64, at scene.Vec2) { act[0], act[1] = at.X, at.Y }

// Pointed is the set-point of an action.
func (plane) Pointed(act []float64) scene.Vec2 { return scene.Vec2{X: act[0], Y: act[1]} }
