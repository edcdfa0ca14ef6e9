package pusht

import (
	"math"
	"math/rand/v2"
)

// Draw is a start from the distribution of the published evaluations, to be set in Legacy mode: whole numbers uniform
// in [50, 450) for the agent and in [100, 400) for the block, and an angle that is normal with mean −π and standard
// deviation 2π. Starts in contact are not rejected, as they are not there.
func Draw(rng *rand.Rand) Pose {
	whole := func(lo, hi int) float64 { return float64(lo + rng.IntN(hi-lo)) }
	var p Pose
	p.Agent = Vec{whole(50, 450), whole(50, 450)}
	p.Block = Vec{whole(100, 400), whole(100, 400)}
	p.Angle = float64(normal(rng)*(2*math.Pi)) - math.Pi
	return p
}

// normal draws from the standard normal distribution by the ratio of two uniform numbers (Kinderman and Monahan). The
// value is a quotient, so that it is the same bits on every processor, which those of rand's are not in the tail.
func normal(rng *rand.Rand) float64 {
	side := math.Sqrt(8 / math.E)
	for {
		u := 1 - rng.Float64()
		x := float64(side*(rng.Float64()-0.5)) / u
		if float64(x*x) <= -4*math.Log(u) {
			return x
		}
	}
}
