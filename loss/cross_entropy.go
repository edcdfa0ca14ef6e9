package loss

import (
	"fmt"
	"math"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/internal/config"
	"github.com/fenchel-gym/fenchel/internal/floats"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/energy"
	"github.com/fenchel-gym/fenchel/policy/net"
	"github.com/fenchel-gym/fenchel/policy/solve"
)

// CrossEntropy is the negative log-likelihood of the expert's labels under the Gibbs distribution on the vertices Y of
// the cube or the simplex, J = Φ − Ω:
//
//	L(v,y) = log Σ_{p∈Y} exp J(v,p) − J(v,y)        ∇₁L = E_{p∼exp J/Z} ∇₁Φ(v,p) − ∇₁Φ(v,y)
//
// It is the Fenchel-Young loss of distributions over Y with Shannon's negentropy (docs/paper.md 4.4), so it is
// convex in v where Φ is linear in v, whether or not Φ is concave in p. The entropies vanish at the vertices and leave Φ
// alone; with Ω = ½γ‖p‖² a label costs ½γ here as it does in the argmax. How the sum is taken depends on the problem:
//
//	simplex                         exact: k vertices
//	cube, energy linear in p        exact: it factorizes, Σ_i softplus(±J_i), the sigmoid cross-entropy
//	cube, k ≤ Exact                 exact: 2^k vertices
//	cube, k beyond                  Gibbs sampling: Samples chains that start at y and sweep Sweeps times over the labels
//
// Few sweeps from y are contrastive divergence (Hinton 2002): the gradient is biased towards y, and the number reported
// as the loss is J at the samples less J(v,y), which may be negative. Boxes and balls have no such sum: see InfoNCE.
type CrossEntropy struct {
	Greedy  *policy.Greedy
	Options CrossEntropyOptions
	contrast
	gibbs gibbs
	omega float64   // Ω(e_i) − Ω(0) on the cube
	slope []float64 // u (k)
	best  policy.Matrix
}

// CrossEntropyOptions say where the sum over vertices is exact, and how it is sampled where it is not.
type CrossEntropyOptions struct {
	Exact   int `json:"exact" yaml:"exact"`     // most labels whose 2^k vertices are summed
	Samples int `json:"samples" yaml:"samples"` // chains a row beyond that
	Sweeps  int `json:"sweeps" yaml:"sweeps"`   // passes of a chain over the labels; more lessen the bias
}

// DefaultCrossEntropy sums up to 256 vertices and samples 2 chains of 5 sweeps beyond.
func DefaultCrossEntropy() CrossEntropyOptions {
	return CrossEntropyOptions{Exact: 8, Samples: 2, Sweeps: 5}
}

// Validate says what is wrong with options that came from a file.
func (o CrossEntropyOptions) Validate() error {
	return config.Join(
		config.Range("exact", o.Exact, 0, 16),
		config.Range("samples", o.Samples, 1, 1<<12),
		config.Range("sweeps", o.Sweeps, 1, 1<<12),
	)
}

// NewCrossEntropy returns the loss of a greedy head.
func NewCrossEntropy(g *policy.Greedy, o CrossEntropyOptions) (*CrossEntropy, error) {
	l := &CrossEntropy{Greedy: g, Options: o}
	k := g.Dim()
	switch g.Set.(type) {
	case space.Simplex:
	case space.Cube:
		one := make([]float64, k)
		l.omega = -g.Omega.Value(one)
		one[0] = 1
		l.omega += g.Omega.Value(one)
	default:
		return nil, fmt.Errorf("loss: cross-entropy: the actions of a %v cannot be summed: want a cube or a simplex", g.Set)
	}
	return l, nil
}

// Name is "cross-entropy".
func (l *CrossEntropy) Name() string { return "cross-entropy" }

// Clone shares the energy's weights.
func (l *CrossEntropy) Clone() Loss {
	return &CrossEntropy{Greedy: l.Greedy.Clone().(*policy.Greedy), Options: l.Options, omega: l.omega}
}

// AddGrad takes the way of the type's comment.
func (l *CrossEntropy) AddGrad(losses []float64, gradV policy.Matrix, grad net.Params[float32], scale float64, v, y policy.Matrix, rows solve.Rows) {
	k := y.Cols
	_, choice := l.Greedy.Set.(space.Simplex)
	e, linear := l.Greedy.Energy.(energy.Linear)
	switch {
	case choice:
		l.enumerate(losses, gradV, grad, scale, v, y, k, func(p []float64, c int) { p[c] = 1 })
	case linear:
		l.factorize(e, losses, gradV, grad, scale, v, y)
	case l.samples():
		l.sample(losses, gradV, grad, scale, v, y, rows)
	default:
		l.enumerate(losses, gradV, grad, scale, v, y, 1<<k, func(p []float64, c int) {
			for i := range p {
				p[i] = float64(c >> i & 1)
			}
		})
	}
}

