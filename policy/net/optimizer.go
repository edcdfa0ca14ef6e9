package net

import (
	"math"

	"github.com/fenchel-gym/fenchel/internal/config"
	"github.com/fenchel-gym/fenchel/policy/net/kernel"
)

// AdamOptions are the constants of Adam (Kingma and Ba 2015) and, with WeightDecay > 0, AdamW (Loshchilov and
// Hutter 2019). The step size is not among them: a Schedule gives it.
type AdamOptions struct {
	Beta1       float64 `json:"beta1" yaml:"beta1"`               // memory of the mean of gradients, default 0.9
	Beta2       float64 `json:"beta2" yaml:"beta2"`               // memory of the mean of squares, default 0.999
	Epsilon     float64 `json:"epsilon" yaml:"epsilon"`           // added to the root of the latter, default 1e-8
	WeightDecay float64 `json:"weight_decay" yaml:"weight_decay"` // of weights, not of biases, default 0
}

// DefaultAdam returns the usual constants.
func DefaultAdam() AdamOptions {
	return AdamOptions{Beta1: 0.9, Beta2: 0.999, Epsilon: 1e-8}
}

// Validate says what is wrong with options that came from a file or a flag.
func (o AdamOptions) Validate() error {
	var errs []error
	for _, f := range []struct {
		key   string
		value float64
		ok    bool
		want  string
	}{
		{"beta1", o.Beta1, o.Beta1 >= 0 && o.Beta1 < 1, "0 ≤ beta1 < 1"},
		{"beta2", o.Beta2, o.Beta2 >= 0 && o.Beta2 < 1, "0 ≤ beta2 < 1"},
		{"epsilon", o.Epsilon, o.Epsilon > 0 && o.Epsilon <= 1, "0 < epsilon ≤ 1"},
		{"weight_decay", o.WeightDecay, o.WeightDecay >= 0 && o.WeightDecay <= 1, "0 ≤ weight_decay ≤ 1"},
	} {
		if !f.ok {
			errs = append(errs, config.Want(f.key, f.value, "%s", f.want))
		}
	}
	return config.Join(errs...)
}

// Adam descends along gradients scaled by running means of the gradient and of its square:
//
//	m ← β₁m + (1−β₁)g     v ← β₂v + (1−β₂)g²
//	w ← (1 − ηλ)w − η·(m/(1−β₁ᵗ)) / (√(v/(1−β₂ᵗ)) + ε)
//
// with step size η, decay λ (zero for tensors of one dimension, the biases) and step count t. M, V and Steps are its
// whole state: a checkpoint that restores them continues exactly.
type Adam[T Float] struct {
	Options AdamOptions
	Steps   int64     // t, steps made so far
	M, V    Params[T] // running means, named after the parameters with "m." and "v." in front
}

// NewAdam returns an optimizer for parameters of this layout, at step 0.
func NewAdam[T Float](p Params[T], o AdamOptions) *Adam[T] {
	return &Adam[T]{Options: o, M: p.Zeros().Prefixed("m."), V: p.Zeros().Prefixed("v.")}
}

// State returns the running means as one list, for files. The data are shared.
func (a *Adam[T]) State() Params[T] {
	return append(append(Params[T](nil), a.M...), a.V...)
}

// Step moves p against grad with step size rate, in place.
func (a *Adam[T]) Step(p, grad Params[T], rate float64) {
	p.checkLayout(a.M)
	grad.checkLayout(a.M)
	a.Steps++
	o, t := a.Options, float64(a.Steps)
	s := kernel.AdamStep{
		Beta1: float32(o.Beta1), Beta2: float32(o.Beta2), New1: float32(1 - o.Beta1), New2: float32(1 - o.Beta2),
		Rate:    float32(rate / (1 - math.Pow(o.Beta1, t))),
		Scale:   float32(1 / math.Sqrt(1-math.Pow(o.Beta2, t))),
		Epsilon: float32(o.Epsilon),
	}
	for i := range p {
		s.Keep = 1
		if len(p[i].Shape) > 1 {
			s.Keep = float32(1 - rate*o.WeightDecay)
		}
		if w, ok := asFloat32(p[i].Data); ok {
			g, _ := asFloat32(grad[i].Data)
			m, _ := asFloat32(a.M[i].Data)
			v, _ := asFloat32(a.V[i].Data)
			kernel.Adam(w, m, v, g, &s)
			continue
		}
		a.stepPlain(p[i], a.M[i].Data, a.V[i].Data, grad[i].Data, rate)
	}
}

// stepPlain is the formula above.
func (a *Adam[T]) stepPlain(p Param[T], m, v, g []T, rate float64) {
	o, t := a.Options, float64(a.Steps)
	c1, c2 := 1-math.Pow(o.Beta1, t), 1-math.Pow(o.Beta2, t)
	decay := rate * o.WeightDecay
	if len(p.Shape) < 2 {
		decay = 0
	}
	for i := range p.Data {
		gi := float64(g[i])
		mi := o.Beta1*float64(m[i]) + (1-o.Beta1)*gi
		vi := o.Beta2*float64(v[i]) + (1-o.Beta2)*gi*gi
		m[i], v[i] = T(mi), T(vi)
		p.Data[i] = T((1-decay)*float64(p.Data[i]) - rate*(mi/c1)/(math.Sqrt(vi/c2)+o.Epsilon))
	}
}

// Norm returns the Euclidean norm of all numbers of p as one vector, summed in float64 in a fixed order.
func (p Params[T]) Norm() float64 {
	sum := 0.0
	for i := range p {
		if x, ok := asFloat32(p[i].Data); ok {
			sum += kernel.SumSquares(x)
			continue
		}
		for _, x := range p[i].Data {
			sum += float64(x) * float64(x)
		}
	}
	return math.Sqrt(sum)
}

// ClipNorm scales grad down to the given norm if it is longer, and returns the norm that it had. A norm that is not
// finite is returned and grad left as it is: the caller stops there.
func ClipNorm[T Float](grad Params[T], limit float64) float64 {
	norm := grad.Norm()
	if !(norm > limit) || math.IsInf(norm, 1) {
		return norm
	}
	scale := T(limit / norm)
	for i := range grad {
		if x, ok := asFloat32(grad[i].Data); ok {
			kernel.Scale(x, float32(scale))
			continue
		}
		for j := range grad[i].Data {
			grad[i].Data[j] *= scale
		}
	}
	return norm
}
