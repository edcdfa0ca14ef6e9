package energy

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/policy/net"
)

// psi is a network Ψ: ℝᵏ → ℝ of the action alone, by which an energy couples the coordinates of p:
//
//	z₁ = g(P₁p + b₁)    z_i = g(W_i z_{i−1} + P_i p + b_i)    Ψ(p) = ⟨c, z_L⟩    g = softplus
//
// With W_i ≥ 0 and c ≥ 0 it is convex in p, an input-convex network (Amos, Xu and Kolter 2017): softplus is convex and
// does not decrease. Only then has it the passes P_i behind the first layer, without which a convex network of more
// than one layer could say little; a free one is an ordinary perceptron.
//
// Weights are float32, as everything that is trained; Ψ and its derivatives are computed in float64, so that a solver
// can tell a gap from rounding.
type psi struct {
	k      int
	convex bool
	layers []psiLayer
	c      []float32           // weights of the sum (h_L)
	params net.Params[float32] // views of all of them
}

// psiLayer holds the weights of one layer of h units.
type psiLayer struct {
	weight net.Matrix[float32] // W_i (h × units before); no rows in the first layer
	pass   net.Matrix[float32] // P_i (h×k); no rows where p does not enter
	bias   []float32           // b_i (h)
}

// newPsi returns a network with hidden layers of the given widths, its weights zero.
func newPsi(k int, widths []int, convex bool) *psi {
	n := &psi{k: k, convex: convex}
	before := 0
	for i, h := range widths {
		var l psiLayer
		if i > 0 {
			l.weight = net.NewMatrix[float32](h, before)
			n.add(fmt.Sprintf("%d.weight", i), l.weight.Data, h, before)
		}
		if i == 0 || convex {
			l.pass = net.NewMatrix[float32](h, k)
			n.add(fmt.Sprintf("%d.pass", i), l.pass.Data, h, k)
		}
		l.bias = make([]float32, h)
		n.add(fmt.Sprintf("%d.bias", i), l.bias, h)
		n.layers, before = append(n.layers, l), h
	}
	n.c = make([]float32, before)
	n.add("sum.weight", n.c, 1, before)
	return n
}

func (n *psi) add(name string, data []float32, shape ...int) {
	n.params = append(n.params, net.Param[float32]{Name: name, Shape: shape, Data: data})
}

// psiSize counts the weights that newPsi would make.
func psiSize(k int, widths []int, convex bool) float64 {
	var sum float64
	before := 0
	for i, h := range widths {
		in := before
		if i == 0 || convex {
			in += k
		}
		sum += float64(h) * (float64(in) + 1)
		before = h
	}
	return sum + float64(before)
}

// signed are the tensors that convexity asks to be non-negative.
func (n *psi) signed() [][]float32 {
	list := [][]float32{n.c}
	for _, l := range n.layers[1:] {
		list = append(list, l.weight.Data)
	}
	return list
}

// project sets negative weights to zero where convexity asks for it.
func (n *psi) project() {
	if !n.convex {
		return
	}
	clip(n.c)
	for _, l := range n.layers[1:] {
		clip(l.weight.Data)
	}
}

func clip(w []float32) {
	for i, x := range w {
		w[i] = max(x, 0)
	}
}

// check says where the network is not convex.
func (n *psi) check() error {
	if !n.convex {
		return nil
	}
	for _, w := range n.signed() {
		for i, x := range w {
			if x < 0 {
				return fmt.Errorf("energy: weight %d of an input-convex layer is %v: want none below 0", i, x)
			}
		}
	}
	return nil
}

// init draws P_i and a free W_i by He's rule, a non-negative W_i with a mean that keeps the size of what passes, biases
// that spread the bends of the units over the action set, and a small c: the energy starts near the unary one.
func (n *psi) init(rng *rand.Rand) {
	normal := func(w []float32, std float64) {
		for i := range w {
			w[i] = float32(std * rng.NormFloat64())
		}
	}
	for _, l := range n.layers {
		if l.weight.Rows > 0 {
			scale := math.Sqrt2 / math.Sqrt(float64(l.weight.Cols))
			if n.convex {
				scale = 1 / float64(l.weight.Cols)
			}
			normal(l.weight.Data, scale)
		}
		normal(l.pass.Data, math.Sqrt2/math.Sqrt(float64(n.k)))
		normal(l.bias, 0.5)
	}
	normal(n.c, 0.1/math.Sqrt(float64(len(n.c))))
	if n.convex {
		for _, w := range n.signed() {
			for i, x := range w {
				w[i] = max(x, -x)
			}
		}
	}
}
