package cli

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestNothingIsWrittenElsewhere: a directory that is written to and that holds, at any depth, a link to a directory
// elsewhere is refused by every command that would write below it, and the other directory stays empty.
func TestNothingIsWrittenElsewhere(t *testing.T) {
	dir := t.TempDir()
	demos := filepath.Join(dir, "demos")
	must(t, "record pendulum:horizon=10 -n 2 -o "+demos)
	for name, test := range map[string]struct {
		link string
		args []string
	}{
		"train":      {"data", []string{"train", demos, "--steps", "2", "-n", "0", "-o"}},
		"dagger":     {"data", []string{"train", demos, "--method", "dagger", "--rounds", "1", "--steps", "2", "-n", "0", "-o"}},
		"expert":     {"data", []string{"expert", "train", "pendulum", "-o"}},
		"bench":      {"curves", []string{"bench", "dagger", "--smoke", "-o"}},
		"quickstart": {"pendulum", []string{"quickstart", "pendulum", "-o"}},
		"record":     {"data", []string{"record", "pendulum", "-o"}},
	} {
		t.Run(name, func(t *testing.T) {
			out, elsewhere := t.TempDir(), t.TempDir()
			if err := os.Symlink(elsewhere, filepath.Join(out, test.link)); err != nil {
				t.Skip(err)
			}
			if status, _, said := call(append(test.args, out)...); status != exitFailed || !strings.Contains(said, test.link) {
				t.Errorf("status %d, said %q", status, said)
			}
			if entries, err := os.ReadDir(elsewhere); err != nil || len(entries) > 0 {
				t.Errorf("the other directory holds %v, %v", entries, err)
			}
		})
	}
}

// TestFilmsFollowNoLink: neither the file that is named nor the one it is written in leads elsewhere.
func TestFilmsFollowNoLink(t *testing.T) {
	dir := t.TempDir()
	victim := filepath.Join(dir, "victim")
	err := os.WriteFile(victim, []byte("precious"), 0o666)
	for _, name := range []string{"still.png", "film.mp4.part.mp4", "film.gif.fenchel-tmp"} {
		err = errors.Join(err, os.Symlink(victim, filepath.Join(dir, name)))
	}
	if err != nil {
		t.Skip(err)
	}
	for _, name := range []string{"still.png", "film.mp4", "film.gif"} {
		call("watch", "random", "pendulum:horizon=5", "--save", filepath.Join(dir, name))
		if got, err := os.ReadFile(victim); err != nil || string(got) != "precious" {
			t.Errorf("%s: the linked file holds %q, %v", name, got, err)
		}
	}
}
