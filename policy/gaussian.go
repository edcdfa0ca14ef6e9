package policy

import (
	"math"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/policy/solve"
)

// The logarithm of σ that a network emits is clipped to these bounds before use.
const (
	MinLogStd = -6.0
	MaxLogStd = 2.0
)

// Gaussian reads v = (μ, log σ) as independent normal distributions, one for each coordinate: the head of a policy
// trained by likelihood. It acts by the mean, or by a draw where Stochastic is set, projected onto C.
type Gaussian struct {
	Set        space.Set // C, in normalized coordinates
	Stochastic bool      // act by a draw instead of the mean
	stream     solve.Stream
}

// NewGaussian returns a head that acts by the mean.
func NewGaussian(set space.Set) *Gaussian { return &Gaussian{Set: set} }

// Name is "gaussian".
func (h *Gaussian) Name() string { return "gaussian" }

// Dim is k.
func (h *Gaussian) Dim() int { return h.Set.Dim() }

// VDim is 2k.
func (h *Gaussian) VDim() int { return 2 * h.Set.Dim() }

// Clone draws from streams of its own.
func (h *Gaussian) Clone() Head { return &Gaussian{Set: h.Set, Stochastic: h.Stochastic} }

// Decode writes μ, or μ + σ·ξ with ξ from the row's stream, projected. The report's value is the log-density there
// relative to the mode, −½‖ξ‖².
func (h *Gaussian) Decode(p Matrix, reports []solve.Report, v Matrix, rows solve.Rows) {
	for i := range v.Rows {
		x := p.Row(i)
		reports[i] = solve.Report{Value: h.draw(x, v.Row(i), rows, i)}
		h.Set.Project(x, x)
	}
}

// draw writes μ, or μ + σ·ξ where the head is stochastic, and returns −½‖ξ‖².
func (h *Gaussian) draw(x, v []float64, rows solve.Rows, i int) (value float64) {
	k := h.Dim()
	copy(x, v[:k])
	if !h.Stochastic {
		return 0
	}
	rng := h.stream.At(rows, i)
	for j := range x {
		xi := rng.NormFloat64()
		x[j] += math.Exp(min(max(v[k+j], MinLogStd), MaxLogStd)) * xi
		value -= 0.5 * xi * xi
	}
	return value
}

// OutputScales starts with σ = 1 wherever the mean starts.
func (h *Gaussian) OutputScales(dst []float64) {
	for j := range dst {
		dst[j] = 1
		if j >= h.Dim() {
			dst[j] = 0
		}
	}
}

// Draw makes a policy whose head is a distribution act by draws from it instead of by its center, and reports whether it
// is one. Clones made later do so too.
func (n *Network) Draw() bool {
	switch h := n.head.(type) {
	case *Gaussian:
		h.Stochastic = true
	case *Squashed:
		h.Stochastic = true
	default:
		return false
	}
	return true
}

// GaussianOptions has no fields.
type GaussianOptions struct{}

// Validate finds nothing to refuse.
func (GaussianOptions) Validate() error { return nil }

// New makes the head.
func (GaussianOptions) New(set space.Set) (Head, error) { return NewGaussian(set), nil }

func init() {
	RegisterHead(HeadRegistration{Name: "gaussian", About: "the mean of a normal distribution, or a draw", Options: GaussianOptions{}})
}
