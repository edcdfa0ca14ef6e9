package dagger

import (
	"errors"
	"fmt"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/agents/clone"
)

// Options are those of cloning; their node dagger says how often the expert is asked.
type Options clone.Options

func init() {
	agents.Methods.Register("dagger", agents.Method{
		Summary: "cloning in rounds: the policy acts, the task's expert labels what it meets",
		Demos:   true,
		Default: func(task string) agents.Options {
			o := clone.Default()
			o.Task, o.DAgger = task, DefaultRounds()
			return Options(o)
		},
		Read: func(name string, text []byte) (agents.Options, error) {
			o, err := clone.ReadConfig(name, text)
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

// Plan is that of cloning, in each round.
func (o Options) Plan() agents.Plan { return clone.Options(o).Plan() }

// Resolve names the demonstrations and the kernels.
func (o Options) Resolve(from *agents.Sources) (agents.Options, error) {
	switch {
	case o.DAgger.Rounds < 1:
		return nil, fmt.Errorf("dagger: rounds is %d: want at least 1; plain cloning is the method clone", o.DAgger.Rounds)
	case from.Expert == nil || from.NewEnv == nil:
		return nil, errors.New("the configuration asks for rounds of DAgger, which needs an expert to ask")
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
