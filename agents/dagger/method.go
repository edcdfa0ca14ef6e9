package dagger

import (
	"fmt"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/agents/clone"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/internal/config"
)

// Options are those of cloning; their node dagger says how often the expert is queried.
type Options clone.Options

func init() {
	agents.Methods.Register("dagger", agents.Method{
		Summary: "cloning in rounds: the policy acts, the task's expert labels what it meets",
		Demos:   true, Expert: true,
		Claims: func(text []byte) bool {
			rounds, ok := config.Value(text, "dagger.rounds")
			return ok && rounds != "0"
		},
		Default: func(task string) agents.Options {
			o := clone.Default()
			o.Task, o.DAgger = task, DefaultRounds()
			return Options(o)
		},
		Read: func(name string, text []byte) (agents.Options, error) {
			o, err := clone.ReadConfig(name, text)
			if o.DAgger.Rounds == 0 { // the configuration of plain cloning
				o.DAgger = DefaultRounds()
			}
			return Options(o), err
		},
	})
}

// DefaultRounds is three rounds of ten episodes in which the policy alone acts.
func DefaultRounds() clone.Rounds { return clone.Rounds{Rounds: 3, Episodes: 10} }

// Validate names everything that is wrong with the options, a line each.
func (o Options) Validate() error { return clone.Options(o).Validate() }

// YAML is the configuration as config.yaml holds it.
func (o Options) YAML() []byte { return clone.Options(o).YAML() }

// Upgrade is that of cloning.
func (o Options) Upgrade(stored []byte) []byte { return clone.Options(o).Upgrade(stored) }

// Set changes a setting, as cloning does, or one of the rounds.
func (o Options) Set(path, text string) (agents.Options, error) {
	c := clone.Options(o)
	err := c.Change(path, text)
	return Options(c), err
}

// CheckFor is that of cloning.
func (o Options) CheckFor(task envs.Spec) error { return clone.Options(o).CheckFor(task) }

// Plan is that of cloning, in each round.
func (o Options) Plan() agents.Plan { return clone.Options(o).Plan() }

// Resolve names the demonstrations and the kernels.
func (o Options) Resolve(from *agents.Sources) (agents.Options, error) {
	switch {
	case o.DAgger.Rounds < 1:
		return nil, fmt.Errorf("dagger: rounds is %d: want at least 1; plain cloning is the method clone", o.DAgger.Rounds)
	case from.Expert == nil || from.NewEnv == nil:
		return nil, fmt.Errorf("DAgger queries the expert of the task, and %q has none", o.Task)
	}
	resolved, err := clone.Options(o).ResolveData(from)
	return Options(resolved), err
}

// New makes a Learner.
func (o Options) New(from *agents.Sources) (agents.Learner, error) { return New(o, from) }

var (
	_ agents.Validator = (*Learner)(nil)
	_ agents.Phased    = (*Learner)(nil)
	_ agents.Starter   = (*Learner)(nil)
)
