package energies

import (
	"context"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
)

// Benchmark is the entry of the table of benchmarks.
var Benchmark = grid.Benchmark{
	Name:  "energies",
	Short: "Where energies are better than squared error: quiet, noisy, mixed, badly scaled and rarely seen experts",
	Long: "Clone one expert under conditions that change how its demonstrations are made, with squared error and with energies,\n" +
		"and say where the energies are above squared error and where they are not. Interrupted, the same command goes on.",
	Example: "fenchel bench energies --smoke -o energies",
	Seed:    "seed of recordings, evaluations and the first training",
	Smoke:   []string{"--smoke"},
	New:     func() grid.Experiment { return &options{} },
}

// options are those of one call.
type options struct {
	smoke bool

	study *Study // what they ask for
}

func (o *options) Flags() []grid.Flag {
	return []grid.Flag{{Name: "smoke", Value: &o.smoke, Usage: "every part, of a size of seconds; not for citation"}}
}

func (o *options) Validate(string) (err error) {
	name := "energies"
	if o.smoke {
		name = "smoke"
	}
	o.study, err = Load(name)
	return err
}

func (o *options) Run(ctx context.Context, s grid.Setting) (*grid.Findings, error) {
	taken, err := grid.Take(s.Dir, o.study.YAML())
	if err != nil {
		return nil, err
	}
	defer taken.Close()
	table, err := o.study.Run(ctx, s)
	if err != nil {
		return nil, err
	}
	found := &grid.Findings{Sections: table.Sections(), JSON: table}
	return found, grid.WriteFindings(s.Dir, "table", found)
}
