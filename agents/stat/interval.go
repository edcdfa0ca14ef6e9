package stat

import (
	"math"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// Interval is a two-sided confidence interval [lo, hi]. In JSON it is an array of two numbers.
type Interval [2]float64

// Lo is the lower end.
func (i Interval) Lo() float64 { return i[0] }

// Hi is the upper end.
func (i Interval) Hi() float64 { return i[1] }

// Contains reports whether x lies in the interval, ends included.
func (i Interval) Contains(x float64) bool { return i[0] <= x && x <= i[1] }

// Wilson is the score interval for a rate of successes in trials (E. B. Wilson, 1927):
//
//	(p̂ + z²/2n ± z √(p̂(1−p̂)/n + z²/4n²)) / (1 + z²/n)
//
// Unlike p̂ ± z√(p̂(1−p̂)/n) it stays in [0,1] and has a width when every trial succeeded.
func Wilson(successes, trials int, level float64) Interval {
	if successes < 0 || successes > trials {
		panic("stat: Wilson: more successes than trials")
	}
	if trials == 0 {
		return Interval{0, 1}
	}
	n := float64(trials)
	p := float64(successes) / n
	z := distuv.UnitNormal.Quantile((1 + level) / 2)
	z2 := z * z
	mid := (p + z2/(2*n)) / (1 + z2/n)
	half := z * math.Sqrt(p*(1-p)/n+z2/(4*n*n)) / (1 + z2/n)
	return Interval{max(0, mid-half), min(1, mid+half)}
}

// percentile is the central interval that holds the given share of the draws.
func percentile(draws []float64, level float64) Interval {
	draws = sorted(draws)
	tail := (1 - level) / 2
	return Interval{
		stat.Quantile(tail, stat.LinInterp, draws, nil),
		stat.Quantile(1-tail, stat.LinInterp, draws, nil),
	}
}
