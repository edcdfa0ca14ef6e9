package playback

import "testing"

// TestPairs are all pairs of coordinates, each once, and around.
func TestPairs(t *testing.T) {
	for k := 2; k < 7; k++ {
		seen := map[[2]int]bool{}
		n := k * (k - 1) / 2
		for p := 1; p <= n; p++ {
			i, j := pairOf(p, k)
			if i < 0 || i >= j || j >= k || seen[[2]int{i, j}] {
				t.Errorf("pair %d of %d coordinates is %d, %d", p, k, i, j)
			}
			seen[[2]int{i, j}] = true
		}
		if i, j := pairOf(n+1, k); i != 0 || j != 1 {
			t.Errorf("after the last of %d coordinates comes %d, %d", k, i, j)
		}
	}
}
