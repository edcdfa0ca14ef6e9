package locomotion

import (
	"fmt"
	"sync"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/episode"
	"github.com/fenchel-gym/fenchel/envs/physics"
)

// Options are the constructor parameters of every task of this package. Start from the task's defaults.
type Options struct {
	Horizon      int                // steps after which a running episode is TimedOut, ≥ 1; larger lets slow policies finish
	FixedHorizon bool               // default false: whether the episode ends at the horizon only, whatever happens
	Margins      physics.MarginRule // default SumMargins, MuJoCo's rule since 3.5; older published results used MaxMargins
	Release      physics.Release    // of MuJoCo, whose rules the dynamics follow; default Standard
}

// Standard is the release whose rules a task follows where its id names none.
const Standard = physics.MuJoCo40

// standard is a task as its source defines it, with a horizon.
func standard(horizon int) Options { return Options{Horizon: horizon, Release: Standard} }

// Validate reports what is wrong with the options.
func (o Options) Validate() error {
	if err := o.episode().Validate(); err != nil {
		return err
	}
	if o.Margins != physics.SumMargins && o.Margins != physics.MaxMargins {
		return fmt.Errorf("locomotion: unknown rule for contact margins %v", o.Margins)
	}
	if _, err := physics.ParseRelease(o.Release.String()); err != nil {
		return fmt.Errorf("locomotion: unknown release of MuJoCo %v", o.Release)
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
	spec.Physics = versions[o.Release]
	spec.Params = append(spec.Params, envs.Param{Name: releaseParam, Value: o.Release.String()})
	if o.Release != Standard {
		spec.Name += ":" + ReleaseVariant + o.Release.String()
	}
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

// ReleaseVariant is the variant of a task id that names a release of MuJoCo: "ant:mujoco=3.14".
const ReleaseVariant = releaseParam + "="

// releaseParam is the parameter of a Spec that says which release of MuJoCo the dynamics follow.
const releaseParam = "mujoco"

// maxMargins is the variant of a task id that asks for MaxMargins.
const maxMargins = "max-margins"

// changedModels holds what apply has made, by changedKey.
var changedModels sync.Map

// changedKey names a model with other options than its own.
type changedKey struct {
	of      *physics.Model
	margins physics.MarginRule
	release physics.Release
}

// apply returns the model with the options' margin rule and release.
func (o Options) apply(m *physics.Model) *physics.Model {
	if m.Option.Margin == o.Margins && m.Option.Release == o.Release {
		return m
	}
	key := changedKey{m, o.Margins, o.Release}
	if c, ok := changedModels.Load(key); ok {
		return c.(*physics.Model)
	}
	changed := *m
	changed.Option.Margin, changed.Option.Release = o.Margins, o.Release
	if err := changed.SetConst(); err != nil {
		panic("locomotion: a model that compiled does not any more: " + err.Error())
	}
	first, _ := changedModels.LoadOrStore(key, &changed)
	return first.(*physics.Model)
}
