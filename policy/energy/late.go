package energy

import (
	"math/rand/v2"
	"slices"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/internal/config"
	"github.com/fenchel-gym/fenchel/policy/net"
	"github.com/fenchel-gym/fenchel/policy/net/kernel"
)

// Late is late fusion: Φ(v,p) = f(v,p) with f a small network of its own, ending in one number, and v = h(s) an
// embedding that f_W computes once (Florence et al. 2021 fuse early and recompute everything for every action). It is
// neither concave in p nor linear in v: it can prefer either of two actions to anything between them, which no
// regression can. Its maximum is searched, not computed, and the loss a lower bound.
//
// An energy this free can cancel its regularizer: Φ = Ω + const makes every action a maximizer and every
// Fenchel-Young loss zero. A large γ (about 3 to 10 for ½γ‖p‖² on a box) makes that flat solution hard to reach, and
// peaks at the expert's actions easy.
//
// The first layer splits, so that many candidates for one v cost little:
//
//	x₁ = g(V·v + P·p + b)   with V·v + b once for each row of v        Φ = top(x₁)
//
// Weights and activations are float32. With g = relu the energy is cheapest and its peaks are kinks; tanh and softplus
// are smooth, for solvers that climb.
type Late struct {
	fusion
	embed, k int
	weight   net.Matrix[float32] // (V P), hidden × (embed+k)
	bias     []float32           // b (hidden)
	params   net.Params[float32]

	v32    net.Matrix[float32] // block of v in float32
	p32    net.Matrix[float32] // its candidates
	fixed  net.Matrix[float32] // V·v, one row for each v
	sum    net.Matrix[float32] // delta summed over the candidates of each v
	dv, dp net.Matrix[float32] // ∂Φ/∂v, ∂Φ/∂p
}

// NewLate returns an energy with an embedding of length embed, k action coordinates and hidden layers of the given
// widths and function, its weights zero until Init or loading.
func NewLate(embed, k int, widths []int, g net.Activation) *Late {
	h := widths[0]
	e := &Late{fusion: newFusion(widths, g), embed: embed, k: k, weight: net.NewMatrix[float32](h, embed+k), bias: make([]float32, h)}
	e.params = net.Params[float32]{
		{Name: "fusion.weight", Shape: []int{h, embed + k}, Data: e.weight.Data},
		{Name: "fusion.bias", Shape: []int{h}, Data: e.bias},
	}
	e.params = append(e.params, e.top.Params().Prefixed("top.")...)
	return e
}

// Name is "late".
func (e *Late) Name() string { return "late" }

// Dim is k.
func (e *Late) Dim() int { return e.k }

// VDim is the length of the embedding.
func (e *Late) VDim() int { return e.embed }

// Concave is false.
func (e *Late) Concave() bool { return false }

// Params are the weights of the fusion layer and of the layers on top.
func (e *Late) Params() net.Params[float32] { return e.params }

// Clone shares the weights.
func (e *Late) Clone() Energy {
	return &Late{fusion: e.clone(), embed: e.embed, k: e.k, weight: e.weight, bias: e.bias, params: e.params}
}

// Init draws the weights as He et al. (2015) do.
func (e *Late) Init(rng *rand.Rand) {
	fusion := net.NewMLP[float32](net.Shape{Sizes: []int{e.embed + e.k, len(e.bias), 1}, Hidden: e.g})
	fusion.InitHe(rng)
	copy(e.weight.Data, fusion.Params()[0].Data)
	clear(e.bias)
	e.top.InitHe(rng)
}

// Value runs the network forward.
func (e *Late) Value(dst []float64, v, p Matrix) {
	for b := e.blocks(v, p); b.advance(); {
		for j, f := range e.forward(b.v, b.p).Data {
			dst[b.first+j] = float64(f)
		}
	}
}

// GradP runs it forward and backward to p: ∂Φ/∂p = δ·P with δ = ∂Φ/∂(V·v + P·p + b).
func (e *Late) GradP(dst, v, p Matrix) {
	h, in := len(e.bias), e.weight.Cols
	for b := e.blocks(v, p); b.advance(); {
		e.forward(b.v, b.p)
		delta := e.backward(b.seed(e.dy, 1, nil), nil)
		dp := e.dp.Slice(0, delta.Rows)
		kernel.GemmNN(delta.Rows, e.k, h, 1, delta.Data, h, e.weight.Data[e.embed:], in, 0, dp.Data, e.k)
		widen(dst.Data[b.first*e.k:], dp.Data)
	}
}

// AddGradV runs it forward and backward to v: Σ_j δ_j·V.
func (e *Late) AddGradV(dst Matrix, scale float64, v, p Matrix) {
	e.addGrad(dst, nil, scale, nil, v, p)
}

// AddGradParams runs it forward and backward to the weights.
func (e *Late) AddGradParams(grad net.Params[float32], scale float64, v, p Matrix) {
	e.addGrad(Matrix{}, grad, scale, nil, v, p)
}

// AddGradWeighted does both, each candidate with a weight of its own.
func (e *Late) AddGradWeighted(gradV Matrix, grad net.Params[float32], weights []float64, v, p Matrix) {
	e.addGrad(gradV, grad, 0, weights, v, p)
}

