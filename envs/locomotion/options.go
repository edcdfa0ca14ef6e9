package locomotion

import (
	"fmt"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/episode"
	"github.com/fenchel-gym/fenchel/envs/physics"
)

// Options are the constructor parameters of every task of this package. Start from the task's defaults.
type Options struct {
	Horizon      int                // steps after which a running episode is TimedOut, ≥ 1; larger lets slow policies finish
	FixedHorizon bool               // default false: whether the episode ends at the horizon only, whatever happens
	Margins      physics.MarginRule // default SumMargins, MuJoCo's rule since 3.5; older published results used MaxMargins
}

// Validate reports what is wrong with the options.
func (o Options) Validate() error {
	if err := o.episode().Validate(); err != nil {
		return err
	}
	if o.Margins != physics.SumMargins && o.Margins != physics.MaxMargins {
		return fmt.Errorf("locomotion: unknown rule for contact margins %v", o.Margins)
	}
	return nil
}

// must panics where Validate reports.
func (o Options) must() {
	if err := o.Validate(); err != nil {
		panic(err.Error())
	}
}

// identify names a task with these options: one suffix for each parameter that is not the default, and those
// parameters as data. spec.Horizon is the standard one.
func (o Options) identify(spec *envs.Spec) {
	if o.Margins == physics.MaxMargins {
		spec.Name += ":" + maxMargins
		spec.Params = append(spec.Params, envs.Param{Name: "margins", Value: o.Margins.String()})
	}
	o.episode().Apply(spec)
}

// episode is the part of the options that every task has.
func (o Options) episode() episode.Options {
	return episode.Options{Horizon: o.Horizon, FixedHorizon: o.FixedHorizon}
}

// maxMargins is the variant of a task id that asks for MaxMargins.
const maxMargins = "max-margins"

// apply returns the model with the options' margin rule.
func (o Options) apply(m *physics.Model) *physics.Model {
	if m.Option.Margin == o.Margins {
		return m
	}
	changed := *m
	changed.Option.Margin = o.Margins
	if err := changed.SetConst(); err != nil {
		panic("locomotion: a model that compiled does not any more: " + err.Error())
	}
	return &changed
}
