package render

import "math"

// Most of a row is plain ground or sky of one color. Where it may be otherwise is found in whole runs: positions on the
// ground are linear along a row, so each line of the grid and each shadow is an interval of pixels.

// What a pixel of a row may be other than plain by.
const (
	onLine   uint8 = 1 << iota // a line of the grid
	inShadow                   // of the first lamp; the next bits are of the others
	anything uint8 = 1<<(1+len(lamps)) - 1
)

// mark sets what of a row that begins at the pixel x0 may be other than plain: under a line of the grid, or where a lamp may
// be hidden. A pixel too many costs time and changes nothing.
func (r *row) mark(marked []uint8, x0 int) {
	clear(marked)
	if math.IsInf(r.depth, 1) {
		return
	}
	first := float64(x0) + 0.5
	for k := range r.shadow {
		g := &r.shadow[k]
		lo, hi := reaching(r.x-g.x, r.dx, float64(g.nx)*g.cell)
		lo2, hi2 := reaching(r.y-g.y, r.dy, float64(g.ny)*g.cell)
		setRun(marked, inShadow<<k, max(lo, lo2)-first, min(hi, hi2)-first)
	}
	if r.cell > 0 && r.haze < 0.98 {
		wx, wy := r.footprint(first) // largest at an end, as the magnitude of what is linear
		wx2, wy2 := r.footprint(first + float64(len(marked)))
		markLines(marked, first, r.x/r.cell, r.dx/r.cell, max(wx, wx2)/r.cell)
		markLines(marked, first, r.y/r.cell, r.dy/r.cell, max(wy, wy2)/r.cell)
	}
}

// reaching is the interval of px in which 0 ≤ from + px·step < length, empty as hi < lo.
func reaching(from, step, length float64) (lo, hi float64) {
	if math.Abs(step) < 1e-12 {
		if from >= 0 && from < length {
			return math.Inf(-1), math.Inf(1)
		}
		return 1, -1
	}
	a, b := -from/step, (length-from)/step
	return min(a, b), max(a, b)
}

// markLines sets the pixels that a grid line at an integer may fall on, along positions from + px·step with a footprint of
// at most w.
func markLines(marked []uint8, first, from, step, w float64) {
	reach := (lineShare + max(w, 1e-6)) / 2
	a, b := from+first*step, from+(first+float64(len(marked)))*step
	lo, hi := math.Ceil(min(a, b)-reach), math.Floor(max(a, b)+reach)
	switch {
	case !(lo <= hi):
		return
	case math.Abs(step) < 1e-9 || hi-lo > float64(len(marked))/4 || reach > 0.4:
		setRun(marked, onLine, 0, float64(len(marked)))
		return
	}
	for n := lo; n <= hi; n++ {
		p, q := (n-reach-from)/step-first, (n+reach-from)/step-first
		setRun(marked, onLine, min(p, q), max(p, q))
	}
}

// setRun sets a bit from lo to hi, and a pixel more on either side.
func setRun(marked []uint8, bit uint8, lo, hi float64) {
	n := float64(len(marked))
	if !(lo <= hi) || hi < -1 || lo > n {
		return
	}
	for i := int(max(lo-1, 0)); i < int(min(hi+2, n)); i++ {
		marked[i] |= bit
	}
}
