package window

import (
	"strings"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/hajimehoshi/ebiten/v2/inpututil"
)

// keys are the keys of commands that are in the same place on every keyboard.
var keys = [commands][]ebiten.Key{
	quit:       {ebiten.KeyEscape},
	playPause:  {ebiten.KeySpace},
	forward:    {ebiten.KeyArrowRight},
	backward:   {ebiten.KeyArrowLeft},
	faster:     {ebiten.KeyArrowUp},
	slower:     {ebiten.KeyArrowDown},
	restart:    {ebiten.KeyBackspace},
	fullscreen: {ebiten.KeyF5},
	toggleHelp: {ebiten.KeyF1},

	nextPage:     {ebiten.KeyPageDown},
	previousPage: {ebiten.KeyPageUp},
}

// letters are the commands of letters, wherever the keyboard has them.
var letters = map[string]command{
	"q": quit, "r": restart, "n": nextEpisode, "e": togglePanels, "t": toggleTracking, "c": resetCamera, "f": fullscreen, "h": toggleHelp,
}

// typed are the commands of signs, for which a keyboard may need Shift. The system repeats them.
var typed = map[rune]command{'+': faster, '=': faster, '-': slower, '−': slower, ']': nextPage, '[': previousPage}

// A key that is held repeats after a while, in ticks.
const (
	repeatAfter = 22
	repeatEvery = 4
)

// keyboard is what the keys did in a tick: inpututil's functions, or a test's.
type keyboard struct {
	pressed func(ebiten.Key) bool   // went down, even if it is up again
	held    func(ebiten.Key) int    // for how many ticks it has been down
	name    func(ebiten.Key) string // what is printed on it, "" where that is not known
	chars   func([]rune) []rune     // appends the characters typed
}

var realKeyboard = keyboard{inpututil.IsKeyJustPressed, inpututil.KeyPressDuration, ebiten.KeyName, ebiten.AppendInputChars}

// commands calls do for each command that was asked for in this tick.
func (k *keyboard) commands(do func(command)) {
	for c := range commands {
		for _, key := range keys[c] {
			if k.pressed(key) || c.repeats() && repeating(k.held(key)) {
				do(c)
			}
		}
	}
	for key := ebiten.KeyA; key <= ebiten.KeyZ; key++ {
		if k.pressed(key) {
			if c, ok := letters[k.letter(key)]; ok {
				do(c)
			}
		}
	}
	var buffer [8]rune
	for _, r := range k.chars(buffer[:0]) {
		if c, ok := typed[r]; ok {
			do(c)
		}
	}
}

// letter is what a key types, or what it types in America.
func (k *keyboard) letter(key ebiten.Key) string {
	if name := k.name(key); name != "" {
		return strings.ToLower(name)
	}
	return strings.ToLower(key.String())
}

func repeating(ticks int) bool { return ticks >= repeatAfter && (ticks-repeatAfter)%repeatEvery == 0 }

// mouse follows drags: with the left button, and with the right or the middle one, or the left and Shift, to move.
type mouse struct{ x, y int }

func (m *mouse) read(s *session, height int) {
	x, y := ebiten.CursorPosition()
	dx, dy := float64(x-m.x)/float64(height), float64(y-m.y)/float64(height)
	m.x, m.y = x, y
	left := heldBefore(ebiten.MouseButtonLeft)
	move := heldBefore(ebiten.MouseButtonRight) || heldBefore(ebiten.MouseButtonMiddle)
	if left || move {
		s.drag(dx, dy, move || ebiten.IsKeyPressed(ebiten.KeyShift))
	}
	_, notches := ebiten.Wheel()
	s.wheel(notches)
}

// heldBefore reports whether a button was down in the tick before too: the first tick of a touch jumps.
func heldBefore(b ebiten.MouseButton) bool { return inpututil.MouseButtonPressDuration(b) > 1 }
