package grid

import (
	"strings"
	"testing"
)

func TestSpread(t *testing.T) {
	if got, want := SpreadOf([]float64{3, 1, 10, 2}), (Spread{1, 2.5, 10}); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := strings.Join(SpreadColumns("%.1f", []float64{2, 4}), "|"); got != "2.0|3.0|4.0" {
		t.Errorf("got %s", got)
	}
	if got := strings.Join(SpreadColumns("%.1f", nil), "|"); got != "||" {
		t.Errorf("of no numbers: %q", got)
	}
	if got := OneLine([]byte("{\n \"a\": {\n  \"b\": 1\n }\n}")); got != `{ "a": { "b": 1 } }` {
		t.Errorf("in a line: %s", got)
	}
}
