package interchange

import (
	"context"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/space"
)

// besidesSet is a data set of a plain episode, one with noise, one of a learner that an expert labels, and one that a
// person drove and something pushed, in which some steps have nothing to imitate.
func besidesSet(t *testing.T, action space.Set) string {
	t.Helper()
	dir := ownSet(t, action, envs.Failed)
	set, err := demos.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	r, err := demos.Resume(dir, set.Manifest, demos.DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	k := action.Dim()
	for i, by := range []envs.Author{envs.TheNoise, envs.TheLearner, envs.ThePerson} {
		d := episode(i+1, envs.Reached, action)
		d.Label, d.Author = make([]float64, d.Len()*k), make([]envs.Author, d.Len())
		for s := range d.Author {
			d.Author[s] = by
			copy(d.Label[s*k:], d.ActAt(s))
			if by != envs.ThePerson {
				d.Label[s*k] = 1 / float64(7+s)
			}
		}
		if by == envs.ThePerson {
			d.Late, d.Force = make([]float64, d.Len()), make([]float64, d.Len()*envs.ForceLen)
			d.Author[0], d.Late[2], d.Force[3*envs.ForceLen+1] = envs.TheLearner, 1.0/3, 0.7
			for j := range k {
				d.Label[j] = math.NaN()
			}
		}
		if err := r.Append(d); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

// specAlone is a task that is its Spec alone, which is all that an import looks at.
type specAlone struct{ spec envs.Spec }

func (b specAlone) Spec() envs.Spec           { return b.spec }
func (specAlone) Reset([]float64, *rand.Rand) { panic("specAlone: it cannot be played") }
func (specAlone) Step(_, _ []float64) (r float64, e envs.End) {
	panic("specAlone: it cannot be played")
}

// untagged are the formats that have no place for tags.
var untagged = []string{"d4rl", "npz", "csv", "zarr"}

// TestLabelsAndAuthorsRoundTrip through every format that is written: what to imitate, who acted, how late it was and what
// pushed come back to the bit.
func TestLabelsAndAuthorsRoundTrip(t *testing.T) {
	for _, test := range []struct {
		format, target string
		action         space.Set
	}{
		{"minari", "test-v0", space.UnitBox(2)},
		{"minari", "test-v0", space.Simplex{K: 3}},
		{"robomimic", "test.hdf5", space.UnitBox(2)},
		{"d4rl", "test.hdf5", space.UnitBox(2)},
		{"jsonl", "test.jsonl", space.UnitBox(2)},
		{"jsonl", "test.jsonl", space.Simplex{K: 3}},
		{"npz", "test.npz", space.UnitBox(2)},
		{"npz", "test.npz", space.Simplex{K: 3}},
		{"csv", "test.csv", space.UnitBox(2)},
		{"lerobot", "test", space.UnitBox(2)},
		{"lerobot", "test", space.Simplex{K: 3}},
		{"zarr", "test.zarr", space.UnitBox(2)},
		{"zarr", "test.zarr", space.Simplex{K: 3}},
		{"csv", "test.csv", space.Simplex{K: 3}},
	} {
		t.Run(test.format+" "+test.action.String(), func(t *testing.T) {
			own := besidesSet(t, test.action)
			target := filepath.Join(t.TempDir(), test.target)
			left, err := ExportTo(context.Background(), own, target, test.format)
			if err != nil || strings.Contains(strings.Join(left, " "), "label") {
				t.Fatal(left, err)
			}
			set, want := read(t, own)
			s, err := PathSource(target)
			if err != nil {
				t.Fatal(err)
			}
			dir := filepath.Join(t.TempDir(), "back")
			o := Options{Actor: demos.Actor{Name: "expert"}, Recorder: demos.DefaultOptions(), Task: func() envs.Env { return specAlone{set.Manifest.Task} }}
			if _, err := Import(context.Background(), s, dir, o); err != nil {
				t.Fatal(err)
			}
			_, got := read(t, dir)
			for i, d := range got {
				w := want[i]
				w.Seed, w.Purpose, w.Index = d.Seed, d.Purpose, d.Index
				if test.format == "d4rl" { // which has no place for them
					w.End = d.End
				}
				if slices.Contains(untagged, test.format) {
					w.Tags = d.Tags
				}
				if diff := cmp.Diff(w, d, cmpopts.EquateNaNs(), cmpopts.EquateEmpty()); diff != "" {
					t.Errorf("episode %d: %s", i, diff)
				}
			}
		})
	}
}

// TestWrongLabelsAreRefused, with the place.
func TestWrongLabelsAreRefused(t *testing.T) {
	const good = `{"obs": [[1,2,3],[4,5,6]], "action": [[0.5, 0]], "reward": [0], `
	set, _ := read(t, ownSet(t, space.UnitBox(2), envs.Failed))
	for rest, want := range map[string]string{
		`"label": [[1, 0]], "author": ["expert"]}`:                "",
		`"label": [[1, 0]]}`:                                      "0 authors",
		`"label": [[1, 0, 2]], "author": ["expert"]}`:             "3 numbers of labels",
		`"label": [[1, null]], "author": ["expert"]}`:             "row 0: want 2 numbers",
		`"label": [[1, 0]], "author": ["teacher"]}`:               `step 0: "teacher" is no author`,
		`"label": [null], "author": ["expert"]}`:                  "labels",
		`"label": [[1, 0]], "author": ["person"], "late": [0.5]}`: "",
		`"label": [[1, 0]], "author": ["person"]}`:                "how late",
		`"end": "won"}`: `"won" is no end`,
		`"label": [[1,0]], "author": ["person"], "force": [[1,2]]}`: "row 0 has 2 numbers, want 4",
	} {
		o := Options{Actor: demos.Actor{Name: "x"}, Recorder: demos.DefaultOptions(), Task: func() envs.Env { return specAlone{set.Manifest.Task} }}
		_, err := Import(context.Background(), source("a.jsonl", good+rest), filepath.Join(t.TempDir(), "d"), o)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "line 1")) {
			t.Errorf("%s: %v, want %q", rest, err, want)
		}
	}
	if _, err := os.Stat("d"); err == nil {
		t.Error("something was written")
	}
}
