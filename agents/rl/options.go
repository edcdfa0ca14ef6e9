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

// DefaultOptions is PPO on a 64-64 network for 3 million steps.
func DefaultOptions() Options {
	return Options{
		Method: "ppo", Steps: 3_000_000, Hidden: []int{64, 64}, Activation: net.Tanh, Discount: 0.99, MinStd: 0.05,
		PPO: DefaultPPO(), ARS: DefaultARS(), SAC: DefaultSAC(), GAIL: DefaultGAIL(),
		EvalEvery: 500_000, EvalEpisodes: 20, CheckpointEvery: 1_000_000,
	}
}

// DefaultsOf are the options that suit a method.
func DefaultsOf(name string) Options {
	o := DefaultOptions()
	o.Method = name
	if m, ok := o.method(); ok && m.suit != nil {
		m.suit(&o)
	}
	return o
}

// Validate names everything that is wrong with the options, a line each. Nodes of other methods are not looked at.
func (o Options) Validate() error {
	var errs []error
	m, ok := o.method()
	if ok {
		errs = append(errs, m.validate(o))
	} else {
		errs = append(errs, config.Want("method", o.Method, "one of %s", strings.Join(Methods(), ", ")))
	}
	errs = append(errs,
		config.Range("steps", o.Steps, 1, maxSteps), config.Range("eval_every", o.EvalEvery, 1, maxSteps), config.Range("eval_episodes", o.EvalEpisodes, 1, maxCount),
		config.Range("checkpoint_every", o.CheckpointEvery, 1, maxSteps), config.Range("discount", o.Discount, 0, 1), config.Range("min_std", o.MinStd, 1e-6, 1e6))
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
