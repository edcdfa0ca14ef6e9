package playback

import (
	"math"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// How an episode's decisions are traced: at most so many of its steps are looked at, with so many ascents at each.
const (
	tracedMoments = 60
	tracedStarts  = 10
)

// decisions is what is known of the decisions of a whole episode, an entry for each moment that was looked at.
type decisions struct {
	done   bool
	step   []float64 // when
	value  []float64 // Φ(v,p*) − Ω(p*)
	gap    []float64 // what the solver may have missed; +Inf where no bound is known
	margin []float64 // how much worse the second mode is; NaN where there is none
}

// trace plays the episode ahead, looks at its decisions, and comes back.
func (p *Player) trace() {
	d := &p.decided
	if d.done || p.scale != nil { // of an episode that another steps the rest is not known
		return
	}
	*d = decisions{done: true}
	acts, ok := envs.PolicyAs[planar](p.rollout.Policy())
	if !ok {
		return
	}
	at := p.rollout.Steps()
	stride := max(1, min(p.horizon(), surveySteps)/tracedMoments)
	p.replay(surveySteps, func(step int) {
		if step%stride != 0 {
			return
		}
		obs := p.rollout.Obs()
		land, margin := p.Landscape(obs), math.NaN()
		if second, ok := secondMode(land, acts.Modes(obs, tracedStarts)); ok {
			margin = land.Value - second.Value
		}
		d.step, d.value = append(d.step, float64(step)), append(d.value, land.Value)
		d.gap, d.margin = append(d.gap, land.Gap), append(d.margin, margin)
	})
	p.replay(at, nil)
}

// traces adds how value, gap (what the solver may have missed) and margin (how much worse the second mode is) go over the episode, with the present marked. Their scales are the episode's.
func (p *Player) traces(f *scene.Frame) {
	s := &p.decided
	for _, t := range []struct {
		name string
		y    []float64
	}{{"Φ − Ω at p*", s.value}, {"gap", s.gap}, {"margin of p*", s.margin}} {
		if !anyFinite(t.y) {
			continue
		}
		panel := f.AddPanel(t.name)
		curve := panel.AddCurve("", scene.Limb)
		curve.X, curve.Y = append(curve.X, s.step...), append(curve.Y, t.y...)
		panel.X = scene.Range{Lo: 0, Hi: max(last(s.step), 1)}
		panel.Unit = "steps"
		panel.AddMark("now", scene.Dot, float64(max(p.rollout.Steps()-1, 0)), scene.Body)
	}
}

func anyFinite(xs []float64) bool {
	for _, x := range xs {
		if !math.IsNaN(x) && !math.IsInf(x, 0) {
			return true
		}
	}
	return false
}
