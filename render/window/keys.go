package window

import (
	"slices"
	"strings"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/hajimehoshi/ebiten/v2/inpututil"

	"github.com/fenchel-gym/fenchel/render/keys"
)

// A key that is held repeats after a while, in ticks.
const (
	repeatAfter = 22
	repeatEvery = 4
)

// keyboard is what the keys did in a tick: Ebitengine's functions, or a test's.
type keyboard struct {
	held  func([]ebiten.Key) []ebiten.Key // appends the keys that are down
	ticks func(ebiten.Key) int            // for how many ticks a key has been down
	name  func(ebiten.Key) string         // what is printed on it, "" where that is not known
	chars func([]rune) []rune             // appends the characters typed
	went  func([]ebiten.Key) []ebiten.Key // appends the keys that went down, even if they are up again
}

var realKeyboard = keyboard{
	inpututil.AppendPressedKeys, inpututil.KeyPressDuration, ebiten.KeyName, ebiten.AppendInputChars, inpututil.AppendJustPressedKeys,
}

// stroke is a key that went down, by its name in the table of keys, or that repeats since it is held.
type stroke struct {
	key     string
	repeats bool
}

// strokes appends those of this tick.
func (k *keyboard) strokes(dst []stroke) []stroke {
	var buffer [16]ebiten.Key
	down := k.held(buffer[:0])
	prefix := modifier(down)
	var fresh [16]ebiten.Key
	went := k.went(fresh[:0])
	for _, key := range went {
		if name, ok := k.named(key, prefix); ok {
			dst = append(dst, stroke{name, false})
		}
	}
	for _, key := range down {
		if t := k.ticks(key); t >= repeatAfter && (t-repeatAfter)%repeatEvery == 0 && !slices.Contains(went, key) {
			if name, ok := k.named(key, prefix); ok {
				dst = append(dst, stroke{name, true})
			}
		}
	}
	var typed [8]rune
	for _, r := range k.chars(typed[:0]) {
		if strings.ContainsRune(signs, r) {
			dst = append(dst, stroke{string(r), false})
		}
	}
	return dst
}

// signs are the characters that are keys by what they type. The system repeats them.
const signs = "+=-−[].,"

// unnamed are the keys that are signs.
var unnamed = []ebiten.Key{
	ebiten.KeyMinus, ebiten.KeyEqual, ebiten.KeyBracketLeft, ebiten.KeyBracketRight, ebiten.KeyPeriod, ebiten.KeyComma,
}

// named is a key's name in the table: a letter by what is printed on it, an arrow with what is held besides.
func (k *keyboard) named(key ebiten.Key, prefix string) (string, bool) {
	switch {
	case slices.Contains(unnamed, key):
		return "", false
	case key >= ebiten.KeyA && key <= ebiten.KeyZ:
		return k.letter(key), true
	case key == ebiten.KeyArrowLeft || key == ebiten.KeyArrowRight:
		return prefix + key.String(), true
	}
	return key.String(), true
}

func modifier(down []ebiten.Key) string {
	switch {
	case slices.Contains(down, ebiten.KeyControl):
		return "Ctrl "
	case slices.Contains(down, ebiten.KeyShift):
		return "Shift "
	}
	return ""
}

// letter is what a key types, or what it types in America.
func (k *keyboard) letter(key ebiten.Key) string {
	if name := k.name(key); len(name) == 1 {
		return strings.ToUpper(name)
	}
	return key.String()
}

// commands calls do for each command that was asked for in this tick.
func (k *keyboard) commands(in keys.Context, do func(keys.Command)) {
	var buffer [16]stroke
	for _, s := range k.strokes(buffer[:0]) {
		if b, ok := keys.Find(s.key, in); ok && (!s.repeats || b.Repeats) {
			do(b.Command)
		}
	}
}
