package stat

import (
	"slices"

	"gonum.org/v1/gonum/stat"
)

// Statistic maps a sample to one number. It must not change xs. Mean, Median and IQM are the ones in use; on a sample
// that is sorted already none of them allocates.
type Statistic func(xs []float64) float64

// Mean is Σx/n, NaN for an empty sample.
func Mean(xs []float64) float64 { return stat.Mean(xs, nil) }

// Median is the middle order statistic, the mean of the two middle ones for an even n; NaN for an empty sample.
func Median(xs []float64) float64 {
	xs = sorted(xs)
	n := len(xs)
	if n == 0 {
		return Mean(nil)
	}
	return (xs[(n-1)/2] + xs[n/2]) / 2
}

// IQM is the interquartile mean: the mean of what is left when a quarter of the sample, rounded down, is cut at each
// end. It is as robust as the median to a few broken runs and needs far fewer of them for the same certainty. The
// rounding is that of scipy's trim_mean and of the rliable library, so that numbers compare.
func IQM(xs []float64) float64 {
	xs = sorted(xs)
	cut := len(xs) / 4
	return Mean(xs[cut : len(xs)-cut])
}

// sorted is xs in ascending order: itself if it is already, else a sorted copy.
func sorted(xs []float64) []float64 {
	if slices.IsSorted(xs) {
		return xs
	}
	xs = slices.Clone(xs)
	slices.Sort(xs)
	return xs
}
