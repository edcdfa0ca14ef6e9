package kernel

import (
	"fmt"
	"math"
	"testing"
)

var funcNames = map[Func]string{Identity: "identity", ReLU: "relu", Tanh: "tanh", Softplus: "softplus", Exp: "exp"}

// exact returns g(x) in float64, and the derivative there.
func exact(g Func, x float64) (y, slope float64) {
	switch g {
	case ReLU:
		if x > 0 {
			return x, 1
		}
		return 0 * x, 0
	case Tanh:
		y = math.Tanh(x)
		return y, 1 - y*y
	case Softplus:
		return max(x, 0) + math.Log1p(math.Exp(-math.Abs(x))), 1 / (1 + math.Exp(-x))
	case Exp:
		return math.Exp(x), math.Exp(x)
	}
	return x, 1
}

// ulps returns the distance of got from want in units of want's last place (of the smallest normal number at least).
func ulps(got float32, want float64) float64 {
	size := float64(math.Float32frombits(math.Float32bits(float32(math.Abs(want))) + 1))
	unit := max(size-float64(float32(math.Abs(want))), 0x1p-149)
	return math.Abs(float64(got)-want) / unit
}

// TestFunctionAccuracy samples float32 evenly in their bits: every sign and exponent.
func TestFunctionAccuracy(t *testing.T) {
	onBothPaths(t, func(t *testing.T) {
		for g, limit := range map[Func]float64{Identity: 0, ReLU: 0, Tanh: 3, Softplus: 3, Exp: 1} {
			var x, y []float32
			for bits := uint64(0); bits < 1<<32; bits += 65521 {
				if v := math.Float32frombits(uint32(bits)); v-v == 0 {
					x = append(x, v)
				}
			}
			y = make([]float32, len(x))
			Apply(g, y, x)
			worst, at := 0.0, float32(0)
			for i, v := range x {
				want, _ := exact(g, float64(v))
				overflows := math.IsInf(float64(y[i]), 1) && want > math.MaxFloat32
				vanishes := g == Softplus && want < 0x1p-125 && y[i] < 0x1p-125
				if e := ulps(y[i], want); e > worst && !overflows && !vanishes {
					worst, at = e, v
				}
			}
			t.Logf("%s: %.2f units in the last place at %v", funcNames[g], worst, at)
			if worst > limit+0.51 {
				t.Errorf("%s: %.2f units in the last place at %v, want at most %v", funcNames[g], worst, at, limit)
			}
		}
	})
}

func TestFunctionsAtTheEnds(t *testing.T) {
	inf := float32(math.Inf(1))
	nan := float32(math.NaN())
	onBothPaths(t, func(t *testing.T) {
		for _, c := range []struct {
			g    Func
			x, y float32
		}{
			{ReLU, nan, nan}, {ReLU, inf, inf}, {ReLU, -inf, 0},
			{Tanh, nan, nan}, {Tanh, inf, 1}, {Tanh, -inf, -1}, {Tanh, 0, 0}, {Tanh, 20, 1},
			{Softplus, nan, nan}, {Softplus, inf, inf}, {Softplus, 100, 100},
			{Exp, nan, nan}, {Exp, inf, inf}, {Exp, -inf, 0}, {Exp, 0, 1}, {Exp, 89, inf}, {Exp, -104, 0},
			{Identity, nan, nan},
		} {
			for n := 1; n <= 17; n += 8 { // in full vectors and in the rest
				x := make([]float32, n)
				x[n-1] = c.x
				Apply(c.g, x, x)
				if got := x[n-1]; got != c.y && !(got != got && c.y != c.y) {
					t.Errorf("%s(%v) is %v, want %v", funcNames[c.g], c.x, got, c.y)
				}
			}
		}
	})
}

// TestTanhStaysInside: the outputs of tanh are fed to 1 − y², which must not turn negative.
func TestTanhStaysInside(t *testing.T) {
	onBothPaths(t, func(t *testing.T) {
		var x [1000]float32
		for i := range x {
			x[i] = 7 + 0.003*float32(i)
		}
		Apply(Tanh, x[:], x[:])
		for i, y := range x {
			if y > 1 {
				t.Fatalf("tanh(%v) is %v", 7+0.003*float64(i), y)
			}
		}
	})
}

