package mjcf

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/fenchel-gym/fenchel/envs/physics"
	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// reader reads the attributes of one element into Go values. What is absent leaves its destination alone, so an element
// starts as a copy of its default class and reading overrides it. Attributes that nobody asked for are problems.
type reader struct {
	*node
	log   *log
	asked uint64 // bit i: attribute i has been asked for
}

func read(n *node, log *log) *reader { return &reader{node: n, log: log} }

// get is the text of an attribute, which is thereby known.
func (r *reader) get(name string) (string, bool) {
	for i := range r.attrs {
		if r.attrs[i].Name.Local == name {
			r.asked |= 1 << i
			return r.attrs[i].Value, true
		}
	}
	return "", false
}

// has reports whether an attribute is given, without marking it as known.
func (r *reader) has(name string) bool {
	_, ok := r.attr(name)
	return ok
}

func (r *reader) fail(format string, args ...any) { r.log.add(r.node, format, args...) }

// floats reads up to len(dst) numbers into the front of dst and returns how many there were. A short list keeps the
// tail, as in MuJoCo: friction="0.9" changes the sliding coefficient alone.
func (r *reader) floats(name string, dst []float64) int {
	text, ok := r.get(name)
	if !ok {
		return 0
	}
	words := strings.Fields(text)
	if len(words) == 0 || len(words) > len(dst) {
		r.fail("%s has %d numbers: want %s", name, len(words), upTo(len(dst)))
		return 0
	}
	for i, w := range words {
		x, ok := parseNumber(w)
		if !ok || math.IsNaN(x) {
			r.fail("%s: %.20q is not a number", name, w)
			return 0
		}
		dst[i] = x
	}
	return len(words)
}

// exactly is floats for lists that must be complete.
func (r *reader) exactly(name string, dst []float64) bool {
	n := r.floats(name, dst)
	if n > 0 && n < len(dst) {
		r.fail("%s has %d numbers: want %d", name, n, len(dst))
	}
	return n == len(dst)
}

func (r *reader) float(name string, dst *float64) bool {
	buf := [1]float64{*dst}
	ok := r.floats(name, buf[:]) == 1
	*dst = buf[0]
	return ok
}

// atLeast is float with a lower bound.
func (r *reader) atLeast(name string, dst *float64, lo float64) bool {
	ok := r.float(name, dst)
	if ok && *dst < lo {
		r.fail("%s is %g: want at least %g", name, *dst, lo)
	}
	return ok
}

// polynomial reads the coefficients of a spring or damper: the linear one and up to two more.
func (r *reader) polynomial(name string, dst *[3]float64) {
	if n := r.floats(name, dst[:]); n > 0 {
		clear(dst[n:])
		if dst[0] < 0 {
			r.fail("%s is %g: want at least 0", name, dst[0])
		}
	}
}

func (r *reader) integer(name string, dst *int, lo, hi int) {
	text, ok := r.get(name)
	if !ok {
		return
	}
	x, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil || x < lo || x > hi {
		r.fail("%s: %.20q is not a whole number from %d to %d", name, text, lo, hi)
		return
	}
	*dst = x
}

func (r *reader) text(name string, dst *string) {
	if s, ok := r.get(name); ok {
		*dst = s
	}
}

// word reads one of a list of keywords.
func (r *reader) word(name string, dst *string, words ...string) {
	text, ok := r.get(name)
	if !ok {
		return
	}
	for _, w := range words {
		if text == w {
			*dst = w
			return
		}
	}
	r.fail("%s is %.20q: want %s", name, text, orList(words))
}

func (r *reader) flag(name string, dst *bool) {
	word := ""
	r.word(name, &word, "true", "false")
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

func (r *reader) trit(name string, dst *trit) {
	word := string(*dst)
	r.word(name, &word, string(yes), string(no), string(auto))
	*dst = trit(word)
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

// done settles the attributes that nothing has asked for.
func (r *reader) done() { r.settle(r.name) }

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

func (r *reader) vec(name string, dst *spatial.Vec) {
	v := [3]float64{dst.X, dst.Y, dst.Z}
	r.exactly(name, v[:])
	*dst = spatial.Vec{X: v[0], Y: v[1], Z: v[2]}
}

// solRef reads the spring of a soft constraint, in either of its two forms.
func (r *reader) solRef(name string, dst *physics.SolRef) {
	if r.floats(name, dst[:]) > 0 && (dst[0] > 0) != (dst[1] > 0) {
		r.fail("%s mixes a time constant or damping ratio with a stiffness or damping", name)
	}
}
