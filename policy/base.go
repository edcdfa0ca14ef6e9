package policy

import (
	"errors"
	"fmt"
	"math"

	"github.com/fenchel-gym/fenchel/policy/energy"
	"github.com/fenchel-gym/fenchel/policy/net"
	"github.com/fenchel-gym/fenchel/policy/net/kernel"
	"github.com/fenchel-gym/fenchel/policy/regularizer"
)

// Base is a linear policy that a network corrects, as in residual policy learning (Silver et al. 2018, Johannink et al.
// 2019): with x the standardized observation, the entries of v that are the action become
//
//	v_j = gain·(B·x + b)_j + Scale_j·f_W(x)_j
//
// so f_W learns what B·x + b leaves, in units of what it leaves. All in normalized coordinates of the action.
type Base struct {
	Weight net.Matrix[float32] // B (k×d)
	Bias   []float32           // b (k)
	Scale  []float32           // positive (k)
}

// NewBase is the zero base policy of unit scale.
func NewBase(k, d int) *Base {
	b := &Base{Weight: net.NewMatrix[float32](k, d), Bias: make([]float32, k), Scale: make([]float32, k)}
	for j := range b.Scale {
		b.Scale[j] = 1
	}
	return b
}

// ActionHead is a Head for which the first k entries of v are its action times a gain, as long as the other entries and
// its own weights are zero and the action lies in C. It is such a head where the gain is not zero.
type ActionHead interface{ ActionGain() float64 }

// ActionGain is 1.
func (*Deterministic) ActionGain() float64 { return 1 }

// ActionGain is 1: the action is the mean.
func (*Gaussian) ActionGain() float64 { return 1 }

// ActionGain is 0: the action is tanh of the mean.
func (*Squashed) ActionGain() float64 { return 0 }

// ActionGain is γ for an energy that is linear or quadratic in p with ½γ‖p‖², and 0 otherwise.
func (g *Greedy) ActionGain() float64 {
	omega, ok := g.Omega.(regularizer.Quadratic)
	if !ok {
		return 0
	}
	switch g.Energy.(type) {
	case energy.Linear, energy.Quadratic:
		return omega.Gamma
	}
	return 0
}

// CanCorrect reports whether the network can correct a base policy, which sees one observation and chooses one action:
// its head has entries of v that are the action, and it has no Window.
func (n *Network) CanCorrect() bool {
	a, ok := n.head.(ActionHead)
	return ok && a.ActionGain() > 0 && n.config.Window.IsZero()
}

// Base is the policy that the network corrects, nil for none.
func (n *Network) Base() *Base { return n.base }

// SetBase makes the network correct a base policy, or none, from now on. Clones made earlier keep the old one.
func (n *Network) SetBase(b *Base) error {
	if b == nil {
		n.base = nil
		return nil
	}
	if !n.CanCorrect() {
		return fmt.Errorf("policy: %s with the window %+v cannot correct a base policy: want a head with entries of v that are the action, and no window",
			n.config.Kind(), n.config.Window)
	}
	if err := b.validate(n.head.Dim(), n.task.Obs); err != nil {
		return err
	}
	n.base = b
	return nil
}

func (b *Base) validate(k, d int) error {
	if b.Weight.Rows != k || b.Weight.Cols != d || len(b.Bias) != k || len(b.Scale) != k {
		return fmt.Errorf("policy: a base policy of %d observations and %d actions: want %d and %d", b.Weight.Cols, b.Weight.Rows, d, k)
	}
	for _, p := range b.params() {
		for _, x := range p.Data {
			if math.IsNaN(float64(x)) || math.IsInf(float64(x), 0) {
				return fmt.Errorf("policy: %s is not finite", p.Name)
			}
		}
	}
	for _, s := range b.Scale {
		if !(s > 0) {
			return errors.New("policy: base.scale is not positive")
		}
	}
	return nil
}

// params are the tensors of a file. They are no weights: training does not change them.
func (b *Base) params() net.Params[float32] {
	k, d := b.Weight.Rows, b.Weight.Cols
	return net.Params[float32]{
		{Name: "base.weight", Shape: []int{k, d}, Data: b.Weight.Data},
		{Name: "base.bias", Shape: []int{k}, Data: b.Bias},
		{Name: "base.scale", Shape: []int{k}, Data: b.Scale},
	}
}

// add turns f_W(x) into v, row by row, in its first k columns.
func (b *Base) add(v, x net.Matrix[float32], gain float32) {
	k := len(b.Bias)
	for i := range v.Rows {
		row := v.Row(i)[:k]
		for j := range row {
			row[j] = b.Scale[j]*row[j] + gain*b.Bias[j]
		}
	}
	kernel.GemmNT(x.Rows, k, x.Cols, gain, x.Data, x.Cols, b.Weight.Data, x.Cols, 1, v.Data, v.Cols)
}

// scale turns ∂loss/∂v into ∂loss/∂f_W.
func (b *Base) scale(grad net.Matrix[float32]) {
	for i := range grad.Rows {
		row := grad.Row(i)[:len(b.Scale)]
		for j := range row {
			row[j] *= b.Scale[j]
		}
	}
}
