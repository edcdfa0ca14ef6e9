package rl

import (
	"errors"
	"fmt"
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// replay is a ring of transitions (s, p, r, s', whether s' is worth nothing), observations in the task's units.
type replay struct {
	obs, next net.Matrix[float32] // capacity×d
	act       net.Matrix[float32] // capacity×k, normalized
	reward    []float32
	over      []float32       // 1 after a true end, 0 elsewhere
	count, at int             // transitions held; where the next one goes
	journal   *agents.Journal // to which every transition is appended; nil for none
	line      []float32       // a row of it: s, s', p, r, whether s' is worth nothing
}

func newReplay(capacity, d, k int) *replay {
	return &replay{
		obs: net.NewMatrix[float32](capacity, d), next: net.NewMatrix[float32](capacity, d), act: net.NewMatrix[float32](capacity, k),
		reward: make([]float32, capacity), over: make([]float32, capacity), line: make([]float32, 2*d+k+2),
	}
}

// add stores a transition over the oldest.
func (r *replay) add(obs []float64, act []float32, reward float64, next []float64, over bool) {
	i := r.at
	for j, x := range obs {
		r.obs.Row(i)[j] = float32(x)
		r.next.Row(i)[j] = float32(next[j])
	}
	copy(r.act.Row(i), act)
	r.reward[i], r.over[i] = float32(reward), 0
	if over {
		r.over[i] = 1
	}
	r.record(i)
	r.at = (r.at + 1) % len(r.reward)
	r.count = min(r.count+1, len(r.reward))
}

// draw fills rows with transitions chosen uniformly, with repetition.
func (r *replay) draw(rows []int32, rng *rand.Rand) {
	for i := range rows {
		rows[i] = int32(rng.IntN(r.count))
	}
}

// record appends transition i to the journal.
func (r *replay) record(i int) {
	if r.journal == nil {
		return
	}
	line := append(append(append(r.line[:0], r.obs.Row(i)...), r.next.Row(i)...), r.act.Row(i)...)
	r.journal.Append(append(line, r.reward[i], r.over[i]))
}

// slot is where the i-th of the transitions held is, from the oldest on.
func (r *replay) slot(i int) int {
	capacity := len(r.reward)
	return (r.at - r.count + i + capacity) % capacity
}

// keepIn appends all transitions to a journal from now on, first those that are held where it is empty.
func (r *replay) keepIn(j *agents.Journal) {
	r.journal = j
	if j.Rows() > 0 {
		return
	}
	for i := range r.count {
		r.record(r.slot(i))
	}
}

// load takes back the transitions that a State was saved with, count of them: from the file itself, or from the rows of
// the journal that it comes with.
func (r *replay) load(f *net.File, prefix string) error {
	if r.count == 0 {
		return nil
	}
	if _, ok := f.Tensor(prefix + "obs"); ok {
		return r.params(prefix).Load(f)
	}
	t, ok := f.Tensor(agents.JournalTensor)
	if !ok {
		return errors.New("the replay buffer is in the journal in the checkpoint's directory, and was not read")
	}
	rows, ok := t.Data.([]float32)
	if !ok || len(rows) != r.count*len(r.line) {
		return fmt.Errorf("the journal does not hold the %d transitions of the replay buffer", r.count)
	}
	d, k := r.obs.Cols, r.act.Cols
	for i := range r.count {
		row, to := rows[i*len(r.line):][:len(r.line)], r.slot(i)
		copy(r.obs.Row(to), row)
		copy(r.next.Row(to), row[d:])
		copy(r.act.Row(to), row[2*d:])
		r.reward[to], r.over[to] = row[2*d+k], row[2*d+k+1]
	}
	return nil
}

// params are the transitions held, for a checkpoint: the ring's first count rows.
func (r *replay) params(prefix string) net.Params[float32] {
	n := r.count
	part := func(name string, m net.Matrix[float32]) net.Param[float32] {
		return net.Param[float32]{Name: prefix + name, Shape: []int{n, m.Cols}, Data: m.Data[:n*m.Cols]}
	}
	return net.Params[float32]{
		part("obs", r.obs), part("next", r.next), part("act", r.act),
		{Name: prefix + "reward", Shape: []int{n}, Data: r.reward[:n]}, {Name: prefix + "over", Shape: []int{n}, Data: r.over[:n]},
	}
}
