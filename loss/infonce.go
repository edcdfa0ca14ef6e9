package loss

import (
	"fmt"
	"math"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/internal/config"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/net"
	"github.com/fenchel-gym/fenchel/policy/solve"
)

// InfoNCE is the loss of implicit behavioral cloning (Florence et al. 2021): tell the expert's action a_0 = y from
// negatives a_1 … a_m by softmax (docs/paper.md 9.5),
//
//	L(v,y) = log Σ_{j=0}^m exp(J(v,a_j)/τ) − J(v,y)/τ        J = Φ − Ω
//
// Negatives are drawn uniformly in C, and if asked climb from there by Langevin's dynamics, so that they are where the
// energy is high and wrong:
//
//	a ← Project_C(a + ½η·∇₂J(v,a)/τ + √η·ξ),  ξ ∼ N(0, I)        η from Rate to Rate/100 over the steps, geometrically
//
// No gradient passes through how a negative came about. With uniform negatives L is, for the negatives drawn, the
// Fenchel-Young loss of Lifted, convex in v where Φ is linear in v; with Langevin negatives it is convex in nothing, the
// negatives moving with v. It takes any energy and set, no regularizer needed; on cubes and simplices the negatives are
// points of the relaxed set.
type InfoNCE struct {
	Greedy  *policy.Greedy
	Options InfoNCEOptions
	contrast
	slope     policy.Matrix // ∇₂J at the negatives (n·m × k)
	negatives policy.Matrix // a_1 … a_m of every row (n·m × k)
}

// InfoNCEOptions say how negatives are drawn.
type InfoNCEOptions struct {
	Negatives   int     `json:"negatives" yaml:"negatives"`     // m, 1 to 64
	Temperature float64 `json:"temperature" yaml:"temperature"` // τ > 0
	Langevin    int     `json:"langevin" yaml:"langevin"`       // steps of each negative; 0: they stay where they were drawn
	Rate        float64 `json:"rate" yaml:"rate"`               // η of the first step, in squared normalized coordinates
}

// maxNegatives bounds the negatives of a row.
const maxNegatives = 64

// DefaultInfoNCE draws 63 uniform negatives.
func DefaultInfoNCE() InfoNCEOptions {
	return InfoNCEOptions{Negatives: 63, Temperature: 1, Rate: 0.05}
}

// Validate says what is wrong with options that came from a file.
func (o InfoNCEOptions) Validate() error {
	return config.Join(
		config.Range("negatives", o.Negatives, 1, maxNegatives),
		config.Positive("temperature", o.Temperature, 1e6),
		config.Range("langevin", o.Langevin, 0, 1<<12),
		config.Positive("rate", o.Rate, 1e6),
	)
}

// NewInfoNCE returns the loss of a greedy head.
func NewInfoNCE(g *policy.Greedy, o InfoNCEOptions) (*InfoNCE, error) {
	if o.Langevin > 0 && g.Omega.Interior() {
		return nil, fmt.Errorf("loss: infonce: regularizer %q has an infinite gradient where Langevin's dynamics is projected to: want quadratic or none", g.Omega.Name())
	}
	return &InfoNCE{Greedy: g, Options: o}, nil
}

// Name is "infonce".
func (l *InfoNCE) Name() string { return "infonce" }

// Clone shares the energy's weights.
func (l *InfoNCE) Clone() Loss {
	return &InfoNCE{Greedy: l.Greedy.Clone().(*policy.Greedy), Options: l.Options}
}

// AddGrad draws negatives and adds Σ_j q_j·∇₁Φ(v,a_j) − ∇₁Φ(v,y), over τ, with q the softmax of J/τ.
func (l *InfoNCE) AddGrad(losses []float64, gradV policy.Matrix, grad net.Params[float32], scale float64, v, y policy.Matrix, rows solve.Rows) {
	m, tau := l.Options.Negatives, l.Options.Temperature
	l.draw(v, y.Cols, rows)
	l.contrast.reserve(v.Rows, 1+m, y.Cols)
	for i := range v.Rows {
		copy(l.points.Row(i*(1+m)), y.Row(i))
		copy(l.points.Slice(i*(1+m)+1, (i+1)*(1+m)).Data, l.negatives.Slice(i*m, (i+1)*m).Data)
	}
	l.Greedy.Value(l.value, v, l.points)
	for i := range v.Rows {
		at, end := i*(1+m), (i+1)*(1+m)
		losses[i] = mix(l.value[at:end], l.weight[at:end], tau, scale/tau) / tau
	}
	l.addGrad(l.Greedy.Energy, gradV, grad, v)
}

// draw writes the negatives. A row's numbers come from its own stream, those of a Langevin step from another one, so
// that all rows can step together.
func (l *InfoNCE) draw(v policy.Matrix, k int, rows solve.Rows) {
	m := l.Options.Negatives
	l.negatives, l.slope = l.negatives.Reshape(v.Rows*m, k), l.slope.Reshape(v.Rows*m, k)
	for i := range v.Rows {
		rng := l.stream.At(rows, i)
		for j := range m {
			space.DrawUniform(l.negatives.Row(i*m+j), l.Greedy.Set, rng)
		}
	}
	for t := range l.Options.Langevin {
		rows.Seed += langevinStride
		l.step(v, rows, l.Options.Rate*math.Pow(0.01, float64(t)/float64(max(l.Options.Langevin-1, 1))))
	}
}

// langevinStride separates the streams of the steps (an odd constant, 2⁶⁴ over the golden ratio).
const langevinStride = 0x9e3779b97f4a7c15

// step moves every negative once, with η = rate.
func (l *InfoNCE) step(v policy.Matrix, rows solve.Rows, rate float64) {
	m, noise := l.Options.Negatives, math.Sqrt(rate)
	l.Greedy.Grad(l.slope, v, l.negatives)
	for i := range v.Rows {
		rng := l.stream.At(rows, i)
		for j := i * m; j < (i+1)*m; j++ {
			a, g := l.negatives.Row(j), l.slope.Row(j)
			for c := range a {
				a[c] += 0.5*rate*g[c]/l.Options.Temperature + noise*rng.NormFloat64()
			}
			l.Greedy.Set.Project(a, a)
		}
	}
}

// New makes the loss.
func (o InfoNCEOptions) New(h policy.Head) (Loss, error) {
	g, err := greedyOf(h)
	if err != nil {
		return nil, err
	}
	return NewInfoNCE(g, o)
}

func init() {
	Register(Registration{Name: "infonce", Formula: "log Σ_j exp(J(v,a_j)/τ) − J(v,y)/τ over y and drawn negatives", Options: DefaultInfoNCE(), Head: "greedy", NonNegative: true})
}
