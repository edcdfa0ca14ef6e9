package imitation

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/agents/data"
	"github.com/fenchel-gym/fenchel/agents/expert"
	"github.com/fenchel-gym/fenchel/agents/stat"
	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/suite"
	"github.com/fenchel-gym/fenchel/policy"
)

// TaskResult is what the benchmark found on one task.
type TaskResult struct {
	Task   string
	Actor  string             // who recorded: the method of its card
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

// taskRun is the benchmark at work on one task.
type taskRun struct {
	bench  *Config
	s      grid.Setting
	task   string
	newEnv func() envs.Env
	data   *data.Pairs
}

// CanRun says which of the tasks cannot be had with an expert as the benchmark wants it. It writes nothing.
func (b *Config) CanRun() error {
	var errs []error
	for _, task := range b.Tasks {
		if _, _, err := (&taskRun{bench: b, task: task}).hire(); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", task, err))
		}
	}
	return errors.Join(errs...)
}

// Run carries the benchmark out, task after task, and hands on what each one found as soon as it is complete. Its
// files lie under s.Dir; with Resume it goes on where it was left.
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
		for _, w := range t.bench.Methods {
			found.Cells[CellName{w.Name, d.Episodes}], results = results[:d.Seeds], results[d.Seeds:]
		}
	}
	return found, t.decisions(ctx)
}

func (t *taskRun) progress(what string) func(done, of int) {
	return func(done, of int) { t.s.Report(t.task+": "+what, done, of) }
}

// hire makes the task, and the expert as it records.
func (t *taskRun) hire() (teacher func() envs.Policy, who demos.Actor, err error) {
	newEnv, err := suite.Make(t.task)
	if err != nil {
		return nil, who, err
	}
	e, err := expert.For(t.task)
	if err != nil {
		return nil, who, err
	}
	if t.newEnv = newEnv; t.bench.Widen > 0 {
		if t.newEnv, err = widen(newEnv, t.bench.Widen); err != nil {
			return nil, who, err
		}
	}
	return t.teacher(e)
}

// prepare records the demonstrations and measures both ends of the scale on the evaluation's starts.
func (t *taskRun) prepare(ctx context.Context, found *TaskResult) error {
	teacher, who, err := t.hire()
	if err != nil {
		return err
	}
	rec := grid.Recording{
		Dir: t.dataDir(), Env: t.newEnv(), Actor: teacher(), Who: who,
		Seed: t.s.Seed, Episodes: t.bench.Recorded, PerFile: 1, Progress: func(_ string, done, of int) { t.progress("record")(done, of) },
	}
	if t.data, err = rec.Make(ctx); err != nil {
		return err
	}
	found.Actor, found.Data = who.Detail, t.data.Digest()
	if found.Demos, err = returnsOf(rec.Dir, t.bench.Recorded); err != nil {
		return err
	}
	action := t.newEnv().Spec().Action
	ends, err := grid.Run(ctx, []grid.Cell[[]float64]{
		t.reference("random", func() envs.Policy { return policy.NewRandom(action) }), t.reference("expert", teacher),
	}, runtime.GOMAXPROCS(0), t.progress("references"))
	if err != nil {
		return err
	}
	found.Random, found.Expert = ends[0], ends[1]
	return nil
}

func (t *taskRun) dataDir() string { return filepath.Join(t.s.Dir, "data", t.task) }

// teacher is the expert as it records, with the second one where there are two.
func (t *taskRun) teacher(e expert.Expert) (func() envs.Policy, demos.Actor, error) {
	who := demos.Actor{Name: "expert", Detail: e.Card.Method}
	if t.bench.Mode == Stochastic {
		who.Detail += ", stochastic"
	}
	other, err := t.bench.Disturb.second(t.task)
	if err != nil {
		return nil, who, err
	}
	act, second := e.New, other.New
	if t.bench.Mode == Stochastic {
		act, second = e.NewStochastic, other.NewStochastic
	}
	if act == nil || other.New != nil && second == nil {
		return nil, who, fmt.Errorf("the expert has no noise of its own: want mode %s", Deterministic)
	}
	act, who = t.bench.Disturb.apply(act, second, who, t.newEnv().Spec().Action)
	return act, who, nil
}

// reference is one end of the scale.
func (t *taskRun) reference(name string, newPolicy func() envs.Policy) grid.Cell[[]float64] {
	return grid.Cell[[]float64]{
		Path:   filepath.Join(t.s.Dir, "references", t.task, name+".json"),
		Digest: fmt.Sprintf("%s of data %s, %d episodes of seed %d", name, t.data.Digest(), t.bench.Episodes, t.s.Seed),
		Find: func(ctx context.Context) ([]float64, error) {
			result, err := t.evaluate(ctx, newPolicy)
			if err != nil {
				return nil, err
			}
			return result.Returns(), nil
		},
	}
}

// returnsOf are the returns of the first n episodes of a data set.
func returnsOf(dir string, n int) ([]float64, error) {
	set, err := demos.Open(dir)
	if err != nil {
		return nil, err
	}
	var returns []float64
	for d, err := range set.All() {
		if err != nil || len(returns) == n {
			return returns, err
		}
		returns = append(returns, d.Return())
	}
	return returns, nil
}
