package window

import (
	"errors"
	"image"
	"slices"
	"strings"
	"testing"

	"github.com/hajimehoshi/ebiten/v2"

	"github.com/fenchel-gym/fenchel/render"
)

// press is a keyboard on which one key has been down for some ticks.
func press(key ebiten.Key, ticks int) *keyboard {
	return &keyboard{
		pressed: func(k ebiten.Key) bool { return k == key && ticks == 1 },
		held: func(k ebiten.Key) int {
			if k == key {
				return ticks
			}
			return 0
		},
		name:  func(ebiten.Key) string { return "" },
		chars: func(dst []rune) []rune { return dst },
	}
}

func asked(k *keyboard) (list []command) {
	k.commands(func(c command) { list = append(list, c) })
	return list
}

func TestKeys(t *testing.T) {
	for key, want := range map[ebiten.Key]command{
		ebiten.KeySpace: playPause, ebiten.KeyArrowRight: forward, ebiten.KeyArrowLeft: backward, ebiten.KeyR: restart,
		ebiten.KeyBackspace: restart, ebiten.KeyN: nextEpisode, ebiten.KeyE: togglePanels, ebiten.KeyF1: toggleHelp,
		ebiten.KeyF: fullscreen, ebiten.KeyF5: fullscreen, ebiten.KeyEscape: quit, ebiten.KeyQ: quit, ebiten.KeyT: toggleTracking,
	} {
		if got := asked(press(key, 1)); len(got) != 1 || got[0] != want {
			t.Errorf("%v asks for %v, want %v", key, got, want)
		}
	}
	for char, want := range map[rune]command{'+': faster, '=': faster, '-': slower} {
		k := press(ebiten.KeyA, 1)
		k.chars = func(dst []rune) []rune { return append(dst, char) }
		if got := asked(k); len(got) != 1 || got[0] != want {
			t.Errorf("%c asks for %v, want %v", char, got, want)
		}
	}
}

func TestHeldKeys(t *testing.T) {
	steps := 0
	for tick := 1; tick <= repeatAfter+4*repeatEvery; tick++ {
		steps += len(asked(press(ebiten.KeyArrowRight, tick)))
	}
	if steps != 6 {
		t.Errorf("a held arrow took %d steps, want 1 and 5 repeats", steps)
	}
	if got := asked(press(ebiten.KeyN, repeatAfter)); len(got) != 0 {
		t.Errorf("a held N asks again: %v", got)
	}
}

// TestLettersFollowTheKeyboard: on a French keyboard the key in the place of Q types an a, and that of A a q.
func TestLettersFollowTheKeyboard(t *testing.T) {
	k := press(ebiten.KeyA, 1)
	k.name = func(ebiten.Key) string { return "q" }
	if got := asked(k); len(got) != 1 || got[0] != quit {
		t.Errorf("the key that types q asks for %v", got)
	}
	k = press(ebiten.KeyQ, 1)
	k.name = func(ebiten.Key) string { return "a" }
	if got := asked(k); len(got) != 0 {
		t.Errorf("the key that types a asks for %v", got)
	}
}

// TestHelpNamesEveryKey: no command without a key, and no letter that the help does not tell.
func TestHelpNamesEveryKey(t *testing.T) {
	reachable := map[command]bool{}
	for name, c := range letters {
		reachable[c] = true
		if !strings.Contains(helpLines[c].keys, strings.ToUpper(name)) {
			t.Errorf("the help for %q does not name %s", helpLines[c].does, name)
		}
	}
	for c := range commands {
		if len(keys[c]) == 0 && !reachable[c] || helpLines[c].keys == "" || helpLines[c].does == "" {
			t.Errorf("command %d: keys %v, help %q", c, keys[c], helpLines[c])
		}
	}
}

func TestHelpIsDrawn(t *testing.T) {
	s, _ := paused(1)
	p := render.NewPainter(480, 270)
	before := append([]uint8(nil), p.Paint(s.frame()).Pix...)
	drawHelp(p.Canvas())
	changed := 0
	for i, v := range p.Canvas().Image().Pix {
		if v != before[i] {
			changed++
		}
	}
	if changed < len(before)/3 {
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

// TestHelpListsEveryKey that a command has.
func TestHelpListsEveryKey(t *testing.T) {
	names := map[ebiten.Key]string{
		ebiten.KeyEscape: "Esc", ebiten.KeySpace: "Space", ebiten.KeyArrowRight: "→", ebiten.KeyArrowLeft: "←", ebiten.KeyArrowUp: "↑",
		ebiten.KeyArrowDown: "↓", ebiten.KeyBackspace: "Backspace", ebiten.KeyF5: "F5", ebiten.KeyF1: "F1", ebiten.KeyPageDown: "PgDn", ebiten.KeyPageUp: "PgUp",
	}
	for c := range commands {
		listed := strings.Fields(helpLines[c].keys)
		expect := func(key string) {
			if !slices.Contains(listed, key) {
				t.Errorf("the help on %q lists %q, not %s", helpLines[c].does, listed, key)
			}
		}
		for _, key := range keys[c] {
			if names[key] == "" {
				t.Errorf("%v has no name here", key)
			}
			expect(names[key])
		}
		for letter, of := range letters {
			if of == c {
				expect(strings.ToUpper(letter))
			}
		}
		for sign, of := range typed {
			if of == c && sign != '-' { // listed as the minus that it means
				expect(string(sign))
			}
		}
	}
}
