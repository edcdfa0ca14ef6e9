package clone

import (
	"errors"
	"fmt"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/policy/net/kernel"
)

func init() {
	agents.Methods.Register("clone", agents.Method{
		Summary: "behavioral cloning: the policy acts as the expert did in the demonstrated states",
		Demos:   true,
		Default: func(task string) agents.Options {
			o := Default()
			o.Task = task
			return o
		},
		Read: func(name string, text []byte) (agents.Options, error) { return ReadConfig(name, text) },
	})
}

// Plan is when a run validates and saves.
func (o Options) Plan() agents.Plan {
	return agents.Plan{
		Validate: int64(o.ValidateEvery), Checkpoint: int64(o.CheckpointEvery), From: o.Resolved.From,
		Evaluate: int64(o.EvalEvery), Episodes: o.EvalEpisodes, Seed: o.Seed, Watch: true,
	}
}

// Resolve names the data, in normalized coordinates and in their order, and the kernels. A configuration that names its
// data accepts no other; where a run is resumed, opening it compares all that the configurations say.
func (o Options) Resolve(from *agents.Sources) (agents.Options, error) {
	if o.DAgger.Rounds > 0 {
		return nil, errors.New("the configuration asks for rounds of DAgger: its method is dagger")
	}
	return o.ResolveData(from)
}

// ResolveData is Resolve for cloning with or without rounds of DAgger.
func (o Options) ResolveData(from *agents.Sources) (Options, error) {
	if from.Pairs == nil {
		return o, errors.New("cloning needs demonstrated pairs")
	}
	if o.Task == "" {
		o.Task = from.Pairs.Spec().Name
	}
	is := Resolved{Data: from.Pairs.Digest(), Kernel: kernel.Path(), From: from.From}
	if was := o.Resolved.Data; was != "" && was != is.Data && !from.Force && !from.Resumed {
		return o, fmt.Errorf("the configuration is for data of SHA-256 %s, these have %s", was, is.Data)
	}
	if is.From == "" && from.Resumed {
		is.From = o.Resolved.From
	}
	o.Resolved = is
	return o, nil
}

// New makes a Learner of all pairs.
func (o Options) New(from *agents.Sources) (agents.Learner, error) {
	return New(o, from.Pairs, from.Workers)
}

var (
	_ agents.Validator = (*Learner)(nil)
	_ agents.Phased    = (*Learner)(nil)
	_ agents.Starter   = (*Learner)(nil)
)
