package mjcf

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// maxValue is the largest magnitude that a number may have; MuJoCo takes a state beyond it as diverged.
const maxValue = 1e10

// reader reads the attributes of one element into Go values. What is absent leaves its destination alone, so an element
// starts as a copy of its default class and reading overrides it. Attributes that nobody asked for are problems.
type reader struct {
	*node
	log   *log
	asked uint64 // bit i: attribute i has been asked for
}

func read(n *node, log *log) *reader { return &reader{node: n, log: log} }

// get is the text of an attribute, which is thereby known.
func (a *reader) get(name string) (string, bool) {
	for i := range a.attrs {
		if a.attrs[i].Name.Local == name {
			a.asked |= 1 << i
			return a.attrs[i].Value, true
		}
	}
	return "", false
}

// has reports whether an attribute is given, without marking it as known.
func (a *reader) has(name string) bool {
	_, ok := a.attr(name)
	return ok
}

func (a *reader) fail(format string, args ...any) { a.log.add(a.node, format, args...) }

// floats reads up to len(dst) numbers into the front of dst and returns how many there were. A short list keeps the
// tail, as in MuJoCo: friction="0.9" changes the sliding coefficient alone.
func (a *reader) floats(name string, dst []float64) int {
	text, ok := a.get(name)
	if !ok {
		return 0
	}
	words := strings.Fields(text)
	if len(words) == 0 || len(words) > len(dst) {
		a.fail("%s has %d numbers: want %s", name, len(words), upTo(len(dst)))
		return 0
	}
	for i, w := range words {
		x, err := strconv.ParseFloat(w, 64)
		if err != nil || math.IsNaN(x) || math.Abs(x) > maxValue {
			a.fail("%s: %.20q is not a number of at most %g", name, w, maxValue)
			return 0
		}
		dst[i] = x
	}
	return len(words)
}

// exactly is floats for lists that must be complete.
func (a *reader) exactly(name string, dst []float64) bool {
	n := a.floats(name, dst)
	if n > 0 && n < len(dst) {
		a.fail("%s has %d numbers: want %d", name, n, len(dst))
	}
	return n == len(dst)
}

func (a *reader) float(name string, dst *float64) bool {
	buf := [1]float64{*dst}
	ok := a.floats(name, buf[:]) == 1
	*dst = buf[0]
	return ok
}

// atLeast is float with a lower bound.
func (a *reader) atLeast(name string, dst *float64, lo float64) {
	if a.float(name, dst) && *dst < lo {
		a.fail("%s is %g: want at least %g", name, *dst, lo)
	}
}

func (a *reader) integer(name string, dst *int, lo, hi int) {
	text, ok := a.get(name)
	if !ok {
		return
	}
	x, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil || x < lo || x > hi {
		a.fail("%s: %.20q is not a whole number from %d to %d", name, text, lo, hi)
		return
	}
	*dst = x
}

func (a *reader) text(name string, dst *string) {
	if s, ok := a.get(name); ok {
		*dst = s
	}
}

// word reads one of a list of keywords.
func (a *reader) word(name string, dst *string, words ...string) {
	text, ok := a.get(name)
	if !ok {
		return
	}
	for _, w := range words {
		if text == w {
			*dst = w
			return
		}
	}
	a.fail("%s is %.20q: want %s", name, text, orList(words))
}

func (a *reader) flag(name string, dst *bool) {
	word := ""
	a.word(name, &word, "true", "false")
	if word != "" {
		*dst = word == "true"
	}
}

// trit is a setting that may be left to the compiler.
type trit string

const (
	auto trit = "auto"
	yes  trit = "true"
	no   trit = "false"
)

func (a *reader) trit(name string, dst *trit) {
	word := string(*dst)
	a.word(name, &word, string(yes), string(no), string(auto))
	*dst = trit(word)
}

// inert marks attributes that are understood and do not change the dynamics: each is a warning.
func (a *reader) inert(why string, names ...string) {
	for _, name := range names {
		if _, ok := a.get(name); ok {
			a.log.warn(a.node, a.name+" "+name, why)
		}
	}
}

// refuse marks attributes that would change the dynamics in a way that is not supported. A value that stands for
// "off" passes.
func (a *reader) refuse(off string, names ...string) {
	for _, name := range names {
		if text, ok := a.get(name); ok && !meansOff(text, off) {
			a.fail("%s=%.20q is not supported", name, text)
		}
	}
}

// meansOff compares keywords as text and numbers as numbers, so that "0", "0.0" and "0 0" are all off.
func meansOff(text, off string) bool {
	if text == off {
		return true
	}
	want, err := strconv.ParseFloat(off, 64)
	if err != nil {
		return false
	}
	for _, w := range strings.Fields(text) {
		if x, err := strconv.ParseFloat(w, 64); err != nil || x != want {
			return false
		}
	}
	return true
}

// done reports the attributes that nothing has asked for.
func (a *reader) done() {
	for i := range a.attrs {
		if a.asked&(1<<i) == 0 {
			a.fail("unknown attribute %.40q", a.attrs[i].Name.Local)
		}
	}
}

func upTo(n int) string {
	if n == 1 {
		return "1"
	}
	return fmt.Sprintf("1 to %d", n)
}

func orList(words []string) string {
	if len(words) == 1 {
		return words[0]
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}
