package dagger

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
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

// TestCurvesAreReadFromTheMetrics: a round that measured adds a point, other lines add none, and a damaged file is named.
func TestCurvesAreReadFromTheMetrics(t *testing.T) {
	path := filepath.Join(t.TempDir(), "metrics.jsonl")
	text := `{"step":20,"loss":1}` + "\n" + `{"round":0,"queries":300,"measured":-5}` + "\n" + `{"round":1,"queries":400,"measured":-4}` + "\n"
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	c := Curve{Queries: []int{200}}
	if err := c.read(path); err != nil || !slices.Equal(c.Queries, []int{200, 300, 400}) || !slices.Equal(c.Returns, []float64{-5, -4}) {
		t.Errorf("read %+v, %v", c, err)
	}
	if err := os.WriteFile(path, []byte(text+"{"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := c.read(path); err == nil || !strings.HasPrefix(err.Error(), path) {
		t.Errorf("a damaged file: %v", err)
	}
}

// TestEpisodesAreShortenedWhereNothingEndsThem, and where the benchmark says how far.
func TestEpisodesAreShortenedWhereNothingEndsThem(t *testing.T) {
	for _, c := range []struct {
		task    string
		horizon int
		want    int // steps of an episode with expert queries
		parts   int
	}{{"halfcheetah", 250, 250, 4}, {"halfcheetah", 0, 1000, 1}, {"hopper", 250, 1000, 1}, {"pendulum", 100, 100, 2}} {
		b := smoke(t)
		b.Tasks, b.Horizon = []string{c.task}, c.horizon
		r := &taskRun{b: b, task: c.task}
		if err := r.makeTask(); err != nil {
			t.Fatal(err)
		}
		if got := r.queried().Spec().Horizon; got != c.want || r.parts != c.parts {
			t.Errorf("%s at %d: episodes of %d steps, %d for one, want %d and %d", c.task, c.horizon, got, r.parts, c.want, c.parts)
		}
	}
}

// TestAnInterruptedBenchmarkEndsWithTheSameFiles.
func TestAnInterruptedBenchmarkEndsWithTheSameFiles(t *testing.T) {
	whole, dir := t.TempDir(), t.TempDir()
	run := func(ctx context.Context, s grid.Setting) error {
		o := &options{smoke: true}
		if err := o.Validate(""); err != nil {
			t.Fatal(err)
		}
		_, err := o.Run(ctx, s)
		return err
	}
	if err := run(t.Context(), grid.Setting{Seed: 1, Dir: whole}); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	err := run(ctx, grid.Setting{Seed: 1, Dir: dir, Progress: func(what string, done, _ int) {
		if what == "pendulum" && done == 1 {
			cancel()
		}
	}})
	if err != grid.ErrInterrupted {
		t.Fatalf("interrupted: %v", err)
	}
	if err := run(t.Context(), grid.Setting{Seed: 1, Dir: dir}); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"table.json", "table.md", "curves.svg", "curves/pendulum/seed-0.json", "curves/pendulum/seed-1.json"} {
		a, errA := fs.ReadFile(os.DirFS(whole), name)
		b, errB := fs.ReadFile(os.DirFS(dir), name)
		if errA != nil || errB != nil || string(a) != string(b) {
			t.Errorf("%s differs after an interruption: %v, %v", name, errA, errB)
		}
	}
}

func TestOptions(t *testing.T) {
	o := &options{smoke: true, tasks: []string{"pendulmu"}}
	if err := o.Validate(""); err == nil || !strings.Contains(err.Error(), "pendulum") {
		t.Errorf("got %v, want a near name", err)
	}
	o.tasks = []string{"pendulum", "pendulum"}
	if err := o.Validate(""); err == nil || !strings.Contains(err.Error(), "tasks[1]") {
		t.Errorf("got %v", err)
	}
	o = &options{}
	if err := o.Validate(""); err != nil || !o.bench.Citable {
		t.Errorf("the benchmark itself: %v", err)
	}
}
