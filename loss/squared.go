package loss

import (
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/net"
	"github.com/fenchel-gym/fenchel/policy/solve"
)

// Squared is L(v,y) = ½‖v − y‖², plain behavioural cloning by regression: the rival that a Fenchel-Young loss has to
// beat, and what the unary one is for |v| ≤ 1 on the box with γ = 1 (docs/paper.md 7.1).
type Squared struct{}

// Name is "squared".
func (Squared) Name() string { return "squared" }

// Clone returns the loss, which has no scratch.
func (s Squared) Clone() Loss { return s }

// AddGrad adds scale·(v − y).
func (Squared) AddGrad(losses []float64, gradV policy.Matrix, _ net.Params[float32], scale float64, v, y policy.Matrix, _ solve.Rows) {
	for i := range v.Rows {
		g, target := gradV.Row(i), y.Row(i)
		var sum float64
		for j, x := range v.Row(i) {
			d := x - target[j]
			sum += d * d
			g[j] += scale * d
		}
		losses[i] = sum / 2
	}
}

// SquaredOptions are none.
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
