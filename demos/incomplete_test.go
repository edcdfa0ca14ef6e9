package demos_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/demos"
)

// TestCompleteNamesWhatIsMissing: a gap, a link and a file that claims another's numbers make a data set incomplete; a
// stray file does not.
func TestCompleteNamesWhatIsMissing(t *testing.T) {
	path := func(dir, i string) string { return filepath.Join(dir, "episode-00000"+i+".mcap") }
	for name, test := range map[string]struct {
		change func(dir string) error
		want   string // empty: it is complete
		strays int
	}{
		"nothing":     {func(string) error { return nil }, "", 0},
		"a stray":     {func(dir string) error { return os.WriteFile(dir+"/notes.txt", nil, 0o666) }, "", 1},
		"a file lost": {func(dir string) error { return os.Remove(path(dir, "1")) }, "episode-000001.mcap: missing: episode 1", 0},
		"a link in place of a file": {func(dir string) error {
			moved := filepath.Join(dir, "..", "elsewhere")
			return errors.Join(os.Rename(path(dir, "0"), moved), os.Symlink(moved, path(dir, "0")))
		}, "episode-000000.mcap: not a recording of this data set, and 1 more", 0},
	} {
		t.Run(name, func(t *testing.T) {
			dir := record(t, 4)
			if err := test.change(dir); err != nil {
				t.Fatal(err)
			}
			d, err := demos.Open(dir)
			if err != nil {
				t.Fatal(err)
			}
			err = d.Complete()
			_, incomplete := errors.AsType[*demos.IncompleteError](err)
			if incomplete != (test.want != "") || incomplete && !strings.Contains(err.Error(), test.want) {
				t.Errorf("%v: want %q", err, test.want)
			}
			if len(d.Strays()) != test.strays {
				t.Errorf("strays %v: want %d", d.Strays(), test.strays)
			}
		})
	}
}

// TestOmitDamagedLeavesWhatIsIntact: what is read afterwards has no error, and the episodes that are left have the
// positions 0, 1, ….
func TestOmitDamagedLeavesWhatIsIntact(t *testing.T) {
	dir := record(t, 4)
	flip(t, filepath.Join(dir, "episode-000001.mcap"), 3000)
	d, err := demos.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Complete(); err != nil {
		t.Fatalf("damage shows in no name: %v", err)
	}
	d.OmitDamaged()
	problems(t, d.Problems, "episode-000001.mcap: byte ")
	all, err := d.ReadAll()
	if err != nil || len(all) != 3 || all[1].Index != 2 {
		t.Errorf("%d episodes, %v", len(all), err)
	}
}
