package window

import (
	"github.com/hajimehoshi/ebiten/v2"
	"github.com/hajimehoshi/ebiten/v2/inpututil"
)

// mouse follows drags: with the left button, and with the right or the middle one, or the left and Shift, to move.
type mouse struct{ x, y int }

// read hands drags and the wheel to an orbit; free says whether the left button is the orbit's, too.
func (m *mouse) read(o *orbit, height int, free bool) (changed bool) {
	x, y := ebiten.CursorPosition()
	dx, dy := float64(x-m.x)/float64(height), float64(y-m.y)/float64(height)
	m.x, m.y = x, y
	left := free && heldBefore(ebiten.MouseButtonLeft)
	move := heldBefore(ebiten.MouseButtonRight) || heldBefore(ebiten.MouseButtonMiddle)
	if (left || move) && (dx != 0 || dy != 0) {
		o.drag(dx, dy, move || ebiten.IsKeyPressed(ebiten.KeyShift))
		changed = true
	}
	if _, notches := ebiten.Wheel(); notches != 0 {
		o.zoom(notches)
		changed = true
	}
	return changed
}

// heldBefore reports whether a button was down in the tick before too: the first tick of a touch jumps.
func heldBefore(b ebiten.MouseButton) bool { return inpututil.MouseButtonPressDuration(b) > 1 }
