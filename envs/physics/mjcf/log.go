package mjcf

import (
	"errors"
	"fmt"
	"strings"
)

// Error is one problem of a model file, with its place.
type Error struct {
	File    string
	Line    int
	Element string // `joint "thigh"`, `<option>`; "" where the problem is the file's
	Problem string
	Count   int // how many elements of the kind have the problem, this one the first
}

func (e *Error) Error() string {
	text := fmt.Sprintf("%s:%d: ", e.File, e.Line)
	if e.Element != "" {
		text += e.Element + ": "
	}
	text += e.Problem
	if e.Count > 1 {
		text += fmt.Sprintf(" (%d times)", e.Count)
	}
	return text
}

// Warning is something that a file says and that the compiled model does not keep, because the dynamics do not depend
// on it: lights, textures, sensors. One warning covers all occurrences of a kind.
type Warning struct {
	File  string // of the first occurrence
	Line  int
	What  string // `<light>`, `geom user`
	Why   string // "not drawn"
	Count int    // occurrences
}

func (w Warning) String() string {
	if w.Count > 1 {
		return fmt.Sprintf("%s:%d: %s (%d times): %s", w.File, w.Line, w.What, w.Count, w.Why)
	}
	return fmt.Sprintf("%s:%d: %s: %s", w.File, w.Line, w.What, w.Why)
}

// maxErrors is where listing stops: a file with more problems has one cause.
const maxErrors = 50

// log collects problems in the order in which they are found.
type log struct {
	errs     []error
	culprits []culprit // every element with a problem, also where its problem is another's
	dropped  int
	follows  int // elements left out because they name a refused one
	warnings []Warning
	seen     map[string]int    // What → index in warnings
	repeats  map[string]*Error // element and problem → the first of them
}

// place is where a problem that belongs to no element is.
type place struct {
	log  *log
	file string
	line int
}

func (l *log) at(file string, line int) place { return place{l, file, line} }

func (p place) fail(element, format string, args ...any) {
	problem := fmt.Sprintf(format, args...)
	p.repeatable(element, problem, problem)
}

// repeatable reports a problem once for all elements of a kind that share a feature.
func (p place) repeatable(element, feature, problem string) {
	e := &Error{p.file, p.line, element, problem, 1}
	kind, _, _ := strings.Cut(element, " ")
	key := strings.Trim(kind, "<>") + ": " + feature
	if first := p.log.repeats[key]; first != nil && element != "" {
		first.Count++
		return
	}
	if len(p.log.errs) >= maxErrors {
		p.log.dropped++
		return
	}
	if p.log.repeats == nil {
		p.log.repeats = map[string]*Error{}
	}
	p.log.repeats[key] = e
	p.log.errs = append(p.log.errs, e)
}

// add reports a problem of an element.
func (l *log) add(n *node, format string, args ...any) {
	problem := fmt.Sprintf(format, args...)
	l.blame(n, "", problem, problem)
}

// refuse reports an attribute without which the element has no problem.
func (l *log) refuse(n *node, attribute, format string, args ...any) {
	l.blame(n, attribute, attribute, fmt.Sprintf(format, args...))
}

// blame reports a problem of an element, once for all of its kind that share the feature, whatever their values.
func (l *log) blame(n *node, attribute, feature, problem string) {
	l.culprits = append(l.culprits, culprit{n, attribute, problem})
	l.at(n.file, n.line).repeatable(n.label(), feature, problem)
}

// report reports a problem of an element that can be seen all the same.
func (l *log) report(n *node, format string, args ...any) {
	l.at(n.file, n.line).fail(n.label(), format, args...)
}

// missed is how many elements have been refused, or left out because they name a refused one.
func (l *log) missed() int { return len(l.culprits) + l.follows }

// count is how many problems there are.
func (l *log) count() int {
	n := l.dropped
	for _, err := range l.errs {
		if e, ok := errors.AsType[*Error](err); ok {
			n += e.Count
		}
	}
	return n
}

// warn notes that something of an element is not kept.
func (l *log) warn(n *node, what, why string) {
	if i, ok := l.seen[what]; ok {
		l.warnings[i].Count++
		return
	}
	if l.seen == nil {
		l.seen = map[string]int{}
	}
	l.seen[what] = len(l.warnings)
	l.warnings = append(l.warnings, Warning{n.file, n.line, what, why, 1})
}

// failed reports whether there was any problem.
func (l *log) failed() bool { return len(l.errs) > 0 }

// err joins all problems, one to a line, or is nil.
func (l *log) err() error {
	if l.dropped > 0 {
		return errors.Join(append(l.errs, fmt.Errorf("and %d more problems", l.dropped))...)
	}
	return errors.Join(l.errs...)
}
