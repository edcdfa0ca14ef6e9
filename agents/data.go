package agents

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"
	"math"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/policy"
)

// Data are demonstrated pairs (s, y) of one task in memory, row after row in the order of the episodes. y is the
// action as it was applied, clipped or rounded, so it lies in C; it is held in normalized coordinates.
type Data struct {
	spec  envs.Spec
	set   space.Set // C in normalized coordinates
	edge  space.Edge
	d, k  int
	scale float64   // by which the sum of absolute differences of two actions is divided to be their error
	obs   []float64 // s in the Spec's units (N×d)
	act   []float64 // y (N×k)
	ends  []int     // the row after the last one of each episode
	sum   hash.Hash // of all of it, in order
}

// NewData is no pairs of a task yet.
func NewData(spec envs.Spec) *Data {
	set, edge := space.Normalize(spec.Action)
	d := &Data{spec: spec, set: set, edge: edge, d: len(spec.Obs), k: spec.Action.Dim(), sum: sha256.New()}
	d.scale = float64(d.k)
	if _, choice := set.(space.Simplex); choice {
		d.scale = 2 // two different vertices differ in two coordinates
	}
	return d
}

// ReadData reads a data set that takes at most limit bytes of memory.
func ReadData(set *demos.Dataset, limit int64) (*Data, error) {
	d := NewData(set.Manifest.Task)
	i := 0
	for demo, err := range set.All() {
		if err != nil {
			return nil, err
		}
		if err := d.Add(fmt.Sprintf("%s: episode %d", set.Dir(), i), demo); err != nil {
			return nil, err
		}
		if d.bytes() > limit {
			return nil, fmt.Errorf("%s: its pairs take more than the %d MB of memory that training may use for them", set.Dir(), limit>>20)
		}
		i++
	}
	if d.Rows() == 0 {
		return nil, fmt.Errorf("%s: the data set has no episodes", set.Dir())
	}
	return d, nil
}

// Add appends the pairs of an episode. The name is what an error calls it.
func (d *Data) Add(name string, demo *demos.Demonstration) error {
	return d.AddLabelled(name, demo, demo.Applied)
}

// AddLabelled is Add with other actions than the applied ones as y: what an expert would have done (T×k, Spec units).
func (d *Data) AddLabelled(name string, demo *demos.Demonstration, expert []float64) error {
	if len(expert) != demo.Len()*d.k || len(demo.Obs) != (demo.Len()+1)*d.d {
		return fmt.Errorf("%s: observations of %d and actions of %d numbers are not those of task %q",
			name, len(demo.Obs)/(demo.Len()+1), len(expert)/max(demo.Len(), 1), d.spec.Name)
	}
	row := make([]float64, d.k)
	for t := range demo.Len() {
		obs, y := demo.ObsAt(t), expert[t*d.k:(t+1)*d.k]
		if !envs.Finite(obs) || !envs.Finite(y) {
			return fmt.Errorf("%s: step %d: observation %v with action %v is not finite", name, t, obs, y)
		}
		d.spec.Action.Round(row, y)
		d.edge.Invert(row, row)
		d.obs = append(d.obs, obs...)
		d.act = append(d.act, row...)
		d.digest(obs)
		d.digest(row)
	}
	d.ends = append(d.ends, d.Rows())
	d.digest([]float64{float64(d.Rows())})
	return nil
}

func (d *Data) digest(xs []float64) {
	var b [8]byte
	for _, x := range xs {
		binary.LittleEndian.PutUint64(b[:], math.Float64bits(x))
		d.sum.Write(b[:])
	}
}

// Digest is the SHA-256 of the pairs, in hexadecimal: what a run was trained on.
func (d *Data) Digest() string { return hex.EncodeToString(d.sum.Sum(nil)) }

// Spec is the task.
func (d *Data) Spec() envs.Spec { return d.spec }

// Rows is the number of pairs.
func (d *Data) Rows() int { return len(d.obs) / d.d }

// Episodes is the number of episodes.
func (d *Data) Episodes() int { return len(d.ends) }

func (d *Data) bytes() int64 { return 8 * int64(len(d.obs)+len(d.act)) }

// span is the rows of an episode.
func (d *Data) span(episode int) (lo, hi int) {
	if episode > 0 {
		lo = d.ends[episode-1]
	}
	return lo, d.ends[episode]
}

// gather copies rows into a batch.
func (d *Data) gather(obs, act policy.Matrix, rows []int32) {
	for i, r := range rows {
		at := int(r)
		copy(obs.Row(i), d.obs[at*d.d:(at+1)*d.d])
		copy(act.Row(i), d.act[at*d.k:(at+1)*d.k])
	}
}
