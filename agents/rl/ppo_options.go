package rl

import (
	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/internal/config"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// PPOOptions are the constants of PPO.
type PPOOptions struct {
	Envs    int     `yaml:"envs"`    // environments that are stepped together
	Horizon int     `yaml:"horizon"` // steps of each between two updates
	Epochs  int     `yaml:"epochs"`  // passes over those
	Batch   int     `yaml:"batch"`   // transitions in a step of Adam
	Rate    float64 `yaml:"rate"`    // first step size of Adam

	Schedule net.Decay   `yaml:"schedule,omitempty"` // of the rate, over the steps of the run, in place of what kl steers
	Average  net.Average `yaml:"average,omitempty"`  // running mean of the policy's weights, which is kept; 0: the last weights are

	Clip      float64 `yaml:"clip"`        // ε: ratios outside 1±ε earn nothing
	Lambda    float64 `yaml:"lambda"`      // λ of the advantages
	KL        float64 `yaml:"kl"`          // divergence between updates that the step size is steered to
	Anneal    float64 `yaml:"anneal"`      // share of kl that is left at the end of the run, falling linearly; 1: all
	ClipNorm  float64 `yaml:"clip_norm"`   // longest gradient
	LogStd    float64 `yaml:"log_std"`     // log σ at first, in normalized coordinates
	MinLogStd float64 `yaml:"min_log_std"` // σ does not fall below its exponential
	Entropy   float64 `yaml:"entropy"`     // weight of the policy's entropy
	Critic    []int   `yaml:"critic"`      // widths of the critic's hidden layers
}

var ppoMethod = method{
	name: "ppo", section: "ppo", summary: "proximal policy optimization: a clipped policy gradient on many environments at once",
	validate: func(o Options) error { return config.In("ppo", o.PPO.validate(o.Steps)) },
	sizes: func(o Options, s *sizes, d, k int) {
		rows := float64(o.PPO.Envs) * float64(o.PPO.Horizon)
		s.add("ppo.horizon", rows*float64(3*d+k+15))
		tape := max(float64(o.PPO.Envs), min(rows, float64(o.PPO.Batch)))
		s.network("hidden", shape(d, o.Hidden, 2*k, o.Activation), tape)
		s.network("ppo.critic", shape(d, o.PPO.Critic, 1, o.Activation), tape)
	},
	learner: func(o Options, from *agents.Sources) agents.Learner { return newPPO(o, from) },
}

// DefaultPPO is 32 environments of 256 steps, five epochs in batches of 512.
func DefaultPPO() PPOOptions {
	return PPOOptions{
		Envs: 32, Horizon: 256, Epochs: 5, Batch: 512, Rate: 3e-4, Clip: 0.2, Lambda: 0.95, KL: 0.01, Anneal: 1, ClipNorm: 0.5,
		LogStd: -0.5, MinLogStd: -2.5, Critic: []int{128, 128},
	}
}

func (o PPOOptions) validate(steps int64) error {
	errs := []error{
		config.In("schedule", o.Schedule.Validate(steps)), o.Average.Validate("average"),
		config.Range("envs", o.Envs, 1, maxEnvs), config.Range("horizon", o.Horizon, 1, maxCount), config.Range("epochs", o.Epochs, 1, maxCount),
		config.Range("batch", o.Batch, 1, maxCount), config.Range("rate", o.Rate, 1e-8, 1), config.Range("clip", o.Clip, 0.01, 0.9),
		config.Range("lambda", o.Lambda, 0, 1), config.Range("kl", o.KL, 1e-5, 1), config.Range("anneal", o.Anneal, 0, 1),
		config.Range("clip_norm", o.ClipNorm, 1e-6, 1e6),
		config.Range("log_std", o.LogStd, -6, 2), config.Range("min_log_std", o.MinLogStd, -6, 2), config.Range("entropy", o.Entropy, 0, 1),
	}
	errs = append(errs, config.RangeAll("critic", o.Critic, 1, maxWidth))
	return config.Join(errs...)
}
