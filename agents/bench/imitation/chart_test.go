package imitation

import "testing"

// TestChart: a line for each method, within its interval.
func TestChart(t *testing.T) {
	c := fabricatedTable().chart("a")
	if c.Title != "Cloning on a" || len(c.Series) != 3 || !c.LogX {
		t.Fatalf("%s with %d lines", c.Title, len(c.Series))
	}
	for _, s := range c.Series {
		for i := range s.X {
			if s.X[i] != 4 || s.Lo[i] > s.Y[i] || s.Hi[i] < s.Y[i] {
				t.Errorf("%s: %v within [%v, %v] at %v", s.Name, s.Y[i], s.Lo[i], s.Hi[i], s.X[i])
			}
		}
	}
}
