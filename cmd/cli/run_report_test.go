package cli

import (
	"os"
	"runtime"
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
		"{\"step\":1,\"episodes\":0,\"return\":0,\"kl\":1,\"log_std\":2}\n{\"step\":2,\"episodes\":0,\"return\":0,\"kl\":2,\"log_std\":3}": {"Loss", "Gradient", "KL divergence", "Log std"},
		"{\"step\":1,\"episodes\":2,\"return\":-3,\"rate\":1}\n{\"step\":2,\"episodes\":1,\"return\":-2,\"rate\":1}":                       {"Loss", "Gradient", "Return of the training episodes"},
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

// trainedReport records and trains in a directory of its own, and returns the run's report.
func trainedReport(t *testing.T, task, flags string) string {
	t.Helper()
	t.Chdir(t.TempDir())
	must(t, "record "+task+" -o demos -n 2")
	must(t, "train demos -o run --steps 2 --hidden 2 --eval 2 "+flags)
	page, err := os.ReadFile("run/report.html")
	if err != nil {
		t.Fatal(err)
	}
	return string(page)
}

// TestReportHasBaselines: what random actions and the expert return is beside what the run does, and on one chart with what
// it did while it learned.
func TestReportHasBaselines(t *testing.T) {
	page := trainedReport(t, "pendulum", "--eval-every 1 --eval-episodes 1")
	ref, _ := suite.ReferenceOf("pendulum")
	for _, want := range []string{
		"<td>random</td><td>" + number(ref.Random.Mean), "<td>expert</td><td>" + number(ref.Expert.Mean), ">expert</text>", ">random</text>", ">Return</text>",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the report has no %q", want)
		}
	}
}

// TestReportShowsAnEpisode: an animation of the first evaluation episode and its energy at three moments, in a page that is
// small, whole and the same again.
func TestReportShowsAnEpisode(t *testing.T) {
	for _, c := range []struct {
		task, flags string
		want        []string
		charts      int // beside those of training
	}{
		{"pendulum", "", []string{">step 66</text>", ">torque</text>", ">N·m</text>"}, 1},
		{"pusht", "", []string{"<th>mean score</th></tr>", ">target x, px</text>"}, 3 + 2},
		{"particle-2", "", []string{"<th>mean return</th></tr>", ">set-point 1, m</text>", ">set-point 2, m</text>", "Orange diamond"}, 3 + 2},
		{"cartpole", "", []string{"<th>p*</th>", "<td>left</td>", "<th>step 0</th>"}, 0},
		{"pendulum", "--chunk 2", []string{">torque[t+1]</text>"}, 2},
	} {
		t.Run(c.task+c.flags, func(t *testing.T) {
			page := trainedReport(t, c.task, c.flags)
			for _, want := range append(c.want, `<img src="data:image/gif;base64,`, "Φ − Ω") {
				if !strings.Contains(page, want) {
					t.Errorf("the report has no %q", want)
				}
			}
			_, energy, _ := strings.Cut(page, "<h2>Energy</h2>")
			energy, _, _ = strings.Cut(energy, "<h2>Training</h2>")
			if n := strings.Count(energy, "<svg"); n != c.charts {
				t.Errorf("%d charts of the energy, want %d", n, c.charts)
			}
			if len(page) > 1_500_000 {
				t.Errorf("the report has %d bytes", len(page))
			}
		})
	}
}

// TestReportOfLinesAlone: a policy without an energy has an animation and no energy, a run without an evaluation neither.
func TestReportOfLinesAlone(t *testing.T) {
	page := trainedReport(t, "pendulum", "--loss squared")
	if !strings.Contains(page, "data:image/gif") || strings.Contains(page, "<h2>Energy") {
		t.Error("a policy without an energy: not one animation without an energy")
	}
	must(t, "train demos -o alone --steps 2 --hidden 2 --eval 0")
	alone, err := os.ReadFile("alone/report.html")
	if err != nil || strings.Contains(string(alone), "data:image/gif") || !strings.Contains(string(alone), "<h2>Training") {
		t.Errorf("without an evaluation: %v, or an animation, or no curves", err)
	}
}

// TestReportRepeats to the byte, on one core as on two.
func TestReportRepeats(t *testing.T) {
	page := trainedReport(t, "reacher", "")
	before := runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(before)
	if trainedReport(t, "reacher", "") != page {
		t.Error("another report on one core")
	}
}

// TestLongLineOfMetrics is said in plain words, with its place.
func TestLongLineOfMetrics(t *testing.T) {
	_, err := parseCurves("m", strings.NewReader("{\"step\":0}\n"+strings.Repeat("x", 1<<17)))
	if err == nil || err.Error() != "m:2: a line of more than 65536 bytes" {
		t.Errorf("error %v", err)
	}
}

// TestLongListsOfReservedEpisodesAreLeftOut of the sentence that says how good a policy is.
func TestLongListsOfReservedEpisodesAreLeftOut(t *testing.T) {
	for reserved, want := range map[string]string{
		"2 of 20 episodes: [1 6]":                                 "2 of 20 episodes: [1 6]",
		"13 of 130 episodes: [1 6 7 8 9 10 11 12 13 14 15 16 17]": "13 of 130 episodes",
		"the last 2 of 5 episodes":                                "the last 2 of 5 episodes",
	} {
		if got := reservedBriefly(reserved); got != want {
			t.Errorf("%q: %q, want %q", reserved, got, want)
		}
	}
}
