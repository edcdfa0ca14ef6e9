package energy

import (
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/internal/floats"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// Global makes the tail of an energy's v a parameter that is learned once for all observations: with Φ(v,p) of
// v = (u, w), the network emits u alone and w are weights of the energy. Global{Pairwise} has one U for the whole
// task. What Φ says of concavity, convexity and solvers holds unchanged, read for (u, w).
type Global struct {
	inner   Energy
	weights net.Params[float32] // one tensor, w
	full    Matrix              // scratch: rows (u, w) (n×inner.VDim)
	grad    Matrix              // scratch of the same shape
}

// quadraticGlobal is a Global whose inner energy is quadratic, so that it is quadratic too.
type quadraticGlobal struct {
	*Global
	row []float64 // scratch: one row (u, w)
}

// NewGlobal keeps everything behind the first Dim entries of e's v as weights, zero until Init or loading.
func NewGlobal(e Energy) Parametric {
	n := e.VDim() - e.Dim()
	if n <= 0 {
		panic("energy: Global of an energy whose v has no tail")
	}
	w := net.Param[float32]{Name: "tail", Shape: []int{n}, Data: make([]float32, n)}
	return (&Global{inner: e, weights: net.Params[float32]{w}}).withPowers()
}

// withPowers gives g the methods of Quadratic if its inner energy has them.
func (g *Global) withPowers() Parametric {
	if _, ok := g.inner.(Quadratic); ok {
		return &quadraticGlobal{Global: g, row: make([]float64, g.inner.VDim())}
	}
	return g
}

// Name is the inner name with "-global" after it.
func (g *Global) Name() string { return g.inner.Name() + "-global" }

// Dim is k.
func (g *Global) Dim() int { return g.inner.Dim() }

// VDim is k: v = u.
func (g *Global) VDim() int { return g.inner.Dim() }

// Concave is what the inner energy says.
func (g *Global) Concave() bool { return g.inner.Concave() }

// Params is w.
func (g *Global) Params() net.Params[float32] { return g.weights }

// Clone shares w.
func (g *Global) Clone() Energy {
	return (&Global{inner: g.inner.Clone(), weights: g.weights}).withPowers()
}

// Init draws w from N(0, s²) with the inner energy's output scale s: zero where it asks for zero.
func (g *Global) Init(rng *rand.Rand) {
	scales := make([]float64, g.inner.VDim())
	for i := range scales {
		scales[i] = 0.1
	}
	if s, ok := g.inner.(OutputScaler); ok {
		s.OutputScales(scales)
	}
	w := g.weights[0].Data
	for j := range w {
		w[j] = float32(scales[g.Dim()+j] * rng.NormFloat64())
	}
}

// AddLinear adds c to u.
func (*Global) AddLinear(v, c []float64) { floats.AddScaled(v, 1, c) }

// Value is the inner energy's at (u, w).
func (g *Global) Value(dst []float64, v, p Matrix) { g.inner.Value(dst, g.extend(v), p) }

// GradP is the inner energy's at (u, w).
func (g *Global) GradP(dst, v, p Matrix) { g.inner.GradP(dst, g.extend(v), p) }

// AddGradV adds the part of the inner gradient that belongs to u.
func (g *Global) AddGradV(dst Matrix, scale float64, v, p Matrix) {
	full := g.innerGrad(scale, v, p)
	for i := range v.Rows {
		floats.AddScaled(dst.Row(i), 1, full.Row(i)[:g.Dim()])
	}
}

// AddGradParams adds the part that belongs to w, summed over the rows.
func (g *Global) AddGradParams(grad net.Params[float32], scale float64, v, p Matrix) {
	full := g.innerGrad(scale, v, p)
	k := g.Dim()
	for j := range grad[0].Data {
		var sum float64
		for i := range v.Rows {
			sum += full.Data[i*full.Cols+k+j]
		}
		grad[0].Data[j] += float32(sum)
	}
}

func (g *Global) innerGrad(scale float64, v, p Matrix) Matrix {
	full := g.extend(v)
	g.grad = g.grad.Reshape(full.Rows, full.Cols)
	clear(g.grad.Data)
	g.inner.AddGradV(g.grad, scale, full, p)
	return g.grad
}

// extend writes rows (u, w).
func (g *Global) extend(v Matrix) Matrix {
	g.full = g.full.Reshape(v.Rows, g.inner.VDim())
	for i := range v.Rows {
		g.extendRow(g.full.Row(i), v.Row(i))
	}
	return g.full
}

func (g *Global) extendRow(dst, u []float64) {
	n := copy(dst, u)
	for j, w := range g.weights[0].Data {
		dst[n+j] = float64(w)
	}
}

// Clone shares w and keeps the power of Quadratic.
func (g *quadraticGlobal) Clone() Energy { return g.Global.Clone() }

// Coefficients are the inner energy's at (u, w).
func (g *quadraticGlobal) Coefficients(u, upper, v []float64) {
	g.extendRow(g.row, v)
	g.inner.(Quadratic).Coefficients(u, upper, g.row)
}
