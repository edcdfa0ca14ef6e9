package losses

import (
	"slices"
	"strings"
	"testing"
)

// TestCharts: each says what it is, and has a line for each loss; the chart over seconds scales the steps by their time.
func TestCharts(t *testing.T) {
	f, times := fabricated()
	all := charts(f, times)
	lines := map[string][]string{
		"memory": {"fenchel-young", "squared-unrolled"}, "time": {"fenchel-young", "squared-unrolled"}, "error": {"fenchel-young", "squared-unrolled"},
		"tolerance": {"fenchel-young", "bound for fenchel-young"}, "curves": {"fenchel-young", "squared-unrolled"},
		"seconds": {"fenchel-young", "squared-unrolled"}, "shapes": {"entropy"},
	}
	if len(all) != len(lines) {
		t.Errorf("%d charts, want %d", len(all), len(lines))
	}
	for name, want := range lines {
		c := all[name]
		var got []string
		for _, s := range c.Series {
			got = append(got, s.Name)
		}
		if !slices.Equal(got, want) || !strings.HasSuffix(c.Title, " (not for citation)") {
			t.Errorf("%s: %q has the lines %v, want %v", name, c.Title, got, want)
		}
	}
	if s := all["seconds"].Series[1]; !slices.Equal(s.X, []float64{0.1, 0.2}) || !slices.Equal(s.Y, []float64{0.75, 0.5}) {
		t.Errorf("over seconds: %v, %v", s.X, s.Y)
	}
	if s := all["time"].Series[0]; len(s.Y) != 2 || s.Y[1] < 3.99 || s.Y[1] > 4.01 {
		t.Errorf("a step takes %v µs", s.Y)
	}
}
