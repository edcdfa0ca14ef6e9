package rl

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/policy/net/kernel"
)

// method is one of the package's: its node of Options, and what follows from it. Each is a value in the file of its options.
type method struct {
	name, summary string
	section       string                                        // of Options, with its schedule and its running mean
	suit          func(o *Options)                              // changes the defaults to those that suit it; nil: they do
	validate      func(o Options) error                         // names what is wrong with its nodes
	sizes         func(o Options, s *sizes, d, k int)           // adds what it holds: d observed channels, k coordinates of actions
	check         func(o Options, spec envs.Spec) error         // refuses a task; nil: it takes all
	learner       func(Options, *agents.Sources) agents.Learner // at step 0; nil: made by another package
}

// methods are all, in the order in which help names them.
var methods = []method{ppoMethod, arsMethod, sacMethod, gailMethod}

func init() {
	for _, m := range methods {
		if m.learner != nil {
			agents.Methods.Register(m.name, m.registration())
		}
	}
}

// registration is the method as the driver knows it.
func (m method) registration() agents.Method {
	return agents.Method{
		Summary: m.summary,
		Default: func(task string) agents.Options {
			o := DefaultsOf(m.name)
			o.Task = task
			return o
		},
		Read: func(file string, text []byte) (agents.Options, error) { return ReadConfig(file, text, m.name) },
	}
}

// Methods lists the learners.
func Methods() []string {
	var names []string
	for _, m := range methods {
		names = append(names, m.name)
	}
	return names
}

// method is the one that the options name.
func (o Options) method() (method, bool) {
	i := slices.IndexFunc(methods, func(m method) bool { return m.name == o.Method })
	if i < 0 {
		return method{}, false
	}
	return methods[i], true
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
		if spec.Matches(o.Resolved.TaskHash) {
			is.TaskHash = o.Resolved.TaskHash
		}
	}
	o.Resolved = is
	return o, nil
}

// New makes the learner of the method.
func (o Options) New(from *agents.Sources) (agents.Learner, error) {
	m, ok := o.method()
	if !ok || m.learner == nil {
		return nil, fmt.Errorf("method %s is none of package rl", o.Method)
	}
	return m.learner(o, from), nil
}

// checkTask requires sizes that can be held, and what else the method does.
func (o Options) checkTask(spec envs.Spec) error {
	if err := o.checkSizes(spec); err != nil {
		return err
	}
	if m, ok := o.method(); ok && m.check != nil {
		return m.check(o, spec)
	}
	return nil
}

// noteSnapshots says so of a task whose episodes in progress cannot be saved.
func noteSnapshots(from *agents.Sources, f *vectorized) {
	if _, ok := envs.As[envs.Snapshotter](f.pool.Env(0)); !ok && from.Note != nil {
		from.Note(f.spec.Name + " has no snapshots: the run resumes at checkpoints only")
	}
}
