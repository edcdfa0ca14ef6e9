package rl

import (
	"github.com/fenchel-gym/fenchel/internal/config"
)

// GAILOptions are the constants of the discriminator in adversarial imitation (package adversarial); how the policy learns
// from its reward is in SACOptions.
type GAILOptions struct {
	Hidden  []int   `yaml:"hidden"`  // widths of the discriminator's hidden layers
	Rate    float64 `yaml:"rate"`    // step size of its Adam
	Penalty float64 `yaml:"penalty"` // λ, weight of ‖∇d‖²: larger makes a flatter, more patient discriminator
}

// DefaultGAIL is a discriminator of two layers of 64.
func DefaultGAIL() GAILOptions { return GAILOptions{Hidden: []int{64, 64}, Rate: 3e-4, Penalty: 1} }

func (o GAILOptions) validate() error {
	return config.Join(config.Range("rate", o.Rate, 1e-8, 1), config.Range("penalty", o.Penalty, 0, 1e6), config.RangeAll("hidden", o.Hidden, 1, maxWidth))
}
