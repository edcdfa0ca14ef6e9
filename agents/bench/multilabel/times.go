package multilabel

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
)

// epochTimes are what the epochs of a training took on one core, apart from what it found.
type epochTimes struct {
	Energy string        `json:"energy"`
	Loss   string        `json:"loss"`
	Epochs int           `json:"epochs"`
	Took   time.Duration `json:"took_ns"` // measuring the development rows included
}

// EpochTime is the mean time of an epoch of a method on a data set, over all its trainings.
type EpochTime struct {
	Set       string  `json:"set"`
	Energy    string  `json:"energy"`
	Loss      string  `json:"loss"`
	Trainings int     `json:"trainings"`
	Epoch     float64 `json:"epoch_ms"`
	All       float64 `json:"all_s"` // all trainings together, candidates included
}

// now reads the clock; without one it is always 0.
func (t *setRun) now() time.Duration {
	if t.s.Clock == nil {
		return 0
	}
	return t.s.Clock()
}

func (t *setRun) keepEpochs(name string, m *method, epochs int, begun time.Duration) error {
	if t.s.Clock == nil {
		return nil
	}
	return grid.WriteJSON(filepath.Join(t.s.Dir, "times", t.set.Name, name), epochTimes{m.energy.Name, m.loss.Name, epochs, t.now() - begun})
}

// Times reads back what the methods' epochs took on a data set, in the methods' order.
func (b *Config) Times(s grid.Setting, set string) ([]EpochTime, error) {
	dir := filepath.Join(s.Dir, "times", set)
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	type pair struct{ energy, loss string }
	sums := map[pair]*epochTimes{}
	count := map[pair]int{}
	for _, e := range entries {
		var one epochTimes
		if err := grid.ReadJSON(filepath.Join(dir, e.Name()), &one); err != nil {
			return nil, err
		}
		at := pair{one.Energy, one.Loss}
		if sums[at] == nil {
			sums[at] = &epochTimes{}
		}
		sums[at].Epochs += one.Epochs
		sums[at].Took += one.Took
		count[at]++
	}
	var list []EpochTime
	for _, m := range b.methods() {
		at := pair{m.energy.Name, m.loss.Name}
		if sum := sums[at]; sum != nil {
			list = append(list, EpochTime{set, at.energy, at.loss, count[at],
				sum.Took.Seconds() * 1e3 / float64(max(sum.Epochs, 1)), sum.Took.Seconds()})
		}
	}
	return list, nil
}
