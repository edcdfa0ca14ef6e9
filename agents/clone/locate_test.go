package clone

import (
	"strings"
	"testing"
)

// TestLocate: every line of what is wrong with a file begins with the file, and with the line of its key.
func TestLocate(t *testing.T) {
	text := "steps: 0\nbatch: 0\npolicy:\n  hidden: [0]\nschedule:\n  rate: 0\nloss: squared\ndagger: {rounds: -1}\nclip_norm: 0\n"
	_, err := ReadConfig("c.yaml", []byte(text))
	want := `c.yaml:1: steps is 0: want 1 to 2147483647
c.yaml:2: batch is 0: want 1 to 1048576
c.yaml:4: policy.hidden[0] is 0: want 1 to 65536
c.yaml:6: schedule.rate is 0: want a positive number
c.yaml:7: loss "squared" trains the head "deterministic", not "greedy"
c.yaml:8: dagger.rounds is -1: want 0 to 65536
c.yaml:9: clip_norm is 0: want a positive number`
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
	for text, want := range map[string]string{
		"optimizer:\n  beta1: 2\n":                                                    "c.yaml:2: optimizer.beta1 is 2: want 0 ≤ beta1 < 1",
		"policy:\n  head:\n    name: greedy\n    energy: parwise\n":                   `c.yaml:4: unknown energy "parwise": did you mean pairwise?`,
		"policy:\n  head:\n    name: greedy\n    solver: {name: newtn}\n":             `c.yaml:4: unknown solver "newtn": did you mean newton?`,
		"loss:\n  name: infonce\n  negatives: 0\n":                                    "c.yaml:3: loss.negatives is 0: want 1 to 64",
		"policy: {head: {name: greedy, energy: unary}}\nloss: fenchel-young-lifted\n": "c.yaml:2: loss \"fenchel-young-lifted\" trains the energies",
		"loss: squared\n": "c.yaml:1: loss \"squared\" trains the head",
		"policy:\n  head: {name: greedy, regularizer: {name: quadratic, gamma: -1}}\n": "c.yaml:2: policy.head.regularizer.gamma is -1: want a positive number",
		"policy:\n  energy: late\n":           `c.yaml:2: unknown key "energy": it is a key of policy.head (head greedy)`,
		"infonce: {negatives: 3}\n":           `c.yaml:1: unknown key "infonce"`,
		"loss: {name: hinge, steps: 3}\n":     `c.yaml:1: loss "hinge" has no option "steps": it has none`,
		"schedule: {warmup: 6000}\nseed: 1\n": "c.yaml:1: schedule.steps is 5000: want more than warmup, 6000",
	} {
		if _, err := ReadConfig("c.yaml", []byte(text)); err == nil || !strings.HasPrefix(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: error %v, want %s", text, err, want)
		}
	}
}
