package classic

import (
	"image/color"

	"github.com/fenchel-gym/fenchel/render/scene"
)

// draw shows two dimensions as a plane, and any other number in parallel coordinates: one upright axis for each
// dimension, and particle, goals and set-point as lines that cross it at their value.
func (p particle) draw(sc *scene.Scene, s *state) {
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

func (p particle) drawPlane(sc *scene.Scene, s *state) {
	sc.Polyline(0.006, scene.Faint, scene.Vec2{}, scene.Vec2{X: 1}, scene.Vec2{X: 1, Y: 1}, scene.Vec2{Y: 1}, scene.Vec2{})
	for goal, label := range [2]string{"1", "2"} {
		at := scene.Vec2{X: s.q[2*goal+2], Y: s.q[2*goal+3]}
		if s.memory[goal] < particleRadius {
			sc.Disc(at, particleRadius, scene.Goal)
		}
		sc.Ring(at, particleRadius, 0.009, scene.Goal)
		sc.Text(scene.Vec2{X: at.X + 0.06, Y: at.Y + 0.03}, label, scene.Goal)
	}
	x := scene.Vec2{X: s.q[0], Y: s.q[1]}
	if s.step > 0 {
		a := scene.Vec2{X: s.applied[0], Y: s.applied[1]}
		sc.Segment(x, a, 0.003, scene.Accent)
		sc.Ring(a, 0.016, 0.007, scene.Accent)
	}
	sc.Disc(x, 0.028, scene.Body)
}

func (p particle) drawAxes(sc *scene.Scene, s *state) {
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
		at := s.q[(goal+1)*p.n : (goal+2)*p.n]
		line(at, 0.008, scene.Goal)
		sc.Text(scene.Vec2{X: p.axis(p.n-1) + 0.03, Y: at[p.n-1]}, label, scene.Goal)
	}
	if s.step > 0 {
		line(s.applied, 0.005, scene.Accent)
	}
	line(s.q[:p.n], 0.014, scene.Body)
}

// axis is where the i-th axis stands.
func (p particle) axis(i int) float64 {
	if p.n == 1 {
		return 0.5
	}
	return float64(i) / float64(p.n-1)
}
