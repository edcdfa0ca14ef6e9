package envs

import "github.com/fenchel-gym/fenchel/render/scene"

// Pointable is an Env whose action is a point of its flat scene, to which something there moves: one can point at it.
type Pointable interface {
	Agent() scene.Vec2                     // where that is now
	PointAt(act []float64, at scene.Vec2)  // writes the action that sends it to a point
	Pointed(act []float64) (at scene.Vec2) // the point of an action
}