// TestShapesOfElementwise: every length from 0 to 40, at an odd place, NaN around it.
func TestShapesOfElementwise(t *testing.T) {
	onBothPaths(t, func(t *testing.T) {
		rng := newRand(1)
		for g := range funcNames {
			for n := 1; n <= 40; n++ {
				c, bias := newField(3, n, 2, rng), newField(1, n, 0, rng)
				old := append([]float32(nil), c.data...)
				Bias(g, 3, n, c.slice(), c.ld, bias.slice())
				if c.spoiled() {
					t.Fatalf("%s: wrote outside of 3×%d", funcNames[g], n)
				}
				for i := range 3 {
					for j := range n {
						at := c.at + i*c.ld + j
						want, _ := exact(g, float64(old[at]+bias.slice()[j]))
						if e := ulps(c.data[at], want); e > 4 {
							t.Fatalf("%s of 3×%d: element %d,%d is %v, want %v", funcNames[g], n, i, j, c.data[at], want)
						}
					}
				}
			}
		}
	})
}

// TestSlopes compares d·g′ with the exact derivative, at every length; the error of y itself enters once more.
func TestSlopes(t *testing.T) {
	onBothPaths(t, func(t *testing.T) {
		rng := newRand(2)
		for g := range funcNames {
			for n := 1; n <= 40; n++ {
				x, d := newField(1, n, 0, rng), newField(1, n, 0, rng)
				y := make([]float32, n)
				before := append([]float32(nil), d.slice()...)
				Apply(g, y, x.slice())
				MulSlope(g, d.slice(), y)
				if d.spoiled() {
					t.Fatalf("%s: wrote outside of %d", funcNames[g], n)
				}
				for i, v := range x.slice() {
					_, slope := exact(g, float64(v))
					want := float64(before[i]) * slope
					if got := float64(d.slice()[i]); math.Abs(got-want) > 2e-6*math.Abs(float64(before[i]))+1e-6*math.Abs(want) {
						t.Fatalf("%s: slope at %v times %v is %v, want %v", funcNames[g], v, before[i], got, want)
					}
				}
			}
		}
	})
}

// TestSoftplusSlopeFarOut: far to the left the derivative is tiny but not zero, to full relative precision.
func TestSoftplusSlopeFarOut(t *testing.T) {
	onBothPaths(t, func(t *testing.T) {
		for _, x := range []float32{-5, -15, -40, -80} {
			y, d := []float32{x}, []float32{1}
			Apply(Softplus, y, y)
			MulSlope(Softplus, d, y)
			if _, want := exact(Softplus, float64(x)); math.Abs(float64(d[0])/want-1) > 1e-5 {
				t.Errorf("slope at %v is %v, want %v", x, d[0], want)
			}
		}
	})
}

// TestNarrow: every number is rounded as Go rounds it, and nothing beyond them is touched.
func TestNarrow(t *testing.T) {
	special := []float64{0, math.Copysign(0, -1), 1e-50, 1e-40, 3.5e38, math.MaxFloat64, math.Inf(-1), math.NaN(), 1 + 1.0/(1<<24), 1 + 3.0/(1<<24)}
	onBothPaths(t, func(t *testing.T) {
		rng := newRand(4)
		for n := range 50 {
			src, dst := make([]float64, n), make([]float32, n+1)
			for i := range src {
				src[i] = rng.NormFloat64()
			}
			if n > 0 {
				src[rng.IntN(n)] = special[n%len(special)]
			}
			dst[n] = 7
			Narrow(dst, src)
			for i, x := range src {
				if math.Float32bits(dst[i]) != math.Float32bits(float32(x)) {
					t.Fatalf("%d numbers: %v became %v, want %v", n, x, dst[i], float32(x))
				}
			}
			if dst[n] != 7 {
				t.Fatalf("%d numbers: wrote outside", n)
			}
		}
	})
}

func BenchmarkBias(b *testing.B) {
	const rows, cols = 256, 256
	c, bias := make([]float32, rows*cols), make([]float32, cols)
	for g, name := range funcNames {
		b.Run(fmt.Sprint(name), func(b *testing.B) {
			for b.Loop() {
				Bias(g, rows, cols, c, cols, bias)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/rows/cols, "ns/element")
		})
	}
}
