package data

import "github.com/fenchel-gym/fenchel/envs"

// Sampler hands out training rows: every row once an epoch, in an order drawn for the epoch. Where an epoch ends within
// a batch the next one fills it up. Its Cursor is its whole state, since an epoch's order depends on the seed and the
// epoch's number alone.
type Sampler struct {
	rows  []int32
	seed  uint64
	order []int32
	Cursor
}

// Cursor is a position in the sequence of all epochs.
type Cursor struct {
	Epoch uint64 `json:"epoch"`
	At    int    `json:"at"` // rows of the epoch handed out
}

// NewSampler goes on at a cursor.
func NewSampler(rows []int32, seed uint64, at Cursor) *Sampler {
	s := &Sampler{rows: rows, seed: seed, order: make([]int32, len(rows)), Cursor: at}
	s.shuffle()
	return s
}

// Next fills a batch.
func (s *Sampler) Next(batch []int32) {
	for len(batch) > 0 {
		if s.At == len(s.order) {
			s.Epoch++
			s.At = 0
			s.shuffle()
		}
		n := copy(batch, s.order[s.At:])
		s.At += n
		batch = batch[n:]
	}
}

func (s *Sampler) shuffle() {
	copy(s.order, s.rows)
	rng := envs.Stream(s.seed, envs.Batches, s.Epoch)
	rng.Shuffle(len(s.order), func(i, j int) { s.order[i], s.order[j] = s.order[j], s.order[i] })
}
