package imitation

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/policy"
)

// Times are the durations of a cell on one core. They are kept apart from its result, which is the same on every run.
type Times struct {
	Train    time.Duration `json:"train_ns"`
	Evaluate time.Duration `json:"evaluate_ns,omitempty"`
}

// keepTimes writes a cell's times, if there is a clock.
func (t *taskRun) keepTimes(name string, times Times) error {
	if t.s.Clock == nil {
		return nil
	}
	return grid.WriteJSON(filepath.Join(t.timesDir(), name), times)
}

func (t *taskRun) timesDir() string { return filepath.Join(t.s.Dir, "times", t.task) }

// Durations are the times of a method on a task: means over its cells, and of a decision with nothing else running.
type Durations struct {
	Task     string  `json:"task"`
	Method   string  `json:"method"`
	Cells    int     `json:"cells"`
	Train    float64 `json:"train_s"`     // of a cell, seconds
	Evaluate float64 `json:"evaluate_s"`  // of a cell, seconds
	Tuning   float64 `json:"tuning_s"`    // of all candidates together, seconds
	Decision float64 `json:"decision_us"` // of one Act, microseconds; 0 where not measured
}

// Timings reads back the times of the tasks and methods, in their order.
func (b *Config) Timings(s grid.Setting) ([]Durations, error) {
	var list []Durations
	for _, task := range b.Tasks {
		t := &taskRun{bench: b, s: s, task: task}
		entries, err := os.ReadDir(t.timesDir())
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		for _, m := range b.Methods {
			d := Durations{Task: task, Method: m.Name}
			for _, e := range entries {
				if err := d.add(filepath.Join(t.timesDir(), e.Name()), m.Name); err != nil {
					return nil, err
				}
			}
			d.Train /= float64(max(d.Cells, 1))
			d.Evaluate /= float64(max(d.Cells, 1))
			list = append(list, d)
		}
	}
	return list, nil
}

// add reads a file of times if it is one of the method's. Its name is N-METHOD-SEED, tune-METHOD-CANDIDATE-SEED or
// decision-METHOD.
func (d *Durations) add(path, method string) error {
	name := strings.TrimSuffix(filepath.Base(path), ".json")
	kind, rest, _ := strings.Cut(name, "-")
	if kind == "decision" {
		if rest != method {
			return nil
		}
		var took time.Duration
		err := grid.ReadJSON(path, &took)
		d.Decision = took.Seconds() * 1e6
		return err
	}
	cut := strings.LastIndexByte(rest, '-')
	if kind == "tune" && cut > 0 {
		rest = rest[:cut]
		cut = strings.LastIndexByte(rest, '-')
	}
	if cut < 0 || rest[:cut] != method {
		return nil
	}
	var times Times
	if err := grid.ReadJSON(path, &times); err != nil {
		return err
	}
	if kind == "tune" {
		d.Tuning += times.Train.Seconds()
		return nil
	}
	d.Cells++
	d.Train += times.Train.Seconds()
	d.Evaluate += times.Evaluate.Seconds()
	return nil
}

// decisions measures how long one decision takes, method after method, with no cell running.
func (t *taskRun) decisions(ctx context.Context) error {
	if t.s.Clock == nil {
		return nil
	}
	n := t.bench.Demos[len(t.bench.Demos)-1].Episodes
	for _, m := range t.bench.Methods {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		p, err := policy.Open(t.policyPath(m.Name, n))
		if err != nil {
			return err
		}
		took, err := t.decision(p)
		if err == nil {
			err = grid.WriteJSON(filepath.Join(t.timesDir(), "decision-"+m.Name+".json"), took)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// decision is the mean time of an Act along the first demonstration.
func (t *taskRun) decision(p *policy.Network) (time.Duration, error) {
	set, err := demos.Open(t.dataDir())
	if err != nil {
		return 0, err
	}
	demo := &demos.Demonstration{}
	if err := set.Reader().Read(demo, 0); err != nil {
		return 0, err
	}
	act := make([]float64, len(demo.ActAt(0)))
	p.Act(act, demo.ObsAt(0)) // the first decision makes room
	watch := t.s.Stopwatch()
	for i := range demo.Len() {
		p.Act(act, demo.ObsAt(i))
	}
	return watch() / time.Duration(demo.Len()), nil
}
