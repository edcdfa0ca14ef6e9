package episode

import "github.com/fenchel-gym/fenchel/envs"

// Goal is a Task that an episode can succeed at, an envs.Succeeder.
type Goal struct {
	*Task
	test Succeeder // the dynamics as one, or nil
}

// Succeeder is Dynamics with a test of success of their own. Without one an episode succeeds when a step is Reached.
type Succeeder interface {
	Success(s *State) bool
}

// NewGoal is New for a task that an episode can succeed at.
func NewGoal(d Dynamics, spec envs.Spec, o Options, nq, nv int) Goal {
	test, _ := d.(Succeeder)
	return Goal{New(d, spec, o, nq, nv), test}
}

// Success reports whether the episode so far meets the dynamics' own test, or else whether its goal has been met.
func (g Goal) Success() bool {
	if g.test != nil {
		return g.test.Success(&g.motion.s)
	}
	return g.met
}
