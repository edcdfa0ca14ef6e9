package envs

import "github.com/fenchel-gym/fenchel/render/scene"

// ForceLen is how many numbers a Push is recorded as.
const ForceLen = 4

// Push is a force from outside on a body of a scene. The zero value pushes nothing.
type Push struct {
	Body  int        // index in Bodies
	Force scene.Vec3 // at its center of mass, in the task's units; Z is 0 in flat scenes
}

// Append appends the push as it is recorded.
func (p Push) Append(dst []float64) []float64 {
	return append(dst, float64(p.Body), p.Force.X, p.Force.Y, p.Force.Z)
}

// PushOf is the inverse of Append: what row, of ForceLen numbers, says; nothing where it is empty.
func PushOf(row []float64) Push {
	if len(row) == 0 {
		return Push{}
	}
	return Push{int(row[0]), scene.Vec3{X: row[1], Y: row[2], Z: row[3]}}
}

// Perturber is an Env whose bodies can be pushed by a force from outside.
type Perturber interface {
	// Bodies appends those that can be pushed, in an order that never changes.
	Bodies(dst []Pushable) []Pushable
	// Push has a force act throughout the next Step, and in no other. Reset, SetState and LoadState take it back.
	Push(p Push)
}

// Pushable is a body that can be pushed.
type Pushable struct {
	Name  string
	At    scene.Vec3 // its center of mass in the scene
	Size  float64    // radius about At within which a pointer means it, in the scene's units
	Scale float64    // force of a spring drawn by one unit of length that moves the body briskly
}
