package rl

import (
	"github.com/fenchel-gym/fenchel/internal/config"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// SACOptions are the constants of SAC.
type SACOptions struct {
	Envs   int     `yaml:"envs"`   // environments that are stepped together, once before each gradient step
	Warmup int     `yaml:"warmup"` // steps of uniform random actions before learning begins
	Replay int     `yaml:"replay"` // transitions remembered
	Batch  int     `yaml:"batch"`  // of them in a gradient step
	Rate   float64 `yaml:"rate"`   // step size of every Adam

	Schedule net.Decay `yaml:"schedule,omitempty"` // of the rate, over the steps of the run

	Target   float64     `yaml:"target"`    // τ, the share of the critics that enters their targets in a gradient step
	Delay    int         `yaml:"delay"`     // gradient steps of the critics for one of the policy
	Entropy  float64     `yaml:"entropy"`   // wanted, for each coordinate of the action in normalized coordinates
	Average  net.Average `yaml:"average"`   // running mean of the policy's weights, which acts; 0: the last weights do
	Critic   []int       `yaml:"critic"`    // widths of the critics' hidden layers
	LogEvery int64       `yaml:"log_every"` // environment steps in a line of metrics
}

// DefaultSAC is one gradient step of 128 transitions for every four steps of the environment.
func DefaultSAC() SACOptions {
	return SACOptions{
		Envs: 4, Warmup: 10_000, Replay: 1_000_000, Batch: 128, Rate: 1e-3, Target: 0.005, Delay: 2, Entropy: -1,
		Critic: []int{256, 256}, LogEvery: 20_000,
	}
}

func (o SACOptions) validate(steps int64) error {
	errs := []error{
		config.In("schedule", o.Schedule.Validate(steps)),
		config.Range("envs", o.Envs, 1, maxEnvs), config.Range("warmup", o.Warmup, o.Batch, maxSteps), config.Range("replay", o.Replay, o.Warmup, maxSteps),
		config.Range("batch", o.Batch, 1, maxCount), config.Range("rate", o.Rate, 1e-8, 1), config.Range("target", o.Target, 1e-6, 1),
		config.Range("delay", o.Delay, 1, maxCount), config.Range("entropy", o.Entropy, -100, 100),
		o.Average.Validate("average"), config.Range("log_every", o.LogEvery, 1, maxSteps),
	}
	errs = append(errs, config.RangeAll("critic", o.Critic, 1, maxWidth))
	return config.Join(errs...)
}
