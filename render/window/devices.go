package window

import (
	"github.com/hajimehoshi/ebiten/v2"
	"github.com/hajimehoshi/ebiten/v2/inpututil"

	"github.com/fenchel-gym/fenchel/render/scene"
)

// devices are Ebitengine's functions, or a test's.
type devices struct {
	focused  func() bool
	closed   func() bool
	cursor   func() (x, y int)
	dragging func() bool
	keys     keyboard
	gamepad  func(pad *scene.Pad) bool // false where there is none
	camera   bool                      // whether the mouse moves the camera
}

var realDevices = devices{
	focused:  ebiten.IsFocused,
	closed:   ebiten.IsWindowBeingClosed,
	cursor:   ebiten.CursorPosition,
	dragging: dragging,
	keys:     realKeyboard,
	gamepad:  readGamepad,
	camera:   true,
}

func dragging() bool {
	return ebiten.IsKeyPressed(ebiten.KeyControl) && ebiten.IsMouseButtonPressed(ebiten.MouseButtonLeft)
}

// buttons are the names of a standard gamepad's buttons.
var buttons = [...]struct {
	button ebiten.StandardGamepadButton
	name   string
}{
	{ebiten.StandardGamepadButtonRightBottom, "A"}, {ebiten.StandardGamepadButtonRightRight, "B"},
	{ebiten.StandardGamepadButtonRightLeft, "X"}, {ebiten.StandardGamepadButtonRightTop, "Y"},
	{ebiten.StandardGamepadButtonFrontTopLeft, "LB"}, {ebiten.StandardGamepadButtonFrontTopRight, "RB"},
	{ebiten.StandardGamepadButtonCenterRight, "Start"}, {ebiten.StandardGamepadButtonCenterLeft, "Back"},
}

// readGamepad reads the first gamepad whose layout is known.
func readGamepad(pad *scene.Pad) bool {
	var ids [8]ebiten.GamepadID
	for _, id := range ebiten.AppendGamepadIDs(ids[:0]) {
		if !ebiten.IsStandardGamepadLayoutAvailable(id) {
			continue
		}
		axis := func(a ebiten.StandardGamepadAxis) float64 { return ebiten.StandardGamepadAxisValue(id, a) }
		pad.Sticks = [2]scene.Vec2{
			{X: axis(ebiten.StandardGamepadAxisLeftStickHorizontal), Y: -axis(ebiten.StandardGamepadAxisLeftStickVertical)},
			{X: axis(ebiten.StandardGamepadAxisRightStickHorizontal), Y: -axis(ebiten.StandardGamepadAxisRightStickVertical)},
		}
		for _, b := range buttons {
			if inpututil.IsStandardGamepadButtonJustPressed(id, b.button) {
				pad.Pressed = append(pad.Pressed, b.name)
			}
		}
		return true
	}
	return false
}
