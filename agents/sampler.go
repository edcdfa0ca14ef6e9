package agents

import "github.com/fenchel-gym/fenchel/envs"

// sampler hands out training rows: every row once an epoch, in an order drawn for the epoch. Where an epoch ends within
// a batch the next one fills it up. Its cursor is its whole state, since an epoch's order depends on the seed and the
// epoch's number alone.
type sampler struct {
	rows  []int32
	seed  uint64
	order []int32
	cursor
}

// cursor is a place in the sequence of all epochs.
type cursor struct {
	Epoch uint64 `json:"epoch"`
	At    int    `json:"at"` // rows of the epoch handed out
}

// newSampler goes on at a cursor.
func newSampler(rows []int32, seed uint64, at cursor) *sampler {
	s := &sampler{rows: rows, seed: seed, order: make([]int32, len(rows)), cursor: at}
	s.shuffle()
	return s
}

// next fills a batch.
func (s *sampler) next(batch []int32) {
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

func (s *sampler) shuffle() {
	copy(s.order, s.rows)
	rng := envs.Stream(s.seed, envs.Batches, s.Epoch)
	rng.Shuffle(len(s.order), func(i, j int) { s.order[i], s.order[j] = s.order[j], s.order[i] })
}
