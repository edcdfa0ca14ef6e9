package episode

import (
	"fmt"

	"github.com/fenchel-gym/fenchel/envs"
)

// Options are the constructor parameters that every task has.
type Options struct {
	Horizon      int  // steps after which a running episode is TimedOut, ≥ 1; larger lets slow policies finish
	FixedHorizon bool // default false: whether the episode ends at the horizon only, whatever happens
}

// Validate reports what is wrong with the options.
func (o Options) Validate() error {
	if o.Horizon < 1 {
		return fmt.Errorf("episode: horizon %d: want at least 1 step", o.Horizon)
	}
	return nil
}

// Apply completes the datasheet of a task that has these options. spec.Horizon is the standard one when it is called.
// Each option that differs from the task's defaults is named in the id and listed as a parameter. Apply panics on
// options that do not validate.
func (o Options) Apply(spec *envs.Spec) {
	if err := o.Validate(); err != nil {
		panic(err.Error())
	}
	if o.FixedHorizon {
		spec.Name += ":fixed-horizon"
		spec.Params = append(spec.Params, envs.Param{Name: "fixed-horizon", Value: "true"})
	}
	if o.Horizon != spec.Horizon {
		value := fmt.Sprint(o.Horizon)
		spec.Name += ":horizon=" + value
		spec.Params = append(spec.Params, envs.Param{Name: "horizon", Value: value})
	}
	spec.Horizon, spec.FixedHorizon = o.Horizon, o.FixedHorizon
}
