package losses

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/agents/report"
)

// fabricated is a result with two losses, two numbers of iterations and one solver, and its times.
func fabricated() (*Result, *Times) {
	f := &Result{
		Config: Config{K: 8, Hidden: 32, Gamma: 0.2, Rows: 64, Timed: 4, Steps: []int{1, 8}, Dims: []int{3}}, Seed: 5, Task: "pendulum",
		Held: []Memory{{"fenchel-young", 1, 1, 100}, {"squared-unrolled", 1, 1, 200}, {"fenchel-young", 8, 5, 100}, {"squared-unrolled", 8, 8, 900}},
		Errors: []GradientError{
			{Loss: "fenchel-young", Tol: 1e-2, Iters: 3.5, Error: 2e-3, Bound: 4e-2}, {Loss: "squared-unrolled", Iters: 8, Error: 0.5},
		},
		Curves: []Curve{
			{"fenchel-young", []int{50, 100}, []float64{0.5, 0.25}, 50}, {"squared-unrolled", []int{50, 100}, []float64{0.75, 0.5}, 100},
		},
		Solves: []SolveQuality{{"unary", "quadratic", "closed-form", 3, 12, 1, 0}},
		Shapes: []Shape{{"entropy", []float64{-1, 1}, []float64{2, 0}}},
	}
	times := &Times{
		Steps: []StepTime{
			{"fenchel-young", 1, 2 * time.Microsecond, 10}, {"squared-unrolled", 1, 3 * time.Microsecond, 20},
			{"fenchel-young", 8, 4 * time.Microsecond, 30}, {"squared-unrolled", 8, 9 * time.Microsecond, 40},
		},
		Curves: []CurveTime{{"fenchel-young", time.Millisecond, 50 * time.Millisecond}, {"squared-unrolled", 2 * time.Millisecond, 200 * time.Millisecond}},
		Solves: []SolveTime{{"unary", "quadratic", "closed-form", 3, 1e6}},
	}
	return f, times
}

// TestSections: what is found is in one report, and what depends on the machine in the other.
func TestSections(t *testing.T) {
	f, times := fabricated()
	found, took := &strings.Builder{}, &strings.Builder{}
	report.Write(found, f.Sections(), report.Text)
	report.Write(took, times.Sections(f), report.Text)
	for _, c := range []struct {
		text *strings.Builder
		want string
	}{
		{found, grid.NotForCitation},
		{found, "Input-concave SPEN of 32 units, Ω = ½γ‖p‖², p in the box [−1,1]^8, γ = 0.2, 64 problems a batch, seed 5."},
		{found, "iterations  fenchel-young  squared-unrolled  \n─────────────────────────────────────────────\n         1            100               200  \n         8        100 (5)               900  \n"},
		{found, "fenchel-young     1e-02         3.5  2.0e-03  4.0e-02"},
		{found, "squared-unrolled                8.0  5.0e-01           "},
		{found, "cloning the expert of pendulum\n"},
		{found, "squared-unrolled    100               5.00e-01                      100"},
		{found, "unary   quadratic    closed-form  3        12         1.0      0.0e+00"},
		{took, "time of a step, µs for 4 problems, by inner iterations allowed\n"},
		{took, "         8            4.0               9.0"},
		{took, "         8             30                40"},
		{took, "squared-unrolled             2000.0                      0.200"},
		{took, "unary   quadratic    closed-form  1000000"},
	} {
		if !strings.Contains(c.text.String(), c.want) {
			t.Errorf("missing is\n%s\nin\n%s", c.want, c.text)
		}
	}
}

// TestCharts: each says what it is, and has a line for each loss; the chart over seconds scales the steps by their time.
func TestCharts(t *testing.T) {
	f, times := fabricated()
	all := charts(f, times)
	lines := map[string][]string{
		"memory": {"fenchel-young", "squared-unrolled"}, "time": {"fenchel-young", "squared-unrolled"}, "error": {"fenchel-young", "squared-unrolled"},
		"tolerance": {"fenchel-young", "bound for fenchel-young"}, "curves": {"fenchel-young", "squared-unrolled"},
		"seconds": {"fenchel-young", "squared-unrolled"}, "shapes": {"entropy"},
	}
	if len(all) != len(lines) {
		t.Errorf("%d charts, want %d", len(all), len(lines))
	}
	for name, want := range lines {
		c := all[name]
		var got []string
		for _, s := range c.Series {
			got = append(got, s.Name)
		}
		if !slices.Equal(got, want) || !strings.HasSuffix(c.Title, " (not for citation)") {
			t.Errorf("%s: %q has the lines %v, want %v", name, c.Title, got, want)
		}
	}
	if s := all["seconds"].Series[1]; !slices.Equal(s.X, []float64{0.1, 0.2}) || !slices.Equal(s.Y, []float64{0.75, 0.5}) {
		t.Errorf("over seconds: %v, %v", s.X, s.Y)
	}
	if s := all["time"].Series[0]; len(s.Y) != 2 || s.Y[1] < 3.99 || s.Y[1] > 4.01 {
		t.Errorf("a step takes %v µs", s.Y)
	}
}

// TestEqualAccuracy: each curve's first step at or below the largest of the last errors, though it may rise again.
func TestEqualAccuracy(t *testing.T) {
	curves := []Curve{
		{Steps: []int{10, 20, 30}, Error: []float64{0.4, 0.9, 0.1}},
		{Steps: []int{10, 20, 30}, Error: []float64{0.9, 0.8, 0.5}},
	}
	equalAccuracy(curves)
	if curves[0].Reach != 10 || curves[1].Reach != 30 {
		t.Errorf("reached after %d and %d steps, want 10 and 30", curves[0].Reach, curves[1].Reach)
	}
}

// TestTheLeastTimeIsTaken: functions run in turn, the first round is not measured, and without a clock nothing runs.
func TestTheLeastTimeIsTaken(t *testing.T) {
	var now time.Duration
	cost := [][]time.Duration{{1, 90}, {7, 5}, {3, 8}} // by round and function; the first makes room
	round, order := 0, ""
	b := Config{Repeats: 2}
	best := b.interleave(func() time.Duration { return now }, 2, func(i int) {
		now += cost[round][i]
		order += string(rune('a' + i))
		if i == 1 {
			round++
		}
	})
	if !slices.Equal(best, []time.Duration{3, 5}) || order != "ababab" {
		t.Errorf("the least times are %v, run as %s", best, order)
	}
	b.interleave(nil, 2, func(int) { t.Error("ran without a clock") })
}

// TestInterruptedInEveryPart: wherever it is, it says so and nothing else, and writes nothing.
func TestInterruptedInEveryPart(t *testing.T) {
	for _, part := range []string{"cost of a step", "gradients", "solvers", "training"} {
		o := &options{task: "pendulum", quick: true}
		if err := o.Validate(""); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		found, err := o.Run(ctx, grid.Setting{Dir: "/nonexistent", Progress: func(what string, _, _ int) {
			if what == part {
				cancel()
			}
		}})
		if err != grid.ErrInterrupted || found != nil {
			t.Errorf("interrupted at %s: %v", part, err)
		}
	}
}

func TestOptions(t *testing.T) {
	for task, want := range map[string]string{"pendulmu": "pendulum", "": "task"} {
		if err := (&options{task: task}).Validate(""); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %s", task, err, want)
		}
	}
}
