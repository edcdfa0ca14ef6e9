package imitation

import (
	"embed"
	"fmt"
	"slices"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/agents/clone"
	"github.com/fenchel-gym/fenchel/internal/config"
)

// Config is the configuration of the benchmark: with the seed it decides every number.
type Config struct {
	Name     string   `yaml:"name"`
	Citable  bool     `yaml:"citable"`  // false: a short version, marked so in all it writes
	Tasks    []string `yaml:"tasks"`    // with experts
	Demos    []Demos  `yaml:"demos"`    // numbers of expert episodes
	Recorded int      `yaml:"recorded"` // expert episodes: the first n are the n demonstrations
	Reserve  int      `yaml:"reserve"`  // the last of them, for validation
	Mode     Mode     `yaml:"mode"`     // of the expert that records; a score of 1 is this expert
	Episodes int      `yaml:"episodes"` // of an evaluation

	Disturb Disturbance `yaml:"disturb,omitempty"` // of the expert
	Widen   float64     `yaml:"widen,omitempty"`   // factor on the bounds of the first action coordinate; 0: as the task has them

	Tune    Tune     `yaml:"tune"`
	Methods []Method `yaml:"methods"`
	Bars    []Bar    `yaml:"bars"`

	Train   grid.Changes            `yaml:"train"`             // common to all methods, over the defaults of training
	Budgets map[string]grid.Changes `yaml:"budgets,omitempty"` // by task, common to all methods there, over Train
}

// Mode is how an expert acts while it is recorded.
type Mode string

// The modes. The literature's demonstrations are mostly stochastic: sampled from the policy as it was trained.
const (
	Deterministic Mode = "deterministic" // the expert's best action
	Stochastic    Mode = "stochastic"    // with the noise that it was trained with
)

// Demos is a number of expert episodes and of training seeds at it.
type Demos struct {
	Episodes int `yaml:"episodes"`
	Seeds    int `yaml:"seeds"`
}

// Tune says where the candidates of a method are compared.
type Tune struct {
	Demos int `yaml:"demos"` // expert episodes
	Seeds int `yaml:"seeds"` // training seeds of each candidate, none of them a seed of the benchmark
}

// Method is what a method changes of the common configuration, and the candidates among which validation chooses.
type Method struct {
	Name       string         `yaml:"name"`
	About      string         `yaml:"about"`  // in a line
	Energy     bool           `yaml:"energy"` // a generalized Fenchel-Young loss
	Train      grid.Changes   `yaml:"train"`
	Candidates []grid.Changes `yaml:"candidates"` // none: the method as it is
}

// Bar is what the named method has to reach at a number of demonstrations: a normalized score on tasks, or, where
// Margin is set, that the lower end of the paired difference from squared error is above −Margin.
type Bar struct {
	Demos  int      `yaml:"demos"`
	Tasks  []string `yaml:"tasks"`
	Score  float64  `yaml:"score,omitempty"`
	Margin float64  `yaml:"margin,omitempty"`
}

//go:embed *.yaml
var configs embed.FS

// Load reads a configuration that comes with fenchel: "imitation" is the benchmark, "quick" a version of minutes and
// "smoke" one of seconds.
func Load(name string) (*Config, error) {
	file := name + ".yaml"
	data, err := configs.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("no imitation benchmark is called %q", name)
	}
	return Read(file, data)
}

// Read reads the text of a configuration. file is its name, for messages.
func Read(file string, data []byte) (*Config, error) {
	b := &Config{}
	return b, grid.Read(file, data, b)
}

// YAML is the configuration as a file holds it.
func (b *Config) YAML() []byte { return config.Encode(b) }

// candidates are those of a method; a method without any is its own only candidate.
func (m *Method) candidates() []grid.Changes {
	if len(m.Candidates) == 0 {
		return []grid.Changes{nil}
	}
	return m.Candidates
}

// options is the configuration of a method's candidate on a task.
func (b *Config) options(task string, m *Method, candidate int) (clone.Options, error) {
	o, err := grid.Options(b.layers(task, m, candidate)...)
	o.Schedule.Steps = o.Steps
	return o, err
}

// layers are the parts of the configuration that make a method's options: what is common to all methods, everywhere and
// on the task, then what the method changes, then what the candidate changes.
func (b *Config) layers(task string, m *Method, candidate int) []grid.Layer {
	method := fmt.Sprintf("methods[%d]", slices.IndexFunc(b.Methods, func(other Method) bool { return other.Name == m.Name }))
	return []grid.Layer{
		{Path: "train", Changes: b.Train},
		{Path: "budgets." + task, Changes: b.Budgets[task]},
		{Path: method + ".train", Changes: m.Train},
		{Path: fmt.Sprintf("%s.candidates[%d]", method, candidate), Changes: m.candidates()[candidate]},
	}
}

// counts are the numbers of demonstrations.
func (b *Config) counts() []int {
	var counts []int
	for _, d := range b.Demos {
		counts = append(counts, d.Episodes)
	}
	return counts
}

// names are the methods'.
func (b *Config) names() []string {
	var names []string
	for _, m := range b.Methods {
		names = append(names, m.Name)
	}
	return names
}
