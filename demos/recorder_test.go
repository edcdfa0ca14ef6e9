package demos_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
)

// sameEpisodes compares what was read with what was played, bit by bit.
func sameEpisodes(t *testing.T, got, want []*demos.Demonstration) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty(), cmpopts.EquateNaNs()); diff != "" {
		t.Errorf("episodes read differ from those played (-want +got):\n%s", diff)
	}
}

func TestRecordAndReadBack(t *testing.T) {
	for _, compress := range []bool{false, true} {
		dir := filepath.Join(t.TempDir(), "drift")
		r, err := demos.Create(dir, manifest(), demos.Options{FS: demos.DefaultOptions().FS, Compress: compress})
		if err != nil {
			t.Fatal(err)
		}
		want := played(12)
		want[3].Tags = []string{"good", "ünïcode, \"quoted\""}
		for _, d := range want[:4] {
			if err := r.Append(d); err != nil {
				t.Fatal(err)
			}
		}
		if err := r.Append(want[4:]...); err != nil { // a batch in one file
			t.Fatal(err)
		}
		closed(t, r)
		d := open(t, dir)
		got, err := d.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		sameEpisodes(t, got, want)
		if len(d.Problems) > 0 {
			t.Errorf("problems: %v", d.Problems)
		}
		if diff := cmp.Diff(manifest().Actor, d.Manifest.Actor); diff != "" {
			t.Error(diff)
		}
	}
}

func TestResumeEqualsOneGo(t *testing.T) {
	whole := record(t, 6)
	parts := record(t, 2)
	for range 2 {
		r, err := demos.Resume(parts, manifest(), demos.DefaultOptions())
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if _, err := r.Record(newRollout()); err != nil {
				t.Fatal(err)
			}
		}
		closed(t, r)
	}
	if diff := cmp.Diff(files(t, whole), files(t, parts)); diff != "" {
		t.Errorf("files differ (-one go +resumed):\n%s", diff)
	}
}

// files are the contents of a directory.
func files(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		all[e.Name()] = string(data)
	}
	return all
}

func TestRecorderRefuses(t *testing.T) {
	dir := record(t, 1)
	refused := func(name, want string, make func() (*demos.Recorder, error)) {
		t.Run(name, func(t *testing.T) {
			r, err := make()
			if err == nil {
				closed(t, r)
				t.Fatal("accepted")
			}
			if !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("error %q: want one line with %q", err, want)
			}
		})
	}
	o := demos.DefaultOptions()
	refused("create over a data set", "already holds a data set", func() (*demos.Recorder, error) { return demos.Create(dir, manifest(), o) })
	refused("resume nothing", "no manifest.json", func() (*demos.Recorder, error) { return demos.Resume(t.TempDir(), manifest(), o) })
	other := manifest()
	other.Seed = 8
	refused("another seed", "with seed 7, not 8", func() (*demos.Recorder, error) { return demos.Resume(dir, other, o) })
	foreign := t.TempDir()
	if err := os.WriteFile(filepath.Join(foreign, "thesis.tex"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(foreign, "draft.tmp"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	refused("create among foreign files", "draft.tmp", func() (*demos.Recorder, error) { return demos.Create(foreign, manifest(), o) })
	if left := files(t, foreign); len(left) != 2 {
		t.Errorf("files %v: want the two that were there", left)
	}

	first, err := demos.Resume(dir, manifest(), o)
	if err != nil {
		t.Fatal(err)
	}
	refused("a second recorder", "held by process", func() (*demos.Recorder, error) { return demos.Resume(dir, manifest(), o) })
	closed(t, first)
	second, err := demos.Resume(dir, manifest(), o)
	if err != nil {
		t.Fatal(err)
	}
	closed(t, first) // once more: the lock is not its own any longer
	refused("a third recorder", "held by process", func() (*demos.Recorder, error) { return demos.Resume(dir, manifest(), o) })
	closed(t, second)
}

// TestResumeAfterOmissions: a recording that leaves episodes out goes on with the stream after the last one that was kept,
// not with that of the number of episodes, and equals one that was never interrupted.
func TestResumeAfterOmissions(t *testing.T) {
	record := func(sessions ...int) map[string]string {
		dir := filepath.Join(t.TempDir(), "drift")
		r, err := demos.Create(dir, manifest(), demos.DefaultOptions())
		for i, n := range sessions {
			if i > 0 {
				r, err = demos.Resume(dir, manifest(), demos.DefaultOptions())
			}
			if err != nil {
				t.Fatal(err)
			}
			err := r.RecordAll(t.Context(), demos.Session{
				Episodes: n, Workers: 2, Batch: 1, NewRollout: newRollout, Saved: func(*demos.Demonstration) {},
				Keep: func(_ *envs.Rollout, d *demos.Demonstration) bool { return d.Index%3 == 2 },
			})
			if err != nil {
				t.Fatal(err)
			}
			closed(t, r)
		}
		return files(t, dir)
	}
	if diff := cmp.Diff(record(4), record(2, 1, 1)); diff != "" {
		t.Errorf("files differ (-one go +resumed):\n%s", diff)
	}
}
