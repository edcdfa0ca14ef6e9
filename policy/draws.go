package policy

import (
	"encoding/binary"
	"errors"
	"math/rand/v2"
)

// Draws is the chance in a policy: what happens at step t is drawn from PCG(seed, t), the seed by Begin, so that a
// rewound episode repeats. It is the whole state of a policy that embeds it and keeps nothing else.
type Draws struct {
	pcg        rand.PCG
	rng        *rand.Rand
	seed, step uint64
}

// Begin draws the seed of an episode.
func (d *Draws) Begin(rng *rand.Rand) { d.seed, d.step = rng.Uint64(), 0 }

// Next is the stream of the next step, valid until the one after it.
func (d *Draws) Next() *rand.Rand {
	if d.rng == nil {
		d.rng = rand.New(&d.pcg)
	}
	d.pcg.Seed(d.seed, d.step)
	d.step++
	return d.rng
}

// SaveState appends seed and step.
func (d *Draws) SaveState(dst []byte) []byte {
	return binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint64(dst, d.seed), d.step)
}

// LoadState returns to what SaveState wrote.
func (d *Draws) LoadState(src []byte) error {
	if len(src) != 16 {
		return errors.New("policy: this is not the state of a policy's draws")
	}
	d.seed, d.step = binary.LittleEndian.Uint64(src), binary.LittleEndian.Uint64(src[8:])
	return nil
}
