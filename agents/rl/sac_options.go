package rl

import (
	"fmt"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/space"
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

var sacMethod = method{
	name: "sac", section: "sac", summary: "soft actor-critic: off-policy, with an entropy that is asked for",
	suit: suitSAC, validate: validateSAC, sizes: sizesSAC, check: checkSAC,
	learner: func(o Options, from *agents.Sources) agents.Learner { return NewSAC(o, from, nil) },
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

// suitSAC makes the networks larger and the run shorter: more is learned from a step.
func suitSAC(o *Options) {
	o.Hidden, o.Activation = []int{256, 256}, net.ReLU
	o.Steps, o.EvalEvery, o.CheckpointEvery = 1_000_000, 100_000, 200_000
}

func validateSAC(o Options) error {
	err := config.In("sac", o.SAC.validate(o.Steps))
	if o.Steps <= int64(o.SAC.Warmup) {
		err = config.Join(err, config.Want("steps", o.Steps, "more than sac.warmup, %d, before which nothing is learned", o.SAC.Warmup))
	}
	return err
}

func sizesSAC(o Options, s *sizes, d, k int) {
	batch := float64(o.SAC.Batch)
	s.network("hidden", shape(d, o.Hidden, 2*k, o.Activation), 2*max(batch, float64(o.SAC.Envs)))
	for range 4 { // two critics and their targets
		s.network("sac.critic", shape(d+k, o.SAC.Critic, 1, o.Activation), 2*batch)
	}
}

// maxReplay bounds the numbers that a replay buffer holds.
const maxReplay = 8e8

// checkSAC requires a box, into which the actor squashes, and a replay buffer that can be held.
func checkSAC(o Options, spec envs.Spec) error {
	if _, box := spec.Action.(space.Box); !box {
		return fmt.Errorf("method %s acts on boxes, %s on a %v", o.Method, spec.Name, spec.Action)
	}
	if numbers := float64(o.SAC.Replay) * float64(2*len(spec.Obs)+spec.Action.Dim()+2); numbers > maxReplay {
		return fmt.Errorf("sac.replay is %d: %.0f numbers are too many to hold, want at most %.0f", o.SAC.Replay, numbers, maxReplay)
	}
	return nil
}
