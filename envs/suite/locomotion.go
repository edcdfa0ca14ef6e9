package suite

import (
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/locomotion"
	"github.com/fenchel-gym/fenchel/envs/physics"
)

// maxMargins is the variant of locomotion tasks with the contact margins of MuJoCo before 3.5.
const maxMargins = "max-margins"

func init() {
	for _, r := range locomotion.Tasks() {
		Register(Task{
			Name:     r.Name,
			Tags:     []string{"locomotion", "continuous"},
			Variants: r.Variants,
			Implied:  []string{":" + locomotion.ImpliedRelease},
			Build:    func(v Variant) envs.Env { return r.New(locomotionOptions(r.Default(), v)) },
		})
	}
}

// locomotionOptions are a task's defaults with what an id asks for.
func locomotionOptions(o locomotion.Options, v Variant) locomotion.Options {
	asked := v.Options(o.Horizon)
	o.Horizon, o.FixedHorizon = asked.Horizon, asked.FixedHorizon
	if v.Has(maxMargins) {
		o.Margins = physics.MaxMargins
	}
	if name, ok := v.Value(locomotion.ReleaseVariant); ok {
		o.Release, _ = physics.ParseRelease(name) // parseVariant has checked it
	}
	return o
}
