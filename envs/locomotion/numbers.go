package locomotion

import (
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// jitter adds noise to each entry of x, uniform in ±amount.
func jitter(x []float64, amount float64, rng *rand.Rand) {
	for i := range x {
		x[i] += uniform(rng, -amount, amount)
	}
}

// kick adds normal noise of a standard deviation to each entry of x.
func kick(x []float64, sd float64, rng *rand.Rand) {
	for i := range x {
		x[i] += sd * rng.NormFloat64()
	}
}

// uniform draws from [lo, hi).
func uniform(rng *rand.Rand, lo, hi float64) float64 { return lo + (hi-lo)*rng.Float64() }

// clip limits x to ±bound.
func clip(x, bound float64) float64 { return min(max(x, -bound), bound) }

// clipped copies src to dst, limited to ±bound, and returns the rest of dst.
func clipped(dst, src []float64, bound float64) []float64 {
	for i, x := range src {
		dst[i] = clip(x, bound)
	}
	return dst[len(src):]
}

// copied copies src to dst and returns the rest of dst.
func copied(dst, src []float64) []float64 { return dst[copy(dst, src):] }

// vector writes v to the front of dst and returns the rest.
func vector(dst []float64, v spatial.Vec) []float64 {
	dst[0], dst[1], dst[2] = v.X, v.Y, v.Z
	return dst[3:]
}

// squares is Σ xᵢ².
func squares(x []float64) float64 {
	s := 0.0
	for _, v := range x {
		s += v * v
	}
	return s
}

// bonus is amount if it is earned, else 0.
func bonus(amount float64, earned bool) float64 {
	if earned {
		return amount
	}
	return 0
}
