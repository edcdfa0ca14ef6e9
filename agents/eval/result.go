package eval

import (
	"fmt"

	"github.com/fenchel-gym/fenchel/agents/stat"
	"github.com/fenchel-gym/fenchel/envs"
)

// Row is one evaluated episode.
type Row struct {
	Index         uint64   `json:"index"` // with the seed and the purpose it names the start
	Return        float64  `json:"return"`
	Steps         int      `json:"steps"`
	End           string   `json:"end"`                     // the name of an envs.End
	Clipped       int      `json:"clipped,omitempty"`       // steps whose action lay outside the action set
	Score         *float64 `json:"score,omitempty"`         // nil where the task is no envs.Scorer
	Success       *bool    `json:"success,omitempty"`       // nil where the task defines none
	Interventions *int     `json:"interventions,omitempty"` // of a recording: how often a person took over from the policy
	PersonSteps   *int     `json:"person_steps,omitempty"`  // and the steps at which the person acted

	Named  []int `json:"named,omitzero"`  // of a row of labels: those that the policy named
	Labels []int `json:"labels,omitzero"` // and those that it has
}

func (r *Row) fill(of *envs.Rollout) {
	r.Return, r.Steps, r.End, r.Clipped = of.Return(), of.Steps(), of.End().String(), of.Clipped()
	if s, ok := envs.As[envs.Scorer](of.Env()); ok {
		score := s.Score()
		r.Score = &score
	}
	if s, ok := envs.As[envs.Succeeder](of.Env()); ok {
		success := s.Success()
		r.Success = &success
	}
	r.label(of.Env())
}

// Measure is what the episode is worth: its score where the task defines one, else its return.
func (r *Row) Measure() float64 {
	if r.Score != nil {
		return *r.Score
	}
	return r.Return
}

// Result is what an evaluation measured: one object of `eval --json`. Normalized and what concerns success are absent
// where the task defines no such thing.
type Result struct {
	Task     string  `json:"task"`
	Policy   string  `json:"policy"` // what the caller calls it
	Episodes int     `json:"episodes"`
	Seed     uint64  `json:"seed"`
	Purpose  uint16  `json:"purpose"`           // of the episodes' streams
	Measure  string  `json:"measure,omitempty"` // what all statistics are of: "score", or "" for the return
	Mean     float64 `json:"mean"`
	Median   float64 `json:"median"`
	IQM      float64 `json:"iqm"`

	CI95           *stat.Interval `json:"ci95,omitempty"` // of the mean, bootstrapped over episodes; nil of one, which has none
	Reference      stat.Reference `json:"reference,omitzero"`
	Normalized     *float64       `json:"normalized,omitempty"`
	NormalizedCI95 *stat.Interval `json:"normalized_ci95,omitempty"` // the references taken as exact
	Success        *float64       `json:"success,omitempty"`         // share of episodes
	SuccessCI95    *stat.Interval `json:"success_ci95,omitempty"`    // Wilson

	MeanSteps float64        `json:"mean_steps"`
	Clipped   int            `json:"clipped"` // steps with an action outside the action set, over all episodes
	Ends      map[string]int `json:"ends"`    // episodes by the name of their end

	Interventions *int `json:"interventions,omitempty"` // times that a person took over, over all episodes; nil where nobody could
	PersonSteps   *int `json:"person_steps,omitempty"`  // steps at which the person acted

	Labels any `json:"labels,omitempty"` // what a Labeler measured; nil for other tasks

	Rows []Row `json:"rows,omitempty"`
}

// statistic streams of one evaluation: the index under envs.Resampling.
const (
	meanStream uint64 = iota
	pairStream
)

func newResult(e envs.Env, o Options, rows []Row) *Result {
	r := &Result{Task: e.Spec().Name, Labels: labelScores(e, rows), Episodes: len(rows), Seed: o.Seed, Purpose: uint16(o.Purpose), Rows: rows, Ends: map[string]int{}}
	succeeded, steps := 0, 0
	for _, row := range rows {
		r.Ends[row.End]++
		r.Clipped += row.Clipped
		steps += row.Steps
		if row.Success != nil && *row.Success {
			succeeded++
		}
	}
	r.countInterventions()
	r.MeanSteps = float64(steps) / float64(len(rows))
	if rows[0].Score != nil {
		r.Measure = "score"
	}
	measures := r.Measures()
	r.Mean, r.Median, r.IQM = stat.Mean(measures), stat.Median(measures), stat.IQM(measures)
	if len(rows) > 1 {
		ci := stat.Bootstrap(measures, stat.Mean, o.Bootstrap, envs.Stream(o.Seed, envs.Resampling, meanStream))
		r.CI95 = &ci
	}
	if rows[0].Success != nil {
		share, ci := float64(succeeded)/float64(len(rows)), stat.Wilson(succeeded, len(rows), o.Bootstrap.Level)
		r.Success, r.SuccessCI95 = &share, &ci
	}
	return r
}

// countInterventions adds up those of the episodes, if any of them says how many it had.
func (r *Result) countInterventions() {
	times, steps, known := 0, 0, false
	for _, row := range r.Rows {
		if row.Interventions != nil {
			times, steps, known = times+*row.Interventions, steps+*row.PersonSteps, true
		}
	}
	if known {
		r.Interventions, r.PersonSteps = &times, &steps
	}
}

// Measures are what the episodes are worth, by index.
func (r *Result) Measures() []float64 {
	xs := make([]float64, len(r.Rows))
	for i := range r.Rows {
		xs[i] = r.Rows[i].Measure()
	}
	return xs
}

// Against sets the normalized score on a task's scale; it changes nothing where the scale is not defined.
func (r *Result) Against(ref stat.Reference) {
	if !ref.Defined() {
		return
	}
	score := ref.Normalize(r.Mean)
	r.Reference, r.Normalized = ref, &score
	if r.CI95 == nil {
		return
	}
	ci := stat.Interval{ref.Normalize(r.CI95.Lo()), ref.Normalize(r.CI95.Hi())}
	if ref.Expert < ref.Random {
		ci[0], ci[1] = ci[1], ci[0]
	}
	r.NormalizedCI95 = &ci
}

// Compare sets r against another policy's result on the same episodes, or says why they are not the same.
func (r *Result) Compare(other *Result, o stat.BootstrapOptions) (stat.Comparison, error) {
	switch {
	case r.Task != other.Task:
		return stat.Comparison{}, fmt.Errorf("results on task %q and on task %q cannot be compared", r.Task, other.Task)
	case r.Seed != other.Seed || r.Purpose != other.Purpose:
		return stat.Comparison{}, fmt.Errorf("results on seed %d (purpose %d) and on seed %d (purpose %d) share no episodes",
			r.Seed, r.Purpose, other.Seed, other.Purpose)
	case len(r.Rows) != len(other.Rows):
		return stat.Comparison{}, fmt.Errorf("results on %d and on %d episodes are not pairs", len(r.Rows), len(other.Rows))
	}
	for i := range r.Rows {
		if r.Rows[i].Index != other.Rows[i].Index {
			return stat.Comparison{}, fmt.Errorf("row %d is episode %d of one result and %d of the other", i, r.Rows[i].Index, other.Rows[i].Index)
		}
	}
	return stat.Paired(r.Measures(), other.Measures(), o, envs.Stream(r.Seed, envs.Resampling, pairStream)), nil
}
