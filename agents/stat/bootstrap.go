package stat

import (
	"math/rand/v2"
	"slices"
)

// BootstrapOptions says how an interval is resampled.
type BootstrapOptions struct {
	Resamples int     // draws with replacement; 10,000. More make the ends of the interval steadier.
	Level     float64 // coverage of the interval; 0.95
}

// DefaultBootstrap is a 95 % interval from 10,000 resamples.
func DefaultBootstrap() BootstrapOptions { return BootstrapOptions{Resamples: 10_000, Level: 0.95} }

func (o BootstrapOptions) check() {
	if o.Resamples < 1 || !(o.Level > 0 && o.Level < 1) {
		panic("stat: BootstrapOptions: want Resamples ≥ 1 and 0 < Level < 1")
	}
}

// Bootstrap is the percentile interval of a statistic of one policy's episodes (Efron, 1979): the sample is redrawn
// with replacement, the statistic is taken of each draw, and the central Level of the results is the interval. An
// empty sample has the interval [NaN, NaN]; a sample of one has no width, since it says nothing about its spread.
//
// The sample is sorted once and each redraw is kept as counts, so that a redraw comes out sorted and no statistic has
// to sort again.
func Bootstrap(xs []float64, s Statistic, o BootstrapOptions, rng *rand.Rand) Interval {
	o.check()
	if len(xs) == 0 {
		return Interval{Mean(nil), Mean(nil)}
	}
	xs = sorted(xs)
	counts := make([]int, len(xs))
	redraw := make([]float64, len(xs))
	draws := make([]float64, o.Resamples)
	for b := range draws {
		clear(counts)
		for range xs {
			counts[rng.IntN(len(xs))]++
		}
		at := 0
		for i, n := range counts {
			for range n {
				redraw[at] = xs[i]
				at++
			}
		}
		draws[b] = s(redraw)
	}
	return percentile(draws, o.Level)
}

// Stratified is the interval of a statistic of a method's scores over several tasks, scores[task][training seed]. The
// seeds are redrawn within each task and the statistic is taken of all redrawn scores together: a method is measured on
// the tasks that there are, and what is uncertain is the training. A score is a whole run's (say the mean over its
// evaluation episodes, normalized): episodes of different runs are never pooled, since those of one run share its
// weights and are no independent evidence about the method.
func Stratified(scores [][]float64, s Statistic, o BootstrapOptions, rng *rand.Rand) Interval {
	return stratified(scores, nil, func(a, _ []float64) float64 { return s(a) }, o, rng)
}

// StratifiedDifference is the interval of s(a) − s(b) for two methods trained on common seeds: a[task][seed] and
// b[task][seed] are redrawn together, which removes the spread that the seeds have in common.
func StratifiedDifference(a, b [][]float64, s Statistic, o BootstrapOptions, rng *rand.Rand) Interval {
	for t := range a {
		if len(a) != len(b) || len(a[t]) != len(b[t]) {
			panic("stat: StratifiedDifference: methods with different tasks or seeds")
		}
	}
	return stratified(a, b, func(x, y []float64) float64 { return s(x) - s(y) }, o, rng)
}

// stratified redraws indexes within each stratum, the same ones for a and b (b may be nil).
func stratified(a, b [][]float64, s func(a, b []float64) float64, o BootstrapOptions, rng *rand.Rand) Interval {
	o.check()
	var x, y []float64
	draws := make([]float64, o.Resamples)
	for r := range draws {
		x, y = x[:0], y[:0]
		for t := range a {
			for range a[t] {
				i := rng.IntN(len(a[t]))
				x = append(x, a[t][i])
				if b != nil {
					y = append(y, b[t][i])
				}
			}
		}
		slices.Sort(x)
		slices.Sort(y)
		draws[r] = s(x, y)
	}
	return percentile(draws, o.Level)
}
