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
	"github.com/fenchel-gym/fenchel/policy/regularizer"
	"github.com/fenchel-gym/fenchel/policy/solve"
)

// Unrolled is the squared error of what T steps of ascent reach, L(v,y) = ½‖p_T − y‖², differentiated through all the
// steps: the reverse pass walks back over the iterates, which are kept, so its memory grows as T (docs/paper.md 9.3).
// With a fixed rate η a step is
//
//	quadratic Ω:  p_t = Project_C(q_t)                   q_{t+1} = p_t + η(∇₂Φ(v,p_t) − ∇Ω(p_t))
//	others:       p_t = argmax_{p∈C} ⟨q_t,p⟩ − Ω(p)     q_{t+1} = q_t + η(∇₂Φ(v,p_t) − q_t)
//
// from the middle of C. The policy that is trained acts by its own solver, which goes on to the maximum: the two differ
// by what T steps leave undone.
//
// It takes energies with second derivatives, regularizers that are strongly convex, and any set. It is convex in
// nothing, and a coordinate that ends at the wrong bound has no gradient.
type Unrolled struct {
	Greedy  *policy.Greedy
	Options UnrolledOptions

	twice    energy.SecondOrder
	path     []policy.Matrix // q_0 … q_T (n×k each)
	p, slope policy.Matrix   // p_t, ∇₂Φ or ∇₂Φ − ∇Ω there (n×k)
	barP     policy.Matrix   // ∂L/∂p_t (n×k)
	barQ     policy.Matrix   // ∂L/∂q_{t+1} (n×k)
	weight   []float64       // of the coordinates in the derivative of q ↦ p (k)
}

// UnrolledOptions set the ascent.
type UnrolledOptions struct {
	Steps int     `json:"steps" yaml:"steps"` // T; more come nearer to the maximum and take more memory
	Rate  float64 `json:"rate" yaml:"rate"`   // η; above 2 over the largest curvature of Φ − Ω, or above 1 where Ω is not quadratic, it diverges
}

// DefaultUnrolled is 30 steps at rate 0.2.
func DefaultUnrolled() UnrolledOptions { return UnrolledOptions{Steps: 30, Rate: 0.2} }

// Validate says what is wrong with options that came from a file.
func (o UnrolledOptions) Validate() error {
	return config.Join(config.Range("steps", o.Steps, 1, 1<<12), config.Positive("rate", o.Rate, 1e3))
}

// NewUnrolled returns the loss of a greedy head.
func NewUnrolled(g *policy.Greedy, o UnrolledOptions) (*Unrolled, error) {
	twice, err := energy.SecondOrderOf(g.Energy)
	if err != nil {
		return nil, fmt.Errorf("loss: squared-unrolled: %w", err)
	}
	if g.Omega.Modulus() == 0 {
		return nil, fmt.Errorf("loss: squared-unrolled: with regularizer %q the argmax may jump: it has no derivative", g.Omega.Name())
	}
	return &Unrolled{Greedy: g, Options: o, twice: twice}, nil
}

// Name is "squared-unrolled".
func (l *Unrolled) Name() string { return "squared-unrolled" }

// Clone shares the energy's weights.
func (l *Unrolled) Clone() Loss {
	c, err := NewUnrolled(l.Greedy.Clone().(*policy.Greedy), l.Options)
	if err != nil {
		panic("loss: a clone differs from its original: " + err.Error())
	}
	return c
}

// AddGrad climbs T steps and walks back.
func (l *Unrolled) AddGrad(losses []float64, gradV policy.Matrix, grad net.Params[float32], scale float64, v, y policy.Matrix, _ solve.Rows) {
	l.reserve(y.Rows, y.Cols)
	l.climb(v)
	squares(losses, l.barP, scale, l.p, y)
	l.pull(l.path[l.Options.Steps], false)
	for t := l.Options.Steps - 1; t >= 0; t-- {
		l.back(t, gradV, grad, v)
	}
}

func (l *Unrolled) reserve(n, k int) {
	if l.path == nil {
		l.path = make([]policy.Matrix, l.Options.Steps+1)
	}
	for t := range l.path {
		l.path[t] = l.path[t].Reshape(n, k)
	}
	l.p, l.slope, l.barP, l.barQ = l.p.Reshape(n, k), l.slope.Reshape(n, k), l.barP.Reshape(n, k), l.barQ.Reshape(n, k)
	l.weight = floats.Grow(l.weight, k)
}

// climb writes q_0 … q_T and leaves p_T in p.
func (l *Unrolled) climb(v policy.Matrix) {
	g, eta, dual := l.Greedy, l.Options.Rate, l.dual()
	for i := range v.Rows {
		q := l.path[0].Row(i)
		clear(q)
		if !dual {
			space.Center(q, g.Set)
		}
	}
	l.points(0)
	for t := range l.Options.Steps {
		from := l.p
		if dual {
			from = l.path[t]
			g.Energy.GradP(l.slope, v, l.p)
			for j, q := range from.Data {
				l.slope.Data[j] -= q
			}
		} else {
			g.Grad(l.slope, v, l.p)
		}
		for j, x := range from.Data {
			l.path[t+1].Data[j] = x + eta*l.slope.Data[j]
		}
		l.points(t + 1)
	}
}

