package imitation

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"runtime"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
)

// Tuned is how a method's candidates did on a task, by their validation errors alone.
type Tuned struct {
	Chosen     int         `json:"chosen"` // the candidate with the least error
	Demos      int         `json:"demos"`
	Seeds      int         `json:"seeds"`
	Candidates []Candidate `json:"candidates"`
}

// Candidate is one of them.
type Candidate struct {
	Changes json.RawMessage `json:"changes"` // from the method's configuration
	Steps   int             `json:"steps"`   // of all its trainings together
	Error   float64         `json:"error"`   // validation error, mean over the tuning's seeds
}

// Least is the error of the chosen candidate.
func (t Tuned) Least() float64 { return t.Candidates[t.Chosen].Error }

// Steps is what the tuning of the method cost, in optimizer steps.
func (t Tuned) Steps() int {
	sum := 0
	for _, c := range t.Candidates {
		sum += c.Steps
	}
	return sum
}

// tune compares the candidates of every method, and writes the outcome next to the cells.
func (t *taskRun) tune(ctx context.Context) (map[string]Tuned, error) {
	var cells []grid.Cell[Cell]
	for i := range t.bench.Methods {
		m := &t.bench.Methods[i]
		for c := range m.candidates() {
			for s := range t.bench.Tune.Seeds {
				trial, err := t.trial(m, c, s)
				if err != nil {
					return nil, err
				}
				cells = append(cells, trial)
			}
		}
	}
	results, err := grid.Run(ctx, cells, runtime.GOMAXPROCS(0), t.progress("tune"))
	if err != nil {
		return nil, err
	}
	tuned := map[string]Tuned{}
	for i := range t.bench.Methods {
		m := &t.bench.Methods[i]
		n := len(m.candidates()) * t.bench.Tune.Seeds
		if tuned[m.Name], err = t.choose(m, results[:n]); err != nil {
			return nil, err
		}
		results = results[n:]
		if err := grid.WriteJSON(filepath.Join(t.s.Dir, "tuning", t.task, m.Name+".json"), tuned[m.Name]); err != nil {
			return nil, err
		}
	}
	return tuned, nil
}

// trial is the training of a candidate under one of the tuning's seeds.
func (t *taskRun) trial(m *Method, candidate, s int) (grid.Cell[Cell], error) {
	n := t.bench.Tune.Demos
	o, err := t.options(m, candidate, t.s.Seed+tuningSeeds+uint64(s))
	name := fmt.Sprintf("%s-%d-%d.json", m.Name, candidate, s)
	return grid.Cell[Cell]{
		Path: filepath.Join(t.s.Dir, "tuning", t.task, "trials", name), Digest: t.digest(o, n),
		Find: func(ctx context.Context) (Cell, error) {
			watch := t.s.Stopwatch()
			_, out, err := t.train(ctx, o, n)
			if err != nil {
				return out, err
			}
			return out, t.keepTimes("tune-"+name, Times{Train: watch()})
		},
	}, err
}

// choose takes the candidate with the least mean error, the first of equals.
func (t *taskRun) choose(m *Method, trials []Cell) (Tuned, error) {
	seeds := t.bench.Tune.Seeds
	out := Tuned{Demos: t.bench.Tune.Demos, Seeds: seeds}
	for c, changes := range m.candidates() {
		text, err := changes.JSON()
		if err != nil {
			return out, err
		}
		candidate := Candidate{Changes: text}
		for _, trial := range trials[c*seeds : (c+1)*seeds] {
			candidate.Error += trial.ValidError / float64(seeds)
			candidate.Steps += trial.Steps
		}
		out.Candidates = append(out.Candidates, candidate)
		if candidate.Error < out.Candidates[out.Chosen].Error {
			out.Chosen = c
		}
	}
	return out, nil
}
