package clone

import (
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/internal/config"
)

// TestHostileConfigs: each is refused in a moment, at its place.
func TestHostileConfigs(t *testing.T) {
	for name, want := range map[string]string{
		"aliases":       `c:1: "&": a configuration has neither anchors`,
		"merge":         `c:1: "&": a configuration has neither anchors`,
		"tag":           `c:1: "!!int": a configuration has neither`,
		"directive":     `c:1: "%": a configuration has neither`,
		"two documents": "c:2: a second document",
		"key twice":     "c:2: ",
		"not a number":  "c:1: clip_norm is .nan: want a number",
		"infinite":      "c:2: schedule.rate is +Inf",
		"nested list":   "c:2: ",
		"a list":        "c:1: ",
		"a word":        "c:1: ",
		"huge layer":    "c:2: policy.hidden[0] is 99999999: want 1 to 65536",
		"NUL":           "c:",
	} {
		_, err := ReadConfig("c", []byte(hostileConfigs[name]))
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: error %v, want one that begins %q", name, err, want)
		}
	}
	for name, text := range map[string]string{
		"too long":     "# " + strings.Repeat("x", 16<<10),
		"brackets":     strings.Repeat("[", 256+1),
		"deep mapping": strings.Repeat("a: ", 5_000),
		"deep list":    strings.Repeat("- ", 8_000),
	} {
		if _, err := ReadConfig("c", []byte(text)); err == nil || !strings.HasPrefix(err.Error(), "c:") {
			t.Errorf("%s: error %.80v", name, err)
		}
	}
}

// TestConfigOfNothing: a file that says nothing changes nothing.
func TestConfigOfNothing(t *testing.T) {
	for _, text := range []string{"", " \n\t\n", "# nothing\n", "---\n", "--- # nothing\n"} {
		o, err := ReadConfig("c", []byte(text))
		if want := Default(); err != nil || string(o.YAML()) != string(want.YAML()) {
			t.Errorf("%q: error %v, %v", text, err, config.Difference(o.YAML(), want.YAML()))
		}
	}
}

// TestHugePoliciesAreRefused before they are allocated: weights are held once in each shard of a batch.
func TestHugePoliciesAreRefused(t *testing.T) {
	spec := demonstrate(t, 1).Spec()
	for text, want := range map[string]string{
		"policy:\n  hidden: [16000, 16000]\n":                         "policy.hidden",
		"policy:\n  hidden: [65536, 65536, 65536]\n":                  "policy.hidden",
		"policy:\n  hidden: [65536]\nbatch: 1048576\n":                "batches of 1048576",
		"policy:\n  hidden: [" + strings.Repeat("8, ", 1999) + "8]\n": "at most 64",
	} {
		o, err := ReadConfig("c", []byte("task: "+spec.Name+"\n"+text))
		if err == nil {
			err = o.CheckFor(spec)
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60q: error %v, want one with %q", text, err, want)
		}
	}
}
