package playback

import (
	"cmp"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// Options say which episodes are played and how they are labeled. The zero value plays the evaluation episodes of seed 0
// from the first one on.
type Options struct {
	Name   string      // who acts, in the title
	Still  bool        // there is no episode to show, only a scene, of which Name is the title
	Seed   uint64      // of the episodes
	First  uint64      // index of the episode that is played first
	Expert envs.Policy // whose action the panels mark; nil marks none

	Moments Moments // of the episode, for the timeline; nil adds none

	// Start begins an episode; nil starts the evaluation episode of Seed and that index. Its error stops the player.
	Start func(r *envs.Rollout, episode uint64) error
}

// Player plays a policy in an environment, one step forward or back at a time, and describes each moment as a frame. It
// is a window.Player. Not safe for concurrent use.
type Player struct {
	rollout *envs.Rollout
	o       Options
	episode uint64

	// Of the steps that were taken in this episode, also of those that lie ahead after going back.
	past    []*envs.Snapshot // before each step, and after the last; empty where there are no snapshots
	earned  []float64        // return after each step
	applied [][]float64      // by action axis, after each step
	places  []float64        // progress at the start and after each step; empty where the task has none
	values  []float64        // Φ(v,p*) − Ω(p*) at each step, as the policy reports it; NaN without
	clipped []int            // steps whose action lay outside the action set
	ended   bool             // whether the last of the steps ended the episode

	land    policy.Landscape // through p*
	other   policy.Landscape // through another action
	depth   float64          // of the panels' scale; 0 until the first panels are shown
	scale   func() float64   // what decides it, nil for a survey of the episode
	pair    int              // of coordinates of the heat map, from 1 on; 0: none
	plane   policy.Plane     // of the heat map
	decided decisions        // of the episode
	path    []scene.Vec2     // scratch: the points of a chunk
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
	p.err = cmp.Or(p.o.Start(p.rollout, p.episode), p.rollout.Err())
	p.forget()
	p.save()
	p.locate()
}

// forget empties what is known of an episode.
func (p *Player) forget() {
	p.past, p.earned, p.places, p.values, p.clipped = p.past[:0], p.earned[:0], p.places[:0], p.values[:0], p.clipped[:0]
	p.ended, p.decided.done = false, false
	for i := range p.applied {
		p.applied[i] = p.applied[i][:0]
	}
}

// save keeps the present moment, where it can be.
func (p *Player) save() {
	if s, err := p.rollout.Save(); err == nil && p.err == nil {
		p.past = append(p.past, s)
	}
}

// NextEpisode starts the following one.
func (p *Player) NextEpisode() {
	p.episode++
	p.Restart()
}

// PreviousEpisode starts the one before, or the first again.
func (p *Player) PreviousEpisode() {
	if p.episode > 0 {
		p.episode--
	}
	p.Restart()
}

// Next takes one step and reports whether there was one to take.
func (p *Player) Next() bool {
	if p.err != nil || p.rollout.End() != envs.Running {
		return false
	}
	if ahead := p.rollout.Steps() + 1; ahead < len(p.past) { // it was taken before
		return p.load(ahead)
	}
	clipped := p.rollout.Clipped()
	p.rollout.Next()
	p.save()
	p.locate()
	p.earned, p.values = append(p.earned, p.rollout.Return()), append(p.values, p.value())
	t := p.rollout.Transition()
	p.ended = t.End != envs.Running
	if p.rollout.Clipped() > clipped {
		p.clipped = append(p.clipped, t.Step)
	}
	for i, a := range t.Applied {
		p.applied[i] = append(p.applied[i], a)
	}
	p.err = p.rollout.Err()
	return p.err == nil
}

// load goes to a step that was taken before.
func (p *Player) load(step int) bool {
	p.err = p.rollout.Load(p.past[step])
	return p.err == nil
}

// known is the number of steps that were taken in this episode.
func (p *Player) known() int { return len(p.earned) }

// Seek goes to a step, at once where it was taken before, or to the end of the episode where step is negative. It reports
// whether the episode is that long.
func (p *Player) Seek(step int) bool {
	if len(p.past) > 0 && p.err == nil {
		if to := min(step, len(p.past)-1); step < 0 {
			p.load(len(p.past) - 1)
		} else if to != p.rollout.Steps() {
			p.load(to)
		}
	}
	for (step < 0 || p.rollout.Steps() < step) && p.Next() {
	}
	return p.rollout.Steps() >= step
}

// Skip goes so many steps forward or back, as far as there are any.
func (p *Player) Skip(steps int) { p.Seek(max(p.rollout.Steps()+steps, 0)) }

// Back goes back one step and reports whether it could: not before the first step, nor where the environment or the
// policy has no snapshots.
func (p *Player) Back() bool {
	n := p.rollout.Steps()
	return n > 0 && n < len(p.past) && p.load(n-1)
}

// Period is the simulated time of one step, s.
func (p *Player) Period() float64 { return p.rollout.Env().Spec().Period }

// Err is the error that stopped the player, nil where there is none.
func (p *Player) Err() error { return p.err }
