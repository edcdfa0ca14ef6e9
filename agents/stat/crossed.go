package stat

import "math/rand/v2"

// Crossed is the interval of the mean of scores[seed][row] of one method, where both the training seeds and the test
// rows are a sample: seeds and rows are redrawn independently, a row with the scores of all seeds on it, since a row
// that is hard is hard for every seed. Rows must not be of different length.
func Crossed(scores [][]float64, o BootstrapOptions, rng *rand.Rand) Interval {
	o.check()
	n := len(scores[0])
	times, draws := make([]float64, n), make([]float64, o.Resamples)
	for b := range draws {
		clear(times)
		for range n {
			times[rng.IntN(n)]++
		}
		var sum float64
		for range scores {
			for row, x := range scores[rng.IntN(len(scores))] {
				sum += times[row] * x
			}
		}
		draws[b] = sum / float64(n*len(scores))
	}
	return percentile(draws, o.Level)
}
