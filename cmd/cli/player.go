package cli

import (
	"fmt"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// player adapts rollouts to what the window plays and the recorder of pictures draws: it steps, rewinds through
// snapshots, and describes each moment as a frame.
type player struct {
	rollout *envs.Rollout
	start   func(r *envs.Rollout, episode uint64) // begins an episode
	episode uint64
	who     string      // acts
	teacher envs.Policy // marks what the expert would do, nil for none

	past    []*envs.Snapshot // before each step; empty where the environment has no snapshots
	earned  []float64        // return after each step
	applied [][]float64      // by action axis, after each step
	land    policy.Landscape
	advice  []float64
	err     error
}

// newPlayer plays the episodes first, first+1, ...
func newPlayer(who string, r *envs.Rollout, start func(r *envs.Rollout, episode uint64), first uint64, teacher envs.Policy) *player {
	k := r.Env().Spec().Action.Dim()
	p := &player{who: who, rollout: r, start: start, episode: first, teacher: teacher, applied: make([][]float64, k), advice: make([]float64, k)}
	p.Restart()
	return p
}

// Restart goes back to the start of the episode.
func (p *player) Restart() {
	p.start(p.rollout, p.episode)
	p.past, p.earned = p.past[:0], p.earned[:0]
	for i := range p.applied {
		p.applied[i] = p.applied[i][:0]
	}
}

// NextEpisode starts the following one.
func (p *player) NextEpisode() {
	p.episode++
	p.Restart()
}

// Next takes one step.
func (p *player) Next() bool {
	if p.rollout.End() != envs.Running {
		return false
	}
	if s, err := p.rollout.Save(); err == nil {
		p.past = append(p.past, s)
	}
	p.rollout.Next()
	p.earned = append(p.earned, p.rollout.Return())
	for i, a := range p.rollout.Transition().Applied {
		p.applied[i] = append(p.applied[i], a)
	}
	return true
}

// Back goes back one step.
func (p *player) Back() bool {
	n := len(p.past)
	if n == 0 {
		return false
	}
	if p.err = p.rollout.Load(p.past[n-1]); p.err != nil {
		return false
	}
	p.past, p.earned = p.past[:n-1], p.earned[:n-1]
	for i := range p.applied {
		p.applied[i] = p.applied[i][:n-1]
	}
	return true
}

// Period is the simulated time of one step, s.
func (p *player) Period() float64 { return p.rollout.Env().Spec().Period }

// Err is what went wrong.
func (p *player) Err() error { return p.err }

// Show fills the scene and the read-outs.
func (p *player) Show(f *scene.Frame) {
	f.Reset()
	env := p.rollout.Env()
	spec := env.Spec()
	if s, ok := envs.As[envs.Scener](env); ok {
		s.Scene(&f.Scene)
	}
	f.Scene.Title = fmt.Sprintf("%s · %s · episode %d", spec.Name, p.who, p.episode)
	r := &f.Readout
	r.Step, r.Horizon = p.rollout.Steps(), spec.Horizon
	r.Seconds = float64(r.Step) * spec.Period
	r.Return, r.Trace = p.rollout.Return(), append(r.Trace, p.earned...)
	p.status(r, env)
	lo, hi := bounds(spec)
	for i, c := range spec.Act {
		value := 0.0
		if n := len(p.applied[i]); n > 0 {
			value = p.applied[i][n-1]
		}
		g := r.AddGauge(c.Name, c.Unit, value, lo[i], hi[i])
		g.Trace = append(g.Trace, p.applied[i]...)
	}
}

// status says how the episode stands: by the task's own success where it defines one.
func (p *player) status(r *scene.Readout, env envs.Env) {
	end := p.rollout.End()
	r.Status = end.String()
	r.Good, r.Bad = end == envs.Reached, end == envs.Failed || end == envs.Diverged
	if s, ok := envs.As[envs.Succeeder](env); ok && end != envs.Running {
		r.Good, r.Bad = s.Success(), !s.Success()
		r.Status += map[bool]string{true: ", success", false: ", no success"}[s.Success()]
	}
}

// bounds are the ends of the action axes, in the task's units.
func bounds(spec envs.Spec) (lo, hi []float64) {
	k := spec.Action.Dim()
	lo, hi = make([]float64, k), make([]float64, k)
	g := make([]float64, k)
	z := make([]float64, k)
	for i := range k {
		g[i] = 1
		hi[i] = spec.Action.Support(z, g)
		g[i] = -1
		lo[i] = -spec.Action.Support(z, g)
		g[i] = 0
	}
	return lo, hi
}

// landscapePoints is the resolution of the energy's curves.
const landscapePoints = 121

// Panels adds the energy Φ(v,·) − Ω along each action axis through p*, with p*, the action applied and the expert's.
func (p *player) Panels(f *scene.Frame) {
	network, ok := envs.PolicyAs[*policy.Network](p.rollout.Policy())
	obs := p.rollout.Obs()
	acted := p.rollout.Steps() > 0
	if acted {
		obs = p.rollout.Transition().Obs
	}
	if !ok || !network.Landscape(&p.land, obs, landscapePoints) {
		return
	}
	if p.teacher != nil {
		p.teacher.Act(p.advice, obs)
	}
	for i, c := range p.rollout.Env().Spec().Act {
		panel := f.AddPanel("Φ − Ω over " + c.Name)
		panel.Unit = c.Unit
		curve := panel.AddCurve("", scene.Body)
		curve.X, curve.Y = append(curve.X, p.land.At.Row(i)...), append(curve.Y, p.land.Values.Row(i)...)
		panel.AddMark("p*", scene.Dot, p.land.Best[i], scene.Body)
		if acted {
			panel.AddMark("applied", scene.Circle, p.rollout.Transition().Applied[i], scene.Accent)
		}
		if p.teacher != nil {
			panel.AddMark("expert", scene.Diamond, p.advice[i], scene.Goal)
		}
	}
}
