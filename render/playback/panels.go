package playback

import (
	"fmt"
	"image/color"
	"math"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// numbered is the number of axes beyond which the panels say which is which: the gauges of so many show numbers alone.
const numbered = 8

// curvePoints is the resolution of the energy's curves.
const curvePoints = 121

// landscaper is a policy with an energy to show, as policy.Network is with a greedy head.
type landscaper interface {
	Landscape(dst *policy.Landscape, obs []float64, points int) bool
	Section(dst *policy.Landscape, obs, action []float64, points int) bool
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

// section is the energy through another action than p*. It is valid until the next call.
func (p *Player) section(obs, action []float64) *policy.Landscape {
	acts, _ := envs.PolicyAs[landscaper](p.rollout.Policy())
	acts.Section(&p.other, obs, action, curvePoints)
	return &p.other
}

// Panels adds the energy Φ(v,·) − Ω below its value at p*, along each action axis through p*, with the action applied
// and the expert's. Where one of them is another action than p* it has a faint curve of its own, the energy along the
// axis through that action, on which its mark is. Over choices and labels there is a bar for each instead. All panels
// have one scale, which the first episode decides and the player keeps. Past the first step they are of the observation
// that was acted on last. A policy that decides on several actions at once has panels for each of them, and the last two
// marks on those that are carried out now.
func (p *Player) Panels(f *scene.Frame) {
	p.Depth()
	if p.pair > 0 {
		p.trace()
	}
	obs := p.rollout.Obs() // after the survey, which plays over what the rollout held
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
	switch p.rollout.Env().Spec().Action.(type) {
	case space.Simplex, space.Cube:
		p.choices(f, land, acted)
		return
	}
	p.heat(f, land, obs, acted)
	first := len(f.Panels)
	p.axes(f, land)
	if acted {
		p.marked(f.Panels[first:], land, obs, p.rollout.Transition().Applied, mark{"applied", scene.Circle, scene.Accent})
	}
	if p.o.Expert != nil {
		p.marked(f.Panels[first:], land, obs, p.advice, mark{"expert", scene.Diamond, scene.Goal})
	}
	p.ahead(&f.Scene, land)
	if p.pair > 0 {
		p.traces(f)
	}
}

// ahead draws the actions of a chunk that are still to come, where an action is a point of the scene.
func (p *Player) ahead(s *scene.Scene, land *policy.Landscape) {
	task, ok := envs.As[envs.Pointable](p.rollout.Env())
	k := len(p.advice)
	if !ok || len(land.Best) <= k {
		return
	}
	width := 0.005 * (s.View.Max.X - s.View.Min.X)
	points := p.path[:0]
	for i := land.Ahead * k; i+k <= len(land.Best); i += k {
		points = append(points, task.Pointed(land.Best[i:i+k]))
	}
	p.path = points
	s.Polyline(width, scene.Fade(scene.Body, 0.6), points...)
	for _, at := range points {
		s.Disc(at, 1.2*width, scene.Body)
	}
}

// axes adds a panel for each action axis with the curve through p*.
func (p *Player) axes(f *scene.Frame, land *policy.Landscape) {
	f.Heading = "Φ − Ω below its value at p*, over"
	act := p.rollout.Env().Spec().Act
	for i := range land.Best {
		c := act[i%len(act)]
		panel := f.AddPanel(coordinate(c.Name, i/len(act)))
		if len(act) > numbered {
			panel.Title = fmt.Sprintf("%d  %s", i%len(act)+1, panel.Title)
		}
		panel.Unit, panel.Y = c.Unit, scene.Range{Lo: -p.depth, Hi: 0.05 * p.depth}
		addCurve(panel, land, i, land.Value, false)
		panel.AddMark("p*", scene.Dot, land.Best[i], scene.Body)
	}
}

// addCurve adds the energy along axis i, less a height.
func addCurve(panel *scene.Panel, land *policy.Landscape, i int, height float64, faint bool) *scene.Curve {
	curve := panel.AddCurve("", scene.Body)
	curve.Faint = faint
	curve.X = append(curve.X, land.At.Row(i)...)
	for _, y := range land.Values.Row(i) {
		curve.Y = append(curve.Y, y-height)
	}
	return curve
}

// mark is how an action is marked.
type mark struct {
	name  string
	kind  scene.MarkKind
	color color.NRGBA
}

// marked marks an action in the panel of each axis: on the curve through p* where it is that one, else on its own. Of a
// chunk it is the action that is carried out now, next to the others of p*.
func (p *Player) marked(panels []scene.Panel, land *policy.Landscape, obs, action []float64, m mark) {
	k := len(action)
	now := land.Ahead * k
	whole := append(p.chunk[:0], land.Best...)
	copy(whole[now:], action)
	p.chunk = whole
	own := !near(land, whole) && len(panels) > 1
	var section *policy.Landscape
	if own {
		section = p.section(obs, whole)
	}
	for i := now; i < now+k; i++ {
		at := panels[i].AddMark(m.name, m.kind, whole[i], m.color)
		if own {
			at.Curve = len(panels[i].Curves)
			addCurve(&panels[i], section, i, land.Value, true).Color = m.color
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

// near reports whether an action is p* but for what a panel does not show. A policy that starts its search from the last
// decision finds p* a little better when it is asked again.
func near(land *policy.Landscape, action []float64) bool {
	const unseen = 0.005 // share of an axis
	for i, x := range action {
		at := land.At.Row(i)
		if !(math.Abs(x-land.Best[i]) <= unseen*(last(at)-at[0])) {
			return false
		}
	}
	return true
}
