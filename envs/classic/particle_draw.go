package classic

import (
	"image/color"

	"github.com/fenchel-gym/fenchel/envs/episode"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// Draw shows two dimensions as a plane, and any other number in parallel coordinates: one upright axis for each
// dimension, and particle, goals and set-point as lines that cross it at their value.
func (p particle) Draw(sc *scene.Scene, s *episode.State) {
	sc.View = scene.View{Min: scene.Vec2{X: -0.12, Y: -0.16}, Max: scene.Vec2{X: 1.12, Y: 1.08}}
	if p.n == 2 {
		p.drawPlane(sc, s)
	} else {
		p.drawAxes(sc, s)
	}
	text := "first, then second goal"
	if p.multimodal {
		text = "both goals, in either order"
	}
	if visited(s) {
		text += ": both visited"
	}
	sc.Text(scene.Vec2{X: 0.5, Y: -0.1}, text, scene.Ink)
}

func (p particle) drawPlane(sc *scene.Scene, s *episode.State) {
	sc.Polyline(0.006, scene.Faint, scene.Vec2{}, scene.Vec2{X: 1}, scene.Vec2{X: 1, Y: 1}, scene.Vec2{Y: 1}, scene.Vec2{})
	for goal, label := range [2]string{"1", "2"} {
		at := scene.Vec2{X: s.Q[2*goal+2], Y: s.Q[2*goal+3]}
		if s.Memory[goal] < particleRadius {
			sc.Disc(at, particleRadius, scene.Goal)
		}
		sc.Ring(at, particleRadius, 0.009, scene.Goal)
		sc.Text(scene.Vec2{X: at.X + 0.06, Y: at.Y + 0.03}, label, scene.Goal)
	}
	x := scene.Vec2{X: s.Q[0], Y: s.Q[1]}
	if s.Step() > 0 {
		a := scene.Vec2{X: s.Applied[0], Y: s.Applied[1]}
		sc.Segment(x, a, 0.003, scene.Accent)
		sc.Ring(a, 0.016, 0.007, scene.Accent)
	}
	sc.Disc(x, 0.028, scene.Body)
}

func (p particle) drawAxes(sc *scene.Scene, s *episode.State) {
	var points [particleMaxDim]scene.Vec2
	line := func(values []float64, width float64, c color.NRGBA) {
		for i, x := range values {
			points[i] = scene.Vec2{X: p.axis(i), Y: x}
		}
		sc.Polyline(width, c, points[:p.n]...)
		for _, at := range points[:p.n] {
			sc.Disc(at, 1.5*width, c)
		}
	}
	for i := range p.n {
		sc.Segment(scene.Vec2{X: p.axis(i)}, scene.Vec2{X: p.axis(i), Y: 1}, 0.003, scene.Faint)
	}
	for goal, label := range [2]string{"1", "2"} {
		at := s.Q[(goal+1)*p.n : (goal+2)*p.n]
		line(at, 0.008, scene.Goal)
		sc.Text(scene.Vec2{X: p.axis(p.n-1) + 0.03, Y: at[p.n-1]}, label, scene.Goal)
	}
	if s.Step() > 0 {
		line(s.Applied, 0.005, scene.Accent)
	}
	line(s.Q[:p.n], 0.014, scene.Body)
}

// axis is the position of the i-th axis.
func (p particle) axis(i int) float64 {
	if p.n == 1 {
		return 0.5
	}
	return float64(i) / float64(p.n-1)
}
