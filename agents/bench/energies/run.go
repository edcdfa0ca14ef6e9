package energies

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/agents/bench/imitation"
	"github.com/fenchel-gym/fenchel/agents/stat"
)

// Table holds the statistics of a study.
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

// Run runs the imitation benchmark under each condition, one after the other, in a directory of the condition's name.
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

// Row is a method's row under a condition, nil where there is none.
func (t *Table) Row(condition, method string) *imitation.Row {
	i := slices.IndexFunc(t.Rows, func(r imitation.Row) bool { return r.Task == condition && r.Method == method })
	if i < 0 {
		return nil
	}
	return &t.Rows[i]
}
