package energies

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/agents/bench/imitation"
	"github.com/fenchel-gym/fenchel/agents/stat"
	"github.com/fenchel-gym/fenchel/internal/config"
)

// Study asks where an energy pays: one imitation benchmark on one task, repeated under conditions that change how its
// demonstrations are made. All scores are on the scale of the first condition's expert, on common starts, so that a
// learner that sees through a disturbance scores what the undisturbed expert does.
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
	Demos   int                   `yaml:"demos"` // learned from, and where there is something to tune, tuned at; 0: as in the study
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

// Validate says what is wrong with a study.
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

// Table is what a study found.
type Table struct {
	Name       string                  `json:"name"`
	Citable    bool                    `json:"citable"`
	Task       string                  `json:"task"`
	Seed       uint64                  `json:"seed"`
	Demos      int                     `json:"demos"` // of conditions that do not name a number of their own
	Episodes   int                     `json:"episodes"`
	Scale      stat.Reference          `json:"scale"`
	Methods    []imitation.MethodFacts `json:"methods"`
	Conditions []ConditionFacts        `json:"conditions"`
	Rows       []imitation.Row         `json:"rows"` // Task is the condition's name
}

// ConditionFacts say what a condition is and how its expert did, on the common scale.
type ConditionFacts struct {
	Name   string  `json:"name"`
	About  string  `json:"about"`
	Demos  int     `json:"demos"`
	Expert float64 `json:"expert"`
}

// Run carries a study out, condition after condition, each in a directory of its name.
func (s *Study) Run(ctx context.Context, set grid.Setting) (*Table, error) {
	b := s.Imitation
	t := &Table{Name: b.Name, Citable: b.Citable, Task: b.Tasks[0], Seed: set.Seed, Demos: b.Demos[0].Episodes, Episodes: b.Episodes}
	for _, m := range b.Methods {
		t.Methods = append(t.Methods, m.Facts())
	}
	for i, c := range s.Conditions {
		here, under := set, s.under(c)
		here.Dir = filepath.Join(set.Dir, c.Name)
		here.Progress = func(what string, done, of int) { set.Report(c.Name+": "+what, done, of) }
		err := under.Run(ctx, here, func(f *imitation.TaskResult) error {
			if i == 0 {
				t.Scale = f.Scale()
			}
			t.Conditions = append(t.Conditions, ConditionFacts{c.Name, c.About, under.Demos[0].Episodes, t.Scale.Normalize(stat.Mean(f.Expert))})
			f.Random, f.Expert = []float64{t.Scale.Random}, []float64{t.Scale.Expert}
			t.Rows = append(t.Rows, under.Rows(c.Name, []*imitation.TaskResult{f}, set.Seed)...)
			return nil
		})
		if err != nil {
			return nil, grid.Interruption(fmt.Errorf("%s: %w", c.Name, err))
		}
	}
	return t, nil
}

// Row is a method's row under a condition.
func (t *Table) Row(condition, method string) *imitation.Row {
	i := slices.IndexFunc(t.Rows, func(r imitation.Row) bool { return r.Task == condition && r.Method == method })
	if i < 0 {
		return nil
	}
	return &t.Rows[i]
}
