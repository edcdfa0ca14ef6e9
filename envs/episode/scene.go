package episode

import (
	"fmt"
	"image/color"
	"math"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// Scene adds the task in its present state to a scene: what its dynamics draw, or else a scale for each channel.
func (t *Task) Scene(sc *scene.Scene) {
	sc.Title = t.spec.Name
	if d, ok := t.motion.dynamics.(Drawer); ok {
		d.Draw(sc, &t.motion.s)
		return
	}
	t.motion.Observe(t.shown)
	rows := float64(len(t.spec.Obs) + len(t.spec.Act))
	sc.View = scene.View{Min: scene.Vec2{X: -2.2, Y: -rows}, Max: scene.Vec2{X: 2.6, Y: 1}}
	y := 0.0
	for i, c := range t.spec.Obs {
		drawScale(sc, y, c, t.shown[i], scene.Body)
		y--
	}
	for i, c := range t.spec.Act {
		drawScale(sc, y, c, t.motion.s.Applied[i], scene.Accent)
		y--
	}
}

// drawScale draws a channel as a line from −1 to 1 at height y with a disc at its value, its name before and the number
// behind it.
func drawScale(sc *scene.Scene, y float64, c envs.Channel, value float64, paint color.NRGBA) {
	sc.Segment(scene.Vec2{X: -1, Y: y}, scene.Vec2{X: 1, Y: y}, 0.02, scene.Faint)
	sc.Disc(scene.Vec2{X: along(c, value), Y: y}, 0.12, paint)
	number := fmt.Sprintf("%+.3g", value)
	if c.Unit != "1" {
		number += " " + c.Unit
	}
	sc.Text(scene.Vec2{X: -1.6, Y: y}, c.Name, scene.Ink)
	sc.Text(scene.Vec2{X: 1.8, Y: y}, number, scene.Ink)
}

// along is the position of a value on the scale of its channel, −1 at its least and 1 at its greatest. A channel that is
// unbounded on a side has the scale 2/π·atan x.
func along(c envs.Channel, x float64) float64 {
	if math.IsInf(c.Lo, 0) || math.IsInf(c.Hi, 0) {
		return 2 / math.Pi * math.Atan(x)
	}
	return min(max(2*(x-c.Lo)/(c.Hi-c.Lo)-1, -1), 1)
}
