package agents

import (
	"reflect"
	"strings"
	"testing"
)

type sampleConfig struct {
	Task    string       `yaml:"task"`
	Seed    uint64       `yaml:"seed"`
	Network sampleInside `yaml:"network"`
}

type sampleInside struct {
	Hidden []int   `yaml:"hidden"`
	Rate   float64 `yaml:"rate"`
}

func TestDecodeYAML(t *testing.T) {
	good := sampleConfig{Task: "pendulum", Seed: 18446744073709551615, Network: sampleInside{Hidden: []int{64, 64}, Rate: 1e-3}}
	var back sampleConfig
	if err := DecodeYAML("c", EncodeYAML(good), &back); err != nil || !reflect.DeepEqual(good, back) {
		t.Fatalf("%+v came back as %+v, %v", good, back, err)
	}
	for _, c := range []struct{ name, text, want string }{
		{"misspelt key", "task: pendulum\nnetwork:\n  hiden: [3]\n", `run.yaml:3: unknown key "hiden": did you mean hidden?`},
		{"foreign key", "task: a\nvelocity: 3\n", `run.yaml:2: unknown key "velocity": want one of task, seed, network, hidden, rate`},
		{"wrong type", "seed: 1\ntask: a\nnetwork:\n  rate: fast\n", `run.yaml:4: "fast": want a value of type float64`},
		{"negative seed", "seed: -1\n", "run.yaml:1: "},
		{"twice", "seed: 1\nseed: 2\n", "run.yaml:2: "},
		{"no YAML", "task: [1, 2\n", "run.yaml:"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var v sampleConfig
			err := DecodeYAML("run.yaml", []byte(c.text), &v)
			if err == nil || !strings.HasPrefix(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("error %q, want one line that begins %q", err, c.want)
			}
		})
	}
}

// TestDecodeParts: a part kept as text has keys that messages know, and anchors and aliases that cannot explode.
func TestDecodeParts(t *testing.T) {
	type whole struct {
		Name  string         `yaml:"name"`
		Parts []sampleInside `yaml:"parts"`
		Again []sampleInside `yaml:"again"`
	}
	var w whole
	if err := DecodeParts("c", []byte("parts: &p\n  - {rate: 2}\nagain: *p\n"), &w, sampleConfig{}); err != nil || len(w.Again) != 1 || w.Again[0].Rate != 2 {
		t.Errorf("%+v, %v", w, err)
	}
	for _, c := range []struct{ name, text, want string }{
		{"key of a part", "name: x\nnetwrk: 3\n", `c:2: unknown key "netwrk": did you mean network?`},
		{"key of both, offered once", "parts: [{rat: 2}]\n", `c:1: unknown key "rat": did you mean rate?`},
		{"nested aliases", "name: x\nparts: &p [{rate: 2}]\nagain: &a [*p, *p]\n", "c:3: an alias inside"},
		{"many aliases", "name: &n x\nparts: [" + strings.Repeat("*n,", maxAliases+1) + "]\n", "c: 65 aliases"},
		{"merge", "name: x\n<<: {name: y}\n", `c:2: "<<"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := DecodeParts("c", []byte(c.text), &whole{}, sampleConfig{})
			if err == nil || !strings.HasPrefix(err.Error(), c.want) {
				t.Errorf("error %q, want one that begins %q", err, c.want)
			}
		})
	}
}

func TestDifference(t *testing.T) {
	a := EncodeYAML(sampleConfig{Task: "pendulum", Network: sampleInside{Hidden: []int{64}, Rate: 0.1}})
	b := EncodeYAML(sampleConfig{Task: "pendulum", Seed: 3, Network: sampleInside{Hidden: []int{32}, Rate: 0.1}})
	want := []string{"- seed: 0", "+ seed: 3", "- network.hidden: [64]", "+ network.hidden: [32]"}
	if got := difference(a, b); !reflect.DeepEqual(got, want) {
		t.Errorf("difference\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if got := difference(a, a); len(got) != 0 {
		t.Errorf("a configuration differs from itself: %v", got)
	}
}

func TestUnknownNames(t *testing.T) {
	known := []string{"fenchel-young", "squared", "pairwise"}
	for name, want := range map[string]string{
		"fenchel-yung": `unknown loss "fenchel-yung": did you mean fenchel-young?`,
		"pair-wise":    `unknown loss "pair-wise": did you mean pairwise?`,
		"zzz":          `unknown loss "zzz": want one of fenchel-young, squared, pairwise`,
	} {
		if got := unknown("loss", name, known).Error(); got != want {
			t.Errorf("%s\nwant\n%s", got, want)
		}
	}
}
