// Package envs is the contract between tasks and those who act in them.
//
// An Env is one task, a Policy is whatever chooses its actions, and Rollout is the only loop that lets one act in the
// other: recording, evaluation and the viewer all pull their steps from it. Time is counted in steps of Spec().Period
// seconds; nothing here reads a clock, draws or opens a window.
//
//	s obs   a act   p a relaxed action   r reward        s' = Step(s, a)
//
// Dynamics are deterministic and all chance is in Reset, so that a seed and the recorded actions reproduce an episode
// bit for bit. Random streams are made by Stream, one for each purpose and index, so that one more draw in one place
// moves nothing elsewhere.
package envs

import (
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/render/scene"
)

// Env is one task, one episode at a time. It is not safe for concurrent use: one per goroutine. Dynamics are
// deterministic; all chance is in Reset, which does not keep rng.
//
// act has the length of Spec().Action.Dim(), in the task's own units, and may be a relaxed point of the action set:
// the environment applies Spec().Action.Round(act) to its dynamics, so an out-of-box action is clipped, while its
// cost is as the task defines. Step after an End other than Running, and slices of a wrong length, are the caller's
// bug and panic. An action or a state that is not finite ends the episode as Diverged. Reset and Step allocate
// nothing once warm.
type Env interface {
	Spec() Spec                                        // the task's datasheet; the same value at every call
	Reset(obs []float64, rng *rand.Rand)               // starts an episode and writes the first observation
	Step(obs, act []float64) (reward float64, end End) // advances one period; obs must not alias act
}

// End says whether an episode goes on, and if not, why.
type End uint8

// The ends of an episode. A true end wins over TimedOut on the same step; only TimedOut bootstraps.
const (
	Running  End = iota // the episode goes on
	Reached             // the goal was met, or the task is complete
	Failed              // the task's own failure: fallen, out of bounds
	TimedOut            // the horizon was reached in a state that could have gone on
	Diverged            // a state, an observation or an action was not finite
)

var endNames = [...]string{"running", "reached", "failed", "timed out", "diverged"}

func (e End) String() string {
	if int(e) < len(endNames) {
		return endNames[e]
	}
	return "unknown end"
}

// ParseEnd is the inverse of String.
func ParseEnd(name string) (End, bool) {
	for i, s := range endNames {
		if s == name {
			return End(i), true
		}
	}
	return Running, false
}

// Bootstraps reports whether a value estimate should look beyond this step: while running, and after a time-out,
// which is a limit of ours and no property of the state.
func (e End) Bootstraps() bool { return e == Running || e == TimedOut }

// Snapshotter saves and restores everything that affects the future: for an Env step count, end, latches, physics
// clock, warm starts and lagged quantities; for a Policy its warm starts and its stream, but not those of a policy that
// it wraps: SavePolicy sees to them. SaveState appends to dst; LoadState accepts only what the same kind of value saved
// and otherwise changes nothing.
type Snapshotter interface {
	SaveState(dst []byte) []byte
	LoadState(src []byte) error
}

// Scener is an Env that can be shown. Scene fills an empty s with what the state and the last action look like; it
// draws nothing and changes nothing that affects the future.
type Scener interface {
	Scene(s *scene.Scene)
}

// Traveler is an Env that may reward how far something moves. Progress is its coordinate, m; false where there is none.
type Traveler interface {
	Progress() (x float64, ok bool)
}

// Succeeder is an Env with a yes-or-no success besides its return: whether the episode so far meets the task's test.
type Succeeder interface {
	Success() bool
}

// Scorer is an Env whose episodes are measured by a score instead of their return. Score is that of the episode so far.
type Scorer interface {
	Score() float64
}

// StateSetter is an Env whose mechanical state can be read and set. SetState starts an episode there: step 0,
// Running, derived quantities recomputed as after Reset, obs written. State returns positions and velocities, valid
// until the next Step.
type StateSetter interface {
	SetState(obs, q, v []float64)
	State() (q, v []float64)
}

// Enumerator is an Env whose starts are a finite list, such as the rows of a data set. Start plays the i-th for the
// episode of index i, so that as many episodes as there are starts meet each once.
type Enumerator interface {
	Starts() int
	ResetTo(obs []float64, start int)
}

// Unwrapper is implemented by an Env that wraps another.
type Unwrapper interface {
	Unwrap() Env
}

// As finds an optional power in an environment or in one that it wraps.
func As[T any](e Env) (T, bool) {
	for e != nil {
		if t, ok := e.(T); ok {
			return t, true
		}
		u, ok := e.(Unwrapper)
		if !ok {
			break
		}
		e = u.Unwrap()
	}
	var none T
	return none, false
}
