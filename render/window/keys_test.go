package window

import (
	"errors"
	"image"
	"strings"
	"testing"

	"github.com/hajimehoshi/ebiten/v2"

	"github.com/fenchel-gym/fenchel/render"
	"github.com/fenchel-gym/fenchel/render/keys"
)

// press is a keyboard on which keys have been down for some ticks.
func press(ticks int, held ...ebiten.Key) *keyboard {
	down := func(dst []ebiten.Key) []ebiten.Key { return append(dst, held...) }
	return &keyboard{
		held:  down,
		ticks: func(ebiten.Key) int { return ticks },
		went: func(dst []ebiten.Key) []ebiten.Key {
			if ticks == 1 {
				return down(dst)
			}
			return dst
		},
		name:  func(ebiten.Key) string { return "" },
		chars: func(dst []rune) []rune { return dst },
	}
}

func asked(k *keyboard) (list []keys.Command) {
	k.commands(keys.Watching, func(c keys.Command) { list = append(list, c) })
	return list
}

func TestKeys(t *testing.T) {
	for key, want := range map[ebiten.Key]keys.Command{
		ebiten.KeySpace: keys.PlayPause, ebiten.KeyArrowRight: keys.Forward, ebiten.KeyArrowLeft: keys.Backward, ebiten.KeyR: keys.Restart,
		ebiten.KeyBackspace: keys.Restart, ebiten.KeyN: keys.NextEpisode, ebiten.KeyE: keys.Panels, ebiten.KeyF1: keys.Help,
		ebiten.KeyTab: keys.Panels, ebiten.KeyF5: keys.FullScreen, ebiten.KeyEscape: keys.FirstCamera, ebiten.KeyQ: keys.Quit, ebiten.KeyT: keys.Track,
		ebiten.KeyHome: keys.FirstStep, ebiten.KeyEnd: keys.LastStep, ebiten.KeyF6: keys.Frames,
	} {
		if got := asked(press(1, key)); len(got) != 1 || got[0] != want {
			t.Errorf("%v asks for %v, want %v", key, got, want)
		}
	}
	for char, want := range map[rune]keys.Command{
		'+': keys.Faster, '=': keys.Faster, '-': keys.Slower, '[': keys.PreviousCamera, ']': keys.NextCamera, '.': keys.NextPage,
	} {
		k := press(1, ebiten.KeyMinus)
		k.chars = func(dst []rune) []rune { return append(dst, char) }
		if got := asked(k); len(got) != 1 || got[0] != want {
			t.Errorf("%c asks for %v, want %v", char, got, want)
		}
	}
}

// TestModifiers: Shift and Ctrl make an arrow's step longer.
func TestModifiers(t *testing.T) {
	for modifier, want := range map[ebiten.Key]keys.Command{ebiten.KeyShift: keys.Forward10, ebiten.KeyControl: keys.Forward100} {
		if got := asked(press(1, modifier, ebiten.KeyArrowRight)); len(got) != 1 || got[0] != want {
			t.Errorf("%v and an arrow ask for %v, want %v", modifier, got, want)
		}
	}
}

func TestHeldKeys(t *testing.T) {
	steps := 0
	for tick := 1; tick <= repeatAfter+4*repeatEvery; tick++ {
		steps += len(asked(press(tick, ebiten.KeyArrowRight)))
	}
	if steps != 6 {
		t.Errorf("a held arrow took %d steps, want 1 and 5 repeats", steps)
	}
	if got := asked(press(repeatAfter, ebiten.KeyN)); len(got) != 0 {
		t.Errorf("a held N asks again: %v", got)
	}
}

// TestLettersFollowTheKeyboard: on a French keyboard the key in the place of Q types an a, and that of A a q.
func TestLettersFollowTheKeyboard(t *testing.T) {
	k := press(1, ebiten.KeyA)
	k.name = func(ebiten.Key) string { return "q" }
	if got := asked(k); len(got) != 1 || got[0] != keys.Quit {
		t.Errorf("the key that types q asks for %v", got)
	}
	k = press(1, ebiten.KeyQ)
	k.name = func(ebiten.Key) string { return "a" }
	if got := asked(k); len(got) != 0 {
		t.Errorf("the key that types a asks for %v", got)
	}
}

func TestHelpIsDrawn(t *testing.T) {
	s, _ := paused(1)
	p := render.NewPainter(480, 270)
	before := append([]uint8(nil), p.Paint(s.frame()).Pix...)
	drawHelp(p.Canvas(), keys.Watching)
	changed := 0
	for i, v := range p.Canvas().Image().Pix {
		if v != before[i] {
			changed++
		}
	}
	if changed < len(before)/4 {
		t.Errorf("the help changed %d bytes of %d", changed, len(before))
	}
}

func TestFit(t *testing.T) {
	if got := fit(960, 540, 1e6); got != image.Pt(960, 540) {
		t.Errorf("a small window is painted at %v", got)
	}
	if got := fit(3840, 2160, 1920*1080); got != image.Pt(1920, 1080) {
		t.Errorf("a large window is painted at %v", got)
	}
	if got := fit(0, 0, 1); got != image.Pt(1, 1) {
		t.Errorf("a window without extent is painted at %v", got)
	}
}

func TestNoDisplayIsOneLine(t *testing.T) {
	err := noDisplay(errors.New("glfw: failed to open display\ngoroutine 1 [running]"))
	if !errors.Is(err, ErrNoDisplay) || strings.Contains(err.Error(), "\n") {
		t.Errorf("%q", err)
	}
}
