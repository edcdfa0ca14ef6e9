package imitation

import (
	"context"
	"fmt"
	"path/filepath"
	"runtime"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/agents/expert"
	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/suite"
	"github.com/fenchel-gym/fenchel/policy"
)

// makeExpert makes the task, and the expert as it records.
func (t *taskRun) makeExpert() (act func() envs.Policy, who demos.Actor, err error) {
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
	return t.recordingExpert(e)
}

// prepare records the demonstrations and measures both ends of the scale on the evaluation's starts.
func (t *taskRun) prepare(ctx context.Context, found *TaskResult) error {
	act, who, err := t.makeExpert()
	if err != nil {
		return err
	}
	rec := grid.Recording{
		Dir: t.dataDir(), Env: t.newEnv(), Actor: act(), Who: who,
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
		t.reference("random", func() envs.Policy { return policy.NewRandom(action) }), t.reference("expert", act),
	}, runtime.GOMAXPROCS(0), t.progress("references"))
	if err != nil {
		return err
	}
	found.Random, found.Expert = ends[0], ends[1]
	return nil
}

func (t *taskRun) dataDir() string { return filepath.Join(t.s.Dir, "data", t.task) }

// recordingExpert is the expert as it records: in the benchmark's mode, disturbed, with the second one where there are
// two.
func (t *taskRun) recordingExpert(e expert.Expert) (func() envs.Policy, demos.Actor, error) {
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

// reference is the cell of one end of the scale: the returns of a policy on the evaluation's starts.
func (t *taskRun) reference(name string, newPolicy func() envs.Policy) grid.Cell[[]float64] {
	return grid.Cell[[]float64]{
		Path:   filepath.Join(t.s.Dir, "references", t.task, name+".json"),
		Digest: fmt.Sprintf("%s of data %s, %d episodes of seed %d", name, t.data.Digest(), t.bench.Episodes, t.s.Seed),
		Find: func(ctx context.Context) ([]float64, error) {
			result, err := t.evaluate(ctx, newPolicy)
			if err != nil {
				return nil, err
			}
			return result.Measures(), nil
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
