package multilabel

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/agents/data"
	"github.com/fenchel-gym/fenchel/envs/multilabel"
)

// SetResult is what the benchmark found on one data set.
type SetResult struct {
	Set     *multilabel.Dataset
	Methods []MethodResult // energies of the first loss, then of the second, ...; without those that are not kept
	Named   int            // the Fenchel-Young method whose mean development curve rises highest; −1: there is none
	ByF1    *MethodResult  // the Fenchel-Young method and candidate that development's sample F1 chose; nil: there is none
}

// MethodResult is what a method found on one data set.
type MethodResult struct {
	Energy, Loss string
	GFY          bool
	Candidate    int
	Changes      json.RawMessage // of the candidate
	Epochs       int
	Dev          float64 // the height of the mean curve of label accuracy there, or of sample F1
	Curve        []float64
	Trials       []Trial // of the chosen candidate, by seed
	Refits       []Refit
	byF1         peak
}

// setRun is the benchmark on one data set.
type setRun struct {
	bench *Config
	s     grid.Setting
	set   *multilabel.Dataset
	data  *data.Pairs
}

// Run runs the benchmark on the data sets at some paths, one after the other, and calls each with the result of a data set
// as soon as it is complete. What the directory of the setting already holds is not computed again.
func (b *Config) Run(ctx context.Context, s grid.Setting, paths []string, each func(*SetResult) error) error {
	for _, path := range paths {
		t := &setRun{bench: b, s: s}
		if err := t.load(path); err != nil {
			return err
		}
		found, err := t.run(ctx)
		if err == nil {
			err = each(found)
		}
		if err != nil {
			return grid.Interruption(fmt.Errorf("%s: %w", t.set.Name, err))
		}
	}
	return nil
}

// run trains every method, names the best, and trains the one that sample F1 chose.
func (t *setRun) run(ctx context.Context) (*SetResult, error) {
	found := &SetResult{Set: t.set, Named: -1}
	var byF1 *method
	methods := t.bench.methods()
	for i := range methods {
		m, err := t.method(ctx, &methods[i])
		if errors.Is(err, errNotKept) {
			continue
		}
		if err != nil {
			return nil, err
		}
		found.Methods = append(found.Methods, *m)
		if !m.GFY {
			continue
		}
		if found.Named < 0 || m.Dev > found.Methods[found.Named].Dev {
			found.Named = len(found.Methods) - 1
		}
		if found.ByF1 == nil || m.byF1.height > found.ByF1.byF1.height {
			found.ByF1, byF1 = m, &methods[i]
		}
	}
	if found.ByF1 == nil {
		return found, nil
	}
	var err error
	chosen := found.ByF1.byF1
	found.ByF1, err = t.chosen(ctx, byF1, chosen.candidate, func(trials []Trial) peak { return highest(trials, f1Curve) })
	if errors.Is(err, errNotKept) {
		found.ByF1, err = nil, nil
	}
	return found, err
}

// errNotKept says that a training is not kept, where none may be done.
var errNotKept = errors.New("not kept")
