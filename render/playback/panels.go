package playback

import (
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
// the first step they are of the observation that was acted on last.
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
	for i, c := range p.rollout.Env().Spec().Act {
		panel := f.AddPanel("Φ − Ω over " + c.Name)
		panel.Unit = c.Unit
		curve := panel.AddCurve("", scene.Body)
		curve.X, curve.Y = append(curve.X, land.At.Row(i)...), append(curve.Y, land.Values.Row(i)...)
		panel.AddMark("p*", scene.Dot, land.Best[i], scene.Body)
		if acted {
			panel.AddMark("applied", scene.Circle, p.rollout.Transition().Applied[i], scene.Accent)
		}
		if p.o.Expert != nil {
			panel.AddMark("expert", scene.Diamond, p.advice[i], scene.Goal)
		}
	}
}
