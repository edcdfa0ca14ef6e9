package losses

import "testing"

// TestEqualAccuracy: each curve's first step at or below the largest of the last errors, though it may rise again.
func TestEqualAccuracy(t *testing.T) {
	curves := []Curve{
		{Steps: []int{10, 20, 30}, Error: []float64{0.4, 0.9, 0.1}},
		{Steps: []int{10, 20, 30}, Error: []float64{0.9, 0.8, 0.5}},
	}
	equalAccuracy(curves)
	if curves[0].Reach != 10 || curves[1].Reach != 30 {
		t.Errorf("reached after %d and %d steps, want 10 and 30", curves[0].Reach, curves[1].Reach)
	}
}
