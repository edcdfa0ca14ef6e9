// Package grid is what fenchel's benchmarks have in common: what a benchmark is to the command that runs it, cells of
// work whose results are kept in files, recordings of experts, configurations that change training options, names that
// become paths, and the files that hold what was found.
package grid

import (
	"context"

	"github.com/fenchel-gym/fenchel/agents/report"
)

// Benchmark is an entry of the table of benchmarks.
type Benchmark struct {
	Name    string // of the command
	Arg     string // what its argument is called; empty: it takes none
	Short   string // in a line
	Long    string // what it does and what it writes
	Example string // a command that can be pasted
	Seed    string // what the seed decides
	// Smoke are the argument and the flags of a call of seconds that has every part. A directory "datasets" among them is
	// one of multilabel data sets that the caller provides.
	Smoke []string
	New   func() Experiment
}

// Experiment is a benchmark with the options of one call. New makes it with the defaults, Flags point at what may be
// changed, Validate is called once they are set, and then Run.
type Experiment interface {
	Flags() []Flag
	// Validate checks the options and the argument, and reads what they name. It writes nothing.
	Validate(arg string) error
	// Run does what is not done yet, and writes what was found to the directory of the setting as it comes. The error is
	// a *UsageError where the directory does not suit the options, and ErrInterrupted after the end of ctx.
	Run(ctx context.Context, s Setting) (*Findings, error)
}

// Flag is an option. Value points at it and holds its default: a *bool, *int, *int64, *string, *[]int or *[]string.
type Flag struct {
	Name  string
	Value any
	Usage string
}

// Findings are what a benchmark prints at its end, in two forms.
type Findings struct {
	Sections []report.Section
	JSON     any
}

// UsageError is a mistake of the caller: options that do not suit the directory, or an argument that there is not.
type UsageError struct{ Err error }

func (e *UsageError) Error() string { return e.Err.Error() }

// Unwrap is the mistake.
func (e *UsageError) Unwrap() error { return e.Err }
