// Package bench is the table of fenchel's benchmarks: experiments that record demonstrations, train on them, measure
// what was learned, and write the tables and charts behind the figures of the README.
//
// Each is one package with its configuration, its grid of trainings, its tables and their presentation, and one line in
// this table; package grid is what they have in common. The command line ranges over the table, so that it has a command
// for every benchmark and knows none of them.
package bench

import (
	"iter"

	"github.com/fenchel-gym/fenchel/agents/bench/adversarial"
	"github.com/fenchel-gym/fenchel/agents/bench/base"
	"github.com/fenchel-gym/fenchel/agents/bench/dagger"
	"github.com/fenchel-gym/fenchel/agents/bench/energies"
	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/agents/bench/imitation"
	"github.com/fenchel-gym/fenchel/agents/bench/losses"
	"github.com/fenchel-gym/fenchel/agents/bench/multilabel"
	"github.com/fenchel-gym/fenchel/agents/bench/recipe"
	"github.com/fenchel-gym/fenchel/internal/registry"
)

var table = registry.New[grid.Benchmark]("benchmark")

func init() {
	Register(adversarial.Benchmark)
	Register(base.Benchmark)
	Register(dagger.Benchmark)
	Register(energies.Benchmark)
	Register(imitation.Benchmark)
	Register(losses.Benchmark)
	Register(multilabel.Benchmark)
	Register(recipe.Benchmark)
}

// Register adds a benchmark of one's own, from main before first use. It panics where the name is empty or taken.
func Register(b grid.Benchmark) { table.Register(b.Name, b) }

// Find returns the benchmark of a name. The error offers near names.
func Find(name string) (grid.Benchmark, error) { return table.Find(name) }

// All yields the benchmarks in the order of their names.
func All() iter.Seq2[string, grid.Benchmark] { return table.All() }
