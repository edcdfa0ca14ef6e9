package policy

import (
	"github.com/fenchel-gym/fenchel/policy/net"
	"github.com/fenchel-gym/fenchel/policy/net/kernel"
)

// Mixer is an energy that can differentiate a weighted sum over candidates in one pass: rows i·m … i·m+m−1 of p are
// candidates for row i of v, and
//
//	Σ_j weights[j]·Φ(v_{j/m}, p_j)
//
// has its gradient in v added to gradV and, where grad is not nil, that in the energy's own parameters to grad.
type Mixer interface {
	AddGradMix(gradV Matrix, grad net.Params[float32], weights []float64, v, p Matrix)
}

// AddGradMix runs the network forward and backward once.
func (e *Late) AddGradMix(gradV Matrix, grad net.Params[float32], weights []float64, v, p Matrix) {
	h, in := len(e.bias), e.weight.Cols
	for b := e.blocks(v, p); b.advance(); {
		e.forward(b.v, b.p)
		var top net.Params[float32]
		if grad != nil {
			top = grad[2:]
		}
		delta := e.backwardMix(weights[b.first:b.first+b.p.Rows], top)
		sum := e.sumCandidates(delta, b.v.Rows)
		e.addV(gradV, sum, b.row)
		if grad == nil {
			continue
		}
		w := grad[0].Data
		kernel.GemmTN(h, e.embed, sum.Rows, 1, sum.Data, h, e.v32.Data, e.embed, 1, w, in)
		kernel.GemmTN(h, e.k, delta.Rows, 1, delta.Data, h, e.p32.Data, e.k, 1, w[e.embed:], in)
		kernel.AddRows(grad[1].Data, sum.Rows, h, sum.Data, h)
	}
}

// addV continues the summed δ of a block to v: gradV += Σ_j δ_j·V.
func (e *Late) addV(gradV Matrix, sum net.Matrix[float32], row int) {
	h := sum.Cols
	dv := e.dv.Slice(0, sum.Rows)
	kernel.GemmNN(sum.Rows, e.embed, h, 1, sum.Data, h, e.weight.Data, e.weight.Cols, 0, dv.Data, e.embed)
	for i := range dv.Rows {
		out := gradV.Row(row + i)
		for j, f := range dv.Row(i) {
			out[j] += float64(f)
		}
	}
}

// backwardMix is backward with a scale for each candidate.
func (e *Late) backwardMix(weights []float64, grad net.Params[float32]) net.Matrix[float32] {
	dy := e.ones.Slice(0, len(weights))
	narrow(dy.Data, weights)
	delta := e.delta.Slice(0, len(weights))
	e.top.Backward(e.tape, dy, grad, delta)
	kernel.MulSlope(e.function(), delta.Data, e.hidden.Slice(0, len(weights)).Data)
	return delta
}
