package scene

import "image/color"

// Frame is all that one picture shows: a scene, the read-outs below it and the diagrams at its right. Like a Scene it is
// filled again for every frame and keeps its memory.
type Frame struct {
	Scene   Scene
	Readout Readout
	Heading string // above the panels: what they have in common
	Panels  []Panel
	Page    int // which of the pages that the panels fill is shown, counted from 0 and around
}

// Readout is the strip below the picture: how far the episode is, what it has earned, what acts in it.
type Readout struct {
	Step    int       // steps taken
	Horizon int       // steps after which the episode is cut, 0 where there is no limit
	Seconds float64   // simulated time, s
	Return  float64   // sum of the rewards so far
	Trace   []float64 // one number a step, drawn as a spark line: the return so far, or the reward
	Status  string    // "running", "reached", "paused"; "" shows none
	Note    string    // written small next to the status: "2×"
	Good    bool      // the status is a success
	Bad     bool      // the status is a failure
	Actions []Gauge   // one for each action axis
	Facts   []Fact    // besides, below the title

	Absent   bool // there is no episode: nothing is below the picture
	Timeline Timeline
	Named    []Fact // all that is observed and done, by name, while that is asked for
}

// Fact is a number with its name.
type Fact struct {
	Name, Unit string
	Value      float64
	Text       string // instead of the value, where it is not empty
}

// Gauge is one number on a scale: an action axis as it was applied.
type Gauge struct {
	Name, Unit string
	Value      float64
	Lo, Hi     float64   // the ends of the scale
	Trace      []float64 // its past, one number a step, drawn as a spark line where there is room
}

// Panel is a diagram: curves over one axis and marked places on them, or a bar for each of some choices. With the energy
// Φ(v,·) − Ω over one action axis through p*, it shows why a policy chose what it chose.
type Panel struct {
	Title  string
	X, Y   Range // the part shown; a Range of no extent is fitted to the curves. Bars are drawn over Y, from its 0
	Unit   string
	Curves []Curve
	Bars   []Bar // drawn instead of curves where there are any
	Heat   Heat  // drawn instead of both where it has columns
	Marks  []Mark
}

// Bar is one choice and its number.
type Bar struct {
	Name  string
	Value float64
}

// Range is an interval of an axis.
type Range struct{ Lo, Hi float64 }

// Empty reports whether the range has no extent.
func (r Range) Empty() bool { return !(r.Lo < r.Hi) }

// Curve is a line through the points (X[i], Y[i]), X ascending. A NaN or infinite Y breaks the line.
type Curve struct {
	Name  string // in the legend; "" keeps it out
	X, Y  []float64
	Color color.NRGBA
	Faint bool // drawn thin, behind the others
}

// At is the curve's height at x, between its points on a line and beyond them that of the end; 0 where it has none.
func (k *Curve) At(x float64) float64 {
	n := min(len(k.X), len(k.Y))
	if n == 0 {
		return 0
	}
	i := 0
	for i < n-1 && k.X[i] < x {
		i++
	}
	if i == 0 || k.X[i] < x {
		return k.Y[i]
	}
	t := (x - k.X[i-1]) / (k.X[i] - k.X[i-1])
	return k.Y[i-1] + t*(k.Y[i]-k.Y[i-1])
}

// MarkKind is how a place on the axis is marked.
type MarkKind uint8

// The kinds of marks.
const (
	Dot     MarkKind = iota // a filled circle: p*
	Circle                  // a ring: the action applied
	Diamond                 // a diamond: the expert's action
)

// Mark is a place on a curve, or at the bar of index X, shown there and in the legend.
type Mark struct {
	Name  string
	Kind  MarkKind
	X     float64
	Y     float64 // on a heat map
	Curve int     // the index of the curve that it is on
	Color color.NRGBA
}

// Reset empties the frame and keeps its memory, also that of the actions' and panels' slices: AddGauge, AddPanel,
// AddCurve and AddMark hand out elements that were used before.
func (f *Frame) Reset() {
	f.Scene.Reset()
	f.Readout = Readout{Trace: f.Readout.Trace[:0], Actions: f.Readout.Actions[:0], Facts: f.Readout.Facts[:0],
		Timeline: Timeline{Moments: f.Readout.Timeline.Moments[:0]}, Named: f.Readout.Named[:0]}
	f.Heading, f.Panels, f.Page = "", f.Panels[:0], 0
}

// AddGauge adds an action axis. Its Trace is empty and keeps the memory of the gauge that was here before.
func (r *Readout) AddGauge(name, unit string, value, lo, hi float64) *Gauge {
	var g *Gauge
	r.Actions, g = grow(r.Actions)
	*g = Gauge{Name: name, Unit: unit, Value: value, Lo: lo, Hi: hi, Trace: g.Trace[:0]}
	return g
}

// AddFact adds a number that is read out below the title.
func (r *Readout) AddFact(name string, value float64, unit string) {
	r.Facts = append(r.Facts, Fact{Name: name, Unit: unit, Value: value})
}

// AddPanel adds an empty panel.
func (f *Frame) AddPanel(title string) *Panel {
	var p *Panel
	f.Panels, p = grow(f.Panels)
	*p = Panel{Title: title, Curves: p.Curves[:0], Bars: p.Bars[:0], Marks: p.Marks[:0], Heat: Heat{Values: p.Heat.Values[:0], Levels: p.Heat.Levels[:0], Path: p.Heat.Path[:0]}}
	return p
}

// AddCurve adds an empty curve, to be filled by appending to X and Y.
func (p *Panel) AddCurve(name string, c color.NRGBA) *Curve {
	var k *Curve
	p.Curves, k = grow(p.Curves)
	*k = Curve{Name: name, Color: c, X: k.X[:0], Y: k.Y[:0]}
	return k
}

// AddBar adds a bar.
func (p *Panel) AddBar(name string, value float64) { p.Bars = append(p.Bars, Bar{name, value}) }

// AddMark adds a mark on the first curve.
func (p *Panel) AddMark(name string, kind MarkKind, x float64, c color.NRGBA) *Mark {
	p.Marks = append(p.Marks, Mark{Name: name, Kind: kind, X: x, Color: c})
	return &p.Marks[len(p.Marks)-1]
}

// grow lengthens a slice by one and returns its last element, which keeps what it held if the memory was used before.
func grow[T any](s []T) ([]T, *T) {
	if len(s) < cap(s) {
		s = s[:len(s)+1]
	} else {
		var zero T
		s = append(s, zero)
	}
	return s, &s[len(s)-1]
}
