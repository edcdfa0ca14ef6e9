package multilabel

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/render/scene"
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
	table  Table
	split  Split
	labels []string
	spec   envs.Spec
	row    int
	done   bool
	action []float64 // p, rounded; −1 before the step (k)
}

// New makes a task of the rows of a split. It fails where the split has none.
func New(ds *Dataset, split Split) (*Task, error) {
	table := ds.Train
	if split == Test {
		table = ds.Test
	}
	if table.Rows == 0 {
		return nil, fmt.Errorf("multilabel: data set %q has no %s rows", ds.Name, split)
	}
	t := &Task{table: table, split: split, labels: ds.Labels, row: -1, action: make([]float64, len(ds.Labels))}
	t.spec = envs.Spec{
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
		t.spec.Summary += fmt.Sprintf("; without its text attributes %q", ds.Text)
	}
	for _, name := range ds.Features {
		t.spec.Obs = append(t.spec.Obs, envs.Channel{Name: name, Unit: "1", Lo: math.Inf(-1), Hi: math.Inf(1)})
	}
	for _, name := range ds.Labels {
		t.spec.Act = append(t.spec.Act, envs.Channel{Name: name, Unit: "1", Lo: 0, Hi: 1})
	}
	return t, nil
}

// Spec is the task's datasheet.
func (t *Task) Spec() envs.Spec { return t.spec }

// Reset draws a row.
func (t *Task) Reset(obs []float64, rng *rand.Rand) { t.ResetTo(obs, rng.IntN(t.table.Rows)) }

// Starts is the number of rows.
func (t *Task) Starts() int { return t.table.Rows }

// ResetTo starts the episode of the i-th row.
func (t *Task) ResetTo(obs []float64, i int) {
	if len(obs) != len(t.spec.Obs) {
		panic("multilabel: an observation of a wrong length")
	}
	t.row, t.done = i, false
	for j := range t.action {
		t.action[j] = -1
	}
	t.observe(obs)
}

func (t *Task) observe(obs []float64) {
	d := len(t.spec.Obs)
	copy(obs, t.table.X[t.row*d:(t.row+1)*d])
}

// Labels is y of the row that the task stands at (k): what only an expert may see. It must not be changed.
func (t *Task) Labels() []float64 {
	k := len(t.labels)
	return t.table.Y[t.row*k : (t.row+1)*k : (t.row+1)*k]
}

// Answer is what the last step named: 0 or 1 for each label, −1 before the step and after one that was not finite (k).
// It must not be changed.
func (t *Task) Answer() []float64 { return t.action }

// Split says whose rows these are.
func (t *Task) Split() Split { return t.split }

// Step scores the action. The observation stays the row's.
func (t *Task) Step(obs, act []float64) (float64, envs.End) {
	switch {
	case len(obs) != len(t.spec.Obs) || len(act) != len(t.action):
		panic("multilabel: Step: an observation or action of a wrong length")
	case t.row < 0:
		panic("multilabel: Step before Reset")
	case t.done:
		panic("multilabel: Step after the end of the episode")
	}
	t.done = true
	t.observe(obs)
	if !envs.Finite(act) {
		return 0, envs.Diverged
	}
	t.spec.Action.Round(t.action, act)
	wrong := 0.0
	for i, y := range t.Labels() {
		wrong += math.Abs(t.action[i] - y)
	}
	return 1 - wrong/float64(len(t.labels)), envs.Reached
}

// SaveState appends the row and whether it has been answered, with the answer.
func (t *Task) SaveState(dst []byte) []byte {
	dst = binary.LittleEndian.AppendUint64(dst, uint64(int64(t.row)))
	done := byte(0)
	if t.done {
		done = 1
	}
	dst = append(dst, done)
	for _, a := range t.action {
		dst = append(dst, byte(int8(a)))
	}
	return dst
}

// LoadState accepts what SaveState wrote.
func (t *Task) LoadState(src []byte) error {
	if len(src) != 9+len(t.action) {
		return fmt.Errorf("multilabel: a saved state of %d bytes, want %d", len(src), 9+len(t.action))
	}
	row := int(int64(binary.LittleEndian.Uint64(src)))
	if row < -1 || row >= t.table.Rows || src[8] > 1 {
		return fmt.Errorf("multilabel: a saved state at row %d of %d", row, t.table.Rows)
	}
	t.row, t.done = row, src[8] == 1
	for i := range t.action {
		t.action[i] = float64(int8(src[9+i]))
	}
	return nil
}

// Scene lists the labels: the row's own in the goal's colour, the ones answered as discs, wrong answers in alarm.
func (t *Task) Scene(s *scene.Scene) {
	s.Title = t.spec.Name
	k := len(t.labels)
	perColumn := min(k, 24)
	columns := (k + perColumn - 1) / perColumn
	s.View = scene.View{Min: scene.Vec2{X: -1, Y: -float64(perColumn)}, Max: scene.Vec2{X: 8 * float64(columns), Y: 1}}
	if t.row < 0 {
		return
	}
	for i, y := range t.Labels() {
		at := scene.Vec2{X: 8 * float64(i/perColumn), Y: -float64(i % perColumn)}
		color := scene.Faint
		if y == 1 {
			color = scene.Goal
		}
		s.Ring(at, 0.35, 0.1, color)
		if t.action[i] == 1 {
			if y == 0 {
				color = scene.Alarm
			}
			s.Disc(at, 0.22, color)
		}
		s.Text(scene.Vec2{X: at.X + 0.7, Y: at.Y}, t.labels[i], scene.Ink)
	}
}
