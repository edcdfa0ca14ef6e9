package suite

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/classic"
	"github.com/fenchel-gym/fenchel/envs/episode"
)

func init() {
	Register(
		classicTask("pendulum", classic.DefaultPendulum, classic.NewPendulum, "continuous"),
		classicTask("cartpole", classic.DefaultCartPole, classic.NewCartPole, "discrete"),
		classicTask("cartpole-continuous", classic.DefaultCartPole, classic.NewCartPoleContinuous, "continuous"),
		classicTask("mountaincar", classic.DefaultMountainCar, classic.NewMountainCar, "discrete", "goal"),
		classicTask("mountaincar-continuous", classic.DefaultMountainCarContinuous, classic.NewMountainCarContinuous, "continuous", "goal"),
		classicTask("acrobot", classic.DefaultAcrobot, classic.NewAcrobot, "discrete", "goal"),
		particleTask(2), particleTask(8), particleTask(32),
	)
}

func classicTask[E envs.Env](name string, defaults func() episode.Options, build func(episode.Options) E, tags ...string) Task {
	return Task{
		Name:  name,
		Tags:  append([]string{"classic"}, tags...),
		Build: func(v Variant) envs.Env { return build(v.Options(defaults().Horizon)) },
	}
}

// multimodal is particle's own variant.
const multimodal = "multimodal"

func particleTask(n int) Task {
	return Task{
		Name:     fmt.Sprintf("particle-%d", n),
		Tags:     []string{"classic", "continuous", "goal"},
		Variants: []string{multimodal},
		Build: func(v Variant) envs.Env {
			o := classic.DefaultParticle(n)
			o.Options, o.Multimodal = v.Options(o.Horizon), v.Has(multimodal)
			return classic.NewParticle(o)
		},
	}
}

// particleNamed is the particle of any number of dimensions.
func particleNamed(name string) (Task, bool) {
	digits, ok := strings.CutPrefix(name, "particle-")
	n, err := strconv.Atoi(digits)
	if !ok || err != nil || strconv.Itoa(n) != digits || classic.DefaultParticle(n).Validate() != nil {
		return Task{}, false
	}
	return particleTask(n), true
}
