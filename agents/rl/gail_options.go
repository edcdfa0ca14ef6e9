package rl

import (
	"github.com/fenchel-gym/fenchel/internal/config"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// GAILOptions are the constants of the discriminator in adversarial imitation (package adversarial); how the policy learns
// from its reward is in SACOptions.
type GAILOptions struct {
	Hidden  []int   `yaml:"hidden"`  // widths of the discriminator's hidden layers
	Rate    float64 `yaml:"rate"`    // step size of its Adam
	Penalty float64 `yaml:"penalty"` // λ, weight of ‖∇d‖²: larger makes a flatter, more patient discriminator
}

// gailMethod is SAC on the reward of a discriminator, which package adversarial makes.
var gailMethod = method{
	name: "gail", section: "sac",
	suit: func(o *Options) {
		suitSAC(o)
		o.Hidden, o.SAC.Critic, o.SAC.Rate, o.SAC.Average = []int{128, 128}, []int{128, 128}, 5e-4, 0.999
	},
	validate: func(o Options) error { return config.Join(validateSAC(o), config.In("gail", o.GAIL.validate())) },
	sizes: func(o Options, s *sizes, d, k int) {
		sizesSAC(o, s, d, k)
		s.network("gail.hidden", shape(d+k, o.GAIL.Hidden, 1, net.Tanh), 4*float64(o.SAC.Batch))
	},
	check: checkSAC,
}

// DefaultGAIL is a discriminator of two layers of 64.
func DefaultGAIL() GAILOptions { return GAILOptions{Hidden: []int{64, 64}, Rate: 3e-4, Penalty: 1} }

func (o GAILOptions) validate() error {
	return config.Join(config.Range("rate", o.Rate, 1e-8, 1), config.Range("penalty", o.Penalty, 0, 1e6), config.RangeAll("hidden", o.Hidden, 1, maxWidth))
}
