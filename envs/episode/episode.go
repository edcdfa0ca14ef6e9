package episode

import (
	"hash/fnv"

	"github.com/fenchel-gym/fenchel/envs"
)

// Body is the part of a task that moves.
type Body interface {
	// Advance moves by one step under applied, the point of the action set that act, the action as it was sent, rounds
	// to. The end is Running, Reached, Failed or Diverged.
	Advance(applied, act []float64) (reward float64, end envs.End)
	// Observe writes the observation of the present state.
	Observe(obs []float64)
}

// Episode is the discipline of a task's episodes. A task embeds it, which gives the task Spec and Step, and adds Reset,
// which draws a state and calls Begin.
type Episode struct {
	body    Body
	spec    envs.Spec
	goals   bool      // whether the body may return Reached
	tags    []uint64  // hashes of the spec's identity, in snapshots: its own, which is written, then former ones
	applied []float64 // the action applied last, 0 before the first (k)
	step    int       // steps taken in this episode
	end     envs.End  // of the episode, so far
	met     bool      // whether the goal has been met in this episode
	begun   bool      // whether there has been an episode
}

// Make couples a body with its datasheet, which is complete: see Options.Apply. goals says whether Advance may return
// Reached; then snapshots hold whether the goal has been met.
func Make(body Body, spec envs.Spec, goals bool) Episode {
	return makeEpisode(body, spec, goals, make([]float64, spec.Action.Dim()))
}

// makeEpisode is Make with memory for the applied action.
func makeEpisode(body Body, spec envs.Spec, goals bool, applied []float64) Episode {
	tags := make([]uint64, 0, 1+len(spec.Former))
	for _, hash := range append([]string{spec.Hash()}, spec.Former...) {
		id := fnv.New64a()
		id.Write([]byte(hash))
		tags = append(tags, id.Sum64())
	}
	return Episode{body: body, spec: spec, goals: goals, tags: tags, applied: applied}
}

// Spec is the task's datasheet.
func (e *Episode) Spec() envs.Spec { return e.spec }

// Applied is the action applied last, 0 before the first (k). It is valid until the next Step and must not be written.
func (e *Episode) Applied() []float64 { return e.applied }

// Steps is the number of steps taken in this episode.
func (e *Episode) Steps() int { return e.step }

// End is the end of the episode so far.
func (e *Episode) End() envs.End { return e.end }

// Begin starts an episode at the body's present state and writes the first observation.
func (e *Episode) Begin(obs []float64) {
	if len(obs) != len(e.spec.Obs) {
		panic("episode: an observation of a wrong length")
	}
	e.step, e.end, e.met, e.begun = 0, envs.Running, false, true
	clear(e.applied)
	e.body.Observe(obs)
}

// Step advances one period.
func (e *Episode) Step(obs, act []float64) (reward float64, end envs.End) {
	switch {
	case len(obs) != len(e.spec.Obs) || len(act) != len(e.applied):
		panic("episode: Step: an observation or action of a wrong length")
	case !e.begun:
		panic("episode: Step before Reset")
	case e.end != envs.Running:
		panic("episode: Step after the end of the episode")
	}
	e.step++
	if !envs.Finite(act) {
		e.end = envs.Diverged
		e.body.Observe(obs)
		return 0, e.end
	}
	e.spec.Action.Round(e.applied, act)
	reward, end = e.body.Advance(e.applied, act)
	e.body.Observe(obs)
	return e.settle(reward, end, obs)
}

// settle decides how a step ended, in the order of the package comment.
func (e *Episode) settle(reward float64, end envs.End, obs []float64) (float64, envs.End) {
	if end == envs.Diverged || !envs.Finite(obs) || reward-reward != 0 { // x − x is NaN unless x is finite
		e.end = envs.Diverged
		return 0, e.end
	}
	if e.met || e.spec.FixedHorizon && end == envs.Failed {
		reward = 0 // only a fixed-horizon episode goes on after its goal or a failure
	}
	if end == envs.Reached {
		if !e.goals {
			panic("episode: Reached in a task without goals")
		}
		e.met = true
	}
	if e.spec.FixedHorizon {
		end = envs.Running
	}
	if end == envs.Running && e.step >= e.spec.Horizon {
		end = envs.TimedOut
	}
	e.end = end
	return reward, end
}
