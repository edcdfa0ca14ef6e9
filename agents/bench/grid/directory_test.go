package grid

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/internal/disk"
)

const mine = "name: mine\ncitable: true\nseeds: 3\n"

// TestTakenDirectoriesAreHeld: a second benchmark that is begun in a directory at once is refused and changes nothing;
// after the first has ended it is not.
func TestTakenDirectoriesAreHeld(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "deep", "dir")
	first, err := Take(dir, []byte(mine))
	if err != nil {
		t.Fatal(err)
	}
	other := strings.Replace(mine, "3", "4", 1)
	if _, err := Take(dir, []byte(other)); err == nil {
		t.Error("a directory was taken twice")
	} else if _, held := errors.AsType[*disk.HeldError](err); !held {
		t.Errorf("got %v, want who holds it", err)
	}
	if text, err := os.ReadFile(filepath.Join(dir, "config.yaml")); err != nil || string(text) != mine {
		t.Errorf("the refused benchmark wrote %q, %v", text, err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := Take(dir, []byte(other))
	if err != nil {
		t.Fatal(err)
	}
	if err := again.Close(); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 {
		t.Errorf("left are %v, %v: want config.yaml alone", entries, err)
	}
}

// TestIdentity: a benchmark is told by name and citable, a study by those of the benchmark that it repeats, and whatever
// else is a run.
func TestIdentity(t *testing.T) {
	for text, want := range map[string]string{
		mine:            `the benchmark "mine" (citable: true)`,
		"name: short\n": `the benchmark "short" (citable: false)`,
		"imitation: {name: study, citable: true}\nconditions: []\n": `the benchmark "study" (citable: true)`,
		"task: pendulum\n": "a run", "": "a run", "[\n": "a run", "- a\n": "a run",
	} {
		if got := identify([]byte(text)).String(); got != want {
			t.Errorf("%q is %s, want %s", text, got, want)
		}
	}
}

// TestLargeConfigurationsAreRefused before they are read.
func TestLargeConfigurationsAreRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config.yaml")
	if err := os.WriteFile(path, make([]byte, maxConfig+1), 0o666); err != nil {
		t.Fatal(err)
	}
	_, err := ReadConfig(path)
	if _, large := errors.AsType[*disk.TooLargeError](err); !large {
		t.Errorf("got %v", err)
	}
	if _, err := Take(filepath.Dir(path), []byte(mine)); err == nil {
		t.Error("the directory of a configuration that cannot be read was taken")
	}
}
