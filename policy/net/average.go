package net

import "github.com/fenchel-gym/fenchel/internal/config"

// Average is a running mean of weights (Polyak and Juditsky, "Acceleration of stochastic approximation by averaging", 1992):
// the share β, 0 ≤ β < 1, that the mean keeps of itself when the weights move. Zero is no mean: the last weights act. Larger
// is smoother, and slower to follow.
//
//	m ← m + (1−β_t)(w − m),   β_t = min(β, (1+t)/(10+t))
type Average float64

// Validate says what is wrong with an Average of that key which came from a file or a flag.
func (a Average) Validate(key string) error {
	if !(a >= 0 && a < 1) {
		return config.Want(key, float64(a), "0 ≤ %s < 1", key)
	}
	return nil
}

// Share is 1 − β_t, what of step t = 0, 1, ... enters the mean: more at first, so that the first weights are soon forgotten.
func (a Average) Share(t int64) float64 {
	n := float64(t)
	return 1 - min(float64(a), (1+n)/(10+n))
}

// Follow moves the mean towards the weights after step t.
func Follow[T Float](a Average, mean, weights Params[T], t int64) {
	mean.Approach(weights, T(a.Share(t)))
}
