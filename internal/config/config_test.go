package config

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

func TestDecode(t *testing.T) {
	good := sampleConfig{Task: "pendulum", Seed: 18446744073709551615, Network: sampleInside{Hidden: []int{64, 64}, Rate: 1e-3}}
	var back sampleConfig
	if err := Decode("c", Encode(good), &back); err != nil || !reflect.DeepEqual(good, back) {
		t.Fatalf("%+v came back as %+v, %v", good, back, err)
	}
	for _, c := range []struct{ name, text, want string }{
		{"misspelt key", "task: pendulum\nnetwork:\n  hiden: [3]\n", `run.yaml:3: unknown key "hiden": did you mean hidden?`},
		{"foreign key", "task: a\nvelocity: 3\n", `run.yaml:2: unknown key "velocity": want one of task, seed, network`},
		{"wrong type", "seed: 1\ntask: a\nnetwork:\n  rate: fast\n", `run.yaml:4: network.rate is "fast": want a number`},
		{"negative seed", "seed: -1\n", "run.yaml:1: "},
		{"twice", "seed: 1\nseed: 2\n", "run.yaml:2: "},
		{"no YAML", "task: [1, 2\n", "run.yaml:"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var v sampleConfig
			err := Decode("run.yaml", []byte(c.text), &v)
			if err == nil || !strings.HasPrefix(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("error %q, want one line that begins %q", err, c.want)
			}
		})
	}
}

// TestTextsComeBack: control characters, line ends and what YAML gives a meaning are read back as they were.
func TestTextsComeBack(t *testing.T) {
	texts := []string{"a\tb", "a\nb", "a\r\nb", "a\r", "\ta", " a ", "'a", `"a\b`, "a: b", "a #b", "- a", "null", "1", "~", "%a", "", "\n\n", "é\u2028\ufeff"}
	for r := rune(0); r <= 0xa0; r++ {
		texts = append(texts, "x"+string(r)+"y", string(r))
	}
	for _, text := range texts {
		var back sampleConfig
		if err := Decode("c", Encode(sampleConfig{Task: text}), &back); err != nil || back.Task != text {
			t.Errorf("%q came back as %q, %v", text, back.Task, err)
		}
	}
}

// kept is a part that stays text.
type kept string

func (k *kept) UnmarshalYAML(decode func(any) error) error {
	*k = "kept"
	return decode(&sampleConfig{})
}

// TestDecodeParts: a part kept as text is checked like any other, and anchors and aliases cannot explode.
func TestDecodeParts(t *testing.T) {
	type whole struct {
		Name  string         `yaml:"name"`
		Parts []sampleInside `yaml:"parts"`
		Again []sampleInside `yaml:"again"`
		Train *kept          `yaml:"train"`
	}
	var w whole
	if err := DecodeParts("c", []byte("parts: &p\n  - {rate: 2}\nagain: *p\ntrain: {seed: 3}\n"), &w, sampleConfig{}); err != nil || len(w.Again) != 1 || w.Again[0].Rate != 2 || *w.Train != "kept" {
		t.Errorf("%+v, %v", w, err)
	}
	for _, c := range []struct{ name, text, want string }{
		{"key of a part", "name: x\ntrain:\n  netwrk: 3\n", `c:3: unknown key "netwrk": did you mean network?`},
		{"key of a part, outside", "name: x\nnetwork: 3\n", `c:2: unknown key "network": it is a key of train`},
		{"misspelt", "parts: [{rat: 2}]\n", `c:1: unknown key "rat": did you mean rate?`},
		{"number in a part", "train:\n  seed: 1.7\n", `c:2: train.seed is 1.7: want a whole number`},
		{"number in a list of a part", "train: {network: {hidden: [3, 2.5]}}\n", `c:1: train.network.hidden[1] is 2.5: want a whole number`},
		{"number in a list", "parts:\n  - rate: 3\n  - hidden: [4.5]\n", `c:3: parts[1].hidden[0] is 4.5: want a whole number`},
		{"number behind an alias", "parts: &p\n  - {rate: 2}\ntrain: {network: {hidden: *p}}\n", `c:2: train.network.hidden[0] is a section: want a whole number`},
		{"alias of nothing", "parts: *q\n", `c:1: `},
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
	a := Encode(sampleConfig{Task: "pendulum", Network: sampleInside{Hidden: []int{64}, Rate: 0.1}})
	b := Encode(sampleConfig{Task: "pendulum", Seed: 3, Network: sampleInside{Hidden: []int{32}, Rate: 0.1}})
	want := []string{"- seed: 0", "+ seed: 3", "- network.hidden: [64]", "+ network.hidden: [32]"}
	if got := Difference(a, b); !reflect.DeepEqual(got, want) {
		t.Errorf("difference\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if got := Difference(a, a); len(got) != 0 {
		t.Errorf("a configuration differs from itself: %v", got)
	}
}
