package imitation

import (
	"context"
	"errors"
	"fmt"
	"runtime"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/agents/data"
	"github.com/fenchel-gym/fenchel/agents/stat"
	"github.com/fenchel-gym/fenchel/envs"
)

// TaskResult is what the benchmark found on one task.
type TaskResult struct {
	Task   string
	Actor  string             // who recorded: the method by which the expert was made
	Data   string             // SHA-256 of the pairs
	Demos  []float64          // returns of the recorded episodes, the reserved ones last
	Random []float64          // returns of uniform random actions on the evaluation's starts
	Expert []float64          // of the expert, on the same
	Tuned  map[string]Tuned   // by method
	Cells  map[CellName]Cells // under the seeds, in order
}

// Scale puts uniform random actions at 0 and the expert at 1, both on the evaluation's starts.
func (f *TaskResult) Scale() stat.Reference {
	return stat.Reference{Random: stat.Mean(f.Random), Expert: stat.Mean(f.Expert)}
}

// CellName names the cells that differ in their seed alone.
type CellName struct {
	Method string
	Demos  int
}

// Cells are those of a method at a number of demonstrations, by seed.
type Cells []Cell

// taskRun is the benchmark on one task.
type taskRun struct {
	bench  *Config
	s      grid.Setting
	task   string
	newEnv func() envs.Env
	data   *data.Pairs
}

// CanRun returns an error for each task that has no expert as the benchmark needs it. It writes nothing.
func (b *Config) CanRun() error {
	var errs []error
	for _, task := range b.Tasks {
		if _, _, err := (&taskRun{bench: b, task: task}).makeExpert(); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", task, err))
		}
	}
	return errors.Join(errs...)
}

// Run runs the benchmark, one task after the other, and calls each with the result of a task as soon as it is complete.
// What the directory of the setting already holds is not computed again.
func (b *Config) Run(ctx context.Context, s grid.Setting, each func(*TaskResult) error) error {
	for _, task := range b.Tasks {
		t := &taskRun{bench: b, s: s, task: task}
		found, err := t.run(ctx)
		if err == nil {
			err = each(found)
		}
		if err != nil {
			return grid.Interruption(fmt.Errorf("%s: %w", task, err))
		}
	}
	return nil
}

// run records, tunes, trains and evaluates.
func (t *taskRun) run(ctx context.Context) (*TaskResult, error) {
	found := &TaskResult{Task: t.task, Cells: map[CellName]Cells{}}
	if err := t.prepare(ctx, found); err != nil {
		return nil, err
	}
	defer t.data.Close()
	var err error
	if found.Tuned, err = t.tune(ctx); err != nil {
		return nil, err
	}
	chosen := map[string]int{}
	for name, tuned := range found.Tuned {
		chosen[name] = tuned.Chosen
	}
	cells, err := t.cellsOf(chosen)
	if err != nil {
		return nil, err
	}
	results, err := grid.Run(ctx, cells, runtime.GOMAXPROCS(0), t.progress("train"))
	if err != nil {
		return nil, err
	}
	for _, d := range t.bench.Demos {
		for _, m := range t.bench.Methods {
			found.Cells[CellName{m.Name, d.Episodes}], results = results[:d.Seeds], results[d.Seeds:]
		}
	}
	return found, t.decisions(ctx)
}

func (t *taskRun) progress(what string) func(done, of int) {
	return func(done, of int) { t.s.Report(t.task+": "+what, done, of) }
}
