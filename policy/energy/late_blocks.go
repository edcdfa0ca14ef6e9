package energy

import (
	"github.com/fenchel-gym/fenchel/policy/net"
	"github.com/fenchel-gym/fenchel/policy/net/kernel"
)

// lateBlock is the number of candidates that pass through an energy's network at once: few enough to stay in cache.
const lateBlock = 1024

// lateRows walks over a batch in blocks of at most lateBlock candidates (or one row of v, if that has more).
type lateRows struct {
	v, p       Matrix // the block
	row, first int    // its first row of v and of p in the batch

	allV, allP Matrix
	m, step    int // candidates of a row, rows of v in a block
	next       int // row of v where the next block begins
}

// walk begins before the first block of a batch with m candidates a row.
func walk(v, p Matrix, m int) lateRows {
	return lateRows{allV: v, allP: p, m: m, step: max(1, lateBlock/max(m, 1))}
}

// advance moves to the next block and reports whether there is one.
func (b *lateRows) advance() bool {
	lo := b.next
	if lo >= b.allV.Rows {
		return false
	}
	hi := min(lo+b.step, b.allV.Rows)
	b.v, b.p = b.allV.Slice(lo, hi), b.allP.Slice(lo*b.m, hi*b.m)
	b.row, b.first, b.next = lo, lo*b.m, hi
	return true
}

// seed writes ∂loss/∂Φ of the block's candidates into dy: their weights, or scale for all where there are none.
func (b *lateRows) seed(dy net.Matrix[float32], scale float64, weights []float64) net.Matrix[float32] {
	dy = dy.Slice(0, b.p.Rows)
	if weights != nil {
		kernel.Narrow(dy.Data, weights[b.first:b.first+b.p.Rows])
		return dy
	}
	for i := range dy.Data {
		dy.Data[i] = float32(scale)
	}
	return dy
}

// widen converts src to float64.
func widen(dst []float64, src []float32) {
	for i, x := range src {
		dst[i] = float64(x)
	}
}

// addWide adds src to the first entries of dst.
func addWide(dst []float64, src []float32) {
	for i, x := range src {
		dst[i] += float64(x)
	}
}
