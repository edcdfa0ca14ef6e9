package scene

// Input is what a person's devices did in one tick, as plain data: a window fills it, a test does, too.
type Input struct {
	Focused  bool     // whether the window has the keyboard
	Pointing bool     // whether the pointer is over the picture of a flat scene
	Pointer  Vec2     // where, in the plane of the scene
	Held     []string // the keys that are down, by the names of their places: "ArrowLeft", "A", "Space"
	Pressed  []string // the keys that went down in this tick
	Pad      *Pad     // the gamepad, nil where there is none
}

// Pad is a gamepad.
type Pad struct {
	Sticks  [2]Vec2  // left and right, each axis in [−1, 1], x to the right and y up
	Pressed []string // the buttons that went down in this tick: "A", "B", "X", "Y", "Start", "Back"
}

// Reset empties the input and keeps its memory.
func (in *Input) Reset() { *in = Input{Held: in.Held[:0], Pressed: in.Pressed[:0]} }
