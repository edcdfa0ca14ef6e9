package policy

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/fenchel-gym/fenchel/policy/net"
)

// mlpOptions has no fields: the widths of the layers are the configuration's hidden.
type mlpOptions struct{}

// Validate finds nothing to refuse.
func (mlpOptions) Validate() error { return nil }

// Count counts weights and biases.
func (mlpOptions) Count(c Config, in, out int) (n float64) {
	sizes := slices.Concat([]int{in}, c.Hidden, []int{out})
	for i := 1; i < len(sizes); i++ {
		n += float64(sizes[i]) * (float64(sizes[i-1]) + 1)
	}
	return n
}

// New makes the network.
func (mlpOptions) New(c Config, in, out int) (Trunk, error) {
	shape := mlpShape(c, in, out)
	if err := shape.Validate(); err != nil {
		return nil, fmt.Errorf("policy: %w", err)
	}
	return mlp{net.NewMLP[float32](shape)}, nil
}

func mlpShape(c Config, in, out int) net.Shape {
	return net.Shape{Hidden: c.Activation, Sizes: slices.Concat([]int{in}, c.Hidden, []int{out})}
}

// mlp is a multilayer perceptron as a Trunk.
type mlp struct{ *net.MLP[float32] }

func (m mlp) Init(rng *rand.Rand) { m.InitHe(rng) }

func (m mlp) NewPass(rows int) Pass { return &mlpPass{m.MLP, m.NewTape(rows)} }

type mlpPass struct {
	m    *net.MLP[float32]
	tape *net.Tape[float32]
}

func (p *mlpPass) Forward(x net.Matrix[float32]) net.Matrix[float32] { return p.m.Forward(p.tape, x) }

func (p *mlpPass) Backward(dy net.Matrix[float32], grad net.Params[float32]) {
	p.m.Backward(p.tape, dy, grad, net.Matrix[float32]{})
}

func init() {
	RegisterTrunk(TrunkRegistration{Name: "mlp", About: "a multilayer perceptron of the widths in hidden", Options: mlpOptions{}, Hidden: true})
}
