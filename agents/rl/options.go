package rl

import (
	"strings"

	"github.com/fenchel-gym/fenchel/internal/config"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// Options is the complete configuration of a run: it decides every byte of what is learned.
type Options struct {
	Task   string `yaml:"task"`
	Method string `yaml:"method"` // one of Methods
	Seed   uint64 `yaml:"seed"`   // of every stream of the run
	Steps  int64  `yaml:"steps"`  // of the environment, in all

	Hidden     []int          `yaml:"hidden"`     // widths of the policy's hidden layers; ars: none
	Activation net.Activation `yaml:"activation"` // of those and of the critics'
	Discount   float64        `yaml:"discount"`   // γ
	MinStd     float64        `yaml:"min_std"`    // least deviation by which an observation is divided, in its unit, or by the discriminator an action

	PPO  PPOOptions  `yaml:"ppo"`
	ARS  ARSOptions  `yaml:"ars"`
	SAC  SACOptions  `yaml:"sac"`
	GAIL GAILOptions `yaml:"gail"`

	EvalEvery       int64 `yaml:"eval_every"`       // steps
	EvalEpisodes    int   `yaml:"eval_episodes"`    // tuning episodes; the policy that does best on them is kept
	CheckpointEvery int64 `yaml:"checkpoint_every"` // steps

	Resolved Resolved `yaml:"resolved"` // filled in by the run
}

// Resolved is what a run depends on besides what was asked for.
type Resolved struct {
	TaskHash string `yaml:"task_hash"`       // of the task's Spec
	Kernel   string `yaml:"kernel"`          // path of the float32 kernels, which decides the last bits
	Demos    string `yaml:"demos,omitempty"` // gail: SHA-256 of the demonstrations
	From     string `yaml:"from"`            // SHA-256 of the policy that the run starts from, empty without
}

// Methods lists the learners.
func Methods() []string { return []string{"ppo", "ars", "sac", "gail"} }

// DefaultOptions is PPO on a 64-64 network for 3 million steps.
func DefaultOptions() Options {
	return Options{
		Method: "ppo", Steps: 3_000_000, Hidden: []int{64, 64}, Activation: net.Tanh, Discount: 0.99, MinStd: 0.05,
		PPO: DefaultPPO(), ARS: DefaultARS(), SAC: DefaultSAC(), GAIL: DefaultGAIL(),
		EvalEvery: 500_000, EvalEpisodes: 20, CheckpointEvery: 1_000_000,
	}
}

// DefaultsOf are the options that suit a method: SAC and GAIL learn more from a step, and take larger networks.
func DefaultsOf(method string) Options {
	o := DefaultOptions()
	if o.Method = method; o.offPolicy() {
		o.Hidden, o.Activation = []int{256, 256}, net.ReLU
		o.Steps, o.EvalEvery, o.CheckpointEvery = 1_000_000, 100_000, 200_000
	}
	if method == "gail" {
		o.Hidden, o.SAC.Critic, o.SAC.Rate, o.SAC.Average = []int{128, 128}, []int{128, 128}, 5e-4, 0.999
	}
	return o
}

// offPolicy is whether the method learns from a replay buffer, with SACOptions.
func (o Options) offPolicy() bool { return o.Method == "sac" || o.Method == "gail" }

// Averaging are the schedule and the running mean of the method, of adversarial imitation those of its policy.
func (o *Options) Averaging() (*net.Decay, *net.Average) {
	switch o.Method {
	case "ppo":
		return &o.PPO.Schedule, &o.PPO.Average
	case "ars":
		return &o.ARS.Schedule, &o.ARS.Average
	}
	return &o.SAC.Schedule, &o.SAC.Average
}

// Validate names everything that is wrong with the options, a line each.
func (o Options) Validate() error {
	var errs []error
	switch o.Method {
	case "ppo":
		errs = append(errs, config.In("ppo", o.PPO.validate(o.Steps)))
	case "gail":
		errs = append(errs, config.In("sac", o.SAC.validate(o.Steps)), config.In("gail", o.GAIL.validate()))
	case "ars":
		errs = append(errs, config.In("ars", o.ARS.validate(o.Steps)))
	case "sac":
		errs = append(errs, config.In("sac", o.SAC.validate(o.Steps)))
	default:
		errs = append(errs, config.Want("method", o.Method, "one of %s", strings.Join(Methods(), ", ")))
	}
	errs = append(errs,
		config.Range("steps", o.Steps, 1, maxSteps), config.Range("eval_every", o.EvalEvery, 1, maxSteps), config.Range("eval_episodes", o.EvalEpisodes, 1, maxCount),
		config.Range("checkpoint_every", o.CheckpointEvery, 1, maxSteps), config.Range("discount", o.Discount, 0, 1), config.Range("min_std", o.MinStd, 1e-6, 1e6))
	if o.offPolicy() && o.Steps <= int64(o.SAC.Warmup) {
		errs = append(errs, config.Want("steps", o.Steps, "more than sac.warmup, %d, before which nothing is learned", o.SAC.Warmup))
	}
	errs = append(errs, config.RangeAll("hidden", o.Hidden, 1, maxWidth))
	return config.Join(errs...)
}

// The most that options ask for of anything, and of steps.
const (
	maxCount = 1 << 20
	maxSteps = 1 << 40
)

// ReadConfig reads a configuration file's text over the defaults of its method, or, where it names none, of the given
// one. name is the file, for messages that point at a line.
func ReadConfig(name string, data []byte, method string) (Options, error) {
	o := DefaultsOf(method)
	if err := config.Decode(name, data, &o); err != nil {
		return o, err
	}
	o = DefaultsOf(o.Method)
	if err := config.Decode(name, data, &o); err != nil {
		return o, err
	}
	return o, config.Locate(name, data, o.Validate())
}

// YAML is the configuration as config.yaml holds it.
func (o Options) YAML() []byte { return config.Encode(o) }
