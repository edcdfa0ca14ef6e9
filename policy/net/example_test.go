package net_test

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/policy/net"
)

// A network learns the sine from its values at 64 places, by least squares.
func Example() {
	f := net.NewMLP[float32](net.Shape{Sizes: []int{1, 32, 32, 1}, Hidden: net.Tanh})
	f.InitOrthogonal(rand.New(rand.NewPCG(1, 0)))
	tape, grad := f.NewTape(64), f.Params().Zeros()
	adam := net.NewAdam(f.Params(), net.DefaultAdam())
	schedule := net.Schedule{Kind: net.Cosine, Rate: 1e-2, Final: 1e-4, Steps: 1000}

	x, y := net.NewMatrix[float32](64, 1), make([]float32, 64)
	for i := range y {
		x.Data[i] = float32(i)/32 - 1
		y[i] = float32(math.Sin(math.Pi * float64(x.Data[i])))
	}
	dv := net.NewMatrix[float32](64, 1)
	worst := 0.0
	for t := range schedule.Steps {
		v := f.Forward(tape, x)
		worst = 0
		for i := range y {
			e := v.Data[i] - y[i]
			dv.Data[i] = e / 64
			worst = max(worst, math.Abs(float64(e)))
		}
		grad.Zero()
		f.Backward(tape, dv, grad, net.Matrix[float32]{})
		net.ClipNorm(grad, 1)
		adam.Step(f.Params(), grad, schedule.At(t))
	}
	fmt.Println("every error is below 0.02:", worst < 0.02)
	// Output: every error is below 0.02: true
}
