package playback

import "github.com/fenchel-gym/fenchel/envs"

// Attach makes a player of a rollout that another steps, for its Panels alone: what a person sees who may take over from
// the policy that acts there. depth is asked once, for the scale of the panels: that of another player, usually.
func Attach(r *envs.Rollout, depth func() float64) *Player {
	k := r.Env().Spec().Action.Dim()
	return &Player{rollout: r, scale: depth, applied: make([][]float64, k), advice: make([]float64, k)}
}

// Depth is the scale of the player's panels: how far below its value at p* the energy is shown. It plays the episode ahead
// and comes back. 0 where the policy has no energy.
func (p *Player) Depth() float64 {
	if p.depth == 0 && p.Landscape(p.rollout.Obs()) != nil {
		if p.scale != nil {
			p.depth = p.scale()
		} else {
			p.depth = p.survey()
		}
	}
	return p.depth
}
