package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestEnergy draws a decision of a small run, lists its maxima, and says what it cannot draw.
func TestEnergy(t *testing.T) {
	dir := t.TempDir()
	data, run, squared, picture := filepath.Join(dir, "demos"), filepath.Join(dir, "run"), filepath.Join(dir, "mse"), filepath.Join(dir, "energy.png")
	succeed(t, "record", "particle-2:multimodal", "-o", data, "-n", "4")
	succeed(t, "train", data, "-o", run, "--energy", "modes", "--steps", "30", "--hidden", "16", "--eval", "0")
	succeed(t, "train", data, "-o", squared, "--loss", "squared", "--steps", "5", "--hidden", "16", "--eval", "0")
	out := succeed(t, "energy", run, "--step", "7", "-o", picture)
	for _, want := range []string{"below p*", "set-point 2", "mode 1", "step 7 of episode 0"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	if file, err := os.Stat(picture); err != nil || file.Size() < 10_000 {
		t.Errorf("the picture: %v", err)
	}
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{run}, "name a .png to write"},
		{[]string{run, "-o", "x.gif"}, "name a .png to write"},
		{[]string{run, "-o", "x.png", "--step", "700"}, "the episode has 50 steps"},
		{[]string{run, "-o", "x.png", "--pair", "0"}, "a pair and a page from 1 on"},
		{[]string{squared, "-o", "x.png"}, "has no energy to show"},
		{[]string{"expert", "particle-2", "-o", "x.png"}, "has no energy to show"},
	} {
		if status, _, stderr := call(append([]string{"energy"}, test.args...)...); status != exitMisused || !strings.Contains(stderr, test.want) {
			t.Errorf("%q: status %d, %s", test.args, status, stderr)
		}
	}
}
