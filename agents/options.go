package agents

import (
	"errors"
	"fmt"
	"math"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/internal/config"
	"github.com/fenchel-gym/fenchel/internal/suggest"
	"github.com/fenchel-gym/fenchel/loss"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// TrainOptions is the complete configuration of a run: with the data it decides every byte of what is learned. It is
// what config.yaml holds.
type TrainOptions struct {
	Task string `yaml:"task"` // the name of the task, as the data set has it
	Seed uint64 `yaml:"seed"` // of every stream of the run

	Loss   string        `yaml:"loss"`   // fenchel-young, squared, ...: one of Losses
	Policy policy.Config `yaml:"policy"` // network, head, energy, regularizer, solver

	Lifted loss.LiftedOptions `yaml:"lifted"` // fenchel-young-lifted: the candidates, where the energy needs any

	CrossEntropy loss.CrossEntropyOptions `yaml:"cross_entropy"` // cross-entropy: how the sum over labels is taken
	InfoNCE      loss.InfoNCEOptions      `yaml:"infonce"`       // infonce: the negatives
	Unrolled     loss.UnrolledOptions     `yaml:"unrolled"`      // squared-unrolled: the steps

	Steps     int             `yaml:"steps"`     // optimizer steps
	Batch     int             `yaml:"batch"`     // pairs a step, at most all there are
	Optimizer net.AdamOptions `yaml:"optimizer"` // AdamW
	Schedule  net.Schedule    `yaml:"schedule"`  // step size
	ClipNorm  float64         `yaml:"clip_norm"` // longest gradient; longer ones are scaled down
	Average   float64         `yaml:"average"`   // memory of the running mean of the weights that acts; 0: the last weights act

	Reserve  float64 `yaml:"reserve"`  // validation data: a number of episodes, below 1 a share of them, 0 none
	Patience int     `yaml:"patience"` // validations without a better one that end the run; 0: never

	ValidateEvery   int `yaml:"validate_every"`   // steps
	LogEvery        int `yaml:"log_every"`        // steps
	CheckpointEvery int `yaml:"checkpoint_every"` // steps

	DAgger DAggerOptions `yaml:"dagger,omitempty"` // zero for plain cloning

	Resolved Resolved `yaml:"resolved"` // filled in by the run
}

// Resolved is what a run depends on beside what was asked for.
type Resolved struct {
	Data   string `yaml:"data"`   // SHA-256 of the pairs
	Kernel string `yaml:"kernel"` // path of the float32 kernels, which decides the last bits
}

// DefaultTrain is cloning with a pairwise energy and the Fenchel-Young loss: 5,000 steps of 256 pairs.
func DefaultTrain() TrainOptions {
	const steps = 5000
	return TrainOptions{
		Loss: "fenchel-young", Policy: policy.DefaultConfig(), Lifted: loss.DefaultLifted(), CrossEntropy: loss.DefaultCrossEntropy(), InfoNCE: loss.DefaultInfoNCE(), Unrolled: loss.DefaultUnrolled(),
		Steps: steps, Batch: 256, Optimizer: net.DefaultAdam(), ClipNorm: 10, Average: 0.99,
		Schedule: net.Schedule{Kind: net.Cosine, Rate: 1e-3, Warmup: 100, Steps: steps},
		Reserve:  0.1, Patience: 0,
		ValidateEvery: 250, LogEvery: 50, CheckpointEvery: 1000,
	}
}

// Validate names everything that is wrong with the options, a line each.
func (o TrainOptions) Validate() error {
	errs := []error{o.checkLoss(), o.Policy.Validate(), o.Optimizer.Validate(), o.Schedule.Validate(), o.DAgger.Validate()}
	for _, c := range []struct {
		key  string
		n    int
		most int
	}{
		{"steps", o.Steps, math.MaxInt32}, {"batch", o.Batch, maxBatch}, {"validate_every", o.ValidateEvery, math.MaxInt32},
		{"log_every", o.LogEvery, math.MaxInt32}, {"checkpoint_every", o.CheckpointEvery, math.MaxInt32},
	} {
		if c.n < 1 || c.n > c.most {
			errs = append(errs, fmt.Errorf("%s is %d: want 1 to %d", c.key, c.n, c.most))
		}
	}
	if !(o.ClipNorm > 0) {
		errs = append(errs, fmt.Errorf("clip_norm is %v: want a positive number", o.ClipNorm))
	}
	if !(o.Reserve >= 0) || o.Reserve > 1 && o.Reserve != math.Trunc(o.Reserve) || o.Reserve > math.MaxInt32 {
		errs = append(errs, fmt.Errorf("reserve is %v: want a share below 1 or a whole number of episodes", o.Reserve))
	}
	if !(o.Average >= 0 && o.Average < 1) {
		errs = append(errs, fmt.Errorf("average is %v: want 0 ≤ average < 1", o.Average))
	}
	if o.Patience < 0 {
		errs = append(errs, fmt.Errorf("patience is %d: want 0 or more", o.Patience))
	}
	for i, err := range errs {
		errs[i] = offerNear(err)
	}
	return errors.Join(errs...)
}

// CheckFor says why valid options cannot learn a task: what its observations and actions decide.
func (o TrainOptions) CheckFor(task envs.Spec) error {
	if o.Task != task.Name {
		return fmt.Errorf("task is %q: the data are of task %q", o.Task, task.Name)
	}
	n, err := policy.New(o.Policy, TaskOf(task), envs.Stream(o.Seed, envs.Weights, 0))
	if err != nil {
		return offerNear(err)
	}
	_, err = newLoss(&o, n.Head())
	return err
}

// maxBatch bounds the scratch that a configuration can ask for.
const maxBatch = 1 << 20

// offerNear offers near names where the policy does not know one.
func offerNear(err error) error {
	if u, ok := errors.AsType[*policy.UnknownError](err); ok {
		return suggest.Unknown(u.Kind, u.Name, u.Known)
	}
	return err
}

// ReadConfig reads a configuration file's text over the defaults. name is the file, for messages that point at a line.
func ReadConfig(name string, data []byte) (TrainOptions, error) {
	o := DefaultTrain()
	if err := o.Overlay(name, data); err != nil {
		return o, err
	}
	return o, config.Locate(name, data, o.Validate())
}

// Overlay sets what a configuration's text names and leaves the rest as it is. It checks that the fields can hold the
// values, not that these make sense.
func (o *TrainOptions) Overlay(name string, data []byte) error {
	return config.Decode(name, data, o)
}

// YAML is the configuration as config.yaml holds it.
func (o TrainOptions) YAML() []byte { return config.Encode(o) }
