package main

import (
	"fmt"

	"github.com/fenchel-gym/fenchel/loss"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/net"
	"github.com/fenchel-gym/fenchel/policy/solve"
)

// huber is a loss of one's own (Huber 1964): with d = v − y, Σ_i ½d_i² where |d_i| ≤ δ, and δ(|d_i| − ½δ) beyond, so that
// a rare wild demonstration pulls no harder than one that is off by δ.
type huber struct{ delta float64 }

// Name is that of the registration.
func (huber) Name() string { return "huber" }

// Clone is l, which has no scratch.
func (l huber) Clone() loss.Loss { return l }

// AddGrad adds scale·d_i, with d_i bounded to ±δ.
func (l huber) AddGrad(losses []float64, gradV policy.Matrix, _ net.Params[float32], scale float64, v, y policy.Matrix, _ solve.Rows) {
	for i := range v.Rows {
		g, target := gradV.Row(i), y.Row(i)
		losses[i] = 0
		for j, x := range v.Row(i) {
			d := x - target[j]
			slope := min(max(d, -l.delta), l.delta)
			losses[i] += slope * (d - slope/2)
			g[j] += scale * slope
		}
	}
}

// huberOptions are the loss's part of a configuration: {name: huber, delta: 0.2}.
type huberOptions struct {
	Delta float64 `json:"delta" yaml:"delta"` // δ, in normalized coordinates; +Inf is the squared error
}

// Validate says what is wrong.
func (o huberOptions) Validate() error {
	if !(o.Delta > 0) {
		return fmt.Errorf("delta is %v: want a positive number", o.Delta)
	}
	return nil
}

// New makes the loss, which suits any head whose v is an action.
func (o huberOptions) New(policy.Head) (loss.Loss, error) { return huber{o.Delta}, nil }

func init() {
	loss.Register(loss.Registration{
		Name: "huber", Formula: "Σ ½d² where |d| ≤ δ, else δ(|d| − ½δ)", Options: huberOptions{Delta: 0.1},
		Head: "deterministic", NonNegative: true,
	})
}
