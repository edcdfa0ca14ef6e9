package loss

import (
	"math"

	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/net"
	"github.com/fenchel-gym/fenchel/policy/solve"
)

// Gaussian is the negative log-likelihood of the expert's action under policy.Gaussian, v = (μ, log σ):
//
//	L(v,y) = Σ_i ½((y_i − μ_i)/σ_i)² + log σ_i + ½ log 2π
//
// A log σ outside [policy.MinLogStd, policy.MaxLogStd] is used as the bound, and its gradient is zero there.
type Gaussian struct{}

// Name is "gaussian".
func (Gaussian) Name() string { return "gaussian" }

// Clone returns the loss, which has no scratch.
func (l Gaussian) Clone() Loss { return l }

// AddGrad adds scale·((μ − y)/σ², 1 − ((y − μ)/σ)²).
func (l Gaussian) AddGrad(losses []float64, gradV policy.Matrix, _ net.Params[float32], scale float64, v, y policy.Matrix, _ solve.Rows) {
	l.AddGradKnown(losses, gradV, scale, v, y, nil)
}

// AddGradKnown does so in the first known[i] coordinates of row i, in all where known is nil.
func (Gaussian) AddGradKnown(losses []float64, gradV policy.Matrix, scale float64, v, y policy.Matrix, known []int) {
	k := y.Cols
	for i := range v.Rows {
		row, g, targets := v.Row(i), gradV.Row(i), leading(y, known, i)
		sum := 0.5 * float64(len(targets)) * math.Log(2*math.Pi)
		for j, target := range targets {
			logStd := min(max(row[k+j], policy.MinLogStd), policy.MaxLogStd)
			invStd := math.Exp(-logStd)
			z := (row[j] - target) * invStd
			sum += 0.5*z*z + logStd
			g[j] += scale * z * invStd
			if logStd == row[k+j] {
				g[k+j] += scale * (1 - z*z)
			}
		}
		losses[i] = sum
	}
}

// GaussianOptions has no fields.
type GaussianOptions struct{}

// Validate finds nothing to refuse.
func (GaussianOptions) Validate() error { return nil }

// New makes the loss.
func (GaussianOptions) New(policy.Head) (Loss, error) {
	return Gaussian{}, nil
}

func init() {
	Register(Registration{Name: "gaussian", Formula: "−log N(y; μ, σ²), v = (μ, log σ)", Options: GaussianOptions{}, Head: "gaussian"})
}
