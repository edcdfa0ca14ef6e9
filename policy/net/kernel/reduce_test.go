package kernel

import (
	"math"
	"testing"
)

func TestSumSquares(t *testing.T) {
	onBothPaths(t, func(t *testing.T) {
		rng := newRand(1)
		for n := 0; n <= 70; n++ {
			x := newField(1, n, 0, rng).slice()
			want := 0.0
			for _, v := range x {
				want += float64(v) * float64(v)
			}
			if got := SumSquares(x); math.Abs(got-want) > 1e-13*want {
				t.Fatalf("of %d numbers: %v, want %v", n, got, want)
			}
		}
		if s := SumSquares([]float32{3e38, 3e38}); math.Abs(s/1.8e77-1) > 1e-6 {
			t.Errorf("of large numbers: %v, want 1.8e77", s)
		}
		if s := SumSquares([]float32{1, float32(math.NaN())}); s == s {
			t.Errorf("with a NaN: %v", s)
		}
	})
}

func TestAddRows(t *testing.T) {
	onBothPaths(t, func(t *testing.T) {
		rng := newRand(2)
		for rows := range 5 {
			for cols := 1; cols <= 75; cols++ {
				a, dst := newField(rows, cols, 2, rng), newField(1, cols, 0, rng)
				want := make([]float32, cols) // the same additions, one by one
				for j := range cols {
					want[j] = dst.slice()[j]
					for i := range rows {
						want[j] += float32(a.get(i, j, false))
					}
				}
				AddRows(dst.slice(), rows, cols, a.slice(), a.ld)
				for j, v := range dst.slice() {
					if v != want[j] {
						t.Fatalf("%d×%d: column %d is %v, want %v", rows, cols, j, v, want[j])
					}
				}
				if dst.spoiled() {
					t.Fatalf("%d×%d: wrote outside", rows, cols)
				}
			}
		}
	})
}

func TestScale(t *testing.T) {
	onBothPaths(t, func(t *testing.T) {
		for n := range 40 {
			x := newField(1, n, 0, newRand(3))
			old := append([]float32(nil), x.slice()...)
			Scale(x.slice(), 0.3)
			for i, v := range x.slice() {
				if v != 0.3*old[i] {
					t.Fatalf("element %d of %d is %v, want %v", i, n, v, 0.3*old[i])
				}
			}
			if x.spoiled() {
				t.Fatalf("%d: wrote outside", n)
			}
		}
	})
}

// TestApproach holds every path to the bits of the plain formula.
func TestApproach(t *testing.T) {
	onBothPaths(t, func(t *testing.T) {
		rng := newRand(5)
		for n := range 40 {
			x, y := newField(1, n, 0, rng), newField(1, n, 0, rng)
			old := append([]float32(nil), x.slice()...)
			Approach(x.slice(), y.slice(), 0.3)
			for i, v := range x.slice() {
				if want := old[i] + float32(0.3*(y.slice()[i]-old[i])); v != want {
					t.Fatalf("element %d of %d is %v, want %v", i, n, v, want)
				}
			}
			if x.spoiled() || y.spoiled() {
				t.Fatalf("%d: wrote outside", n)
			}
		}
	})
}

// TestAdam compares with the formula in float64, at every length.
func TestAdam(t *testing.T) {
	s := &AdamStep{Beta1: 0.9, Beta2: 0.99, New1: 0.1, New2: 0.01, Epsilon: 1e-6, Rate: 0.02, Scale: 3, Keep: 0.999}
	onBothPaths(t, func(t *testing.T) {
		rng := newRand(4)
		for n := 1; n <= 40; n++ {
			w, m, v, g := newField(1, n, 0, rng), newField(1, n, 0, rng), newField(1, n, 0, rng), newField(1, n, 0, rng)
			Scale(v.slice(), 0)
			for i := range v.slice() {
				v.slice()[i] = rng.Float32()
			}
			w0, m0, v0 := clone(w), clone(m), clone(v)
			Adam(w.slice(), m.slice(), v.slice(), g.slice(), s)
			for i, x := range g.slice() {
				mean := 0.9*m0[i] + 0.1*float64(x)
				square := 0.99*v0[i] + 0.01*float64(x)*float64(x)
				want := 0.999*w0[i] - 0.02*mean/(3*math.Sqrt(square)+1e-6)
				near(t, "m", m.slice()[i], mean)
				near(t, "v", v.slice()[i], square)
				near(t, "w", w.slice()[i], want)
			}
			if w.spoiled() || m.spoiled() || v.spoiled() || g.spoiled() {
				t.Fatalf("%d: wrote outside", n)
			}
		}
	})
}

func clone(f *field) []float64 {
	x := make([]float64, f.cols)
	for i, v := range f.slice() {
		x[i] = float64(v)
	}
	return x
}

func near(t *testing.T, what string, got float32, want float64) {
	t.Helper()
	if math.Abs(float64(got)-want) > 1e-6*(1+math.Abs(want)) {
		t.Fatalf("%s is %v, want %v", what, got, want)
	}
}

// TestFunctionsAllocate holds everything that is not a product at no allocation.
func TestFunctionsAllocate(t *testing.T) {
	onBothPaths(t, func(t *testing.T) {
		x, y := make([]float32, 100), make([]float32, 100)
		s := &AdamStep{Epsilon: 1}
		if n := testing.AllocsPerRun(5, func() {
			for g := range funcNames {
				Apply(g, x, y)
				Bias(g, 10, 10, x, 10, y[:10])
				MulSlope(g, x, y)
			}
			AddRows(x[:10], 10, 10, y, 10)
			Scale(x, 0)
			Adam(x, y, x, y, s)
			SumSquares(x)
		}); n != 0 {
			t.Errorf("%v allocations", n)
		}
	})
}
