package classic

import (
	"fmt"

	"github.com/fenchel-gym/fenchel/envs"
)

// Options are the constructor parameters of every task of this package. Start from the task's defaults.
type Options struct {
	Horizon      int  // steps after which a running episode is TimedOut, ≥ 1; larger lets slow policies finish
	FixedHorizon bool // default false: whether the episode ends at the horizon only, whatever happens
}

// Validate reports what is wrong with the options.
func (o Options) Validate() error {
	if o.Horizon < 1 {
		return fmt.Errorf("classic: horizon %d: want at least 1 step", o.Horizon)
	}
	return nil
}

// must panics where Validate reports.
func (o Options) must() {
	if err := o.Validate(); err != nil {
		panic(err.Error())
	}
}

// identify names a task with these options: the base name, one suffix for each parameter that is not the default,
// and those parameters as data.
func (o Options) identify(spec *envs.Spec, base string, standard Options) {
	spec.Name, spec.Horizon, spec.FixedHorizon = base, o.Horizon, o.FixedHorizon
	if o.FixedHorizon {
		spec.Name += ":fixed-horizon"
		spec.Params = append(spec.Params, envs.Param{Name: "fixed-horizon", Value: "true"})
	}
	if o.Horizon != standard.Horizon {
		value := fmt.Sprint(o.Horizon)
		spec.Name += ":horizon=" + value
		spec.Params = append(spec.Params, envs.Param{Name: "horizon", Value: value})
	}
}
