package multilabel

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/episode"
	"github.com/fenchel-gym/fenchel/envs/space"
)

// Version is the version of the reward and of the features' encoding; data of another version is refused.
const Version = "multilabel/1"

// Split says which rows a task draws from.
type Split uint8

// The splits.
const (
	Train Split = iota
	Test
)

func (s Split) String() string { return [...]string{"train", "test"}[s] }

// Task is one row of a data set: a one-step environment. Its starts can be enumerated.
type Task struct {
	episode.Episode
	question *question
	split    Split
}

// question is a row whose labels are asked for: the episode.Body of a Task.
type question struct {
	table  Table
	d, k   int       // features and labels
	row    int       // −1 before the first
	answer []float64 // p, rounded; −1 before the step and after one that was not finite (k)
}

// labels is y of the row (k).
func (q *question) labels() []float64 { return q.table.Y[q.row*q.k : (q.row+1)*q.k : (q.row+1)*q.k] }

// Advance scores an answer.
func (q *question) Advance(applied, _ []float64) (float64, envs.End) {
	copy(q.answer, applied)
	wrong := 0.0
	for i, y := range q.labels() {
		wrong += math.Abs(q.answer[i] - y)
	}
	return 1 - wrong/float64(q.k), envs.Reached
}

// Observe writes the features of the row, before and after the answer.
func (q *question) Observe(obs []float64) { copy(obs, q.table.X[q.row*q.d:(q.row+1)*q.d]) }

// New makes a task of the rows of a split. It fails where the split has none.
func New(ds *Dataset, split Split) (*Task, error) {
	table := ds.Train
	if split == Test {
		table = ds.Test
	}
	if table.Rows == 0 {
		return nil, fmt.Errorf("multilabel: data set %q has no %s rows", ds.Name, split)
	}
	spec := envs.Spec{
		Name:    "multilabel:" + ds.Name,
		Physics: Version,
		Content: ds.Content,
		Action:  space.Cube{K: len(ds.Labels)},
		Period:  1,
		Horizon: 1,
		Summary: fmt.Sprintf("name the labels of a row of %s (%s split, %d rows)", ds.Name, split, table.Rows),
		Reward:  "share of labels that the rounded action gets right",
		Start:   "a row, uniformly at random",
		Ends:    "Reached after the one step",
		Source:  "multilabel classification as in Blondel et al., NeurIPS 2022",
	}
	if len(ds.Text) > 0 {
		spec.Summary += fmt.Sprintf("; without its text attributes %q", ds.Text)
	}
	for _, name := range ds.Features {
		spec.Obs = append(spec.Obs, envs.Channel{Name: name, Unit: "1", Lo: math.Inf(-1), Hi: math.Inf(1)})
	}
	for _, name := range ds.Labels {
		spec.Act = append(spec.Act, envs.Channel{Name: name, Unit: "1", Lo: 0, Hi: 1})
	}
	q := &question{
		table: table, d: len(ds.Features), k: len(ds.Labels), row: -1, answer: make([]float64, len(ds.Labels)),
	}
	return &Task{Episode: episode.Make(q, spec, true), question: q, split: split}, nil
}

// Reset draws a row.
func (t *Task) Reset(obs []float64, rng *rand.Rand) { t.ResetTo(obs, rng.IntN(t.Starts())) }

// Starts is the number of rows.
func (t *Task) Starts() int { return t.question.table.Rows }

// ResetTo starts the episode of the i-th row.
func (t *Task) ResetTo(obs []float64, i int) {
	t.question.row = i
	for j := range t.question.answer {
		t.question.answer[j] = -1
	}
	t.Begin(obs)
}

// Labels is y of the row that is asked for (k): what only an expert may see. It must not be changed.
func (t *Task) Labels() []float64 { return t.question.labels() }

// Answer is what the last step named: 0 or 1 for each label, −1 before the step and after one that was not finite (k).
// It must not be changed.
func (t *Task) Answer() []float64 { return t.question.answer }

// Split says whose rows these are.
func (t *Task) Split() Split { return t.split }
