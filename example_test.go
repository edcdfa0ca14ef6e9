package fenchel_test

import (
	"fmt"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/loss"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/energy"
	"github.com/fenchel-gym/fenchel/policy/regularizer"
	"github.com/fenchel-gym/fenchel/policy/solve"
)

// The program of the README: act with an energy, and measure how far the expert's action is from being its maximum.
func Example() {
	g, _ := policy.NewGreedy(solve.Problem{
		Energy: energy.Pairwise{K: 2},           // Φ(v,p) = ⟨u,p⟩ + ½⟨p,Up⟩
		Omega:  regularizer.Quadratic{Gamma: 1}, // Ω(p) = ½‖p‖²
		Set:    space.UnitBox(2),                // C = [−1,1]²
	}, nil)
	v := policy.Matrix{Rows: 1, Cols: 5, Data: []float64{0.5, -0.2, 0, 0.8, 0}} // u, then the upper triangle of U
	p, report := policy.NewMatrix(1, 2), make([]solve.Report, 1)
	g.Decode(p, report, v, solve.Rows{})
	fmt.Printf("p* = %.3f, conjugate %.3f, missed at most %.3f\n", p.Row(0), report[0].Value, report[0].Gap)

	y := policy.Matrix{Rows: 1, Cols: 2, Data: []float64{0.5, -0.5}} // what the expert did
	losses, gradient := make([]float64, 1), policy.NewMatrix(1, 5)
	loss.NewFenchelYoung(g).AddGrad(losses, gradient, nil, 1, v, y, solve.Rows{})
	fmt.Printf("L = %.3f, ∂L/∂u = p* − y = %.3f\n", losses[0], gradient.Row(0)[:2])
	// Output:
	// p* = [0.944 0.556], conjugate 0.181, missed at most 0.000
	// L = 0.281, ∂L/∂u = p* − y = [0.444 1.056]
}
