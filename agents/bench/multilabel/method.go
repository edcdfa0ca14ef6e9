package multilabel

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/agents/clone"
)

// method tunes a method, and trains it with the chosen candidate.
func (t *setRun) method(ctx context.Context, m *method) (*MethodResult, error) {
	var cells []grid.Cell[Trial]
	for c := range m.candidates {
		for s := range t.bench.TuneSeeds {
			cells = append(cells, t.trial(m, c, s))
		}
	}
	trials, err := grid.Run(ctx, cells, runtime.GOMAXPROCS(0), t.progress(m, "tune"))
	if err != nil {
		return nil, err
	}
	var best, byF1 peak
	for c := range m.candidates {
		part := trials[c*t.bench.TuneSeeds : (c+1)*t.bench.TuneSeeds]
		if p := highest(part, labelCurve); p.height > best.height {
			best, best.candidate = p, c
		}
		if p := highest(part, f1Curve); p.height > byF1.height {
			byF1, byF1.candidate = p, c
		}
	}
	f, err := t.chosen(ctx, m, best.candidate, func(trials []Trial) peak { return highest(trials, labelCurve) })
	if err == nil {
		f.byF1 = byF1
	}
	return f, err
}

// chosen trains one candidate under all seeds: first with development rows, by which the number of epochs is chosen, then
// from all rows.
func (t *setRun) chosen(ctx context.Context, m *method, candidate int, choose func([]Trial) peak) (*MethodResult, error) {
	changes, err := m.candidates[candidate].JSON()
	if err != nil {
		return nil, err
	}
	f := &MethodResult{Energy: m.energy.Name, Loss: m.loss.Name, GFY: m.loss.GFY, Candidate: candidate, Changes: changes}
	var trials []grid.Cell[Trial]
	for s := range t.bench.Seeds {
		trials = append(trials, t.trial(m, candidate, s))
	}
	if f.Trials, err = grid.Run(ctx, trials, runtime.GOMAXPROCS(0), t.progress(m, "develop")); err != nil {
		return nil, err
	}
	p := choose(f.Trials)
	f.Epochs, f.Dev, f.Curve = p.epoch, p.height, p.curve
	if f.Epochs == 0 {
		return f, nil // nothing was learned: the troubles say why
	}
	var refits []grid.Cell[Refit]
	for s := range t.bench.Seeds {
		refits = append(refits, t.refitting(m, candidate, s, f.Epochs))
	}
	f.Refits, err = grid.Run(ctx, refits, runtime.GOMAXPROCS(0), t.progress(m, "refit"))
	return f, err
}

// progress reports a stage of a method.
func (t *setRun) progress(m *method, what string) func(done, of int) {
	return func(done, of int) { t.s.Report(t.set.Name+" "+m.name()+": "+what, done, of) }
}

// options is the configuration of a candidate under a seed.
func (t *setRun) options(m *method, candidate, s int) clone.Options {
	o, err := t.bench.options(m, candidate)
	if err != nil {
		panic("bench: a configuration that was not validated: " + err.Error())
	}
	o.Task, o.Seed = t.data.Spec().Name, t.s.Seed+uint64(s)
	return o
}

// trial is the training of a candidate under the s-th seed, without its development rows.
func (t *setRun) trial(m *method, candidate, s int) grid.Cell[Trial] {
	o, name := t.options(m, candidate, s), fmt.Sprintf("%s-%d-%d.json", m.name(), candidate, s)
	return grid.Cell[Trial]{
		Path:   filepath.Join(t.s.Dir, "trials", t.set.Name, name),
		Digest: t.digest(o, fmt.Sprintf("%d steps, development rows apart", t.bench.Steps)),
		Find: func(ctx context.Context) (Trial, error) {
			if t.bench.Kept {
				return Trial{}, errNotKept
			}
			begun := t.now()
			out, err := t.try(ctx, o)
			return out, errors.Join(err, t.keepEpochs("trial-"+name, m, len(out.Label), begun))
		},
	}
}

// refitting is the training of a candidate under the s-th seed from all rows.
func (t *setRun) refitting(m *method, candidate, s, epochs int) grid.Cell[Refit] {
	o, name := t.options(m, candidate, s), fmt.Sprintf("%s-%d-%d-%d.json", m.name(), candidate, s, epochs)
	return grid.Cell[Refit]{
		Path:   filepath.Join(t.s.Dir, "refits", t.set.Name, name),
		Digest: t.digest(o, fmt.Sprintf("%d epochs, all rows", epochs)),
		Find: func(ctx context.Context) (Refit, error) {
			if t.bench.Kept {
				return Refit{}, errNotKept
			}
			begun := t.now()
			out, err := t.refit(ctx, o, epochs)
			return out, errors.Join(err, t.keepEpochs("refit-"+name, m, epochs, begun))
		},
	}
}
