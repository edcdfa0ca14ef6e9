package cli

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/envs/suite"
)

const metrics = `{"step":50,"loss":2.5,"grad_norm":7}
{"step":100,"loss":1.5,"gap":1e-12,"grad_norm":5}
{"step":100,"valid_error":0.25}
`

// TestCurvesOfMetrics: each line adds to the curves that it has a number for.
func TestCurvesOfMetrics(t *testing.T) {
	c, err := parseCurves("metrics.jsonl", strings.NewReader(metrics))
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(c.loss.X, []float64{50, 100}) || !slices.Equal(c.loss.Y, []float64{2.5, 1.5}) || !slices.Equal(c.grad.Y, []float64{7, 5}) {
		t.Errorf("loss %+v, gradient %+v", c.loss, c.grad)
	}
	if !slices.Equal(c.valid.X, []float64{100}) || !slices.Equal(c.valid.Y, []float64{0.25}) || !slices.Equal(c.gap.X, []float64{100}) {
		t.Errorf("validation %+v, gap %+v", c.valid, c.gap)
	}
	for text, want := range map[string]string{
		"{\"step\":1}\n{\"step\":":        "m:2: ",
		"{\"step\":\"one\"}\n":            "m:1: ",
		strings.Repeat("x", 1<<17) + "\n": "m:1: ",
	} {
		if _, err := parseCurves("m", strings.NewReader(text)); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%.20q: %v, want %s", text, err, want)
		}
	}
}

// TestChartsShowWhatThereIs: a gap beyond rounding, and a validation, where there was one.
func TestChartsShowWhatThereIs(t *testing.T) {
	for text, want := range map[string][]string{
		metrics:                  {"Loss", "Validation", "Gradient"},
		`{"step":1,"loss":1}`:    {"Loss", "Gradient"},
		metrics + `{"gap":1e-3}`: {"Loss", "Gap of the inner solution", "Validation", "Gradient"},
	} {
		c, err := parseCurves("metrics.jsonl", strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		var titles []string
		for _, chart := range c.charts(&agents.Trained{}) {
			titles = append(titles, chart.Title)
		}
		if !slices.Equal(titles, want) {
			t.Errorf("charts %v, want %v", titles, want)
		}
	}
}

// TestReportHasBaselines: what random actions and the expert return is beside what the run does.
func TestReportHasBaselines(t *testing.T) {
	t.Chdir(t.TempDir())
	must(t, "record pendulum -o demos -n 2")
	must(t, "train demos -o run --steps 2 --hidden 2 --eval 2")
	page, err := os.ReadFile("run/report.html")
	if err != nil {
		t.Fatal(err)
	}
	ref, _ := suite.ReferenceOf("pendulum")
	for _, row := range []string{"<td>random</td><td>" + number(ref.Random.Mean), "<td>expert</td><td>" + number(ref.Expert.Mean)} {
		if !strings.Contains(string(page), row) {
			t.Errorf("the report has no %q", row)
		}
	}
}

// TestLongLineOfMetrics is said in plain words, with its place.
func TestLongLineOfMetrics(t *testing.T) {
	_, err := parseCurves("m", strings.NewReader("{\"step\":0}\n"+strings.Repeat("x", 1<<17)))
	if err == nil || err.Error() != "m:2: a line of more than 65536 bytes" {
		t.Errorf("error %v", err)
	}
}
