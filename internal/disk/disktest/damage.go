package disktest

import (
	"fmt"
	"iter"
	"math/rand/v2"
)

// Harm says what was done to a file.
type Harm struct {
	What string // "flipped bit", "cut", "rough damage"
	At   int    // a bit, a length in bytes, or a round
}

func (h Harm) String() string { return fmt.Sprintf("%s %d", h.What, h.At) }

// EveryFlipAndCut yields a file with each of its bits flipped in turn, and cut to each shorter length. With a stride
// above 1 it tries a part of them; an odd one reaches every bit of a byte. The bytes are valid until the next.
func EveryFlipAndCut(file []byte, stride int) iter.Seq2[Harm, []byte] {
	return func(yield func(Harm, []byte) bool) {
		flipped := append([]byte(nil), file...)
		for bit := 0; bit < 8*len(file); bit += stride {
			flipped[bit/8] ^= 1 << (bit % 8)
			if !yield(Harm{"flipped bit", bit}, flipped) {
				return
			}
			flipped[bit/8] = file[bit/8]
		}
		for n := 0; n < len(file); n += stride {
			if !yield(Harm{"cut to length", n}, file[:n:n]) {
				return
			}
		}
	}
}

// Rough yields a file after each of a number of rounds of what bits flipped one by one cannot do: zeros at the end, as
// some file systems leave after a crash, garbage behind it, blocks repeated, dropped or exchanged, bytes rewritten.
// Rounds that change nothing are left out.
func Rough(file []byte, rounds int, rng *rand.Rand) iter.Seq2[Harm, []byte] {
	return func(yield func(Harm, []byte) bool) {
		for i := range rounds {
			data := roughen(append([]byte(nil), file...), rng)
			if string(data) != string(file) && !yield(Harm{"rough damage, round", i}, data) {
				return
			}
		}
	}
}

func roughen(data []byte, rng *rand.Rand) []byte {
	cuts := [3]int{rng.IntN(len(data)), rng.IntN(len(data)), rng.IntN(len(data))}
	a, b, c := min(cuts[0], cuts[1]), max(cuts[0], cuts[1]), cuts[2]
	switch rng.IntN(6) {
	case 0:
		clear(data[a:])
	case 1:
		data = append(data, make([]byte, 1+rng.IntN(600))...)
	case 2: // a block twice
		data = append(data[:b:b], data[a:]...)
	case 3: // a block dropped
		data = append(data[:a:a], data[b:]...)
	case 4: // two blocks exchanged
		c = max(b, c)
		data = append(append(append(data[:a:a], data[b:c]...), data[a:b]...), data[c:]...)
	case 5:
		for range 1 + rng.IntN(20) {
			data[rng.IntN(len(data))] = byte(rng.Uint32())
		}
	}
	return data
}

// EveryFault calls try with a fresh disk on which call 1 fails, then with one on which call 2 does, and so on until all
// calls that try makes have failed once. The last call of try is without a fault. It returns the number of calls.
func EveryFault(err error, sticky bool, try func(k int, m *Memory, f *Faulty)) int {
	for k := 1; ; k++ {
		m := NewMemory()
		f := &Faulty{FS: m, At: k, Err: err, Sticky: sticky}
		if try(k, m, f); !f.Fired() {
			return k - 1
		}
	}
}
