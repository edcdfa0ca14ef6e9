package imitation

import (
	"embed"
	"fmt"
	"slices"

	"github.com/goccy/go-yaml"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/internal/config"
)

// Config is the imitation benchmark: on each task every method learns from the first n episodes of one recording of
// the task's expert, under several training seeds, and is measured on starts that all have in common.
//
// What is chosen is chosen by the validation error of the decoded action, on episodes of the expert that are reserved
// for that and never trained on: the weights that a run keeps, the candidate of a method (once, at one number of
// demonstrations), and the method that is named before any return is looked at. Returns choose nothing.
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

	Train   grid.Changes            `yaml:"train"`             // what all methods have in common, over the defaults of training
	Budgets map[string]grid.Changes `yaml:"budgets,omitempty"` // by task, what all methods have in common there, over Train
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

// Method is a method: what it changes of the common configuration, and the candidates among which validation chooses.
type Method struct {
	Name       string         `yaml:"name"`
	About      string         `yaml:"about"`  // in a line
	Energy     bool           `yaml:"energy"` // a generalized Fenchel-Young loss
	Train      grid.Changes   `yaml:"train"`
	Candidates []grid.Changes `yaml:"candidates"` // none: the method as it is
}

// Bar is what the named method has to reach at a number of demonstrations: a normalized score on tasks, or, where
// Margin is set, that the lower end of the paired difference from squared error lies above −Margin.
type Bar struct {
	Demos  int      `yaml:"demos"`
	Tasks  []string `yaml:"tasks"`
	Score  float64  `yaml:"score,omitempty"`
	Margin float64  `yaml:"margin,omitempty"`
}

//go:embed *.yaml
var configs embed.FS

// Load reads a configuration of the benchmark that comes with fenchel: "imitation" is the benchmark, "quick"
// a version of minutes and "smoke" one of seconds.
func Load(name string) (*Config, error) {
	file := name + ".yaml"
	data, err := configs.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("no imitation benchmark is called %q", name)
	}
	return Read(file, data)
}

// Read reads a configuration's text. file is its name, for messages.
func Read(file string, data []byte) (*Config, error) {
	b := &Config{}
	return b, grid.Read(file, data, b)
}

// YAML is the configuration as a file holds it.
func (b *Config) YAML() []byte {
	data, err := yaml.Marshal(b)
	if err != nil {
		panic("bench: a configuration that YAML cannot hold: " + err.Error())
	}
	return data
}

// Validate says what is wrong with a configuration, its methods' included.
func (b *Config) Validate() error {
	errs := []error{
		config.In("disturb", b.Disturb.Validate()),
		grid.CheckTasks(b.Tasks),
		grid.CheckNames("methods", b.names()),
		config.NotEmpty("tasks", len(b.Tasks)),
		config.NotEmpty("demos", len(b.Demos)),
		config.NotEmpty("methods", len(b.Methods)),
		config.AtLeast("episodes", b.Episodes, 1),
		config.AtLeast("reserve", b.Reserve, 1),
		config.AtLeast("tune.demos", b.Tune.Demos, 1),
		config.AtLeast("tune.seeds", b.Tune.Seeds, 1),
		b.checkDemos(),
		b.checkMethods(),
	}
	if b.Name == "" {
		errs = append(errs, config.Errorf("name", "it is missing: the directory of another benchmark is told by it"))
	}
	if b.Mode != Deterministic && b.Mode != Stochastic {
		errs = append(errs, config.Want("mode", string(b.Mode), "%s or %s", Deterministic, Stochastic))
	}
	for _, task := range b.Tasks {
		if _, err := b.Disturb.second(task); err != nil {
			errs = append(errs, config.In("disturb.kind", err))
		}
	}
	return config.Join(errs...)
}

