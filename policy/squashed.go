package policy

import (
	"math"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/policy/solve"
)

// Squashed reads v = (μ, log σ) as the distribution of tanh(μ + σ·ξ) with ξ normal, independent in every coordinate:
// the head of policies trained by maximum-entropy reinforcement learning (Haarnoja et al. 2018, appendix C). It acts by
// tanh μ, or by a draw where Stochastic is set. C is the box [−1,1]^k, which it never leaves.
type Squashed struct {
	Gaussian
}

// NewSquashed returns a head that acts by tanh μ.
func NewSquashed(set space.Set) *Squashed { return &Squashed{Gaussian{Set: set}} }

// Name is "squashed-gaussian".
func (h *Squashed) Name() string { return "squashed-gaussian" }

// Clone draws from streams of its own.
func (h *Squashed) Clone() Head { return &Squashed{Gaussian{Set: h.Set, Stochastic: h.Stochastic}} }

// Decode writes tanh μ, or tanh(μ + σ·ξ) with ξ from the row's stream. The report's value is that of Gaussian.
func (h *Squashed) Decode(p Matrix, reports []solve.Report, v Matrix, rows solve.Rows) {
	for i := range v.Rows {
		x := p.Row(i)
		reports[i] = solve.Report{Value: h.draw(x, v.Row(i), rows, i)}
		for j, u := range x {
			x[j] = math.Tanh(u)
		}
		h.Set.Project(x, x)
	}
}

// SquashedOptions has no fields.
type SquashedOptions struct{}

// Validate finds nothing to refuse.
func (SquashedOptions) Validate() error { return nil }

// New makes the head.
func (SquashedOptions) New(set space.Set) (Head, error) { return NewSquashed(set), nil }

func init() {
	RegisterHead(HeadRegistration{Name: "squashed-gaussian", About: "tanh of the mean of a normal distribution, or of a draw", Options: SquashedOptions{}})
}
