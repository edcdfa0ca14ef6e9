package rl

import (
	"cmp"
	"fmt"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/policy/net/kernel"
)

// learners makes each method of the package, by name.
var learners = map[string]func(Options, *agents.Sources) (agents.Learner, error){}

// register adds a method.
func register(name, summary string, make func(Options, *agents.Sources) (agents.Learner, error)) {
	learners[name] = make
	agents.Methods.Register(name, agents.Method{
		Summary: summary,
		Default: func(task string) agents.Options {
			o := DefaultsOf(name)
			o.Task = task
			return o
		},
		Read: func(file string, text []byte) (agents.Options, error) { return ReadConfig(file, text, name) },
	})
}

// Plan is when a run is evaluated and saved.
func (o Options) Plan() agents.Plan {
	return agents.Plan{
		Evaluate: o.EvalEvery, Episodes: o.EvalEpisodes, Seed: o.Seed, Checkpoint: o.CheckpointEvery, From: o.Resolved.From,
	}
}

// Resolve names the task and the kernels.
func (o Options) Resolve(from *agents.Sources) (agents.Options, error) {
	if len(from.Demos) > 0 {
		return nil, fmt.Errorf("method %s learns from reward alone: demonstrations are for gail", o.Method)
	}
	return o.ResolveTask(from)
}

// ResolveTask is Resolve for methods that act in a task, with or without demonstrations. A run that is resumed keeps what
// it began from.
func (o Options) ResolveTask(from *agents.Sources) (Options, error) {
	spec := from.NewEnv().Spec()
	if err := o.checkTask(spec); err != nil {
		return o, err
	}
	is := Resolved{TaskHash: spec.Hash(), Kernel: kernel.Path(), From: from.From}
	if from.Resumed {
		is.From = cmp.Or(is.From, o.Resolved.From)
	}
	o.Resolved = is
	return o, nil
}

// New makes the learner of the method.
func (o Options) New(from *agents.Sources) (agents.Learner, error) {
	make, ok := learners[o.Method]
	if !ok {
		return nil, fmt.Errorf("method %s is none of package rl", o.Method)
	}
	return make(o, from)
}

// maxReplay bounds the numbers that a replay buffer holds.
const maxReplay = 8e8

// checkTask requires sizes that can be held, and of the off-policy methods boxes and a replay buffer that can be kept.
func (o Options) checkTask(spec envs.Spec) error {
	if err := o.checkSizes(spec); err != nil || !o.offPolicy() {
		return err
	}
	if _, box := spec.Action.(space.Box); !box {
		return fmt.Errorf("method %s acts on boxes, %s on a %v", o.Method, spec.Name, spec.Action)
	}
	if numbers := float64(o.SAC.Replay) * float64(2*len(spec.Obs)+spec.Action.Dim()+2); numbers > maxReplay {
		return fmt.Errorf("sac.replay is %d: %.0f numbers are too many to hold, want at most %.0f", o.SAC.Replay, numbers, maxReplay)
	}
	return nil
}

// noteSnapshots says so of a task whose episodes in progress cannot be saved.
func noteSnapshots(from *agents.Sources, f *vectorized) {
	if _, ok := envs.As[envs.Snapshotter](f.pool.Env(0)); !ok && from.Note != nil {
		from.Note(f.spec.Name + " has no snapshots: the run resumes at checkpoints only")
	}
}
