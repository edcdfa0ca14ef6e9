package multilabel

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/envs"
)

// labelSets writes two data sets whose labels are the signs of two features, one of them with rows that have none.
func labelSets(t *testing.T) []string {
	t.Helper()
	dir := t.TempDir()
	for i, name := range []string{"one", "two"} {
		rng := envs.Stream(uint64(i), envs.Splits, 0)
		for _, split := range []string{"train", "test"} {
			text := &strings.Builder{}
			fmt.Fprintf(text, "@relation '%s: -C 2'\n@attribute a {0,1}\n@attribute b {0,1}\n@attribute x real\n@attribute y real\n@data\n", name)
			for range 40 {
				x, y := rng.NormFloat64(), rng.NormFloat64()
				fmt.Fprintf(text, "%d,%d,%v,%v\n", bit(x), bit(y), x, y)
			}
			path := filepath.Join(dir, name, name+"-"+split+".arff")
			if err := grid.WriteFile(path, []byte(text.String())); err != nil {
				t.Fatal(err)
			}
		}
	}
	sets, err := Sets(dir)
	if err != nil || len(sets) != 2 {
		t.Fatalf("found %v, %v", sets, err)
	}
	return sets
}

func bit(x float64) int {
	if x > 0 {
		return 1
	}
	return 0
}

func smokeLabels(t *testing.T) *Config {
	t.Helper()
	b, err := Load("smoke")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// runLabels is the table of a benchmark, as JSON.
func runLabels(t *testing.T, b *Config, dir string, sets []string) []byte {
	t.Helper()
	var found []*SetResult
	if err := b.Run(t.Context(), grid.Setting{Dir: dir}, sets, func(f *SetResult) error { found = append(found, f); return nil }); err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(b.Table(0, found))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestMultilabelConfigurations(t *testing.T) {
	for _, name := range []string{"multilabel", "smoke"} {
		b, err := Load(name)
		if err != nil {
			t.Fatal(err)
		}
		if n := len(b.methods()); n != 28 {
			t.Errorf("%s: %d methods, want 4 energies × 7 losses", name, n)
		}
	}
}

// TestMultilabelRepeats: every method trains, and the table has the same bytes for any number of cores, and where the
// half of it was interrupted and found again.
func TestMultilabelRepeats(t *testing.T) {
	sets := labelSets(t)
	b := smokeLabels(t)
	if testing.Short() {
		if err := b.Select([]string{"unary", "spen"}, []string{"gfy-fermi-dirac", "hinge"}, 0); err != nil {
			t.Fatal(err)
		}
	}
	dir := t.TempDir()
	want := runLabels(t, b, dir, sets)
	if bytes.Contains(want, []byte("troubles")) {
		t.Errorf("troubles in %s", want)
	}
	procs := runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(procs)
	if got := runLabels(t, b, t.TempDir(), sets[:1]); !bytes.Contains(want, got[bytes.Index(got, []byte(`"rows"`)):len(got)-2]) {
		t.Error("one core changed the table")
	}
	again := t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	err := b.Run(ctx, grid.Setting{Dir: again, Progress: func(what string, done, _ int) {
		if strings.Contains(what, "refit") {
			cancel()
		}
	}}, sets, func(*SetResult) error { return nil })
	if err != grid.ErrInterrupted {
		t.Fatalf("an interrupted benchmark ended with %v", err)
	}
	var kept int
	b.Kept = true
	if err := b.Run(t.Context(), grid.Setting{Dir: again}, sets, func(f *SetResult) error { kept += len(f.Methods); return nil }); err != nil || kept > 1 {
		t.Errorf("%d methods are kept of an interrupted benchmark: %v", kept, err)
	}
	b.Kept = false
	if !bytes.Equal(runLabels(t, b, again, sets), want) {
		t.Error("an interrupted benchmark went on to another table")
	}
}

// TestMultilabelFindsOnce: what is kept is not found again.
func TestMultilabelFindsOnce(t *testing.T) {
	sets, b, dir := labelSets(t)[:1], smokeLabels(t), t.TempDir()
	if err := b.Select([]string{"unary"}, []string{"gfy-quadratic"}, 1); err != nil {
		t.Fatal(err)
	}
	want := runLabels(t, b, dir, sets)
	count := 0
	err := filepath.WalkDir(filepath.Join(dir, "refits"), func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			count++
			var r grid.Kept[Refit]
			if err = grid.ReadJSON(path, &r); err == nil {
				r.Found.Test.Label = 0.25 // a mark: it is taken as it is
				err = grid.WriteJSON(path, r)
			}
		}
		return err
	})
	if err != nil || count == 0 {
		t.Fatalf("%d refits: %v", count, err)
	}
	if got := runLabels(t, b, dir, sets); bytes.Equal(got, want) || !bytes.Contains(got, []byte(`"label_accuracy":0.25`)) {
		t.Error("a kept refit was done again")
	}
}

// TestTestRowsChooseNothing: with other test labels, all that is chosen stays.
func TestTestRowsChooseNothing(t *testing.T) {
	sets, b := labelSets(t)[:1], smokeLabels(t)
	if err := b.Select([]string{"unary", "pairwise"}, []string{"gfy-quadratic", "hinge"}, 0); err != nil {
		t.Fatal(err)
	}
	choices := func() string {
		var text string
		err := b.Run(t.Context(), grid.Setting{Dir: t.TempDir()}, sets, func(f *SetResult) error {
			for _, m := range append(f.Methods, *f.ByF1) {
				text += fmt.Sprintln(m.Energy, m.Loss, m.Candidate, m.Epochs, m.Dev, m.Curve)
			}
			text += fmt.Sprintln(f.Named)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	before := choices()
	path := filepath.Join(sets[0], "one-test.arff")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	flipped := strings.NewReplacer("\n0,", "\n1,", "\n1,", "\n0,").Replace(string(data))
	if err := os.WriteFile(path, []byte(flipped), 0o644); err != nil {
		t.Fatal(err)
	}
	if after := choices(); after != before {
		t.Errorf("other test labels, other choices:\n%s\n%s", before, after)
	}
}

func TestHighestIsTheFirstOfEquals(t *testing.T) {
	p := highest([]Trial{{Label: []float64{0.5, 0.8, 0.6}}, {Label: []float64{0.5, 0.8}}, {}}, labelCurve)
	if p.epoch != 2 || len(p.curve) != 3 {
		t.Errorf("got %+v", p)
	}
	if p := highest([]Trial{{Label: []float64{0.5, 0.5}}}, labelCurve); p.epoch != 1 {
		t.Errorf("of equals epoch %d", p.epoch)
	}
}

// TestNamesAreChecked: they become parts of paths, and the tables find rows by them.
func TestNamesAreChecked(t *testing.T) {
	for want, change := range map[string]func(*Config){
		`energies[1].name is "unary": want a name that occurs once`: func(b *Config) { b.Energies[1].Name = "unary" },
		`losses[0].name is "hinge/": want a name of`:                func(b *Config) { b.Losses[0].Name = "hinge/" },
	} {
		b := smokeLabels(t)
		change(b)
		if err := b.Validate(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}
