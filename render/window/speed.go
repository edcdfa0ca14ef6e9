package window

// speeds are the rates that + and − step through, and how they are written.
var speeds = [...]struct {
	rate float64
	name string
}{
	{1.0 / 16, "1/16×"}, {1.0 / 8, "1/8×"}, {1.0 / 4, "1/4×"}, {1.0 / 2, "1/2×"}, {1, "1×"},
	{2, "2×"}, {4, "4×"}, {8, "8×"}, {16, "16×"},
}

// speedNear is the index of the speed nearest to a rate, by ratio.
func speedNear(rate float64) int {
	best := 0
	for i := range speeds {
		if ratio(speeds[i].rate, rate) < ratio(speeds[best].rate, rate) {
			best = i
		}
	}
	return best
}

func ratio(a, b float64) float64 { return max(a/b, b/a) }
