package pusht

import (
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// pull is the force on the block for each pixel of a spring by which a person drags it, 1/s² at a mass of 1. The block
// loses its velocity in every physics step, so that a force is a velocity: this one goes a tenth of the way in a step.
const pull = 100.0

// blockReach is the radius about the block's center of gravity within which a pointer means it, px.
const blockReach = 60.0

// Bodies appends the block.
func (t *Task) Bodies(dst []envs.Pushable) []envs.Pushable {
	at := picture(t.body.block.center)
	return append(dst, envs.Pushable{Name: "block", At: scene.Vec3{X: at.X, Y: at.Y}, Size: blockReach, Scale: pull})
}

// Push has a force, in the scene's directions, act at the block's center of gravity throughout the next Step.
func (t *Task) Push(p envs.Push) { t.body.push = Vec{p.Force.X, -p.Force.Y} }
