package rl

import (
	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/internal/config"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// ARSOptions are the constants of ARS.
type ARSOptions struct {
	Directions int     `yaml:"directions"` // tried in an update, each forward and backward
	Top        int     `yaml:"top"`        // the best of them, which the step follows
	Rate       float64 `yaml:"rate"`       // step size

	Schedule net.Decay   `yaml:"schedule,omitempty"` // of the rate, over the steps of the run
	Average  net.Average `yaml:"average,omitempty"`  // running mean of M, which is kept; 0: the last M is

	Noise float64 `yaml:"noise"` // length by which a direction is followed
	Alive float64 `yaml:"alive"` // subtracted from every reward, so that mere survival earns nothing
}

var arsMethod = method{
	name: "ars", section: "ars", summary: "augmented random search over linear policies",
	validate: func(o Options) error { return config.In("ars", o.ARS.validate(o.Steps)) },
	sizes: func(o Options, s *sizes, d, k int) {
		s.add("ars.directions", 2*float64(o.ARS.Directions)*float64(d)*float64(k))
	},
	learner: func(o Options, from *agents.Sources) agents.Learner { return newARS(o, from) },
}

// DefaultARS is eight directions, of which the step follows the better half.
func DefaultARS() ARSOptions {
	return ARSOptions{Directions: 8, Top: 4, Rate: 0.02, Noise: 0.02}
}

func (o ARSOptions) validate(steps int64) error {
	errs := []error{
		config.In("schedule", o.Schedule.Validate(steps)), o.Average.Validate("average"),
		config.Range("directions", o.Directions, 1, maxEnvs/2), config.Range("top", o.Top, 1, maxCount),
		config.Range("rate", o.Rate, 1e-8, 10), config.Range("noise", o.Noise, 1e-8, 10), config.Range("alive", o.Alive, -1e6, 1e6),
	}
	if o.Top > o.Directions {
		errs = append(errs, config.Want("top", o.Top, "at most directions, %d", o.Directions))
	}
	return config.Join(errs...)
}
