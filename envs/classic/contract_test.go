package classic_test

import (
	"testing"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/classic"
	"github.com/fenchel-gym/fenchel/envs/envtest"
	"github.com/fenchel-gym/fenchel/envs/episode"
)

// tasks are all that this package makes, by name, with the default options and fixed-horizon.
func tasks() map[string]func() envs.Env {
	all := map[string]func() envs.Env{}
	for _, fixed := range []bool{false, true} {
		with := func(o episode.Options) episode.Options {
			o.FixedHorizon = fixed
			return o
		}
		for _, e := range []func() envs.Env{
			func() envs.Env { return classic.NewPendulum(with(classic.DefaultPendulum())) },
			func() envs.Env { return classic.NewCartPole(with(classic.DefaultCartPole())) },
			func() envs.Env { return classic.NewCartPoleContinuous(with(classic.DefaultCartPole())) },
			func() envs.Env { return classic.NewMountainCar(with(classic.DefaultMountainCar())) },
			func() envs.Env {
				return classic.NewMountainCarContinuous(with(classic.DefaultMountainCarContinuous()))
			},
			func() envs.Env { return classic.NewAcrobot(with(classic.DefaultAcrobot())) },
			func() envs.Env { return newParticle(1, with, false) },
			func() envs.Env { return newParticle(2, with, false) },
			func() envs.Env { return newParticle(2, with, true) },
			func() envs.Env { return newParticle(32, with, false) },
		} {
			all[e().Spec().Name] = e
		}
	}
	return all
}

func newParticle(n int, with func(episode.Options) episode.Options, multimodal bool) envs.Env {
	o := classic.DefaultParticle(n)
	o.Options, o.Multimodal = with(o.Options), multimodal
	return classic.NewParticle(o)
}

func TestContract(t *testing.T) {
	all := tasks()
	if len(all) != 20 {
		t.Errorf("%d tasks with names of their own, want 20", len(all))
	}
	for name, e := range all {
		t.Run(name, func(t *testing.T) {
			if err := envtest.Check(e); err != nil {
				t.Error(err)
			}
		})
	}
}
