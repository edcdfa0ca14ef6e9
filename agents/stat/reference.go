package stat

import "math/rand/v2"

// Reference is a task's scale: the mean returns that the normalized score puts at 0 and at 1.
type Reference struct {
	Random float64 `json:"random"` // uniform random actions
	Expert float64 `json:"expert"` // the policy that recorded the demonstrations, in the same noise mode
}

// Defined reports whether the two differ, without which nothing can be normalized.
func (r Reference) Defined() bool { return r.Expert != r.Random }

// Normalize is (x − Random)/(Expert − Random): 0 for uniform random actions, 1 for the expert. It may leave [0,1].
func (r Reference) Normalize(x float64) float64 { return (x - r.Random) / (r.Expert - r.Random) }

// NormalizedOn is the normalized score with numerator and both references measured on the same episodes, and its
// interval: row i of each slice is the return on the i-th start, and rows are redrawn together. It is what a
// comparison on few seeds needs, where a lucky draw of starts would lift a policy above references measured on many.
func NormalizedOn(returns, random, expert []float64, o BootstrapOptions, rng *rand.Rand) (float64, Interval) {
	o.check()
	n := len(returns)
	if n == 0 || len(random) != n || len(expert) != n {
		panic("stat: NormalizedOn: want three samples of one length, not empty")
	}
	draws := make([]float64, o.Resamples)
	for b := range draws {
		var x, lo, hi float64
		for range n {
			i := rng.IntN(n)
			x += returns[i]
			lo += random[i]
			hi += expert[i]
		}
		draws[b] = (x - lo) / (hi - lo)
	}
	r := Reference{Random: Mean(random), Expert: Mean(expert)}
	return r.Normalize(Mean(returns)), percentile(draws, o.Level)
}
