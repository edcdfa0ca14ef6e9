package energy

import (
	"math/rand/v2"
	"slices"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/policy/net"
	"github.com/fenchel-gym/fenchel/policy/net/kernel"
)

// Conditional is late fusion in which the state sets the layer that meets the action: v = (c, W) holds the offsets
// c ∈ ℝ^h and weights W ∈ ℝ^{h×k} of the first layer, and the rest of the network is common to all states,
//
//	Φ(v,p) = top(g(c + W·p))
//
// A hidden unit is then a soft half-space of the action set whose place and direction f_W chooses, so "near the goal"
// costs two units, where a layer of fixed weights on [h(s), p] (see Late) has to build products of state and action out
// of sums. It is neither concave in p nor linear in v; its maximum is searched, not computed.
//
// Weights and activations are float32. g is softplus, so that ∇₂Φ means something to a solver that climbs.
type Conditional struct {
	fusion
	k int

	v32    net.Matrix[float32] // block of v
	p32    net.Matrix[float32] // its candidates
	dv, dp net.Matrix[float32]
	none   []float32 // a bias of zeros (h)
}

// NewConditional returns an energy on k action coordinates with hidden layers of the given widths, the first being h.
// Its weights are zero until Init or loading.
func NewConditional(k int, widths []int) *Conditional {
	return &Conditional{fusion: newFusion(widths, net.Softplus), k: k, none: make([]float32, widths[0])}
}

// Name is "conditional".
func (e *Conditional) Name() string { return "conditional" }

// Dim is k.
func (e *Conditional) Dim() int { return e.k }

// VDim is h·(1+k): c, then W row by row.
func (e *Conditional) VDim() int { return e.h * (1 + e.k) }

// Concave is false.
func (e *Conditional) Concave() bool { return false }

// Params are the weights of the common layers.
func (e *Conditional) Params() net.Params[float32] { return e.top.Params() }

// Clone shares the weights.
func (e *Conditional) Clone() Energy {
	return &Conditional{fusion: e.clone(), k: e.k, none: e.none}
}

// Init draws the weights as He et al. (2015) do.
func (e *Conditional) Init(rng *rand.Rand) { e.top.InitHe(rng) }

// OutputScales asks for weights of the size that He's rule would give: the network's last layer is small otherwise.
func (e *Conditional) OutputScales(scales []float64) {
	for i := range scales {
		scales[i] = 1 / OutputGain
	}
}

// Value runs the network forward.
func (e *Conditional) Value(dst []float64, v, p Matrix) {
	for b := e.blocks(v, p); b.advance(); {
		for j, f := range e.forward(b.v, b.p).Data {
			dst[b.first+j] = float64(f)
		}
	}
}

// GradP runs it forward and backward to p: Wᵀ·δ.
func (e *Conditional) GradP(dst, v, p Matrix) {
	for b := e.blocks(v, p); b.advance(); {
		e.forward(b.v, b.p)
		delta := e.backward(b.seed(e.dy, 1, nil), nil)
		m := b.p.Rows / b.v.Rows
		dp := e.dp.Slice(0, b.p.Rows)
		for i := range b.v.Rows {
			w := e.v32.Row(i)[e.h:]
			kernel.GemmNN(m, e.k, e.h, 1, delta.Data[i*m*e.h:], e.h, w, e.k, 0, dp.Data[i*m*e.k:], e.k)
		}
		widen(dst.Data[b.first*e.k:], dp.Data)
	}
}

// AddGradV adds scale·Σ_j (δ_j, δ_j·p_jᵀ).
func (e *Conditional) AddGradV(dst Matrix, scale float64, v, p Matrix) {
	e.addGrad(dst, nil, scale, nil, v, p)
}

// AddGradParams adds the gradient in the common layers.
func (e *Conditional) AddGradParams(grad net.Params[float32], scale float64, v, p Matrix) {
	e.addGrad(Matrix{}, grad, scale, nil, v, p)
}

