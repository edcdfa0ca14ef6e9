package report

import (
	"slices"
	"strings"
	"testing"
)

// TestTicks: whatever the range of a logarithmic axis, two values at least can be read off it.
func TestTicks(t *testing.T) {
	for _, r := range [][2]float64{{2.7, 4.1}, {0.11, 0.19}, {0.9, 1.1}, {1, 10}, {3e-7, 4e4}, {1e-12, 1}, {51, 99}} {
		labels := 0
		for _, tick := range decades(r[0], r[1]) {
			if tick.Label != "" && tick.Value >= r[0] && tick.Value <= r[1] {
				labels++
			}
		}
		if labels < 2 {
			t.Errorf("%d labels from %g to %g", labels, r[0], r[1])
		}
	}
}

// TestEvenTicks: what stands at a linear axis is round, distinct, short and without an exponent where people write none.
func TestEvenTicks(t *testing.T) {
	for _, c := range []struct {
		lo, hi float64
		want   string
	}{
		{0, 1e6, "0 0.2M 0.4M 0.6M 0.8M 1.0M"}, {0, 300, "0 100 200 300"}, {250, 300, "250 260 270 280 290 300"},
		{0, 2.5e5, "0 50k 100k 150k 200k 250k"}, {-1, 1, "-1.0 -0.5 0 0.5 1.0"}, {-2.2, 0.1, "-2.0 -1.5 -1.0 -0.5 0"},
		{0.0235, 0.0239, "0.0235 0.0236 0.0237 0.0238 0.0239"}, {0, 2e-5, "0 5e-6 1.0e-5 1.5e-5 2.0e-5"}, {-1e6, 5e6, "0 2M 4M"},
	} {
		var labels []string
		for _, tick := range even(c.lo, c.hi) {
			if tick.Label != "" {
				labels = append(labels, tick.Label)
			}
		}
		if got := strings.Join(labels, " "); got != c.want {
			t.Errorf("from %g to %g: %s, want %s", c.lo, c.hi, got, c.want)
		}
	}
}

// TestFewTicks: however long or short an axis is, its labels are few and none is there twice.
func TestFewTicks(t *testing.T) {
	for _, length := range []float64{1e-9, 3e-4, 0.7, 1, 1.9, 6, 49, 51, 999, 1e5, 7e8, 4e13} {
		for _, lo := range []float64{0, -length / 3, 10 * length} {
			var labels []string
			for _, tick := range even(lo, lo+length) {
				if tick.Label != "" {
					labels = append(labels, tick.Label)
				}
			}
			slices.Sort(labels)
			if n := len(labels); n < 2 || n > mostTicks || len(slices.Compact(labels)) != n {
				t.Errorf("from %g over %g: %v", lo, length, labels)
			}
		}
	}
}
