package dagger

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestCurvesAreReadFromTheMetrics: a round that measured adds a point, other lines add none, and a damaged file is named.
func TestCurvesAreReadFromTheMetrics(t *testing.T) {
	path := filepath.Join(t.TempDir(), "metrics.jsonl")
	text := `{"step":20,"loss":1}` + "\n" + `{"round":0,"queries":300,"measured":-5}` + "\n" + `{"round":1,"queries":400,"measured":-4}` + "\n"
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	c := Curve{Queries: []int{200}}
	if err := c.read(path); err != nil || !slices.Equal(c.Queries, []int{200, 300, 400}) || !slices.Equal(c.Returns, []float64{-5, -4}) {
		t.Errorf("read %+v, %v", c, err)
	}
	if err := os.WriteFile(path, []byte(text+"{"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := c.read(path); err == nil || !strings.HasPrefix(err.Error(), path) {
		t.Errorf("a damaged file: %v", err)
	}
}

// TestCurveOfLongLines: a line has no length that is too long.
func TestCurveOfLongLines(t *testing.T) {
	path := filepath.Join(t.TempDir(), "metrics.jsonl")
	text := `{"queries": 200, "note": "` + strings.Repeat("x", 1<<17) + `", "measured": -4}` + "\n" + `{"queries": 300, "measured": -3}`
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	var c Curve
	if err := c.read(path); err != nil || !slices.Equal(c.Queries, []int{200, 300}) || !slices.Equal(c.Returns, []float64{-4, -3}) {
		t.Errorf("%v, %+v", err, c)
	}
}
