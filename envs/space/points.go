package space

import "math/rand/v2"

// Center writes a point in the middle of the set: 0, ½·1 or 1/k·1.
func Center(dst []float64, set Set) {
	switch c := set.(type) {
	case Box:
		for i := range dst {
			dst[i] = (c.Lo[i] + c.Hi[i]) / 2
		}
	case Cube:
		fill(dst, 0.5)
	case Simplex:
		fill(dst, 1/float64(len(dst)))
	default:
		clear(dst)
		set.Project(dst, dst)
	}
}

// DrawUniform writes a point drawn uniformly in C. (The set's own Sample draws an action instead, which on the cube and
// the simplex is a vertex.)
func DrawUniform(dst []float64, set Set, rng *rand.Rand) {
	switch set.(type) {
	case Cube:
		for i := range dst {
			dst[i] = rng.Float64()
		}
	case Simplex: // exponential spacings
		var sum float64
		for i := range dst {
			dst[i] = rng.ExpFloat64()
			sum += dst[i]
		}
		for i := range dst {
			dst[i] /= sum
		}
	default:
		set.Sample(dst, rng)
	}
}

func fill(dst []float64, x float64) {
	for i := range dst {
		dst[i] = x
	}
}
