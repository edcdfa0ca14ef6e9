package dagger

import (
	"slices"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/agents/report"
	"github.com/fenchel-gym/fenchel/agents/stat"
)

func smoke(t *testing.T) *Config {
	t.Helper()
	b, err := Load("smoke")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// twoCurves are a task's results under two seeds, on a scale from −10 to 10.
func twoCurves() []*TaskResult {
	return []*TaskResult{{Task: "pendulum", Scale: stat.Reference{Random: -10, Expert: 10}, Curves: []Curve{
		{Queries: []int{200, 400}, Returns: []float64{-10, 0}}, {Queries: []int{200, 500}, Returns: []float64{0, 10}},
	}}}
}

// TestSections: the queries of a round are a mean over the seeds, its scores have random actions at 0 and the expert at 1.
func TestSections(t *testing.T) {
	var text strings.Builder
	report.Write(&text, smoke(t).Sections(twoCurves()), report.Text)
	want := `dagger, smoke version

` + grid.NotForCitation + `
From 1 demonstration(s), under 2 seeds. Scores: 0 is uniform random actions, 1 the expert.
A policy is scored on 4 whole episodes of common starts.

task      round  # queries    min  median    max  
──────────────────────────────────────────────────
pendulum      0        200  0.000   0.250  0.500  
pendulum      1        450  0.500   0.750  1.000  
`
	if text.String() != want {
		t.Errorf("got\n%s\nwant\n%s", text.String(), want)
	}
}

func TestChart(t *testing.T) {
	c := smoke(t).chart(twoCurves())
	if c.Title != "DAgger (not for citation)" || len(c.Series) != 1 {
		t.Fatalf("%s with %d lines", c.Title, len(c.Series))
	}
	s := c.Series[0]
	for _, x := range []struct{ got, want []float64 }{
		{s.X, []float64{200, 450}}, {s.Y, []float64{0.25, 0.75}}, {s.Lo, []float64{0, 0.5}}, {s.Hi, []float64{0.5, 1}},
	} {
		if !slices.Equal(x.got, x.want) {
			t.Errorf("got %v, want %v", x.got, x.want)
		}
	}
}
