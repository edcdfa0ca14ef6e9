package recipe

import "testing"

// TestSeedsAbove: methods are compared seed by seed, by success where there is one; a tie is not above.
func TestSeedsAbove(t *testing.T) {
	success := func(x float64) *float64 { return &x }
	rows := []row{
		{Seed: 3, Method: "a", Normalized: 0.1, Success: success(0.9)}, {Seed: 3, Method: "b", Normalized: 0.2, Success: success(0.8)},
		{Seed: 4, Method: "a", Success: success(0.9)}, {Seed: 4, Method: "b", Success: success(0.9)},
		{Seed: 5, Method: "a", Normalized: 0.7}, {Seed: 5, Method: "b", Normalized: 0.6},
	}
	if above, of := seedsAbove(rows, "a", "b"); above != 2 || of != 3 {
		t.Errorf("above in %d of %d seeds, want 2 of 3", above, of)
	}
}
