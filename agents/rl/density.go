package rl

import "math"

// logDensity is log N(a; μ, e^{logσ}) up to the constant −½k·log 2π, for independent coordinates.
func logDensity(act, mean, logStd []float32) float64 {
	var sum float64
	for j, m := range mean {
		z := float64(act[j]-m) * math.Exp(-float64(logStd[j]))
		sum -= 0.5*z*z + float64(logStd[j])
	}
	return sum
}
