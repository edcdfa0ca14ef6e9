package recipe

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
)

// Benchmark is the entry of the table of benchmarks.
var Benchmark = grid.Benchmark{
	Name:  "recipe",
	Arg:   "NAME",
	Short: "Repeat an experiment of the quickstart over data and training seeds",
	Long: "Repeat an experiment over seeds, each with demonstrations and weights of its own. NAME is one of " +
		strings.Join(Names(), ", ") + ".\nInterrupted, the same command goes on where it was.",
	Example: "fenchel bench recipe pendulum --seeds 10 -o bench",
	Seed:    "the first of them",
	Smoke:   []string{"pendulum", "--seeds", "1"},
	New:     func() grid.Experiment { return &options{seeds: 10} },
}

// options are those of one call.
type options struct {
	seeds int

	name   string
	recipe Recipe
}

func (o *options) Flags() []grid.Flag {
	return []grid.Flag{{Name: "seeds", Value: &o.seeds, Usage: "how many"}}
}

func (o *options) Validate(arg string) (err error) {
	if o.recipe, err = Find(arg); err != nil {
		return err
	}
	o.name = arg
	if o.seeds < 1 {
		return fmt.Errorf("--seeds %d: want at least 1", o.seeds)
	}
	return nil
}

func (o *options) Run(ctx context.Context, s grid.Setting) (*grid.Findings, error) {
	s.Dir = filepath.Join(s.Dir, o.name)
	var rows []row
	err := o.recipe.Seeds(ctx, s, s.Seed, o.seeds, func(out *Outcome) {
		for _, l := range out.Methods {
			r := row{out.Seed, l.Name, l.Result.Mean, *l.Result.Normalized, l.Result.Success}
			rows = append(rows, r)
			s.Print(r.line())
		}
	})
	if err != nil {
		return nil, err
	}
	return &grid.Findings{Sections: o.recipe.sections(rows, s.Seed, o.seeds), JSON: rows}, nil
}
