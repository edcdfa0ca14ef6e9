package losses

import (
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
