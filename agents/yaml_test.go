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
