package policy

import (
	"fmt"
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/internal/config"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// ResidualOptions are those of residual blocks with layer norm; the configuration's hidden is not used.
type ResidualOptions struct {
	Width  int `json:"width" yaml:"width"`   // channels of every block
	Blocks int `json:"blocks" yaml:"blocks"` // of two layers each; more can say more and take longer
}

// DefaultResidual is two blocks of 256 channels.
func DefaultResidual() ResidualOptions { return ResidualOptions{Width: 256, Blocks: 2} }

// Validate says what is wrong with options that came from a file or a flag.
func (o ResidualOptions) Validate() error {
	return config.Join(config.Range("width", o.Width, 1, maxWidth), config.Range("blocks", o.Blocks, 0, 64))
}

func (o ResidualOptions) shape(c Config, in, out int) net.ResidualShape {
	return net.ResidualShape{In: in, Width: o.Width, Blocks: o.Blocks, Out: out, Hidden: c.Activation}
}

// Count counts weights, biases and gains.
func (o ResidualOptions) Count(c Config, in, out int) float64 { return o.shape(c, in, out).Count() }

// New makes the network.
func (o ResidualOptions) New(c Config, in, out int) (Trunk, error) {
	shape := o.shape(c, in, out)
	if err := shape.Validate(); err != nil {
		return nil, fmt.Errorf("policy: %w", err)
	}
	return residual{net.NewResidual[float32](shape)}, nil
}

// residual is a residual network as a Trunk.
type residual struct{ *net.Residual[float32] }

func (m residual) Init(rng *rand.Rand) { m.InitHe(rng) }

func (m residual) NewPass(rows int) Pass { return &residualPass{m.Residual, m.NewTape(rows)} }

type residualPass struct {
	m    *net.Residual[float32]
	tape *net.ResidualTape[float32]
}

func (p *residualPass) Forward(x net.Matrix[float32]) net.Matrix[float32] {
	return p.m.Forward(p.tape, x)
}

func (p *residualPass) Backward(dy net.Matrix[float32], grad net.Params[float32]) {
	p.m.Backward(p.tape, dy, grad, net.Matrix[float32]{})
}

func init() {
	RegisterTrunk(TrunkRegistration{Name: "residual", About: "residual blocks with layer norm", Options: DefaultResidual()})
}