// addGrad runs forward and backward once; weights, where there are any, take the place of scale.
func (e *Late) addGrad(gradV Matrix, grad net.Params[float32], scale float64, weights []float64, v, p Matrix) {
	var top net.Params[float32]
	if grad != nil {
		top = grad[2:]
	}
	for b := e.blocks(v, p); b.advance(); {
		e.forward(b.v, b.p)
		delta := e.backward(b.seed(e.dy, scale, weights), top)
		sum := e.sumCandidates(delta, b.v.Rows)
		if gradV.Rows > 0 {
			e.addV(gradV, sum, b.row)
		}
		if grad != nil {
			e.addFusion(grad, sum, delta)
		}
	}
}

// addV continues δ, summed over candidates, to the rows of v: Σ_j δ_j·V.
func (e *Late) addV(gradV Matrix, sum net.Matrix[float32], row int) {
	h := sum.Cols
	dv := e.dv.Slice(0, sum.Rows)
	kernel.GemmNN(sum.Rows, e.embed, h, 1, sum.Data, h, e.weight.Data, e.weight.Cols, 0, dv.Data, e.embed)
	addWide(gradV.Data[row*e.embed:], dv.Data)
}

// addFusion continues δ to the fusion layer: ∂V = Σ δ·vᵀ, ∂P = Σ δ·pᵀ, ∂b = Σ δ.
func (e *Late) addFusion(grad net.Params[float32], sum, delta net.Matrix[float32]) {
	h, in := len(e.bias), e.weight.Cols
	w := grad[0].Data
	kernel.GemmTN(h, e.embed, sum.Rows, 1, sum.Data, h, e.v32.Data, e.embed, 1, w, in)
	kernel.GemmTN(h, e.k, delta.Rows, 1, delta.Data, h, e.p32.Data, e.k, 1, w[e.embed:], in)
	kernel.AddRows(grad[1].Data, sum.Rows, h, sum.Data, h)
}

// blocks begins a walk over a batch.
func (e *Late) blocks(v, p Matrix) lateRows {
	b := walk(v, p, candidates(v, p, e.VDim(), e.Dim()))
	e.reserve(min(b.step, v.Rows), b.m)
	return b
}

// reserve makes room for blocks of n rows of v with m candidates each.
func (e *Late) reserve(n, m int) {
	h, rows := len(e.bias), n*m
	if e.fixed.Rows < n {
		e.v32, e.fixed = net.NewMatrix[float32](n, e.embed), net.NewMatrix[float32](n, h)
		e.sum, e.dv = net.NewMatrix[float32](n, h), net.NewMatrix[float32](n, e.embed)
	}
	if e.fusion.reserve(rows) {
		e.p32, e.dp = net.NewMatrix[float32](rows, e.k), net.NewMatrix[float32](rows, e.k)
	}
}

// forward returns Φ for a block, one number a row.
func (e *Late) forward(v, p Matrix) net.Matrix[float32] {
	h, in := len(e.bias), e.weight.Cols
	kernel.Narrow(e.v32.Data, v.Data)
	kernel.Narrow(e.p32.Data, p.Data)
	kernel.GemmNT(v.Rows, h, e.embed, 1, e.v32.Data, e.embed, e.weight.Data, in, 0, e.fixed.Data, h)
	x := e.hidden.Slice(0, p.Rows)
	m := p.Rows / v.Rows
	for j := range p.Rows {
		copy(x.Row(j), e.fixed.Row(j/m))
	}
	kernel.GemmNT(p.Rows, h, e.k, 1, e.p32.Data, e.k, e.weight.Data[e.embed:], in, 1, x.Data, h)
	return e.fusion.forward(x, e.bias)
}

// sumCandidates adds the rows of delta that belong to one row of v.
func (e *Late) sumCandidates(delta net.Matrix[float32], n int) net.Matrix[float32] {
	sum := e.sum.Slice(0, n)
	clear(sum.Data)
	m, h := delta.Rows/n, delta.Cols
	for i := range n {
		kernel.AddRows(sum.Row(i), m, h, delta.Data[i*m*h:], h)
	}
	return sum
}

// LateOptions set the size of the network.
type LateOptions struct {
	Embed      int            `json:"embed" yaml:"embed"`           // the length of the embedding v
	Width      []int          `json:"width" yaml:"width"`           // of the hidden layers of f, at least one
	Activation net.Activation `json:"activation" yaml:"activation"` // of the hidden layers: relu, tanh, softplus
}

// DefaultLate is an embedding of 64 and two hidden layers of 64.
func DefaultLate() LateOptions { return LateOptions{Embed: 64, Width: []int{64, 64}} }

// Validate bounds the layers.
func (o LateOptions) Validate() error {
	if o.Embed < 1 || o.Embed > maxWidth {
		return config.Want("embed", o.Embed, "1 to %d", maxWidth)
	}
	return checkWidth(o.Width)
}

// New makes the energy.
func (o LateOptions) New(set space.Set) Energy {
	return NewLate(o.Embed, set.Dim(), o.Width, o.Activation)
}

// Size counts the weights of f.
func (o LateOptions) Size(set space.Set) (v int, own float64) {
	k := set.Dim()
	return o.Embed, layers(slices.Concat([]int{o.Embed + k}, o.Width, []int{1})...)
}

func init() {
	Register(Registration{Name: "late", Formula: "a network of [h(s), p]", Options: DefaultLate()})
}
