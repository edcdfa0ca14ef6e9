package interchange

import (
	"fmt"
	"math"
	"slices"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/space"
)

// Restorer is an optional power of a task whose recordings elsewhere hold states: it begins where they do.
type Restorer interface {
	// RecordedState is how many numbers a recorded state has.
	RecordedState() int
	// ResetToState starts an episode at a recorded state, at rest.
	ResetToState(obs, state []float64)
	// ResetToRecordedStart starts an episode as a recorded one was started. mode is the recording's own word, or "".
	ResetToRecordedStart(obs, start []float64, mode string) error
	// RewardHere is the reward of a step that leads to the present state.
	RewardHere() float64
}

// mapping makes demonstrations of a task of a source's episodes.
type mapping struct {
	spec   envs.Spec
	from   Restorer // the task, to observe recorded states; nil where it is none
	again  envs.Env // the task without an early end, to replay in; nil for none
	report Report
	obs    []float64
}

// Report is what an import did.
type Report struct {
	Task            envs.Spec
	Episodes, Steps int
	Clipped         int // steps with an action outside the action set
	counts          map[string]int
}

// note counts an episode for which something was computed or left out.
func (r *Report) note(what string) {
	if r.counts == nil {
		r.counts = map[string]int{}
	}
	r.counts[what]++
}

// Notes says what was computed or left out, and in how many episodes.
func (r *Report) Notes() []string {
	var notes []string
	for what, n := range r.counts {
		notes = append(notes, fmt.Sprintf("%s (%d of %d episodes)", what, n, r.Episodes))
	}
	slices.Sort(notes)
	return notes
}

func newMapping(o Options, spec envs.Spec) *mapping {
	m := &mapping{spec: spec, report: Report{Task: spec}}
	if o.Task != nil {
		m.from, _ = envs.As[Restorer](o.Task())
	}
	m.obs = make([]float64, len(m.spec.Obs))
	if o.Replay != nil {
		m.again = o.Replay()
	}
	return m
}

// demonstration maps an episode. Errors say what is wrong, without the place.
func (m *mapping) demonstration(e *Episode) (*demos.Demonstration, error) {
	if e.OfState && m.from != nil && e.State == nil {
		e.State, e.Obs = e.Obs, nil
	}
	if err := m.choices(e); err != nil {
		return nil, err
	}
	if err := m.check(e); err != nil {
		return nil, err
	}
	d := &demos.Demonstration{Index: uint64(m.report.Episodes), Tags: e.Tags}
	if err := m.observe(d, e); err != nil {
		return nil, err
	}
	t := len(d.Obs)/len(m.spec.Obs) - 1
	applied := make([]float64, m.spec.Action.Dim())
	for _, a := range e.Act[:t] {
		m.spec.Action.Round(applied, a)
		d.Act, d.Applied = append(d.Act, a...), append(d.Applied, applied...)
		if !m.spec.Action.Contains(a, 0) {
			m.report.Clipped++
		}
	}
	if err := e.give(d, t, len(e.Act), m.spec.Action.Dim()); err != nil {
		return nil, err
	}
	for _, left := range e.Left {
		m.report.note(left + " left out")
	}
	for _, note := range e.Notes {
		m.report.note(note)
	}
	m.report.Episodes++
	m.report.Steps += t
	return d, d.Check(m.spec)
}

// choices makes one-hot rows of actions that are whole numbers, for a task of discrete actions.
func (m *mapping) choices(e *Episode) error {
	set, ok := m.spec.Action.(space.Simplex)
	if !ok || set.K == 1 || len(e.Act) == 0 || len(e.Act[0]) != 1 {
		return nil
	}
	for t, a := range e.Act {
		if len(a) != 1 {
			return fmt.Errorf("action: row %d has %d numbers", t, len(a))
		}
		row, err := oneHot(a[0], set.K)
		if err != nil {
			return fmt.Errorf("row %d: %w", t, err)
		}
		e.Act[t] = row
	}
	return nil
}

// check holds the shapes and numbers of an episode to the task's.
func (m *mapping) check(e *Episode) error {
	t := len(e.Act)
	if t == 0 {
		return fmt.Errorf("action: no step")
	}
	if err := matrix("action", e.Act, m.spec.Action.Dim(), t, t); err != nil {
		return err
	}
	if e.State != nil {
		if m.from == nil {
			return fmt.Errorf("state: task %s does not say how to begin at a recorded state: give obs", m.spec.Name)
		}
		if err := matrix("state", e.State, m.from.RecordedState(), t, t+1); err != nil {
			return err
		}
	}
	if e.Obs != nil {
		if err := matrix("obs", e.Obs, len(m.spec.Obs), t, t+1); err != nil {
			return err
		}
	}
	if e.Reward == nil {
		return nil
	}
	if len(e.Reward) != t {
		return fmt.Errorf("reward: %d numbers for %d actions", len(e.Reward), t)
	}
	return finite("reward", e.Reward)
}

// matrix checks rows of a width, of which there must be least or most.
func matrix(key string, rows [][]float64, width, least, most int) error {
	switch n := len(rows); {
	case n == least || n == most:
	case least == most:
		return fmt.Errorf("%s: %d rows, want %d", key, n, least)
	default:
		return fmt.Errorf("%s: %d rows for %d actions: want %d or %d", key, n, least, least, most)
	}
	for i, row := range rows {
		if len(row) != width {
			return fmt.Errorf("%s: row %d has %d numbers, want %d", key, i, len(row), width)
		}
		if err := finite(fmt.Sprintf("%s: row %d", key, i), row); err != nil {
			return err
		}
	}
	return nil
}

func finite(key string, xs []float64) error {
	for i, x := range xs {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return fmt.Errorf("%s: number %d is %v", key, i, x)
		}
	}
	return nil
}
