package multilabel

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/agents/data"
	"github.com/fenchel-gym/fenchel/agents/expert"
	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
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

// setRun is the benchmark at work on one data set.
type setRun struct {
	bench *Config
	s     grid.Setting
	set   *multilabel.Dataset
	data  *data.Pairs
}

// Sets lists the data sets of a directory: its own if it holds one, or those of the directories in it.
func Sets(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var sets []string
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		if !e.IsDir() {
			continue
		}
		inside, err := os.ReadDir(path)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(inside, func(e os.DirEntry) bool { return filepath.Ext(e.Name()) == ".arff" }) {
			sets = append(sets, path)
		}
	}
	if len(sets) == 0 {
		return []string{dir}, nil
	}
	return sets, nil
}

// Run carries the benchmark out on the data sets at some paths, one after the other, and hands on what each one found
// as soon as it is complete. Its files lie under s.Dir, and what they hold is not done again.
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

// load reads a data set; its training rows become demonstrations.
func (t *setRun) load(path string) error {
	o := multilabel.DefaultLoad()
	o.DropEmpty = slices.Contains(t.bench.DropEmpty, filepath.Base(path))
	var err error
	if t.set, err = multilabel.Load(path, o); err != nil {
		return err
	}
	if t.set.Test.Rows == 0 || t.set.Train.Rows < 2 {
		return fmt.Errorf("%s: %d training and %d test rows: want at least 2 and 1, the test rows in a file of their own", path, t.set.Train.Rows, t.set.Test.Rows)
	}
	task, err := multilabel.New(t.set, multilabel.Train)
	if err != nil {
		return err
	}
	annotator, err := expert.For(task.Spec().Name)
	if err != nil {
		return err
	}
	t.data = data.New(task.Spec())
	rollout, row := envs.NewRollout(task, annotator.New()), &demos.Demonstration{Purpose: envs.Demonstration}
	for row.Index = range uint64(task.Starts()) {
		row.Play(rollout)
		if err := t.data.Add(fmt.Sprintf("%s: row %d", path, row.Index+1), row); err != nil {
			return err
		}
	}
	return nil
}

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

// errNotKept is of a training that was not done, where none shall be.
var errNotKept = errors.New("not kept")

// peak is where a mean curve is highest, the first of equals.
type peak struct {
	candidate, epoch int
	height           float64
	curve            []float64
}

func labelCurve(t *Trial) []float64 { return t.Label }
func f1Curve(t *Trial) []float64    { return t.F1 }

// highest is the peak of the mean curve of some trials; trials that ended early stay at their last epoch.
func highest(trials []Trial, curve func(*Trial) []float64) peak {
	var p peak
	epochs := 0
	for i := range trials {
		epochs = max(epochs, len(curve(&trials[i])))
	}
	p.curve = make([]float64, epochs)
	for i := range trials {
		c := curve(&trials[i])
		for e := range p.curve {
			if len(c) > 0 {
				p.curve[e] += c[min(e, len(c)-1)] / float64(len(trials))
			}
		}
	}
	for e, h := range p.curve {
		if h > p.height {
			p.epoch, p.height = e+1, h
		}
	}
	return p
}

// method tunes a method, and learns with the candidate that came out.
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

// chosen learns with one candidate under all seeds: first with development rows, which say for how many epochs, then
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

func (t *setRun) progress(m *method, what string) func(done, of int) {
	return func(done, of int) { t.s.Report(t.set.Name+" "+m.name()+": "+what, done, of) }
}

// options is the configuration of a candidate under a seed.
func (t *setRun) options(m *method, candidate, s int) agents.TrainOptions {
	o, err := t.bench.options(m, candidate)
	if err != nil {
		panic("bench: a configuration that was not validated: " + err.Error())
	}
	o.Task, o.Seed = t.data.Spec().Name, t.s.Seed+uint64(s)
	return o
}

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
