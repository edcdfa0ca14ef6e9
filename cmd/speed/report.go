package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"runtime"
	"text/tabwriter"
	"time"
)

// report is what a run found: printed as it grows, or as JSON at the end.
type report struct {
	Go     string   `json:"go"`
	System string   `json:"system"`
	Cores  int      `json:"cores"`
	Rounds int      `json:"rounds"`
	Round  float64  `json:"seconds"` // of one measurement
	Notes  []string `json:"notes"`   // peers that are absent
	Tables []*table `json:"tables"`
	Bars   []bar    `json:"bars"`

	text io.Writer // nil where only the JSON is wanted
}

// table is one table. A cell is a name, a number, or nil where a peer is absent.
type table struct {
	Section string   `json:"section"`
	Title   string   `json:"title"`
	Columns []string `json:"columns"`
	Rows    [][]any  `json:"rows"`
}

// bar is a figure that is held against a limit.
type bar struct {
	What    string `json:"what"`
	Figure  any    `json:"figure"` // nil where it could not be measured
	Want    string `json:"want"`
	Verdict string `json:"verdict"` // pass, miss, or not measured
}

func newReport(text io.Writer, round time.Duration, rounds int) *report {
	r := &report{Go: runtime.Version(), System: runtime.GOOS + "/" + runtime.GOARCH, Cores: runtime.NumCPU(), Rounds: rounds, Round: round.Seconds(), Notes: []string{}, Bars: []bar{}, text: text}
	r.printf("%s, %s, %d cores; best of %d rounds of %v\n", r.Go, r.System, r.Cores, rounds, round)
	return r
}

func (r *report) printf(format string, args ...any) {
	if r.text != nil {
		fmt.Fprintf(r.text, format, args...)
	}
}

// note says what is missing.
func (r *report) note(format string, args ...any) {
	r.Notes = append(r.Notes, fmt.Sprintf(format, args...))
	r.printf("%s\n", r.Notes[len(r.Notes)-1])
}

// table begins a table; print ends it.
func (r *report) table(section, title string, columns ...string) *table {
	t := &table{Section: section, Title: title, Columns: columns}
	r.Tables = append(r.Tables, t)
	return t
}

func (t *table) add(cells ...any) {
	for i, c := range cells {
		cells[i] = finite(c)
	}
	t.Rows = append(t.Rows, cells)
}

// finite is c, or its name where it is a number that JSON does not have.
func finite(c any) any {
	if x, ok := c.(float64); ok && (math.IsNaN(x) || math.IsInf(x, 0)) {
		return fmt.Sprint(x)
	}
	return c
}

func (r *report) print(t *table) {
	r.printf("\n%s: %s\n", t.Section, t.Title)
	if r.text == nil {
		return
	}
	w := tabwriter.NewWriter(r.text, 0, 0, 2, ' ', tabwriter.AlignRight)
	for _, c := range t.Columns {
		fmt.Fprintf(w, "%s\t", c)
	}
	fmt.Fprintln(w)
	for _, row := range t.Rows {
		for _, c := range row {
			fmt.Fprintf(w, "%s\t", cell(c))
		}
		fmt.Fprintln(w)
	}
	w.Flush()
}

// cell formats with about three digits.
func cell(c any) string {
	x, ok := c.(float64)
	switch {
	case c == nil:
		return "-"
	case !ok:
		return fmt.Sprint(c)
	case x == 0:
		return "0"
	case math.Abs(x) < 1e-3:
		return fmt.Sprintf("%.1e", x)
	case math.Abs(x) < 10:
		return fmt.Sprintf("%.2f", x)
	case math.Abs(x) < 1000:
		return fmt.Sprintf("%.1f", x)
	}
	return fmt.Sprintf("%.0f", x)
}

// atLeast holds a figure, nil where it could not be measured, against a lower limit.
func (r *report) atLeast(what string, figure any, limit float64) {
	r.hold(what, figure, "≥ "+cell(limit), func(x float64) bool { return x >= limit })
}

// atMost holds a figure against an upper limit.
func (r *report) atMost(what string, figure any, limit float64) {
	r.hold(what, figure, "≤ "+cell(limit), func(x float64) bool { return x <= limit })
}

func (r *report) hold(what string, figure any, want string, met func(float64) bool) {
	b := bar{What: what, Figure: finite(figure), Want: want, Verdict: "not measured"}
	if x, ok := figure.(float64); ok {
		b.Verdict = "miss"
		if met(x) {
			b.Verdict = "pass"
		}
	}
	r.Bars = append(r.Bars, b)
}

// finish prints the bars, or everything as JSON, and reports whether no bar was missed.
func (r *report) finish(asJSON io.Writer) (met bool, err error) {
	met = true
	bars := &table{Section: "bars", Title: "what must hold", Columns: []string{"what", "figure", "want", "verdict"}}
	for _, b := range r.Bars {
		met = met && b.Verdict != "miss"
		bars.add(b.What, b.Figure, b.Want, b.Verdict)
	}
	if len(r.Bars) > 0 {
		r.print(bars)
	}
	if asJSON != nil {
		e := json.NewEncoder(asJSON)
		e.SetIndent("", "  ")
		err = e.Encode(r)
	}
	return met, err
}

// ratio is a/b, nil where b is.
func ratio(a float64, b any) any {
	if x, ok := b.(float64); ok && x > 0 {
		return a / x
	}
	return nil
}
