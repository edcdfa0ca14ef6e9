package imitation

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
)

func TestOptionsAreChecked(t *testing.T) {
	dir := t.TempDir()
	own, broken := filepath.Join(dir, "own.yaml"), filepath.Join(dir, "broken.yaml")
	b, err := Load("smoke")
	if err != nil {
		t.Fatal(err)
	}
	for path, text := range map[string][]byte{own: b.YAML(), broken: []byte("name: x\ntaks: [pendulum]\n")} {
		if err := os.WriteFile(path, text, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		name string
		o    options
		want string // "": valid
	}{
		{"smoke", options{smoke: true}, ""},
		{"one's own", options{config: own}, ""},
		{"the benchmark", options{part: Part{Tasks: []string{"hopper"}}}, ""},
		{"two versions", options{smoke: true, quick: true}, "--config, --quick and --smoke: choose one"},
		{"own and quick", options{config: own, quick: true}, "choose one"},
		{"no file", options{config: filepath.Join(dir, "nope.yaml")}, "--config: "},
		{"a misspelled key", options{config: broken}, broken + `:2: unknown key "taks"`},
		{"seeds", options{smoke: true, part: Part{Seeds: -1}}, "--seeds -1: want 0 or more"},
		{"a method", options{smoke: true, part: Part{Methods: []string{"unary"}}}, `no method is called "unary": there are [squared pairwise]`},
		{"a number", options{smoke: true, part: Part{Demos: []int{3}}}, "3 demonstrations are not among the benchmark's"},
		{"a task", options{smoke: true, part: Part{Tasks: []string{"pendulmu"}}}, "pendulum"},
		{"an expert without noise", options{part: Part{Tasks: []string{"pendulum"}}}, "pendulum: the expert has no noise of its own"},
	} {
		err := c.o.Validate("")
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		}
	}
}

// TestPartsAreTakenUp: a part of the benchmark keeps the cells that the whole then takes up; the table and the charts of
// both are written, and times apart.
func TestPartsAreTakenUp(t *testing.T) {
	dir := t.TempDir()
	run := func(part Part, stages map[string]int) *Table {
		o := &options{smoke: true, part: part}
		if err := o.Validate(""); err != nil {
			t.Fatal(err)
		}
		found, err := o.Run(t.Context(), grid.Setting{Dir: dir, Progress: func(what string, _, _ int) { stages[what]++ }})
		if err != nil {
			t.Fatal(err)
		}
		return found.JSON.(*Table)
	}
	part := run(Part{Methods: []string{grid.Squared}, Seeds: 1}, map[string]int{})
	path := filepath.Join(dir, "cells", "pendulum", "1-squared-0.json")
	before, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	whole := run(Part{}, map[string]int{})
	if after, err := os.Stat(path); err != nil || !after.ModTime().Equal(before.ModTime()) {
		t.Errorf("a cell of the part was computed again: %v", err)
	}
	if a, b := part.Row("pendulum", 1, grid.Squared).Scores[0][0], whole.Row("pendulum", 1, grid.Squared).Scores[0][0]; a != b {
		t.Errorf("the cell scores %v in the part and %v in the whole", a, b)
	}
	if len(part.Rows) != 2 || len(whole.Rows) != 4 {
		t.Errorf("%d and %d rows", len(part.Rows), len(whole.Rows))
	}
	for _, name := range []string{"config.yaml", "table.txt", "table.md", "table.json", "timings.json", "curves.svg", "curves-pendulum.png"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
}
