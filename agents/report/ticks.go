package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
)

// mostTicks is how many labels a linear axis has at most: so many fit next to one another on the narrowest chart.
const mostTicks = 6

// even marks the multiples of 1, 2 or 5 times a power of ten, as many as fit, and the middle between them.
func even(lo, hi float64) []plot.Tick {
	step := stride(hi - lo)
	if !(step > 0) || math.IsInf(step, 0) {
		return nil
	}
	var ticks []plot.Tick
	minor := step / 2
	for i := math.Ceil(lo/minor - 1e-9); i*minor <= hi+1e-9*step; i++ {
		tick := plot.Tick{Value: i * minor}
		if math.Mod(i, 2) == 0 {
			tick.Label = rounded(i*minor, step, max(math.Abs(lo), math.Abs(hi)))
		}
		ticks = append(ticks, tick)
	}
	return ticks
}

// stride is the least step that gives at most mostTicks labels over a length.
func stride(length float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(length/mostTicks)))
	for _, m := range []float64{1, 2, 5, 10} {
		if length/(m*power) <= mostTicks-1 {
			return m * power
		}
	}
	return 20 * power
}

// rounded is a label to the digits of the step: 0.25, 1500, 20k, 1.5M. All labels of an axis that reaches as far as most
// have one unit.
func rounded(x, step, most float64) string {
	if x == 0 {
		return "0"
	}
	unit, scale := "", 1.0
	switch {
	case most >= 1e12 || most < 1e-3:
		return exponent(strconv.FormatFloat(x, 'e', digits(math.Abs(x), step), 64))
	case most >= 1e9:
		unit, scale = "G", 1e9
	case most >= 1e6:
		unit, scale = "M", 1e6
	case most >= 1e4:
		unit, scale = "k", 1e3
	}
	places := max(0, int(math.Ceil(-math.Log10(step/scale)-1e-9)))
	return strconv.FormatFloat(x/scale, 'f', places, 64) + unit
}

// digits is how many digits behind its first one a multiple of a step has.
func digits(x, step float64) int {
	power := func(x float64) int { return int(math.Floor(math.Log10(x) + 1e-9)) }
	return max(0, power(x)-power(step))
}

// exponent writes 1e+06 as 1e6 and 1e-05 as 1e-5.
func exponent(s string) string {
	mantissa, power, ok := strings.Cut(s, "e")
	if !ok {
		return s
	}
	n, _ := strconv.Atoi(power)
	return fmt.Sprintf("%se%d", mantissa, n)
}

// decades marks the powers of ten, between them 2 and 5 where there are few, and round numbers where even those are too
// few to read a value off.
func decades(lo, hi float64) []plot.Tick {
	var ticks []plot.Tick
	first, last := int(math.Floor(math.Log10(lo))), int(math.Ceil(math.Log10(hi)))
	labels := 0
	for e := first; e <= last; e++ {
		for _, m := range []int{1, 2, 5} {
			x := float64(m) * math.Pow10(e)
			if x < lo*(1-1e-9) || x > hi*(1+1e-9) {
				continue
			}
			label := ""
			if m == 1 && (last-first < 8 || e%3 == 0) || last-first <= 2 {
				label = decimal(x)
				labels++
			}
			ticks = append(ticks, plot.Tick{Value: x, Label: label})
		}
	}
	if labels < 2 && hi-lo > 1e-6*hi {
		return even(lo, hi)
	}
	return ticks
}

// decimal is a label of one digit, without an exponent where it is short.
func decimal(x float64) string {
	switch {
	case x < 1e-3 || x >= 1e12:
		return exponent(strconv.FormatFloat(x, 'e', 0, 64))
	case x >= 1e4:
		return rounded(x, x, x)
	}
	return strconv.FormatFloat(x, 'g', -1, 64)
}
