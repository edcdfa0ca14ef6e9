package imitation

import (
	"math"
	"testing"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
)

// fabricated is one task on which every method scores what it is given, under three seeds, at 4 demonstrations.
func fabricated(task string, scores map[string]float64, errors map[string]float64) *TaskResult {
	f := &TaskResult{Task: task, Random: []float64{0, 2}, Expert: []float64{10, 12}, Tuned: map[string]Tuned{}, Cells: map[CellName]Cells{}}
	for name, score := range scores {
		f.Tuned[name] = Tuned{Candidates: []Candidate{{Error: errors[name]}}}
		for s := range 3 {
			x := 1 + 10*score + 0.1*float64(s)
			f.Cells[CellName{name, 4}] = append(f.Cells[CellName{name, 4}], Cell{Returns: []float64{x - 1, x + 1}})
		}
	}
	return f
}

func fabricatedBench() *Config {
	return &Config{
		Demos:   []Demos{{4, 3}},
		Methods: []Method{{Name: grid.Squared}, {Name: "low", Energy: true}, {Name: "high", Energy: true}},
		Bars:    []Bar{{Demos: 4, Margin: 0.05}, {Demos: 4, Tasks: []string{"b"}, Score: 0.9}},
	}
}

func TestScoresAreMeasuredOnTheReferencesOfTheSameStarts(t *testing.T) {
	b := fabricatedBench()
	table := b.Table(0, []*TaskResult{fabricated("a", map[string]float64{grid.Squared: 0.5, "low": 0.4, "high": 0.8}, map[string]float64{grid.Squared: 1, "low": 1, "high": 1})})
	r := table.Row("a", 4, "high")
	for s, want := range []float64{0.8, 0.81, 0.82} {
		if math.Abs(r.Scores[0][s]-want) > 1e-12 {
			t.Errorf("seed %d scores %v, want %v", s, r.Scores[0][s], want)
		}
	}
	if d := r.Difference; math.Abs(d.IQM-0.3) > 1e-12 || d.CI95.Lo() > d.IQM || d.CI95.Hi() < d.IQM || d.CI95.Hi()-d.CI95.Lo() > 1e-9 {
		t.Errorf("on common seeds the difference is 0.3 for each, not %v", d)
	}
}

// TestValidationNames: returns have no say, and squared error is no energy.
func TestValidationNames(t *testing.T) {
	b := fabricatedBench()
	errors := map[string]float64{grid.Squared: 0.1, "low": 0.2, "high": 0.3}
	for _, scores := range []map[string]float64{{grid.Squared: 0.9, "low": 0.1, "high": 0.99}, {grid.Squared: 0.9, "low": 0.99, "high": 0.1}} {
		table := b.Table(0, []*TaskResult{fabricated("a", scores, errors), fabricated("b", scores, errors)})
		if table.Named != "low" {
			t.Errorf("validation named %q", table.Named)
		}
		passes := scores["low"] > 0.9
		if table.Bars[0].Pass != passes || table.Bars[1].Pass != passes {
			t.Errorf("bars %+v where the named method scores %v", table.Bars, scores["low"])
		}
	}
}

func TestABarWithoutARunIsNotPassed(t *testing.T) {
	b := fabricatedBench()
	scores := map[string]float64{grid.Squared: 0.9, "low": 1, "high": 1}
	table := b.Table(0, []*TaskResult{fabricated("a", scores, scores)})
	if m := table.Bars[1]; m.Reached != nil || m.Pass {
		t.Errorf("a task that was not run: %+v", m)
	}
}
