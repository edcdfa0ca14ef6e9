package multilabel

import (
	"slices"
	"testing"
)

// TestPredictionsAreScoredByRow: shares of right labels, and F1, which is 1 where there is nothing to name and nothing was.
func TestPredictionsAreScoredByRow(t *testing.T) {
	p := Predictions{Wrong: []uint16{0, 1, 2, 0}, Hits: []uint16{2, 1, 0, 0}}
	if got, want := p.label(4), []float64{1, 0.75, 0.5, 1}; !slices.Equal(got, want) {
		t.Errorf("label accuracy %v, want %v", got, want)
	}
	if got, want := p.f1(), []float64{1, 2.0 / 3, 0, 1}; !slices.Equal(got, want) {
		t.Errorf("F1 %v, want %v", got, want)
	}
}
