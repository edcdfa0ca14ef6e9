package classic

import (
	"math"
	"math/rand/v2"
)

// uniform draws from [lo, hi).
func uniform(rng *rand.Rand, lo, hi float64) float64 { return lo + (hi-lo)*rng.Float64() }

// clip limits x to ±bound.
func clip(x, bound float64) float64 { return min(max(x, -bound), bound) }

// wrap brings an angle into [−π, π): ((θ + π) mod 2π) − π with the modulus of a positive divisor, as Gymnasium does.
func wrap(theta float64) float64 {
	m := theta + math.Pi
	if m < 0 || m >= 2*math.Pi { // inside, the modulus changes nothing and costs 50 ns
		m = math.Mod(m, 2*math.Pi)
	}
	if m < 0 {
		m += 2 * math.Pi
	}
	return m - math.Pi
}
