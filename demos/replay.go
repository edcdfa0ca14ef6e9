package demos

import (
	"errors"
	"fmt"
	"math"

	"github.com/fenchel-gym/fenchel/envs"
)

// Divergence is the first number in which an episode, simulated again, differs from its recording.
type Divergence struct {
	Episode  uint64  // its number
	Step     int     // 0 for the first; an observation is that before the step
	Channel  string  // `obs 1 (theta)`, `reward` or `end`
	Recorded float64 // an end is its number in envs.End
	Replayed float64
}

func (d *Divergence) Error() string {
	if d.Channel == channelEnd {
		return fmt.Sprintf("episode %d, step %d: the episode was recorded as %v and is %v", d.Episode, d.Step, envs.End(d.Recorded), envs.End(d.Replayed))
	}
	return fmt.Sprintf("episode %d, step %d: %s was recorded as %v and is %v: a difference of %.3g",
		d.Episode, d.Step, d.Channel, d.Recorded, d.Replayed, math.Abs(d.Recorded-d.Replayed))
}

const channelEnd = "end"

// ErrForeign is the error of a replay of foreign episodes.
var ErrForeign = errors.New("foreign episodes are not reproducible")

// Replay simulates the recorded actions of every episode from the recorded stream and compares each number exactly. It
// returns a *Divergence for the first that differs. After each episode done is called with the number of those that are
// finished.
func (d *Dataset) Replay(newEnv func() envs.Env, done func(episodes int)) error {
	env := newEnv()
	if err := env.Spec().Compatible(d.Manifest.Task); err != nil {
		return fmt.Errorf("%s: %w", d.dir, err)
	}
	if p := d.Manifest.Provenance; p != nil {
		return fmt.Errorf("%s: %w: they are of %s", d.dir, ErrForeign, p)
	}
	defer envs.CloseEnv(env)
	r, demo := d.Reader(), &Demonstration{}
	for i := range d.Len() {
		if err := r.Read(demo, i); err != nil {
			return err
		}
		divergence := Replay(env, demo)
		if err := envs.EnvErr(env); err != nil {
			return err
		}
		if divergence != nil {
			facts, err := r.Facts(i)
			if err != nil {
				return err
			}
			divergence.Episode = facts.Number
			return divergence
		}
		done(i + 1)
	}
	return nil
}

// Replay simulates one episode and returns where it differs, or nil.
func Replay(env envs.Env, d *Demonstration) *Divergence {
	spec := env.Spec()
	obs := make([]float64, len(spec.Obs))
	envs.Start(env, obs, d.Seed, d.Purpose, d.Index)
	if diff := differs(spec, d.ObsAt(0), obs, 0); diff != nil {
		return diff
	}
	pusher, bodies := perturber(env)
	for t := range d.Len() {
		if p := envs.PushOf(d.ForceAt(t)); p != (envs.Push{}) {
			if p.Body < 0 || p.Body >= bodies {
				return &Divergence{Step: t, Channel: "body pushed", Recorded: float64(p.Body), Replayed: math.NaN()}
			}
			pusher.Push(p)
		}
		reward, end := env.Step(obs, d.ActAt(t))
		if !same(reward, d.Reward[t]) {
			return &Divergence{Step: t, Channel: "reward", Recorded: d.Reward[t], Replayed: reward}
		}
		if diff := differs(spec, d.ObsAt(t+1), obs, t+1); diff != nil {
			return diff
		}
		want := envs.Running
		if t == d.Len()-1 {
			want = d.End
		}
		if end != want {
			return &Divergence{Step: t, Channel: channelEnd, Recorded: float64(want), Replayed: float64(end)}
		}
	}
	return nil
}

// perturber is the power to push of a task, and how many of its bodies can be pushed: none where it has no such power.
func perturber(env envs.Env) (envs.Perturber, int) {
	p, ok := envs.As[envs.Perturber](env)
	if !ok {
		return nil, 0
	}
	return p, len(p.Bodies(nil))
}

func differs(spec envs.Spec, recorded, replayed []float64, t int) *Divergence {
	for i, x := range recorded {
		if !same(x, replayed[i]) {
			return &Divergence{Step: t, Channel: "obs " + channelName(spec.Obs, i), Recorded: x, Replayed: replayed[i]}
		}
	}
	return nil
}

// same is equality in which a NaN equals a NaN.
func same(a, b float64) bool { return a == b || a != a && b != b }
