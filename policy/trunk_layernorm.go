package policy

import (
	"fmt"
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/policy/net"
)

// layerNormOptions are those of mlp: the widths of the layers are the configuration's hidden.
type layerNormOptions struct{}

// Validate finds nothing to refuse.
func (layerNormOptions) Validate() error { return nil }

// Count counts weights, biases and gains.
func (layerNormOptions) Count(c Config, in, out int) float64 {
	n := mlpOptions{}.Count(c, in, out)
	for _, width := range c.Hidden {
		n += 2 * float64(width)
	}
	return n
}

// New makes the network.
func (layerNormOptions) New(c Config, in, out int) (Trunk, error) {
	shape := mlpShape(c, in, out)
	if err := shape.Validate(); err != nil {
		return nil, fmt.Errorf("policy: %w", err)
	}
	return normed{net.NewNormed[float32](shape)}, nil
}

// normed is a perceptron with layer norm as a Trunk.
type normed struct{ *net.Normed[float32] }

func (m normed) Init(rng *rand.Rand) { m.InitHe(rng) }

func (m normed) NewPass(rows int) Pass { return &normedPass{m.Normed, m.NewTape(rows)} }

type normedPass struct {
	m    *net.Normed[float32]
	tape *net.NormedTape[float32]
}

func (p *normedPass) Forward(x net.Matrix[float32]) net.Matrix[float32] {
	return p.m.Forward(p.tape, x)
}

func (p *normedPass) Backward(dy net.Matrix[float32], grad net.Params[float32]) {
	p.m.Backward(p.tape, dy, grad)
}

func init() {
	RegisterTrunk(TrunkRegistration{Name: "layernorm", About: "mlp with layer norm in front of every activation", Options: layerNormOptions{}, Hidden: true})
}
