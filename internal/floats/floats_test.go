package floats

import (
	"math"
	"slices"
	"testing"
)

func TestFloats(t *testing.T) {
	if got := Dot([]float64{1, 2}, []float64{3, 4, 5}); got != 11 {
		t.Errorf("Dot = %v", got)
	}
	dst := []float64{1, 1, 1}
	if AddScaled(dst, 2, []float64{3, 4}); !slices.Equal(dst, []float64{7, 9, 1}) {
		t.Errorf("AddScaled: %v", dst)
	}
	if Fill(dst, 5); !slices.Equal(dst, []float64{5, 5, 5}) {
		t.Errorf("Fill: %v", dst)
	}
	for _, x := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		if Finite([]float64{0, x}) {
			t.Errorf("%v is finite", x)
		}
	}
	if !Finite(dst) || !Finite(nil) {
		t.Error("numbers are not finite")
	}
}

// TestGrow: memory is used again where it is large enough, and once warm nothing is allocated.
func TestGrow(t *testing.T) {
	s := make([]float64, 2, 8)
	if g := Grow(s, 8); len(g) != 8 || &g[0] != &s[0] {
		t.Error("memory that is large enough was left")
	}
	if g := Grow(s, 9); len(g) != 9 {
		t.Errorf("%d entries", len(g))
	}
	if a := testing.AllocsPerRun(10, func() { s = Grow(s, 5) }); a != 0 {
		t.Errorf("%v allocations", a)
	}
}
