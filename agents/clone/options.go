package clone

import (
	"math"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/agents/data"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/internal/config"
	"github.com/fenchel-gym/fenchel/loss"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// Options is the complete configuration of a run: with the data it decides every byte of what is learned. It is
// what config.yaml holds.
type Options struct {
	Task string `yaml:"task"` // the name of the task, as the data set has it
	Seed uint64 `yaml:"seed"` // of every stream of the run

	Actions data.Actions `yaml:"actions,omitempty"` // which of an episode's: label, the default, or sent

	Loss   loss.Choice   `yaml:"loss"`   // fenchel-young, squared, ...
	Policy policy.Config `yaml:"policy"` // network, head, energy, regularizer, solver

	// LinearBase is the share of the actions' variance on unseen episodes that a linear policy must explain for the network
	// to learn only what it leaves; 1: never.
	LinearBase float64 `yaml:"linear_base"`

	Steps     int             `yaml:"steps"`     // optimizer steps
	Batch     int             `yaml:"batch"`     // pairs a step, at most all there are
	Optimizer net.AdamOptions `yaml:"optimizer"` // AdamW
	Schedule  net.Schedule    `yaml:"schedule"`  // step size
	ClipNorm  float64         `yaml:"clip_norm"` // longest gradient; longer ones are scaled down
	Average   net.Average     `yaml:"average"`   // running mean of the weights, which acts; 0: the last weights do

	Reserve  float64 `yaml:"reserve"`  // validation data: a number of episodes, below 1 a share of them, 0 none
	Patience int     `yaml:"patience"` // validations without a better one that end the run; 0: never

	ValidateEvery   int `yaml:"validate_every"`   // steps
	LogEvery        int `yaml:"log_every"`        // steps
	CheckpointEvery int `yaml:"checkpoint_every"` // steps

	EvalEvery    int `yaml:"eval_every,omitempty"`    // steps between evaluations in the task, which decide nothing; 0: none
	EvalEpisodes int `yaml:"eval_episodes,omitempty"` // of one

	DAgger Rounds `yaml:"dagger,omitempty"` // zero for plain cloning

	Resolved Resolved `yaml:"resolved"` // filled in by the run
}

// Resolved is what a run depends on besides what was asked for.
type Resolved struct {
	Data   string `yaml:"data"`           // SHA-256 of the pairs
	Kernel string `yaml:"kernel"`         // path of the float32 kernels, which decides the last bits
	From   string `yaml:"from,omitempty"` // SHA-256 of the policy that the run starts from
}

// Default is cloning with a pairwise energy and the Fenchel-Young loss: 5,000 steps of 256 pairs.
func Default() Options {
	const steps = 5000
	return Options{
		Loss: loss.Choose("fenchel-young"), Policy: policy.DefaultConfig(), LinearBase: 0.9,
		Steps: steps, Batch: 256, Optimizer: net.DefaultAdam(), ClipNorm: 10, Average: 0.99,
		Schedule: net.Schedule{Kind: net.Cosine, Rate: 1e-3, Warmup: 100, Steps: steps},
		Reserve:  0.1, Patience: 0,
		ValidateEvery: 250, LogEvery: 50, CheckpointEvery: 1000,
	}
}

// Validate names everything that is wrong with the options, a line each.
func (o Options) Validate() error {
	errs := []error{
		config.In("loss", loss.Check(o.Loss, o.Policy)),
		config.In("policy", o.Policy.Validate()),
		config.In("optimizer", o.Optimizer.Validate()),
		config.In("schedule", o.schedule().Validate()),
		config.In("dagger", o.DAgger.Validate()),
		o.Average.Validate("average"),
		config.Range("steps", o.Steps, 1, math.MaxInt32),
		config.Range("batch", o.Batch, 1, maxBatch),
		config.Range("validate_every", o.ValidateEvery, 1, math.MaxInt32),
		config.Range("log_every", o.LogEvery, 1, math.MaxInt32),
		config.Range("checkpoint_every", o.CheckpointEvery, 1, math.MaxInt32),
		config.AtLeast("patience", o.Patience, 0),
		config.Range("linear_base", o.LinearBase, 0, 1),
		config.Range("eval_every", o.EvalEvery, 0, math.MaxInt32),
		config.Range("eval_episodes", o.EvalEpisodes, min(o.EvalEvery, 1), math.MaxInt32),
	}
	if !(o.ClipNorm > 0) {
		errs = append(errs, config.Want("clip_norm", o.ClipNorm, "a positive number"))
	}
	if !(o.Reserve >= 0) || o.Reserve > 1 && o.Reserve != math.Trunc(o.Reserve) || o.Reserve > math.MaxInt32 {
		errs = append(errs, config.Want("reserve", o.Reserve, "a share below 1 or a whole number of episodes"))
	}
	return config.Join(errs...)
}

// schedule is the schedule to be checked: of a run without a step nothing is said twice.
func (o Options) schedule() net.Schedule {
	s := o.Schedule
	if o.Steps < 1 && s.Steps == o.Steps {
		s.Steps = s.Warmup + 1
	}
	return s
}

// CheckFor says why valid options cannot learn a task: what its observations and actions decide.
func (o Options) CheckFor(task envs.Spec) error {
	if o.Task != task.Name {
		return config.Want("task", o.Task, "%q, the task of the data", task.Name)
	}
	if err := o.checkSize(task, o.Batch); err != nil {
		return err
	}
	n, err := policy.New(o.Policy, agents.TaskOf(task), envs.Stream(o.Seed, envs.Weights, 0))
	if err != nil {
		return config.In("policy", err)
	}
	_, err = loss.New(o.Loss, n.Head())
	return config.In("loss", err)
}

// maxNumbers bounds the numbers of 4 bytes that a run holds: 2 GB.
const maxNumbers = 1 << 29

// checkSize bounds what a run on so many pairs holds, before any of it is allocated: the weights with two means, Adam's two
// moments and the best so far, and in every shard of a batch a gradient.
func (o Options) checkSize(task envs.Spec, pairs int) error {
	if err := o.Policy.Validate(); err != nil {
		return config.In("policy", err)
	}
	weights := o.Policy.Weights(len(task.Obs), task.Action)
	shards := (min(o.Batch, pairs) + shardRows - 1) / shardRows
	if held := weights * float64(6+shards); held > maxNumbers {
		return config.Errorf("policy.hidden", "%.3g weights, held %d times in batches of %d, are more than the %d numbers that a run may hold",
			weights, 6+shards, o.Batch, maxNumbers)
	}
	return nil
}

// UseLoss sets the loss, with its default options, and changes the policy where it cannot be trained by it.
func (o *Options) UseLoss(name string) error {
	o.Loss = loss.Choose(name)
	return loss.Adapt(o.Loss, &o.Policy)
}

// maxBatch bounds the scratch that a configuration can ask for.
const maxBatch = 1 << 20

// ReadConfig reads a configuration file's text over the defaults. name is the file, for messages that point at a line.
func ReadConfig(name string, text []byte) (Options, error) {
	o := Default()
	text = upgradeFlat(text)
	if err := o.Overlay(name, text); err != nil {
		return o, err
	}
	return o, config.Locate(name, text, o.Validate())
}

// Overlay sets what a configuration's text names and leaves the rest as it is. It checks that the fields can hold the
// values, not that these make sense.
func (o *Options) Overlay(name string, text []byte) error {
	return config.Decode(name, text, o)
}

// YAML is the configuration as config.yaml holds it.
func (o Options) YAML() []byte { return config.Encode(o) }
