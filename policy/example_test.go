package policy_test

import (
	"fmt"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/energy"
	"github.com/fenchel-gym/fenchel/policy/regularizer"
	"github.com/fenchel-gym/fenchel/policy/solve"
)

// Two coordinates that, each on its own, would be 0.5 and −0.2, and that U ties together.
func ExampleGreedy() {
	g, err := policy.NewGreedy(solve.Problem{
		Energy: energy.Pairwise{K: 2},
		Omega:  regularizer.Quadratic{Gamma: 1},
		Set:    space.UnitBox(2),
	}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	v := policy.Matrix{Rows: 1, Cols: 5, Data: []float64{
		0.5, -0.2, // u
		0, 0.8, 0, // U: diagonal 0, U_12 = 0.8
	}}
	p, reports := policy.NewMatrix(1, 2), make([]solve.Report, 1)
	g.Decode(p, reports, v, solve.Rows{})
	fmt.Printf("p* = %.3f, conjugate %.3f, missed at most %.3f\n", p.Row(0), reports[0].Value, reports[0].Gap)
	// Output: p* = [0.944 0.556], conjugate 0.181, missed at most 0.000
}
