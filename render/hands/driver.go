package hands

import (
	"fmt"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// Driver acts for a person.
type Driver interface {
	// Reset lets go of everything: an episode begins, or goes on after a pause.
	Reset()
	// Tick takes what the devices did in dt seconds of simulated time.
	Tick(in *scene.Input, dt float64)
	// Act writes the action that is due.
	Act(dst []float64)
	// Ready reports whether the person has taken hold: time waits until then.
	Ready() bool
	// Present reports whether the device is there and attended to: time stops where it is not, and what was held is let go.
	Present(in *scene.Input) bool
}

// Devices are the names of the devices.
var Devices = []string{"mouse", "keyboard", "gamepad"}

// NewDriver is a device's driver for a task, or says why the task cannot be driven by it.
func NewDriver(device string, env envs.Env, b Bindings) (Driver, error) {
	if err := b.Validate(); err != nil {
		return nil, err
	}
	spec := env.Spec()
	at, pointable := envs.As[envs.Pointable](env)
	if device == "mouse" {
		if !pointable {
			return nil, fmt.Errorf("task %s has nothing that could follow a pointer: take keyboard or gamepad", spec.Name)
		}
		return &pointer{task: at, env: env, near: b.Near}, nil
	}
	a, err := newActuator(env, at, pointable, b)
	if err != nil {
		return nil, err
	}
	switch device {
	case "keyboard":
		return &keyboard{actuator: a, b: b, d: make([]float64, a.axes())}, nil
	case "gamepad":
		return &gamepad{actuator: a, b: b, d: make([]float64, a.axes())}, nil
	}
	return nil, fmt.Errorf("unknown device %q: want mouse, keyboard or gamepad", device)
}

// actuator makes an action of deflections in [−1, 1], one for each axis.
type actuator interface {
	axes() int
	reset()
	move(d []float64, dt float64) // lets time pass under deflections
	act(dst, d []float64)
}

func newActuator(env envs.Env, at envs.Pointable, pointable bool, b Bindings) (actuator, error) {
	spec := env.Spec()
	switch set := spec.Action.(type) {
	case space.Box:
		if pointable {
			return &target{task: at, set: set, speed: b.Speed, now: make([]float64, set.Dim())}, nil
		}
		_, edge := space.Normalize(set)
		return effort{edge}, nil
	case space.Simplex:
		return &choice{set: set}, nil
	}
	return nil, fmt.Errorf("task %s: a person cannot act on a %s", spec.Name, spec.Action)
}

// effort is a force or a torque: the deflection is its share of the range.
type effort struct{ edge space.Edge }

func (e effort) axes() int             { return len(e.edge.Half) }
func (effort) reset()                  {}
func (effort) move([]float64, float64) {}
func (e effort) act(dst, d []float64)  { e.edge.Apply(dst, d) }

// target is a point that deflections move, in the directions of the picture.
type target struct {
	task  envs.Pointable
	set   space.Box
	speed float64
	now   []float64 // the action
	begun bool
}

func (t *target) axes() int { return 2 }
func (t *target) reset()    { t.begun = false }

func (t *target) move(d []float64, dt float64) {
	if !t.begun {
		t.task.PointAt(t.now, t.task.Agent())
		t.begun = true
	}
	at := t.task.Pointed(t.now)
	reach := t.speed * (t.set.Hi[0] - t.set.Lo[0]) * dt
	t.task.PointAt(t.now, scene.Vec2{X: at.X + reach*d[0], Y: at.Y + reach*d[1]})
	t.set.Project(t.now, t.now)
}

func (t *target) act(dst, _ []float64) { copy(dst, t.now) }

// choice is one of k: the first at the one end of the axis, the last at the other, and in the middle what lies between, or
// with two choices the last one made.
type choice struct {
	set  space.Simplex
	last int
}

func (c *choice) axes() int             { return 1 }
func (c *choice) reset()                { c.last = 0 }
func (*choice) move([]float64, float64) {}

func (c *choice) act(dst, d []float64) {
	k := c.set.K
	if k%2 == 1 || d[0] != 0 {
		c.last = min(int((d[0]+1)/2*float64(k)), k-1)
	}
	c.set.Vertex(dst, c.last)
}
