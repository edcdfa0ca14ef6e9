package bench

import (
	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/loss"
	"github.com/fenchel-gym/fenchel/policy"
)

// LossShape is a unary loss of one coordinate on [−1,1] for the expert's action ½, as v = u varies.
type LossShape struct {
	Name string    `json:"name"` // of its regularizer
	U    []float64 `json:"u"`
	Loss []float64 `json:"loss"`
}

// shapes draws them with ½p², with the entropy of the box, and without a regularizer: SPEC.md 3.1 and 3.2.
func (b Losses) shapes(found *LossesFound) error {
	const n, reach, y = 121, 3.0, 0.5
	u, expert := policy.NewMatrix(n, 1), policy.NewMatrix(n, 1)
	for i := range n {
		u.Data[i], expert.Data[i] = reach*(2*float64(i)/(n-1)-1), y
	}
	for _, r := range []struct {
		name  string
		omega policy.Regularizer
	}{{"½p²", policy.Norm2{Gamma: 1}}, {"entropy", policy.BoxEntropy{Gamma: 1}}, {"none: perceptron", policy.None{}}} {
		g, err := policy.NewGreedy(policy.Problem{Energy: policy.Unary{K: 1}, Omega: r.omega, Set: space.UnitBox(1)}, nil)
		if err != nil {
			return err
		}
		shape := LossShape{Name: r.name, U: u.Data, Loss: make([]float64, n)}
		loss.NewFenchelYoung(g).AddGrad(shape.Loss, policy.NewMatrix(n, 1), nil, 1, u, expert, policy.Rows{})
		found.Shapes = append(found.Shapes, shape)
	}
	return nil
}
