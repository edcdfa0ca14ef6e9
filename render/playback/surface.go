package playback

import (
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/policy"
)

// Surface is the energy over an action of two coordinates.
type Surface struct {
	X, Y   []float64   // positions on the two coordinates, in the task's units
	Values [][]float64 // Φ − Ω below its value at p*, a row for each y
	Best   [2]float64  // p*
	Expert [2]float64  // the expert's action, where there is an expert
}

// planer is a policy with an energy over two coordinates of its action, as policy.Network is.
type planer interface {
	Plane(dst *policy.Plane, obs, action []float64, i, j, points int) bool
}

// Surface computes the energy over the action that the panels of this moment show, with as many points on either
// coordinate; nil where the policy has no energy or decides on other than two coordinates of a box.
func (p *Player) Surface(points int) *Surface {
	obs := p.rollout.Obs()
	if p.rollout.Steps() > 0 {
		obs = p.rollout.Transition().Obs
	}
	land := p.Landscape(obs)
	if land == nil || len(land.Best) != 2 || len(p.advice) != 2 {
		return nil
	}
	var plane policy.Plane
	if acts, ok := envs.PolicyAs[planer](p.rollout.Policy()); !ok || !acts.Plane(&plane, obs, land.Best, 0, 1, points) {
		return nil
	}
	s := &Surface{X: plane.X, Y: plane.Y, Best: [2]float64(land.Best)}
	for i := range plane.Values.Rows {
		row := plane.Values.Row(i)
		for j := range row {
			row[j] -= land.Value
		}
		s.Values = append(s.Values, row)
	}
	if p.o.Expert != nil {
		p.o.Expert.Act(p.advice, obs)
		s.Expert = [2]float64(p.advice)
	}
	return s
}
