package scene

// Input is what a person's devices did in one tick, as plain data: a window fills it, a test does, too.
type Input struct {
	Focused  bool     // whether the window has the keyboard
	Pointing bool     // whether the pointer is over the picture
	Pointer  Vec2     // where, in the plane of a flat scene
	Ray      Ray      // what is seen there, in the scene
	Dragging bool     // whether the pointer drags what it points at: Ctrl and the left button
	Held     []string // the keys that are down, by the names of their places: "ArrowLeft", "A", "Space"
	Pressed  []string // the keys that went down in this tick, by their names in the table of keys: "K", "-"
	Pad      *Pad     // the gamepad, nil where there is none
}

// Ray is a half-line in a scene. In a flat scene it comes from above, from a height of 1.
type Ray struct {
	From, Dir Vec3 // Dir is as long as it takes to be one unit nearer along the line of sight
}

// Pad is a gamepad.
type Pad struct {
	Sticks  [2]Vec2  // left and right, each axis in [−1, 1], x to the right and y up
	Pressed []string // the buttons that went down in this tick: "A", "B", "X", "Y", "LB", "RB", "Start", "Back"
}

// Reset empties the input and keeps its memory.
func (in *Input) Reset() { *in = Input{Held: in.Held[:0], Pressed: in.Pressed[:0]} }
