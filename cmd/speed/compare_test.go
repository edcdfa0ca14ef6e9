package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// measured is a report with one rate, in steps a second, and one duration, in ms.
func measured(rate, duration float64) *report {
	return &report{Tables: []*table{
		{Section: "physics", Columns: []string{"model", "one core"}, Rows: [][]any{{"hopper", rate}, {"ant", nil}}},
		{Section: "training", Columns: []string{"energy", "batch", "steps/s", "ms a step"}, Rows: [][]any{{"unary", 64.0, 1000 / duration, duration}}},
	}}
}

// TestPairs: the median over turns decides, of durations the inverse, and a figure that only one program has is left out.
func TestPairs(t *testing.T) {
	for _, c := range []struct {
		name    string
		now     [][2]float64 // rate and duration of each turn; before, they are 100 and 2
		met     bool
		figures []string
	}{
		{"as fast", [][2]float64{{100, 2}, {80, 2}, {101, 1.9}}, true, []string{"physics, hopper: one core  1.00   0.80  1.01", "training, unary 64: ms a step  1.00  1.00  1.05"}},
		{"a rate falls", [][2]float64{{90, 2}, {94, 2}, {120, 2}}, false, []string{"lowest median ratio (physics, hopper: one core)", "0.94"}},
		{"a duration grows", [][2]float64{{100, 2.2}, {100, 2.2}, {100, 1}}, false, []string{"lowest median ratio (training, unary 64: ms a step)", "0.91"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := newPairs()
			for _, now := range c.now {
				p.add(measured(100, 2), measured(now[0], now[1]))
			}
			var out bytes.Buffer
			r := newReport(&out, time.Second, 1)
			if err := p.print(r, len(c.now)); err != nil {
				t.Fatal(err)
			}
			met, err := r.finish(nil)
			if err != nil || met != c.met {
				t.Errorf("met %v, error %v:\n%s", met, err, out.String())
			}
			text := strings.Join(strings.Fields(out.String()), " ")
			for _, want := range c.figures {
				if !strings.Contains(text, strings.Join(strings.Fields(want), " ")) {
					t.Errorf("no %q in\n%s", want, out.String())
				}
			}
		})
	}
	if err := newPairs().print(newReport(nil, time.Second, 1), 1); err == nil {
		t.Error("nothing in common is no error")
	}
	other := newPairs()
	other.add(&report{}, measured(1, 1))
	if len(other.names) > 0 {
		t.Errorf("figures that were not there before: %q", other.names)
	}
}

// TestCompare builds the program twice and compares it with itself.
func TestCompare(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program twice")
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(root)
	var out, complaint bytes.Buffer
	status := run([]string{"-before", root, "-quick", "-turns", "2", "-only", "acting,solving"}, &out, &complaint)
	if status == misused || complaint.Len() > 0 || !strings.Contains(out.String(), "acting, pairwise: µs an Act") || !strings.Contains(out.String(), "lowest median ratio") {
		t.Errorf("status %d: %s\n%s", status, complaint.String(), out.String())
	}
}