// enumerate sums over m vertices, which vertex writes into zeros. The expert's action comes before them, for the case
// that it is none, with a weight that takes no part in the sum.
func (l *CrossEntropy) enumerate(losses []float64, gradV policy.Matrix, grad net.Params[float32], scale float64, v, y policy.Matrix, m int, vertex func(p []float64, c int)) {
	l.contrast.reserve(v.Rows, 1+m, y.Cols)
	clear(l.points.Data)
	for i := range v.Rows {
		at := i * (1 + m)
		copy(l.points.Row(at), y.Row(i))
		for c := range m {
			vertex(l.points.Row(at+1+c), c)
		}
	}
	l.Greedy.Value(l.value, v, l.points)
	for i := range v.Rows {
		value, weight := l.value[i*(1+m):(i+1)*(1+m)], l.weight[i*(1+m):(i+1)*(1+m)]
		losses[i] = mix(value[1:], weight[1:], 1, scale) + value[1] - value[0]
		weight[1] += scale // mix took the first vertex for the expert
		weight[0] = -scale
	}
	l.addGrad(l.Greedy.Energy, gradV, grad, v)
}

// factorize adds the gradient at the mean of the Gibbs distribution, σ(u_i − (Ω(e_i) − Ω(0))): an energy that is linear
// in p has its expected gradient there.
func (l *CrossEntropy) factorize(e energy.Linear, losses []float64, gradV policy.Matrix, grad net.Params[float32], scale float64, v, y policy.Matrix) {
	l.best, l.slope = l.best.Reshape(v.Rows, y.Cols), floats.Grow(l.slope, y.Cols)
	l.contrast.reserve(v.Rows, 1, y.Cols)
	l.Greedy.Value(l.value, v, y)
	for i := range v.Rows {
		e.Slope(l.slope, v.Row(i))
		mean := l.best.Row(i)
		losses[i] = -l.value[i]
		for j, u := range l.slope {
			u -= l.omega
			decay := math.Exp(-math.Abs(u))
			losses[i] += max(u, 0) + math.Log1p(decay) // softplus
			mean[j] = 1 / (1 + decay)
			if u < 0 {
				mean[j] = decay / (1 + decay)
			}
		}
	}
	addEnergy(e, gradV, grad, +scale, v, l.best)
	addEnergy(e, gradV, grad, -scale, v, y)
}

// sample draws from the Gibbs distribution and adds the mean gradient there.
func (l *CrossEntropy) sample(losses []float64, gradV policy.Matrix, grad net.Params[float32], scale float64, v, y policy.Matrix, rows solve.Rows) {
	m := l.Options.Samples
	l.contrast.reserve(v.Rows, 1+m, y.Cols)
	for i := range v.Rows {
		for s := range 1 + m {
			copy(l.points.Row(i*(1+m)+s), y.Row(i))
		}
		l.gibbs.sweep(l.points.Slice(i*(1+m)+1, (i+1)*(1+m)), l.Greedy, l.omega, v.Slice(i, i+1), l.Options.Sweeps, l.stream.At(rows, i))
	}
	l.Greedy.Value(l.value, v, l.points)
	for i := range v.Rows {
		at := i * (1 + m)
		losses[i] = -l.value[at]
		l.weight[at] = -scale
		for s := 1; s <= m; s++ {
			losses[i] += l.value[at+s] / float64(m)
			l.weight[at+s] = scale / float64(m)
		}
	}
	l.addGrad(l.Greedy.Energy, gradV, grad, v)
}

// samples is whether the sum is sampled.
func (l *CrossEntropy) samples() bool {
	_, cube := l.Greedy.Set.(space.Cube)
	_, linear := l.Greedy.Energy.(energy.Linear)
	return cube && !linear && l.Greedy.Dim() > l.Options.Exact
}

// New makes the loss.
func (o CrossEntropyOptions) New(h policy.Head) (Loss, error) {
	g, err := greedyOf(h)
	if err != nil {
		return nil, err
	}
	return NewCrossEntropy(g, o)
}

func init() {
	Register(Registration{Name: "cross-entropy", Formula: "log Σ_p exp J(v,p) − J(v,y) over the vertices", Options: DefaultCrossEntropy(), Head: "greedy"})
}
