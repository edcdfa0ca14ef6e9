package playback

import (
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/policy"
)

// Options say which episodes are played and how they are labeled. The zero value plays the evaluation episodes of seed 0
// from the first one on.
type Options struct {
	Name   string      // who acts, in the title
	Seed   uint64      // of the episodes
	First  uint64      // index of the episode that is played first
	Expert envs.Policy // whose action the panels mark; nil marks none

	// Start begins an episode; nil starts the evaluation episode of Seed and that index. Its error stops the player.
	Start func(r *envs.Rollout, episode uint64) error
}

// Player plays a policy in an environment, one step forward or back at a time, and describes each moment as a frame. It
// is a window.Player. Not safe for concurrent use.
type Player struct {
	rollout *envs.Rollout
	o       Options
	episode uint64

	past    []*envs.Snapshot // before each step; empty where the environment has no snapshots
	earned  []float64        // return after each step
	applied [][]float64      // by action axis, after each step
	places  []float64        // progress at the start and after each step; empty where the task has none
	land    policy.Landscape // through p*
	other   policy.Landscape // through another action
	depth   float64          // of the panels' scale; 0 until the first panels are shown
	chunk   []float64        // scratch: an action with what else p* decides
	advice  []float64        // the expert's action (k)
	err     error
}

// New starts the first episode.
func New(env envs.Env, acts envs.Policy, o Options) *Player {
	if o.Start == nil {
		o.Start = func(r *envs.Rollout, episode uint64) error {
			r.Start(o.Seed, envs.Evaluation, episode)
			return nil
		}
	}
	envs.Instruct(o.Expert, env)
	k := env.Spec().Action.Dim()
	p := &Player{rollout: envs.NewRollout(env, acts), o: o, episode: o.First, applied: make([][]float64, k), advice: make([]float64, k)}
	p.Restart()
	return p
}

// Rollout is the episode that is played. Only the player may step it.
func (p *Player) Rollout() *envs.Rollout { return p.rollout }

// Restart goes back to the start of the episode.
func (p *Player) Restart() {
	p.err = p.o.Start(p.rollout, p.episode)
	p.past, p.earned, p.places = p.past[:0], p.earned[:0], p.places[:0]
	p.locate()
	for i := range p.applied {
		p.applied[i] = p.applied[i][:0]
	}
}

// NextEpisode starts the following one.
func (p *Player) NextEpisode() {
	p.episode++
	p.Restart()
}

// Next takes one step and reports whether there was one to take.
func (p *Player) Next() bool {
	if p.err != nil || p.rollout.End() != envs.Running {
		return false
	}
	if s, err := p.rollout.Save(); err == nil {
		p.past = append(p.past, s)
	}
	p.rollout.Next()
	p.earned = append(p.earned, p.rollout.Return())
	p.locate()
	for i, a := range p.rollout.Transition().Applied {
		p.applied[i] = append(p.applied[i], a)
	}
	return true
}

// Seek takes steps until that many have been taken in the episode, or to its end where step is negative. It reports
// whether the episode is that long.
func (p *Player) Seek(step int) bool {
	for (step < 0 || p.rollout.Steps() < step) && p.Next() {
	}
	return p.rollout.Steps() >= step
}

// Back goes back one step and reports whether it could: not before the first step, nor where the environment or the
// policy has no snapshots.
func (p *Player) Back() bool {
	n := len(p.past)
	if n == 0 {
		return false
	}
	if p.err = p.rollout.Load(p.past[n-1]); p.err != nil {
		return false
	}
	p.past, p.earned, p.places = p.past[:n-1], p.earned[:n-1], p.places[:min(n, len(p.places))]
	for i := range p.applied {
		p.applied[i] = p.applied[i][:n-1]
	}
	return true
}

// Period is the simulated time of one step, s.
func (p *Player) Period() float64 { return p.rollout.Env().Spec().Period }

// Err is the error that stopped the player, nil where there is none.
func (p *Player) Err() error { return p.err }
