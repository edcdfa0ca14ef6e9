package pusht

import (
	"fmt"
	"image/color"

	"github.com/fenchel-gym/fenchel/render/scene"
)

// Scene shows field, goal, block and agent, the target as a ring, and the contacts as dots. The published pictures have
// y downwards, and so has this one.
func (t *Task) Scene(sc *scene.Scene) {
	const margin = 14
	w := t.body.World
	sc.Title = t.Spec().Name
	sc.View = scene.View{Min: scene.Vec2{X: -margin, Y: -margin - 26}, Max: scene.Vec2{X: Size + margin, Y: Size + margin}}
	for _, g := range walls {
		sc.Segment(picture(g[0]), picture(g[1]), wallRadius, scene.Faint)
	}
	for _, p := range goalParts {
		drawPart(sc, &p, goal.Block, scene.Fade(scene.Goal, 0.45))
	}
	for i := range w.parts {
		drawPart(sc, &w.parts[i], Vec{}, scene.Limb)
	}
	sc.Disc(picture(w.agent), agentRadius, scene.Body)
	if t.Steps() > 0 {
		a := picture(Vec{t.Applied()[0], t.Applied()[1]})
		sc.Segment(picture(w.agent), a, 1, scene.Accent)
		sc.Ring(a, 7, 2.5, scene.Accent)
	}
	for _, i := range w.order[:w.active] {
		r := &w.arbiters[i]
		for _, c := range r.contacts[:r.count] {
			sc.Disc(picture(c.rb.Add(w.block.center)), 3, scene.Alarm)
		}
	}
	text := fmt.Sprintf("coverage %.3f, best %.3f", w.Coverage(), t.body.best)
	sc.Text(scene.Vec2{X: Size / 2, Y: -margin - 8}, text, scene.Ink)
}

// picture is a point of the world in the scene, where y points up.
func picture(a Vec) scene.Vec2 { return scene.Vec2{X: a.X, Y: Size - a.Y} }

func drawPart(sc *scene.Scene, p *polygon, offset Vec, c color.NRGBA) {
	var at [4]scene.Vec2
	for i := range at {
		at[i] = picture(p.at[i].Add(offset))
	}
	sc.Polygon(c, at[:]...)
}
