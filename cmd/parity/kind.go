package main

import (
	"errors"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"text/tabwriter"
)

// kind is one kind of recorded files and how they are compared.
type kind struct {
	folder  string // the name of the folder that holds them
	what    string // what is compared, in one line
	ending  string // of the files' names; "" for .jsonl and .jsonl.gz
	compare func(path string) (*result, error)
	report  func(f folder, w io.Writer) bool // instead of a table of compare's gauges; nil: that table
}

// errForeign is returned for a file of a model that fenchel does not have: it is listed, and has no bar.
var errForeign = errors.New("left out: not one of fenchel's tasks")

// result is what comparing one file gave.
type result struct {
	task   string
	gauges []*gauge
	notes  []string // what was skipped, and why
}

// gauge keeps the largest error of one quantity and the first place where it went beyond its bar.
type gauge struct {
	quantity string
	bar      float64 // beyond it the comparison fails; +Inf: the error is printed and has no bar
	watch    float64 // where there is no bar: the first error beyond it is named all the same; 0 names none
	count    int
	largest  float64
	first    string // position and size of the first error beyond the bar; "" if there is none
}

// gauge adds a quantity with its bar.
func (r *result) gauge(quantity string, bar float64) *gauge {
	g := &gauge{quantity: quantity, bar: bar}
	r.gauges = append(r.gauges, g)
	return g
}

// place is a step of a recorded episode.
type place struct {
	record string // "seed 3", "sequence 7"
	step   int
}

func (p place) String() string { return fmt.Sprintf("%s, step %d", p.record, p.step) }

// compare notes the error of one number, which ours and theirs should share.
func (g *gauge) compare(at place, name string, ours, theirs float64) {
	err := math.Abs(ours - theirs)
	if ours == theirs {
		err = 0 // infinities of one sign
	}
	g.note(at, err, func() string { return fmt.Sprintf("%s = %v, recorded %v", name, ours, theirs) })
}

// note notes an error; detail says what it consists of.
func (g *gauge) note(at place, err float64, detail func() string) {
	if math.IsNaN(err) {
		err = math.Inf(1)
	}
	g.count++
	g.largest = max(g.largest, err)
	if beyond := err > g.bar || g.watch > 0 && err > g.watch; beyond && g.first == "" {
		g.first = fmt.Sprintf("%v: %s", at, detail())
	}
}

// report compares all files of a folder, prints a table, and reports whether all is within its bars.
func (f folder) report(w io.Writer) bool {
	if f.kind.report != nil {
		return f.kind.report(f, w)
	}
	fmt.Fprintf(w, "\n%s: %s\n", f.folder, f.what)
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "file\ttask\tquantity\tcompared\tlargest error\tbar\t")
	var troubles []string
	for _, path := range f.files {
		name := filepath.Base(path)
		r, err := f.compare(path)
		if errors.Is(err, errForeign) {
			fmt.Fprintf(table, "%s\t\t%v\t\t\t\t\n", name, err)
			continue
		}
		if err != nil {
			troubles = append(troubles, fmt.Sprintf("%s: %v", name, err))
			continue
		}
		for _, g := range r.gauges {
			g.print(table, name, r.task)
			if g.first != "" && !math.IsInf(g.bar, 1) {
				troubles = append(troubles, fmt.Sprintf("%s: %s beyond %.0e first at %s", name, g.quantity, g.bar, g.first))
			}
		}
		for _, n := range r.notes {
			fmt.Fprintf(table, "%s\t%s\t%s\t\t\t\t\n", name, r.task, n)
		}
	}
	table.Flush()
	for _, t := range troubles {
		fmt.Fprintln(w, t)
	}
	return len(troubles) == 0
}

func (g *gauge) print(w io.Writer, file, task string) {
	bar, verdict := fmt.Sprintf("%.0e", g.bar), "ok"
	switch {
	case math.IsInf(g.bar, 1) && g.first != "":
		bar, verdict = "-", fmt.Sprintf("first beyond %.0e at %s", g.watch, g.first)
	case math.IsInf(g.bar, 1):
		bar, verdict = "-", ""
	case g.first != "":
		verdict = "BEYOND"
	case g.bar == 0:
		bar = "exact"
	}
	fmt.Fprintf(w, "%s\t%s\t%s\t%d\t%.2e\t%s\t%s\n", file, task, g.quantity, g.count, g.largest, bar, verdict)
}
