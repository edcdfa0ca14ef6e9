package losses

import (
	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/loss"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/energy"
	"github.com/fenchel-gym/fenchel/policy/regularizer"
	"github.com/fenchel-gym/fenchel/policy/solve"
)

// Shape is a unary loss of one coordinate on [−1,1] for the expert's action ½, as v = u varies.
type Shape struct {
	Name string    `json:"name"` // of its regularizer
	U    []float64 `json:"u"`
	Loss []float64 `json:"loss"`
}

// shapes draws them with ½p², with the entropy of the box, and without a regularizer: docs/paper.md 7.1 and 7.4.
func (b Config) shapes(found *Result) error {
	const n, reach, y = 121, 3.0, 0.5
	u, expert := policy.NewMatrix(n, 1), policy.NewMatrix(n, 1)
	for i := range n {
		u.Data[i], expert.Data[i] = reach*(2*float64(i)/(n-1)-1), y
	}
	for _, r := range []struct {
		name  string
		omega regularizer.Regularizer
	}{{"½p²", regularizer.Quadratic{Gamma: 1}}, {"entropy", regularizer.BoxEntropy{Gamma: 1}}, {"none: perceptron", regularizer.None{}}} {
		g, err := policy.NewGreedy(solve.Problem{Energy: energy.Unary{K: 1}, Omega: r.omega, Set: space.UnitBox(1)}, nil)
		if err != nil {
			return err
		}
		shape := Shape{Name: r.name, U: u.Data, Loss: make([]float64, n)}
		loss.NewFenchelYoung(g).AddGrad(shape.Loss, policy.NewMatrix(n, 1), nil, 1, u, expert, solve.Rows{})
		found.Shapes = append(found.Shapes, shape)
	}
	return nil
}
