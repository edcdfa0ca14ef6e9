package playback

import (
	"fmt"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// curvePoints is the resolution of the energy's curves.
const curvePoints = 121

// landscaper is a policy with an energy to show, as policy.Network is with a greedy head.
type landscaper interface {
	Landscape(dst *policy.Landscape, obs []float64, points int) bool
}

// Landscape computes the energy over the action at an observation. It is the player's own and valid until the next call;
// nil where the policy has no energy.
func (p *Player) Landscape(obs []float64) *policy.Landscape {
	acts, ok := envs.PolicyAs[landscaper](p.rollout.Policy())
	if !ok || !acts.Landscape(&p.land, obs, curvePoints) {
		return nil
	}
	return &p.land
}

// Panels adds the energy Φ(v,·) − Ω along each action axis through p*, with p*, the action applied and the expert's. Past
// the first step they are of the observation that was acted on last. A policy that decides on several actions at once has
// panels for each of them, and the last two marks on those that are carried out now.
func (p *Player) Panels(f *scene.Frame) {
	obs := p.rollout.Obs()
	acted := p.rollout.Steps() > 0
	if acted {
		obs = p.rollout.Transition().Obs
	}
	land := p.Landscape(obs)
	if land == nil {
		return
	}
	if p.o.Expert != nil {
		p.o.Expert.Act(p.advice, obs)
	}
	act := p.rollout.Env().Spec().Act
	for i := range land.Best {
		c, step := act[i%len(act)], i/len(act)
		panel := f.AddPanel("Φ − Ω over " + coordinate(c.Name, step))
		panel.Unit = c.Unit
		curve := panel.AddCurve("", scene.Body)
		curve.X, curve.Y = append(curve.X, land.At.Row(i)...), append(curve.Y, land.Values.Row(i)...)
		panel.AddMark("p*", scene.Dot, land.Best[i], scene.Body)
		if step != land.Ahead { // another time than this
			continue
		}
		if acted {
			panel.AddMark("applied", scene.Circle, p.rollout.Transition().Applied[i%len(act)], scene.Accent)
		}
		if p.o.Expert != nil {
			panel.AddMark("expert", scene.Diamond, p.advice[i%len(act)], scene.Goal)
		}
	}
}

// coordinate names a channel of the action at a step of a chunk, counted from its decision at time t.
func coordinate(name string, step int) string {
	if step == 0 {
		return name
	}
	return fmt.Sprintf("%s[t+%d]", name, step)
}
