package energies

import (
	"embed"
	"errors"
	"fmt"
	"strings"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/agents/bench/imitation"
	"github.com/fenchel-gym/fenchel/internal/config"
)

// Study is the configuration of the benchmark: with the seed it decides every number.
type Study struct {
	Imitation  *imitation.Config `yaml:"imitation"`
	Conditions []Condition       `yaml:"conditions"`
}

// Condition is a way in which demonstrations are made.
type Condition struct {
	Name    string                `yaml:"name"`
	About   string                `yaml:"about"` // in a line
	Mode    imitation.Mode        `yaml:"mode"`
	Disturb imitation.Disturbance `yaml:"disturb"`
	Widen   float64               `yaml:"widen"`
	Demos   int                   `yaml:"demos"` // expert episodes of training and tuning; 0: as in the study
}

//go:embed *.yaml
var configs embed.FS

// Load reads a study that comes with fenchel: "energies", or "smoke" of seconds.
func Load(name string) (*Study, error) {
	file := name + ".yaml"
	data, err := configs.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("no study is called %q", name)
	}
	s := &Study{}
	return s, grid.Read(file, data, s)
}

// YAML is the study as a file holds it.
func (s *Study) YAML() []byte { return config.Encode(s) }

// Validate returns a field error for each mistake.
func (s *Study) Validate() error {
	if s.Imitation == nil || len(s.Imitation.Tasks) != 1 || len(s.Imitation.Demos) != 1 {
		return config.Errorf("imitation", "want one task and one number of demonstrations")
	}
	if err := config.NotEmpty("conditions", len(s.Conditions)); err != nil {
		return err
	}
	errs := []error{grid.CheckNames("conditions", s.names())}
	if c := s.Conditions[0]; c.Disturb != (imitation.Disturbance{}) || c.Widen != 0 || c.Mode != imitation.Deterministic && c.Mode != s.Imitation.Mode {
		errs = append(errs, config.Errorf("conditions[0]", "its expert is what all scores are measured by: want it undisturbed, its actions not widened, and %s or as in the study", imitation.Deterministic))
	}
	said := map[string]bool{}
	for i, c := range s.Conditions {
		at := fmt.Sprintf("conditions[%d]", i)
		errs = append(errs, config.AtLeast(at+".demos", c.Demos, 0))
		for _, err := range config.List(s.under(c).Validate()) {
			err = config.In(s.section(err, at), err)
			if !said[err.Error()] {
				said[err.Error()] = true
				errs = append(errs, err)
			}
		}
	}
	return config.Join(errs...)
}

// section is the part of the study that an error of the benchmark under a condition is about: what a condition sets is
// its own, the rest is the benchmark's.
func (s *Study) section(err error, condition string) string {
	if field, ok := errors.AsType[*config.FieldError](err); ok {
		switch key, _, _ := strings.Cut(field.Path, "."); key {
		case "mode", "disturb", "widen":
			return condition
		}
	}
	return "imitation"
}

// names are the conditions'.
func (s *Study) names() []string {
	var names []string
	for _, c := range s.Conditions {
		names = append(names, c.Name)
	}
	return names
}

// under is the benchmark under a condition.
func (s *Study) under(c Condition) *imitation.Config {
	b := *s.Imitation
	b.Mode, b.Disturb, b.Widen = c.Mode, c.Disturb, c.Widen
	if c.Demos > 0 {
		b.Demos = []imitation.Demos{{Episodes: c.Demos, Seeds: b.Demos[0].Seeds}}
		b.Tune.Demos = c.Demos
	}
	return &b
}