// AddGradWeighted adds both, each candidate with a weight of its own.
func (e *Conditional) AddGradWeighted(gradV Matrix, grad net.Params[float32], weights []float64, v, p Matrix) {
	e.addGrad(gradV, grad, 0, weights, v, p)
}

// addGrad runs forward and backward once; weights, where there are any, take the place of scale.
func (e *Conditional) addGrad(gradV Matrix, grad net.Params[float32], scale float64, weights []float64, v, p Matrix) {
	for b := e.blocks(v, p); b.advance(); {
		e.forward(b.v, b.p)
		delta := e.backward(b.seed(e.dy, scale, weights), grad)
		if gradV.Rows > 0 {
			e.addV(gradV, delta, b)
		}
	}
}

// addV adds ∂/∂c = Σ_j δ_j and ∂/∂W = Σ_j δ_j·p_jᵀ to the rows of a block.
func (e *Conditional) addV(gradV Matrix, delta net.Matrix[float32], b lateRows) {
	m := b.p.Rows / b.v.Rows
	dv := e.dv.Slice(0, b.v.Rows)
	clear(dv.Data)
	for i := range b.v.Rows {
		own, row := delta.Data[i*m*e.h:], dv.Row(i)
		kernel.AddRows(row[:e.h], m, e.h, own, e.h)
		kernel.GemmTN(e.h, e.k, m, 1, own, e.h, e.p32.Data[i*m*e.k:], e.k, 0, row[e.h:], e.k)
		addWide(gradV.Row(b.row+i), row)
	}
}

// blocks begins a walk over a batch.
func (e *Conditional) blocks(v, p Matrix) lateRows {
	b := walk(v, p, candidates(v, p, e.VDim(), e.k))
	e.reserve(min(b.step, v.Rows), b.m)
	return b
}

// reserve makes room for blocks of n rows of v with m candidates each.
func (e *Conditional) reserve(n, m int) {
	rows := n * m
	if e.v32.Rows < n {
		e.v32, e.dv = net.NewMatrix[float32](n, e.VDim()), net.NewMatrix[float32](n, e.VDim())
	}
	if e.fusion.reserve(rows) {
		e.p32, e.dp = net.NewMatrix[float32](rows, e.k), net.NewMatrix[float32](rows, e.k)
	}
}

// forward returns Φ for a block, one number a row.
func (e *Conditional) forward(v, p Matrix) net.Matrix[float32] {
	kernel.Narrow(e.v32.Data, v.Data)
	kernel.Narrow(e.p32.Data, p.Data)
	x := e.hidden.Slice(0, p.Rows)
	m := p.Rows / v.Rows
	for i := range v.Rows {
		c, w := e.v32.Row(i)[:e.h], e.v32.Row(i)[e.h:]
		own := x.Data[i*m*e.h : (i+1)*m*e.h]
		for j := range m {
			copy(own[j*e.h:(j+1)*e.h], c)
		}
		kernel.GemmNT(m, e.h, e.k, 1, e.p32.Data[i*m*e.k:], e.k, w, e.k, 1, own, e.h)
	}
	return e.fusion.forward(x, e.none)
}

// ConditionalOptions set the size of the network.
type ConditionalOptions struct {
	Width []int `json:"width" yaml:"width"` // of the hidden layers, at least one: the first is h
}

// DefaultConditional has two hidden layers of 64.
func DefaultConditional() ConditionalOptions { return ConditionalOptions{Width: []int{64, 64}} }

// Validate bounds the layers.
func (o ConditionalOptions) Validate() error { return checkWidth(o.Width) }

// New makes the energy.
func (o ConditionalOptions) New(set space.Set) Energy { return NewConditional(set.Dim(), o.Width) }

// Size counts the weights of the common layers.
func (o ConditionalOptions) Size(set space.Set) (v int, own float64) {
	k := set.Dim()
	return o.Width[0] * (1 + k), layers(slices.Concat(o.Width, []int{1})...)
}

func init() {
	Register(Registration{Name: "conditional", Formula: "a network of c + W·p", Options: DefaultConditional()})
}
