package demos_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/internal/disk"
)

// seal seals a data set that has no problems.
func seal(t *testing.T, dir string, again bool) *demos.Seal {
	t.Helper()
	s, problems, err := demos.SealFS(disk.OS{}, dir, again, func(int, int) {})
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	return s
}

// TestSealNamesEveryChange: what is lost, changed or added after sealing is named, also where the numbers show no gap and
// the file put in place of another is an intact recording.
func TestSealNamesEveryChange(t *testing.T) {
	path := func(dir, i string) string { return filepath.Join(dir, "episode-00000"+i+".mcap") }
	for name, test := range map[string]struct {
		change func(t *testing.T, dir string)
		want   []string
	}{
		"nothing": {func(*testing.T, string) {}, nil},
		"the last file lost": {
			func(t *testing.T, dir string) { remove(t, path(dir, "3")) },
			[]string{"episode-000003.mcap: missing: it was there when the data set was sealed"},
		},
		"a file lost": {
			func(t *testing.T, dir string) { remove(t, path(dir, "1")) },
			[]string{"episode-000001.mcap: missing: it was there"},
		},
		"a file added": {
			func(t *testing.T, dir string) { copyFile(t, path(record(t, 5), "4"), path(dir, "4")) },
			[]string{"episode-000004.mcap: added after the data set was sealed"},
		},
		"a bit flipped": {
			func(t *testing.T, dir string) { flip(t, path(dir, "2"), 3000) },
			[]string{"episode-000002.mcap: byte "},
		},
		"an intact recording in place of another": {
			func(t *testing.T, dir string) { copyFile(t, path(recordOther(t, 4), "2"), path(dir, "2")) },
			[]string{"episode-000002.mcap: it is not the file that was sealed: its SHA-256 is "},
		},
		"a link in place of a file": {
			func(t *testing.T, dir string) {
				moved := filepath.Join(t.TempDir(), "elsewhere")
				if err := errors.Join(os.Rename(path(dir, "0"), moved), os.Symlink(moved, path(dir, "0"))); err != nil {
					t.Fatal(err)
				}
			},
			[]string{"episode-000000.mcap: not a recording", "episode-000000.mcap: missing: it was there"},
		},
		"another manifest": {
			func(t *testing.T, dir string) {
				copyFile(t, filepath.Join(recordOther(t, 1), demos.ManifestName), filepath.Join(dir, demos.ManifestName))
			},
			[]string{demos.ManifestName + ": it is not the file that was sealed"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := record(t, 4)
			if s := seal(t, dir, false); s.Episodes != 4 || len(s.Files) != 5 {
				t.Fatalf("the seal lists %d episodes in %d files, want 4 in 5", s.Episodes, len(s.Files))
			}
			test.change(t, dir)
			problems(t, verify(t, dir).Problems, test.want...)
		})
	}
}

// TestSealedIsNotChanged: what would add to or repair a sealed data set is refused until the seal is removed, or made again.
func TestSealedIsNotChanged(t *testing.T) {
	dir := record(t, 2)
	seal(t, dir, false)
	refused := func(what string, err error) {
		t.Helper()
		if sealed, ok := errors.AsType[*demos.SealedError](err); !ok || sealed.Dir != dir {
			t.Errorf("%s of a sealed data set: %v", what, err)
		}
	}
	_, err := demos.Resume(dir, manifest(), demos.DefaultOptions())
	refused("Resume", err)
	_, err = demos.Repair(t.Context(), filepath.Join(t.TempDir(), "repaired"), dir, demos.DefaultOptions())
	refused("Repair", err)
	_, _, err = demos.SealFS(disk.OS{}, dir, false, func(int, int) {})
	refused("a second SealFS", err)
	if err := demos.UnsealFS(disk.OS{}, dir); err != nil {
		t.Fatal(err)
	}
	more(t, dir)
	if s := seal(t, dir, false); s.Episodes != 3 {
		t.Errorf("sealed again with %d episodes, want 3", s.Episodes)
	}
	remove(t, filepath.Join(dir, "episode-000002.mcap"))
	if s := seal(t, dir, true); s.Episodes != 2 {
		t.Errorf("sealed once more with %d episodes, want 2", s.Episodes)
	}
	problems(t, verify(t, dir).Problems)
}

// TestSealRefuses: a data set with problems is not sealed, and a damaged seal is an error wherever the data set is opened.
func TestSealRefuses(t *testing.T) {
	dir := record(t, 3)
	remove(t, filepath.Join(dir, "episode-000001.mcap"))
	_, found, err := demos.SealFS(disk.OS{}, dir, false, func(int, int) {})
	if err != nil {
		t.Fatal(err)
	}
	problems(t, found, "missing: episode 1")
	if _, err := os.Stat(filepath.Join(dir, demos.SealName)); !os.IsNotExist(err) {
		t.Errorf("an incomplete data set has a seal: %v", err)
	}
	if err := demos.UnsealFS(disk.OS{}, dir); !os.IsNotExist(err) {
		t.Errorf("UnsealFS without a seal: %v", err)
	}
	whole := record(t, 2)
	seal(t, whole, false)
	for at := range 40 {
		flip(t, filepath.Join(whole, demos.SealName), 11*at)
		if _, err := demos.Open(whole); err == nil || !strings.Contains(err.Error(), demos.SealName) {
			t.Errorf("byte %d flipped: %v, want an error that names the seal", 11*at, err)
		}
		problems(t, verify(t, whole).Problems, demos.SealName)
		flip(t, filepath.Join(whole, demos.SealName), 11*at)
	}
}

func remove(t *testing.T, name string) {
	t.Helper()
	if err := os.Remove(name); err != nil {
		t.Fatal(err)
	}
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	data, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, data, 0o666)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// recordOther is record under another seed.
func recordOther(t *testing.T, n int) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "other")
	m := manifest()
	m.Seed++
	r, err := demos.Create(dir, m, demos.DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	defer closed(t, r)
	for range n {
		if _, err := r.Record(newRollout()); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// more adds an episode.
func more(t *testing.T, dir string) {
	t.Helper()
	r, err := demos.Resume(dir, manifest(), demos.DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	defer closed(t, r)
	if _, err := r.Record(newRollout()); err != nil {
		t.Fatal(err)
	}
}
