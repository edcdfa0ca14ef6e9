package hands

import (
	"math"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// grip is a hold on a body that a pointer drags: a spring from its center of mass to a point at the depth at which it was
// taken hold of.
type grip struct {
	task   envs.Perturber // nil where nothing can be pushed
	bodies []envs.Pushable
	held   bool
	body   int
	depth  float64    // along the pointer's ray
	offset scene.Vec3 // of the point that was taken hold of from the center of mass
	target scene.Vec3
}

// drag takes what the pointer did in a tick.
func (g *grip) drag(in *scene.Input) {
	if g.task == nil || !in.Dragging || !in.Focused {
		g.held = false
		return
	}
	g.bodies = g.task.Bodies(g.bodies[:0])
	if !g.held {
		g.held = g.take(in.Ray)
	}
	if g.held {
		g.target = minus(at(in.Ray, g.depth), g.offset)
	}
}

// take takes hold of the body that a ray means most: the one whose center it passes nearest, as a share of its size.
func (g *grip) take(r scene.Ray) bool {
	best := 1.0
	for i, b := range g.bodies {
		depth := dot(minus(b.At, r.From), r.Dir) / dot(r.Dir, r.Dir)
		miss := minus(at(r, depth), b.At)
		if share := math.Sqrt(dot(miss, miss)) / b.Size; depth > 0 && share <= best {
			best, g.body, g.depth, g.offset = share, i, depth, miss
		}
	}
	return best < 1
}

// push is the force that is due, nothing where no body is held.
func (g *grip) push() envs.Push {
	if !g.held {
		return envs.Push{}
	}
	g.bodies = g.task.Bodies(g.bodies[:0])
	b := g.bodies[g.body]
	pull := minus(g.target, b.At)
	return envs.Push{Body: g.body, Force: scene.Vec3{X: b.Scale * pull.X, Y: b.Scale * pull.Y, Z: b.Scale * pull.Z}}
}

// show draws the spring.
func (g *grip) show(s *scene.Scene) {
	if !g.held {
		return
	}
	from, to := g.bodies[g.body].At, g.target
	if !s.Solid {
		width := 0.006 * (s.View.Max.X - s.View.Min.X)
		s.Segment(scene.Vec2{X: from.X, Y: from.Y}, scene.Vec2{X: to.X, Y: to.Y}, width/2, scene.Alarm)
		s.Disc(scene.Vec2{X: to.X, Y: to.Y}, 1.5*width, scene.Alarm)
		return
	}
	s.Line(from, to, 0.1*g.bodies[g.body].Size, scene.Alarm)
}

func at(r scene.Ray, depth float64) scene.Vec3 {
	return scene.Vec3{X: r.From.X + depth*r.Dir.X, Y: r.From.Y + depth*r.Dir.Y, Z: r.From.Z + depth*r.Dir.Z}
}

func minus(a, b scene.Vec3) scene.Vec3 { return scene.Vec3{X: a.X - b.X, Y: a.Y - b.Y, Z: a.Z - b.Z} }

func dot(a, b scene.Vec3) float64 { return a.X*b.X + a.Y*b.Y + a.Z*b.Z }