// checkDemos says what is wrong with the numbers of demonstrations, and which are more than what is recorded.
func (b *Config) checkDemos() error {
	var errs []error
	for i, d := range b.Demos {
		at := fmt.Sprintf("demos[%d]", i)
		if slices.Contains(b.counts()[:i], d.Episodes) {
			errs = append(errs, config.Want(at+".episodes", d.Episodes, "a number that occurs once"))
		}
		errs = append(errs, config.AtLeast(at+".episodes", d.Episodes, 1), config.Range(at+".seeds", d.Seeds, 1, tuningSeeds))
	}
	most := slices.Max(append(b.counts(), b.Tune.Demos))
	if most+b.Reserve > b.Recorded {
		errs = append(errs, config.Want("recorded", b.Recorded, "%d demonstrations and %d reserved", most, b.Reserve))
	}
	return config.Join(errs...)
}

// checkMethods says what is wrong with the methods' configurations, and what is wrong with all of them once.
func (b *Config) checkMethods() error {
	var errs []error
	said := map[string]bool{}
	for _, task := range append([]string{""}, b.Tasks...) {
		for i := range b.Methods {
			for c := range b.Methods[i].candidates() {
				o, err := b.options(task, &b.Methods[i], c)
				if err == nil {
					err = grid.CheckOptions(o, b.layers(task, &b.Methods[i], c)...)
				}
				for _, err := range config.List(err) {
					if !said[err.Error()] {
						said[err.Error()] = true
						errs = append(errs, err)
					}
				}
			}
		}
	}
	return config.Join(errs...)
}

// candidates are those of a method; a method without any is its own only candidate.
func (w *Method) candidates() []grid.Changes {
	if len(w.Candidates) == 0 {
		return []grid.Changes{nil}
	}
	return w.Candidates
}

// options is the configuration of a method's candidate on a task.
func (b *Config) options(task string, w *Method, candidate int) (agents.TrainOptions, error) {
	o, err := grid.Options(b.layers(task, w, candidate)...)
	o.Schedule.Steps = o.Steps
	return o, err
}

// layers are what the methods have in common, everywhere and on the task, what the method changes, and what the candidate
// changes.
func (b *Config) layers(task string, w *Method, candidate int) []grid.Layer {
	method := fmt.Sprintf("methods[%d]", slices.IndexFunc(b.Methods, func(m Method) bool { return m.Name == w.Name }))
	return []grid.Layer{
		{Path: "train", Changes: b.Train},
		{Path: "budgets." + task, Changes: b.Budgets[task]},
		{Path: method + ".train", Changes: w.Train},
		{Path: fmt.Sprintf("%s.candidates[%d]", method, candidate), Changes: w.candidates()[candidate]},
	}
}

// Part is a part of the benchmark; empty fields mean all of it.
type Part struct {
	Tasks   []string
	Demos   []int
	Methods []string
	Seeds   int // at most, at each number of demonstrations
}

// Select leaves a part of the benchmark, in the benchmark's own order; tasks may be others than its own.
func (b *Config) Select(p Part) error {
	if len(p.Tasks) > 0 {
		b.Tasks = p.Tasks
	}
	if err := grid.CheckTasks(b.Tasks); err != nil {
		return err
	}
	for _, n := range p.Demos {
		if !slices.Contains(b.counts(), n) {
			return fmt.Errorf("%d demonstrations are not among the benchmark's", n)
		}
	}
	for _, name := range p.Methods {
		if !slices.Contains(b.names(), name) {
			return fmt.Errorf("no method is called %q: there are %v", name, b.names())
		}
	}
	if len(p.Demos) > 0 {
		b.Demos = slices.DeleteFunc(b.Demos, func(d Demos) bool { return !slices.Contains(p.Demos, d.Episodes) })
	}
	if len(p.Methods) > 0 {
		b.Methods = slices.DeleteFunc(b.Methods, func(w Method) bool { return !slices.Contains(p.Methods, w.Name) })
	}
	for i := range b.Demos {
		if p.Seeds > 0 {
			b.Demos[i].Seeds = min(b.Demos[i].Seeds, p.Seeds)
		}
	}
	return nil
}

// counts are the numbers of demonstrations.
func (b *Config) counts() []int {
	var counts []int
	for _, d := range b.Demos {
		counts = append(counts, d.Episodes)
	}
	return counts
}

func (b *Config) names() []string {
	var names []string
	for _, w := range b.Methods {
		names = append(names, w.Name)
	}
	return names
}