// dual is whether the steps are taken in q = ∇Ω(p).
func (l *Unrolled) dual() bool {
	_, quadratic := l.Greedy.Omega.(regularizer.Quadratic)
	return !quadratic
}

// points writes p_t.
func (l *Unrolled) points(t int) {
	g := l.Greedy
	for i := range l.p.Rows {
		if l.dual() {
			g.Omega.Argmax(l.p.Row(i), l.path[t].Row(i), g.Set)
		} else {
			g.Set.Project(l.p.Row(i), l.path[t].Row(i))
		}
	}
}

// back takes ∂L/∂q_{t+1} to ∂L/∂q_t and adds what belongs to v and to the energy's weights.
func (l *Unrolled) back(t int, gradV policy.Matrix, grad net.Params[float32], v policy.Matrix) {
	g, eta, dual := l.Greedy, l.Options.Rate, l.dual()
	l.points(t)
	for i := range l.barP.Rows {
		g.Omega.Curvature(l.weight, l.p.Row(i))
		bar, q := l.barP.Row(i), l.barQ.Row(i)
		for j, x := range q {
			bar[j] = 0
			if !dual {
				bar[j] = x * (1 - eta*l.weight[j])
			}
		}
	}
	l.twice.AddSecond(l.barP, gradV, grad, eta, l.barQ, v, l.p)
	l.pull(l.path[t], dual)
}

// pull takes ∂L/∂p_t in barP to ∂L/∂q_t in barQ; where keep is set, (1−η)·∂L/∂q_{t+1} remains there.
func (l *Unrolled) pull(q policy.Matrix, keep bool) {
	for i := range l.p.Rows {
		bar := l.barQ.Row(i)
		rest := 0.0
		if keep {
			rest = 1 - l.Options.Rate
		}
		if b, ok := l.Greedy.Set.(space.Ball); ok {
			pullBall(bar, rest, l.barP.Row(i), q.Row(i), b.Radius)
			continue
		}
		l.weigh(l.p.Row(i), q.Row(i))
		pullWeighted(bar, rest, l.barP.Row(i), l.weight, l.Greedy.Set)
	}
}

// weigh writes the diagonal of the derivative of q ↦ p: 0 where a bound holds p, else 1/Ω″ or, where q is in units of
// p, 1.
func (l *Unrolled) weigh(p, q []float64) {
	w := l.weight
	_, labels := l.Greedy.Set.(space.Cube)
	if l.dual() {
		l.Greedy.Omega.Curvature(w, p)
		for j, x := range w {
			w[j] = 1 / x
			if !l.Greedy.Omega.Interior() && (p[j] <= 0 || labels && p[j] >= 1) {
				w[j] = 0
			}
		}
		return
	}
	_, choice := l.Greedy.Set.(space.Simplex)
	for j := range w {
		w[j] = 0
		if p[j] == q[j] || choice && p[j] > 0 {
			w[j] = 1
		}
	}
}

// pullWeighted writes dst = rest·dst + W·bar, with W = diag(w), and W − wwᵀ/Σw on the simplex.
func pullWeighted(dst []float64, rest float64, bar, w []float64, set space.Set) {
	mean := 0.0
	if _, choice := set.(space.Simplex); choice {
		var dot, sum float64
		for j, x := range w {
			dot += x * bar[j]
			sum += x
		}
		mean = dot / sum
	}
	for j, x := range w {
		dst[j] = rest*dst[j] + x*(bar[j]-mean)
	}
}

// pullBall is the derivative of the projection onto a ball: the identity inside, (r/‖q‖)(I − qqᵀ/‖q‖²) outside.
func pullBall(dst []float64, rest float64, bar, q []float64, radius float64) {
	var square, dot float64
	for j, x := range q {
		square += x * x
		dot += x * bar[j]
	}
	shrink, along := 1.0, 0.0
	if square > radius*radius {
		shrink, along = radius/math.Sqrt(square), dot/square
	}
	for j, x := range q {
		dst[j] = rest*dst[j] + shrink*(bar[j]-along*x)
	}
}

// New makes the loss.
func (o UnrolledOptions) New(h policy.Head) (Loss, error) {
	g, err := greedyOf(h)
	if err != nil {
		return nil, err
	}
	return NewUnrolled(g, o)
}

func init() {
	Register(Registration{Name: "squared-unrolled", Formula: "½‖p_T − y‖², differentiated through T steps", Options: DefaultUnrolled(), Head: "greedy", NonNegative: true})
}
