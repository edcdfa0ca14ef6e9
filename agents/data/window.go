package data

import (
	"slices"

	"github.com/fenchel-gym/fenchel/policy"
)

// Windows copies windows of a data set into batches; one per goroutine. At row t of an episode it sees the observations
// t−h+1 … t, the oldest first, and the actions t … t+c−1. Beyond an end of the episode the first or the last row repeats;
// how many of the actions were demonstrated is told with them. It allocates nothing once made.
//
// The price of the plain layout on the disk is that h+c−1 pairs are read for a window.
type Windows struct {
	from     *Gatherer
	window   policy.Window
	bounds   []int         // the row after the last one of each part of the data that no window leaves
	rows     []int32       // of a window
	obs, act policy.Matrix // of those rows
}

// Windows gathers windows of the rows of a split: none reaches from what is trained on into what is reserved.
func (d *Pairs) Windows(w policy.Window, s Split) *Windows {
	n := w.History + w.Chunk - 1
	bounds := s.bounds
	if bounds == nil {
		bounds = d.ends
	}
	return &Windows{from: d.Gatherer(), window: w, bounds: bounds, rows: make([]int32, 0, n), obs: policy.NewMatrix(n, d.d), act: policy.NewMatrix(n, d.k)}
}

// Gather copies the windows of rows into a batch: obs (rows × h·d), act (rows × c·k). known[i] is the number of leading
// coordinates of row i of act that were demonstrated, a multiple of k.
func (g *Windows) Gather(obs, act policy.Matrix, known []int, list []int32) error {
	if g.window.History == 1 && g.window.Chunk == 1 {
		for i := range list {
			known[i] = act.Cols
		}
		return g.from.Gather(obs, act, list)
	}
	for i, row := range list {
		n, err := g.one(obs.Row(i), act.Row(i), int(row))
		if err != nil {
			return err
		}
		known[i] = n
	}
	return nil
}

// one copies the window of a row and returns how many numbers of act were demonstrated.
func (g *Windows) one(obs, act []float64, row int) (known int, err error) {
	h, c := g.window.History, g.window.Chunk
	lo, hi := g.part(row)
	first, last := max(row-h+1, lo), min(row+c-1, hi-1)
	g.rows = g.rows[:0]
	for r := first; r <= last; r++ {
		g.rows = append(g.rows, int32(r))
	}
	if err := g.from.Gather(g.obs, g.act, g.rows); err != nil {
		return 0, err
	}
	d, k := g.obs.Cols, g.act.Cols
	for i := range h {
		copy(obs[i*d:(i+1)*d], g.obs.Row(max(row-h+1+i, first)-first))
	}
	for r := row + 1; r <= last; r++ { // a chunk ends before a step that has nothing to imitate
		if y := g.act.Row(r - first)[0]; y != y {
			last = r - 1
		}
	}
	for i := range c {
		copy(act[i*k:(i+1)*k], g.act.Row(min(row+i, last)-first))
	}
	return (last - row + 1) * k, nil
}

// part is the rows of the part of the data that a row is in.
func (g *Windows) part(row int) (lo, hi int) {
	i, _ := slices.BinarySearch(g.bounds, row+1)
	if i > 0 {
		lo = g.bounds[i-1]
	}
	return lo, g.bounds[i]
}
