package net_test

import (
	"math"
	"testing"

	"github.com/fenchel-gym/fenchel/policy/net"
)

// TestAverage: the mean is that of the formula, in both widths, and forgets where it began.
func TestAverage(t *testing.T) {
	mean := net.Params[float64]{{Name: "w", Shape: []int{2}, Data: []float64{5, -5}}}
	mean32 := net.Params[float32]{{Name: "w", Shape: []int{2}, Data: []float32{5, -5}}}
	weights, weights32 := mean.Zeros(), mean32.Zeros()
	want := [2]float64{5, -5}
	for step := range 2000 {
		for i := range want {
			w := math.Sin(float64(step*(i+1))) + 1
			weights[0].Data[i], weights32[0].Data[i] = w, float32(w)
			keep := math.Min(0.99, (1+float64(step))/(10+float64(step)))
			want[i] = keep*want[i] + (1-keep)*w
		}
		net.Follow(net.Average(0.99), mean, weights, int64(step))
		net.Follow(net.Average(0.99), mean32, weights32, int64(step))
	}
	for i, w := range want {
		if math.Abs(mean[0].Data[i]-w) > 1e-12 || math.Abs(float64(mean32[0].Data[i])-w) > 1e-5 { // rounding of so many steps
			t.Errorf("means %v and %v, want %v", mean[0].Data[i], mean32[0].Data[i], w)
		}
		if math.Abs(w-1) > 0.1 {
			t.Errorf("mean %v of what swings about 1: it has not forgotten its beginning", w)
		}
	}
}

func TestAverageValidate(t *testing.T) {
	for a, ok := range map[net.Average]bool{0: true, 0.999: true, 1: false, -0.1: false, net.Average(math.NaN()): false} {
		if err := a.Validate("average"); (err == nil) != ok {
			t.Errorf("%v: %v", a, err)
		}
	}
}
