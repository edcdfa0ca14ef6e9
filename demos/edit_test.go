package demos_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/demos"
)

func TestSelectFiltersAndSplits(t *testing.T) {
	src := open(t, record(t, 5))
	odd, even := filepath.Join(t.TempDir(), "odd"), filepath.Join(t.TempDir(), "even")
	for dir, rest := range map[string]int{odd: 1, even: 0} {
		keep := func(_, i int, d *demos.Demonstration) bool {
			d.Tags = append(d.Tags, "kept")
			return i%2 == rest
		}
		n, err := demos.Select(t.Context(), dir, []*demos.Dataset{src}, keep, demos.DefaultOptions())
		if err != nil || n != 3-rest {
			t.Fatalf("%d episodes, %v", n, err)
		}
	}
	want := played(5)
	want = []*demos.Demonstration{want[1], want[3]}
	for _, d := range want {
		d.Tags = []string{"kept"}
	}
	got, err := open(t, odd).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	sameEpisodes(t, got, want)
}

func TestSelectMerges(t *testing.T) {
	a, b := open(t, record(t, 2)), open(t, record(t, 3))
	dir := filepath.Join(t.TempDir(), "all")
	all := func(int, int, *demos.Demonstration) bool { return true }
	n, err := demos.Select(t.Context(), dir, []*demos.Dataset{a, b}, all, demos.DefaultOptions())
	if err != nil || n != 5 {
		t.Fatalf("%d episodes, %v", n, err)
	}
	got, err := open(t, dir).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	sameEpisodes(t, got, append(played(2), played(3)...))
	problems(t, verify(t, dir).Problems, "episode 2 is episode 0 once more", "episode 3 is episode 1 once more")

	other := *b
	spec := other.Manifest.Task
	spec.Horizon = 99
	other.Manifest = demos.NewManifest(spec, manifest().Actor, 7)
	_, err = demos.Select(t.Context(), filepath.Join(t.TempDir(), "x"), []*demos.Dataset{a, &other}, all, demos.DefaultOptions())
	if err == nil || !strings.Contains(err.Error(), "horizon 99, not drift, horizon 20") {
		t.Errorf("data sets of two tasks: %v", err)
	}
}

// TestManifestKeepsReferences: they are added after recording, and a merge of different ones drops them.
func TestManifestKeepsReferences(t *testing.T) {
	dir := record(t, 2)
	r, err := demos.Resume(dir, manifest(), demos.DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	ref := demos.Reference{Random: demos.Returns{Mean: -7.25, Std: 1.5, Episodes: 1000}, Recorder: demos.Returns{Mean: -1e-3, Episodes: 1000}}
	if err := r.SetReference(ref); err != nil {
		t.Fatal(err)
	}
	closed(t, r)
	d := open(t, dir)
	if d.Manifest.Reference == nil || *d.Manifest.Reference != ref {
		t.Errorf("reference %+v: want %+v", d.Manifest.Reference, ref)
	}
	if v := verify(t, dir); len(v.Problems) > 0 {
		t.Error(v.Problems)
	}
	merged := filepath.Join(t.TempDir(), "merged")
	if _, err := demos.Select(t.Context(), merged, []*demos.Dataset{d, open(t, record(t, 1))}, func(int, int, *demos.Demonstration) bool { return true }, demos.DefaultOptions()); err != nil {
		t.Fatal(err)
	}
	if m := open(t, merged).Manifest; m.Reference != nil || m.Actor != manifest().Actor {
		t.Errorf("merged manifest %+v", m)
	}
	if steps := slices.Collect(lengths(open(t, merged))); !slices.Equal(steps, []int{20, 20, 20}) {
		t.Errorf("lengths %v", steps)
	}
}

// lengths are those of all episodes.
func lengths(d *demos.Dataset) func(yield func(int) bool) {
	return func(yield func(int) bool) {
		for demo, err := range d.All() {
			if err != nil || !yield(demo.Len()) {
				return
			}
		}
	}
}
