package agents

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/internal/config"
)

// TestLocate: every line of what is wrong with a file begins with the file, and with the line of its key.
func TestLocate(t *testing.T) {
	text := "steps: 0\nbatch: 0\npolicy:\n  hidden: [8]\n  gamma: -1\nschedule:\n  rate: 0\nloss: squared\ndagger: {rounds: -1}\nclip_norm: 0\n"
	_, err := ReadConfig("c.yaml", []byte(text))
	want := `c.yaml:8: loss "squared" trains the head "deterministic", not "greedy"
c.yaml:5: policy: gamma is -1: want a positive number
c.yaml:7: net: schedule: rate is 0: want a positive number
c.yaml:9: dagger: rounds is -1: want 0 or more
c.yaml:1: steps is 0: want 1 to 2147483647
c.yaml:2: batch is 0: want 1 to 1048576
c.yaml:10: clip_norm is 0: want a positive number`
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
	for text, want := range map[string]string{
		"optimizer:\n  beta1: 2\n":                              "c.yaml:2: net: adam: beta1 is 2",
		"policy:\n  energy: parwise\n":                          `c.yaml:2: unknown energy "parwise": did you mean pairwise?`,
		"policy:\n  solver: {name: newtn}\n":                    `c.yaml:2: unknown solver "newtn": did you mean newton?`,
		"loss: infonce\ninfonce: {negatives: 0}\n":              "c.yaml:2: loss: infonce: 0 negatives",
		"policy: {energy: unary}\nloss: fenchel-young-lifted\n": "c.yaml:2: loss \"fenchel-young-lifted\" trains the energies",
		"loss: squared\n":                                       "c.yaml:1: loss \"squared\" trains the head",
		"schedule: {warmup: 6000}\nseed: 1\n":                   "c.yaml:1: net: schedule: 5000 steps: want more than the warm-up of 6000",
	} {
		if _, err := ReadConfig("c.yaml", []byte(text)); err == nil || !strings.HasPrefix(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: error %v, want %s", text, err, want)
		}
	}
	if err := config.Locate("c", nil, nil); err != nil {
		t.Errorf("nothing is located: %v", err)
	}
	deep := errors.Join(errors.New("sac.rate is 5"), errors.Join(fmt.Errorf("gone: %w", fs.ErrNotExist)))
	err = config.Locate("c", []byte("sac:\n  rate: 5\n"), deep)
	if err.Error() != "c:2: sac.rate is 5\nc: gone: file does not exist" || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("joined errors: %v", err)
	}
}
