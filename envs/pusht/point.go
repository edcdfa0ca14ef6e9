package pusht

import "github.com/fenchel-gym/fenchel/render/scene"

// Agent is where the agent is in the scene.
func (t *Task) Agent() scene.Vec2 { return picture(t.body.agent) }

// PointAt writes the action whose target is a point of the scene.
func (t *Task) PointAt(act []float64, at scene.Vec2) { act[0], act[1] = at.X, Size-at.Y }

// Pointed is where the target of an action is in the scene.
func (t *Task) Pointed(act []float64) scene.Vec2 { return picture(Vec{act[0], act[1]}) }
