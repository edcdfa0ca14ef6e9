package imitation

import (
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
)

func TestEveryImitationIsValid(t *testing.T) {
	for _, name := range []string{"imitation", "quick", "smoke"} {
		b, err := Load(name)
		if err != nil {
			t.Error(err)
		}
		if b.Citable != (name == "imitation") {
			t.Errorf("%s: citable is %v", name, b.Citable)
		}
	}
	if _, err := Load("nope"); err == nil {
		t.Error("an unknown benchmark was found")
	}
}

// TestImitationConfigurationsAreWhatTheirFilesSay: config.yaml is the configuration again, and what is misspelled is
// pointed at, also inside what the methods change.
func TestImitationConfigurationsAreWhatTheirFilesSay(t *testing.T) {
	for _, name := range []string{"imitation", "quick", "smoke"} {
		b, err := Load(name)
		if err != nil {
			t.Fatal(err)
		}
		again, err := Read("config.yaml", b.YAML())
		if err != nil {
			t.Fatal(err)
		}
		if string(again.YAML()) != string(b.YAML()) {
			t.Errorf("%s came back as\n%s\nwas\n%s", name, again.YAML(), b.YAML())
		}
	}
	for text, want := range map[string]string{
		"name: x\ntaks: [pendulum]\n":                                   `x.yaml:2: unknown key "taks": did you mean tasks?`,
		"methods:\n  - name: x\n    train:\n      policy: {hiden: 3}\n": `x.yaml:4: unknown key "hiden": did you mean hidden?`,
		"methods:\n  - candidates:\n    - {}\n    - stepz: 3\n":         `x.yaml:4: unknown key "stepz": did you mean steps?`,
		"train: {steps: &n 40}\n":                                       `x.yaml:1: an anchor inside train or a candidate: it can only name all of it`,
		"methods:\n  - candidates:\n    - {}\n    - policy: &p {}\n":    `x.yaml:4: an anchor inside train or a candidate: it can only name all of it`,
		"episodes: many\n":                                              `x.yaml:1: episodes is "many": want a whole number`,
	} {
		if _, err := Read("x.yaml", []byte(text)); err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
	if _, err := Read("x.yaml", []byte("train: {loss: squred}\nmethods: [{name: a}, {name: b}]\n")); err == nil || strings.Count(err.Error(), "squred") != 1 {
		t.Errorf("a mistake of all methods: %v", err)
	}
}

// TestMethodsShareTrunkOptimizerAndSteps holds what makes the comparison one of losses. Implicit behavioral cloning
// has a batch of its own, which its configuration states.
func TestMethodsShareTrunkOptimizerAndSteps(t *testing.T) {
	b, err := Load("imitation")
	if err != nil {
		t.Fatal(err)
	}
	base, _ := b.options("hopper", &b.Methods[0], 0)
	for i := range b.Methods {
		m := &b.Methods[i]
		o, _ := b.options("hopper", m, 0)
		if len(m.candidates()) != len(b.Methods[0].candidates()) {
			t.Errorf("%s: %d candidates, others have %d", m.Name, len(m.candidates()), len(b.Methods[0].candidates()))
		}
		same := o.Steps == base.Steps && o.Average == base.Average && o.Optimizer == base.Optimizer && o.Schedule.Kind == base.Schedule.Kind
		for l, n := range base.Policy.Hidden {
			same = same && o.Policy.Hidden[l] == n
		}
		if !same || o.Batch != base.Batch && m.Name != "infonce" {
			t.Errorf("%s differs from %s in more than its loss", m.Name, b.Methods[0].Name)
		}
	}
}

// TestBudgets: what a task's budget says holds there for every method, over what they have in common and under what each
// of them changes, and nowhere else.
func TestBudgets(t *testing.T) {
	b, err := Load("imitation")
	if err != nil {
		t.Fatal(err)
	}
	for i := range b.Methods {
		m := &b.Methods[i]
		here, err := b.options("hopper", m, 0)
		if err != nil {
			t.Fatal(err)
		}
		there, err := b.options("halfcheetah", m, 0)
		if err != nil {
			t.Fatal(err)
		}
		if m.Name == "infonce" && there.Steps != here.Steps {
			t.Errorf("%s takes %d steps on halfcheetah: its own number is %d", m.Name, there.Steps, here.Steps)
		}
		if m.Name != "infonce" && (here.Steps != 4000 || there.Steps != 12000 || there.Schedule.Steps != 12000) {
			t.Errorf("%s takes %d steps on hopper, %d on halfcheetah", m.Name, here.Steps, there.Steps)
		}
		if there.Policy.Hidden[0] != 256 || here.Policy.Hidden[0] != 128 || there.Loss.Name != here.Loss.Name {
			t.Errorf("%s: widths %v and %v, losses %s and %s", m.Name, here.Policy.Hidden, there.Policy.Hidden, here.Loss.Name, there.Loss.Name)
		}
	}
}

// TestConfigurationsAreChecked: names become parts of paths and the tables find rows by them; one number of demonstrations
// has one row.
func TestConfigurationsAreChecked(t *testing.T) {
	for want, change := range map[string]func(*Config){
		`methods[1].name is "squared": want a name that occurs once`: func(b *Config) { b.Methods[1].Name = "squared" },
		`methods[1].name is "x/../../evil": want a name of`:          func(b *Config) { b.Methods[1].Name = "x/../../evil" },
		`tasks[1] is "pendulum": want a name that occurs once`:       func(b *Config) { b.Tasks = []string{"pendulum", "pendulum"} },
		`tasks[0] is "../pendulum": want a name of`:                  func(b *Config) { b.Tasks = []string{"../pendulum"} },
		"demos[1].episodes is 2: want a number that occurs once":     func(b *Config) { b.Demos[0].Episodes = 2 },
		"name: it is missing":                                        func(b *Config) { b.Name = "" },
		`tasks[1] is "cartpole": want a name that occurs once`:       func(b *Config) { _ = b.Select(Part{Tasks: []string{"cartpole", "cartpole"}}) },
		"mode is \"loud\"":                                    func(b *Config) { b.Mode = "loud" },
		"demos[0].seeds is 0: want 1 to 1000":                 func(b *Config) { b.Demos[0].Seeds = 0 },
		"recorded is 3: want 3 demonstrations and 1 reserved": func(b *Config) { b.Tune.Demos = 3 },
		"tune.demos is 0: want 1 or more":                     func(b *Config) { b.Tune.Demos = 0 },
		"has no second expert":                                func(b *Config) { b.Disturb = Disturbance{Experts, 0.5} },
	} {
		b, err := Load("smoke")
		if err != nil {
			t.Fatal(err)
		}
		change(b)
		if err := b.Validate(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// TestAMistakeIsThatOfItsMethod: it is pointed at in the part of the method, or of the candidate, that makes it.
func TestAMistakeIsThatOfItsMethod(t *testing.T) {
	for want, change := range map[string]func(*Config){
		"methods[1].train.steps is 0":              func(b *Config) { b.Methods[1].Train = grid.Changes("{steps: 0}") },
		"methods[0].candidates[1].batch is -1":     func(b *Config) { b.Methods[0].Candidates[1] = grid.Changes("{batch: -1}") },
		"train.average is 2: want 0 ≤ average < 1": func(b *Config) { b.Train = grid.Changes("{average: 2}") },
	} {
		b, err := Load("smoke")
		if err != nil {
			t.Fatal(err)
		}
		change(b)
		if err := b.Validate(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}
