package data

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"math"
	"runtime"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/space"
)

// Pairs are demonstrated pairs (s, y) of one task, row after row in the order of the episodes; s in the Spec's units. y is
// the episode's label, or the action that was sent, clipped or rounded, so it lies in C; it is held in normalized
// coordinates.
type Pairs struct {
	spec  envs.Spec
	set   space.Set // C in normalized coordinates
	edge  space.Edge
	d, k  int
	scale float64 // by which the sum of absolute differences of two actions is divided to be their error
	rows  rows
	ends  []int     // the row after the last one of each episode
	blank []int32   // rows without anything to imitate, ascending; they are seen as history alone
	sum   hash.Hash // of all of it, in order

	origins map[demos.Origin]bool // of the episodes that were read from data sets
	doubles int                   // episodes that are others once more
}

// New is no pairs of a task yet. All that are added are held in memory.
func New(spec envs.Spec) *Pairs { return NewStored(spec, Storage{Memory: math.MaxInt64}) }

// NewStored is New for pairs that are held where the storage says. Close gives back what they take on the disk.
func NewStored(spec envs.Spec, s Storage) *Pairs {
	set, edge := space.Normalize(spec.Action)
	d := &Pairs{spec: spec, set: set, edge: edge, d: len(spec.Obs), k: spec.Action.Dim(), sum: sha256.New(), origins: map[demos.Origin]bool{}}
	d.rows = newRows(d.d, d.k, s)
	d.scale = float64(d.k)
	if _, choice := set.(space.Simplex); choice {
		d.scale = 2 // two different vertices differ in two coordinates
	}
	return d
}

// Read reads a data set. Close gives back what it takes on the disk.
func Read(set *demos.Dataset, s Storage) (*Pairs, error) {
	return ReadSets([]*demos.Dataset{set}, Labels, s)
}

// ReadSets reads data sets of one task, one after the other.
func ReadSets(sets []*demos.Dataset, which Actions, s Storage) (*Pairs, error) {
	d := NewStored(sets[0].Manifest.Task, s)
	for _, set := range sets {
		err := d.spec.Compatible(set.Manifest.Task)
		if err == nil {
			err = d.addAll(set, which)
		} else {
			err = fmt.Errorf("%s: cannot be joined to %s: %w", set.Dir(), sets[0].Dir(), err)
		}
		if err != nil {
			return nil, errors.Join(err, d.Close())
		}
	}
	if d.longest() > longEpisode {
		runtime.GC() // what it was read into is garbage now, and as large as all that is learned from
	}
	return d, nil
}

// longEpisode is the steps of an episode whose memory is given back at once.
const longEpisode = 1 << 17

// longest is the number of steps of the longest episode.
func (d *Pairs) longest() (steps int) {
	for e := range d.ends {
		lo, hi := d.span(e)
		steps = max(steps, hi-lo)
	}
	return steps
}

func (d *Pairs) addAll(set *demos.Dataset, which Actions) error {
	i := 0
	for demo, err := range set.All() {
		if err != nil {
			return err
		}
		if err := d.add(fmt.Sprintf("%s: episode %d", set.Dir(), i), demo, which.Of(demo)); err != nil {
			return err
		}
		if from := demo.Origin(); d.origins[from] {
			d.doubles++
		} else {
			d.origins[from] = true
		}
		i++
	}
	if i == 0 {
		return fmt.Errorf("%s: the data set has no episodes", set.Dir())
	}
	if len(d.blank) == d.Rows() {
		return fmt.Errorf("%s: no step has anything to imitate: a policy acted in all of them; --actions sent imitates it", set.Dir())
	}
	return nil
}

// Doubles is how many of the episodes that were read from data sets are others once more.
func (d *Pairs) Doubles() int { return d.doubles }

// Close gives back what the pairs take on the disk. They must not be used afterwards.
func (d *Pairs) Close() error { return d.rows.close() }

// Add appends the pairs of an episode, with its labels where it has any. The name is what an error calls it.
func (d *Pairs) Add(name string, demo *demos.Demonstration) error {
	return d.add(name, demo, demo.Labels())
}

// add appends pairs of an episode's observations and given actions (T×k, Spec units).
func (d *Pairs) add(name string, demo *demos.Demonstration, expert []float64) error {
	if len(expert) != demo.Len()*d.k || len(demo.Obs) != (demo.Len()+1)*d.d {
		return fmt.Errorf("%s: observations of %d and actions of %d numbers are not those of task %q",
			name, len(demo.Obs)/(demo.Len()+1), len(expert)/max(demo.Len(), 1), d.spec.Name)
	}
	if d.Rows()+demo.Len() > math.MaxInt32 {
		return fmt.Errorf("%s: more than %d pairs to learn from", name, math.MaxInt32)
	}
	row := make([]float64, d.k)
	for t := range demo.Len() {
		obs, y := demo.ObsAt(t), expert[t*d.k:(t+1)*d.k]
		blank := demo.Driven() && y[0] != y[0] // a step of a policy's, which nobody labelled
		if !envs.Finite(obs) || !envs.Finite(y) && !blank {
			return fmt.Errorf("%s: step %d: observation %v with action %v is not finite", name, t, obs, y)
		}
		if blank {
			d.blank = append(d.blank, int32(d.Rows()))
			copy(row, y)
		} else {
			d.spec.Action.Round(row, y)
			d.edge.Invert(row, row)
		}
		numbers, err := d.rows.add(obs, row)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		d.sum.Write(numbers)
	}
	d.ends = append(d.ends, d.Rows())
	d.sum.Write(binary.LittleEndian.AppendUint64(nil, math.Float64bits(float64(d.Rows()))))
	return nil
}

// Digest is the SHA-256 of the pairs, in hexadecimal: what a run was trained on.
func (d *Pairs) Digest() string { return hex.EncodeToString(d.sum.Sum(nil)) }

// Spec is the task.
func (d *Pairs) Spec() envs.Spec { return d.spec }

// Rows is the number of pairs.
func (d *Pairs) Rows() int { return d.rows.len() }

// Episodes is the number of episodes.
func (d *Pairs) Episodes() int { return len(d.ends) }

// Blank is how many of the rows have nothing to imitate.
func (d *Pairs) Blank() int { return len(d.blank) }

// span is the rows of an episode.
func (d *Pairs) span(episode int) (lo, hi int) {
	if episode > 0 {
		lo = d.ends[episode-1]
	}
	return lo, d.ends[episode]
}

// Dims are the lengths of an observation and of an action.
func (d *Pairs) Dims() (obs, act int) { return d.d, d.k }

// ActionError is how far the action that would be applied for p is from the expert's y, both in normalized coordinates:
// the mean absolute difference of a coordinate on boxes and balls, the share of wrong labels on cubes, 0 or 1 for a
// choice on the simplex. Squares would let the few moments decide at which the expert itself switches from one bound to
// the other. round is scratch of an action's length.
func (d *Pairs) ActionError(round, p, y []float64) float64 {
	d.set.Round(round, p)
	var sum float64
	for i, x := range round {
		sum += math.Abs(x - y[i])
	}
	return sum / d.scale
}
