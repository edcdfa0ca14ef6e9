package hands

import (
	"math"
	"slices"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// pointer is the mouse: the target is where it points, from the moment that it has come near the agent.
type pointer struct {
	task envs.Pointable
	env  envs.Env
	near float64 // in widths of the view
	at   scene.Vec2
	held bool
	view scene.Scene
}

func (p *pointer) Reset() { p.held = false }

func (p *pointer) Tick(in *scene.Input, _ float64) {
	if !in.Pointing {
		return // the target stays where the pointer left the picture
	}
	if !p.held {
		agent := p.task.Agent()
		p.held = math.Hypot(in.Pointer.X-agent.X, in.Pointer.Y-agent.Y) <= p.near*p.width()
	}
	p.at = in.Pointer
}

// width is that of the task's view.
func (p *pointer) width() float64 {
	p.view.Reset()
	if s, ok := envs.As[envs.Scener](p.env); ok {
		s.Scene(&p.view)
	}
	return p.view.View.Max.X - p.view.View.Min.X
}

func (p *pointer) Act(dst []float64) {
	p.task.PointAt(dst, p.at)
	p.env.Spec().Action.Round(dst, dst)
}

func (p *pointer) Ready() bool                  { return p.held }
func (p *pointer) Present(in *scene.Input) bool { return in.Focused }

// keyboard deflects axes while keys are held, by a ramp: keys alone know only all or nothing.
type keyboard struct {
	actuator actuator
	b        Bindings
	d        []float64 // deflections
}

func (k *keyboard) Reset() {
	clear(k.d)
	k.actuator.reset()
}

func (k *keyboard) Tick(in *scene.Input, dt float64) {
	for i := range k.d {
		goal := 0.0
		if i < len(k.b.Keys) && in.Focused {
			if slices.Contains(in.Held, k.b.Keys[i].More) {
				goal += k.b.Sensitivity
			}
			if slices.Contains(in.Held, k.b.Keys[i].Less) {
				goal -= k.b.Sensitivity
			}
		}
		k.d[i] = ramped(k.d[i], goal, k.b.Sensitivity, k.b.Ramp, dt)
	}
	k.actuator.move(k.d, dt)
}

// ramped moves a deflection towards a goal, so that it takes ramp seconds from rest to full.
func ramped(now, goal, full, ramp, dt float64) float64 {
	if ramp == 0 {
		return goal
	}
	step := full * dt / ramp
	return now + min(max(goal-now, -step), step)
}

func (k *keyboard) Act(dst []float64)            { k.actuator.act(dst, k.d) }
func (*keyboard) Ready() bool                    { return true }
func (k *keyboard) Present(in *scene.Input) bool { return in.Focused }

// gamepad deflects axes by its sticks: left x, left y, right x, right y.
type gamepad struct {
	actuator actuator
	b        Bindings
	d        []float64
}

func (g *gamepad) Reset() {
	clear(g.d)
	g.actuator.reset()
}

func (g *gamepad) Tick(in *scene.Input, dt float64) {
	clear(g.d)
	if in.Pad != nil {
		for i := range min(len(g.d), 4) {
			stick := outside(in.Pad.Sticks[i/2], g.b.DeadZone)
			g.d[i] = g.b.Sensitivity * [2]float64{stick.X, stick.Y}[i%2]
		}
	}
	g.actuator.move(g.d, dt)
}

// outside is a stick's deflection beyond a round dead zone: 0 at its rim and 1 at the end, squared to be finer near the
// middle.
func outside(stick scene.Vec2, dead float64) scene.Vec2 {
	r := math.Hypot(stick.X, stick.Y)
	if r <= dead {
		return scene.Vec2{}
	}
	x := (min(r, 1) - dead) / (1 - dead)
	return scene.Vec2{X: stick.X / r * x * x, Y: stick.Y / r * x * x}
}

func (g *gamepad) Act(dst []float64)          { g.actuator.act(dst, g.d) }
func (*gamepad) Ready() bool                  { return true }
func (*gamepad) Present(in *scene.Input) bool { return in.Pad != nil }
