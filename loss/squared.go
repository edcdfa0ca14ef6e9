package loss

import (
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/net"
	"github.com/fenchel-gym/fenchel/policy/solve"
)

// Squared is L(v,y) = ½‖v − y‖², plain behavioral cloning by regression: the rival that a Fenchel-Young loss has to
// beat, and what the unary one is for |v| ≤ 1 on the box with γ = 1 (docs/paper.md 7.1).
type Squared struct{}

// Name is "squared".
func (Squared) Name() string { return "squared" }

// Clone returns the loss, which has no scratch.
func (s Squared) Clone() Loss { return s }

// AddGrad adds scale·(v − y).
func (s Squared) AddGrad(losses []float64, gradV policy.Matrix, _ net.Params[float32], scale float64, v, y policy.Matrix, _ solve.Rows) {
	s.AddGradKnown(losses, gradV, scale, v, y, nil)
}

// AddGradKnown does so in the first known[i] coordinates of row i, in all where known is nil.
func (Squared) AddGradKnown(losses []float64, gradV policy.Matrix, scale float64, v, y policy.Matrix, known []int) {
	for i := range v.Rows {
		g, target := gradV.Row(i), leading(y, known, i)
		var sum float64
		for j, t := range target {
			d := v.Row(i)[j] - t
			sum += d * d
			g[j] += scale * d
		}
		losses[i] = sum / 2
	}
}

// leading are the coordinates of row i that are known, all where known is nil.
func leading(y policy.Matrix, known []int, i int) []float64 {
	if known == nil {
		return y.Row(i)
	}
	return y.Row(i)[:known[i]]
}

// SquaredOptions has no fields.
type SquaredOptions struct{}

// Validate finds nothing to refuse.
func (SquaredOptions) Validate() error { return nil }

// New makes the loss.
func (SquaredOptions) New(policy.Head) (Loss, error) {
	return Squared{}, nil
}

func init() {
	Register(Registration{Name: "squared", Formula: "½‖v − y‖²", Options: SquaredOptions{}, Head: "deterministic", NonNegative: true})
}
