package multilabel

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
)

// TestDataSetsAreFound: a directory's own, those of the directories in it, or those that are named; what is not there is
// said before anything is written.
func TestDataSetsAreFound(t *testing.T) {
	sets := labelSets(t)
	dir := filepath.Dir(sets[0])
	for _, c := range []struct {
		data  string
		names []string
		want  []string
	}{{dir, nil, sets}, {sets[0], nil, sets[:1]}, {dir, []string{"two"}, sets[1:]}} {
		got, err := (&options{data: c.data, sets: c.names}).paths()
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s, %v: got %v, %v", c.data, c.names, got, err)
		}
	}
	_, err := (&options{data: dir, sets: []string{"three"}}).paths()
	if _, usage := err.(*grid.UsageError); !usage {
		t.Errorf("a data set that there is not: %v", err)
	}
	out := filepath.Join(t.TempDir(), "out")
	o := &options{smoke: true}
	if err := o.Validate(filepath.Join(dir, "nope")); err != nil {
		t.Fatal(err)
	}
	_, err = o.Run(t.Context(), grid.Setting{Dir: out})
	if _, usage := err.(*grid.UsageError); usage || err == nil {
		t.Errorf("a directory that there is not: %v", err)
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("the output was begun")
	}
}

// TestDataSetsNeedRows: of both splits, in files of their own.
func TestDataSetsNeedRows(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "few")
	text := "@relation 'few: -C 1'\n@attribute a {0,1}\n@attribute x real\n@data\n1,2\n0,3\n"
	if err := grid.WriteFile(filepath.Join(dir, "few-train.arff"), []byte(text)); err != nil {
		t.Fatal(err)
	}
	err := (&setRun{bench: smokeLabels(t)}).load(dir)
	if err == nil || !strings.Contains(err.Error(), "2 training and 0 test rows: want at least 2 and 1") {
		t.Errorf("got %v", err)
	}
}
