package adversarial

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/fenchel-gym/fenchel/agents"
	gail "github.com/fenchel-gym/fenchel/agents/adversarial"
	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/agents/data"
	"github.com/fenchel-gym/fenchel/agents/expert"
	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/policy"
)

// demonstrate plays the expert's first episodes.
func demonstrate(e envs.Env, teacher expert.Expert, n int, seed uint64) []*demos.Demonstration {
	return grid.Play(envs.NewRollout(e, teacher.New()), seed, 0, n)
}

// clone trains a policy on all pairs of the demonstrations.
func (b *Config) clone(
	ctx context.Context, s grid.Setting, dir string, e envs.Env, list []*demos.Demonstration, seed uint64,
) (*policy.Network, error) {
	data := data.New(e.Spec())
	defer data.Close()
	for i, d := range list {
		if err := data.Add(fmt.Sprint("episode ", i), d); err != nil {
			return nil, err
		}
	}
	o := b.cloning(e.Spec().Name, seed)
	t := agents.Training{
		Dir: dir, Options: o, Sources: agents.Sources{Pairs: data}, Run: agents.DefaultRun(), Clock: s.Clock,
		Progress: s.Follow("clone " + o.Task),
	}
	t.Run.Resume = true
	trained, err := t.Train(ctx)
	if err != nil {
		return nil, err
	}
	return trained.Policy.(*policy.Network), nil
}

// imitate trains a policy by adversarial imitation.
func (b *Config) imitate(
	ctx context.Context, s grid.Setting, dir string, newEnv func() envs.Env, list []*demos.Demonstration, seed uint64,
) (*policy.Network, error) {
	o := b.imitating(newEnv().Spec().Name, seed)
	t := agents.Training{
		Dir: dir, Options: gail.Options(o), Sources: agents.Sources{NewEnv: newEnv, Demos: list}, Run: agents.DefaultRun(), Clock: s.Clock,
		Progress: s.Follow("adversarial " + o.Task),
	}
	t.Run.Resume = true
	if _, err := t.Train(ctx); err != nil {
		return nil, err
	}
	return policy.Open(filepath.Join(dir, agents.PolicyFile))
}
