package playback

import (
	"github.com/fenchel-gym/fenchel/envs/space"
)

// Surface is the energy over a plane of actions.
type Surface struct {
	X, Y   []float64   // the two coordinates, in the task's units
	Values [][]float64 // Φ − Ω below its value at p*, a row for each y
	Best   [2]float64  // p*
	Expert [2]float64  // the expert's action, where there is an expert
}

// Surface computes the energy over the action that the panels of this moment show, with as many rows; nil where the policy
// has no energy or decides on other than two coordinates of a box.
func (p *Player) Surface(rows int) *Surface {
	obs := p.rollout.Obs()
	if p.rollout.Steps() > 0 {
		obs = p.rollout.Transition().Obs
	}
	land := p.Landscape(obs)
	if _, ok := p.rollout.Env().Spec().Action.(space.Box); !ok || land == nil || len(land.Best) != 2 || len(p.advice) != 2 {
		return nil
	}
	s := &Surface{Best: [2]float64(land.Best)}
	s.X = append(s.X, land.At.Row(0)...)
	ends, height := land.At.Row(1), land.Value
	for j := range rows {
		y := ends[0] + (last(ends)-ends[0])*float64(j)/float64(rows-1)
		section := p.section(obs, []float64{s.Best[0], y})
		values := append([]float64(nil), section.Values.Row(0)...)
		for i := range values {
			values[i] -= height
		}
		s.Y, s.Values = append(s.Y, y), append(s.Values, values)
	}
	if p.o.Expert != nil {
		p.o.Expert.Act(p.advice, obs)
		s.Expert = [2]float64(p.advice)
	}
	return s
}
