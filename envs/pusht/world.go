package pusht

import "math"

const (
	dt           = 0.01 // s, a physics step
	blockMass    = 1.0
	blockInertia = 3000.0 // twice the bar's: the published code takes it for the stem's, too
	spring       = 100.0  // 1/s²
	damping      = 20.0   // 1/s
	substeps     = 10     // physics steps of one control step
)

// World is the agent, the block and the walls: the dynamics without episode, reward and bounds of the action. It is
// Chipmunk's, restricted to this scene, and repeats pymunk's numbers to the last bits of sine and cosine.
type World struct {
	agent, velocityOfAgent Vec
	block                  block
	bounds                 [shapes]box // tight
	walls                  [wallShapes]segment
	parts                  [2]polygon

	broad    broad
	arbiters [arbiters]arbiter
	order    [arbiters]int8 // the arbiters in contact, in the order of their solution
	active   int8           // how many
	contacts int            // contact points of all steps since the last Control began
	push     Vec            // a force on the block from outside
}

// twist is the velocity of a body, or the part of it that corrects an overlap and is forgotten after the next step.
type twist struct {
	v Vec     // px/s, of the center of gravity
	w float64 // rad/s
}

// at is the velocity of the point at r from the center of gravity.
func (t *twist) at(r Vec) Vec { return t.v.Add(r.left().Scale(t.w)) }

// apply adds an impulse j at r from the center of gravity.
func (t *twist) apply(r, j Vec) {
	t.v = t.v.Add(j.Scale(1 / blockMass))
	t.w += float64((1 / blockInertia) * r.Cross(j))
}

// block is the T. Its origin, where bar and picture begin, is not its center of gravity.
type block struct {
	center Vec     // of gravity, px
	angle  float64 // rad, not reduced
	rot    Vec     // (cos, sin) of the angle
	origin Vec     // px
	motion twist
	shove  twist
}

// turn recomputes what depends on center and angle.
func (b *block) turn() {
	sin, cos := sincos(b.angle)
	b.rot = Vec{cos, sin}
	b.origin = b.center.Sub(Vec{
		float64(centerOfGravity.X*cos) - float64(centerOfGravity.Y*sin),
		float64(centerOfGravity.X*sin) + float64(centerOfGravity.Y*cos),
	})
}

// Pose is where agent and block are.
type Pose struct {
	Agent, Block Vec     // the block's origin, px
	Angle        float64 // rad
}

// Mode is the order in which a Pose is set.
type Mode uint8

// The modes. Legacy sets the position first, so that the angle then turns the block about its center of gravity and
// the origin ends elsewhere; it is what the published evaluations use.
const (
	Legacy Mode = iota
	Direct
)

// NewWorld is a world at rest at the build poses.
func NewWorld() *World {
	w := new(World)
	for i, ends := range walls {
		w.walls[i] = newSegment(ends)
		w.bounds[i] = w.walls[i].bounds()
	}
	w.Reset(built, Legacy)
	return w
}

// built is the pose at which the published environments build their world, before they set a start.
var built = Pose{Vec{256, 400}, Vec{256, 300}, 0}

// Reset builds the world, sets a pose, and takes one physics step with the agent at rest: a block that starts in
// overlap does not move in it, but keeps what will push it out.
func (w *World) Reset(p Pose, m Mode) {
	c := p.Block.Add(centerOfGravity)
	if m == Direct {
		sin, cos := sincos(p.Angle)
		c = centerOfGravity.rotate(Vec{cos, sin}).Add(p.Block)
	}
	w.reset(p.Agent, c, p.Angle)
}

// reset is Reset with the block's center of gravity.
func (w *World) reset(agent, center Vec, angle float64) {
	w.agent, w.velocityOfAgent = built.Agent, Vec{}
	w.block = block{center: built.Block.Add(centerOfGravity), angle: built.Angle}
	w.arbiters, w.active, w.push = [arbiters]arbiter{}, 0, Vec{}
	w.moved()
	w.enter()
	w.agent, w.block.center, w.block.angle = agent, center, angle
	w.moved()
	w.contacts = 0
	w.step()
}

// moved brings shapes and boxes to where the bodies are.
func (w *World) moved() {
	w.block.turn()
	w.bounds[agentShape] = box{w.agent, w.agent}.grow(agentRadius)
	for i := range w.parts {
		w.parts[i].place(&parts[i], w.block.origin, w.block.rot)
		w.bounds[barShape+i] = w.parts[i].bounds()
	}
}

// velocity is that of a moving shape's body.
func (w *World) velocity(shape int8) Vec {
	if shape == agentShape {
		return w.velocityOfAgent
	}
	return w.block.motion.v
}

// Control drives the agent towards a target for one control step of 0.1 s, and counts the contact points.
func (w *World) Control(target Vec) {
	w.contacts = 0
	for range substeps {
		w.Substep(target)
	}
}

// Substep is one of the ten physics steps of a control step: a critically damped spring accelerates the agent.
func (w *World) Substep(target Vec) {
	pull := target.Sub(w.agent).Scale(spring)
	brake := Vec{}.Sub(w.velocityOfAgent).Scale(damping)
	w.velocityOfAgent = w.velocityOfAgent.Add(pull.Add(brake).Scale(dt))
	w.step()
}

// step is one physics step.
func (w *World) step() {
	for _, i := range w.order[:w.active] {
		w.arbiters[i].phase = lasting
	}
	w.active = 0
	w.integrate()
	w.detect()
	w.settle()
	w.solve()
}

func (w *World) integrate() {
	b := &w.block
	w.agent = w.agent.Add(w.velocityOfAgent.Scale(dt))
	w.bounds[agentShape] = box{w.agent, w.agent}.grow(agentRadius)
	if b.motion == (twist{}) && b.shove == (twist{}) {
		return
	}
	b.center = b.center.Add(b.motion.v.Add(b.shove.v).Scale(dt))
	b.angle += float64((b.motion.w + b.shove.w) * dt)
	b.shove = twist{}
	w.moved()
}

// collide is the narrow phase for a pair that the broad phase found.
func (w *World) collide(a, b int8) {
	if a > b {
		a, b = b, a
	}
	if b < barShape || a >= barShape || !w.bounds[a].touches(w.bounds[b]) {
		return
	}
	var t touches
	var other Vec // the other body's center
	if a == agentShape {
		t, other = collideCircle(w.agent, &w.parts[b-barShape]), w.agent
	} else {
		t = collideSegment(&w.walls[a], &w.parts[b-barShape])
	}
	if t.count == 0 {
		return
	}
	i := pairOf(a, b)
	w.arbiters[i].meet(&t, other, w.block.center)
	w.order[w.active] = i
	w.active++
}

// settle ages the arbiters that found no contact in this step.
func (w *World) settle() {
	var met [arbiters]bool
	for _, i := range w.order[:w.active] {
		met[i] = true
	}
	for i := range w.arbiters {
		if !met[i] {
			w.arbiters[i].age()
		}
	}
}

// solve finds the velocities that keep the block out of what it touches. Without contact or push the block rests: all of its
// velocity is lost in every step.
func (w *World) solve() {
	agentAt, agentMoves := pairOf(agentShape, barShape), w.velocityOfAgent
	for _, i := range w.order[:w.active] {
		offset := w.block.center
		if i >= agentAt {
			offset = offset.Sub(w.agent)
		}
		w.arbiters[i].prepare(offset)
		w.contacts += int(w.arbiters[i].count)
	}
	w.block.motion = twist{v: w.push.Scale(dt / blockMass)}
	for _, i := range w.order[:w.active] {
		if r := &w.arbiters[i]; r.phase == lasting {
			for _, c := range r.contacts[:r.count] {
				w.block.motion.apply(c.rb, r.n.Scale(c.impulse))
			}
		}
	}
	for range iterations {
		for _, i := range w.order[:w.active] {
			if i >= agentAt {
				w.arbiters[i].sweep(&w.block, agentMoves)
			} else {
				w.arbiters[i].sweep(&w.block, Vec{})
			}
		}
	}
}

// Pose is where agent and block are; the angle is not reduced.
func (w *World) Pose() Pose { return Pose{w.agent, w.block.origin, w.block.angle} }

// Velocity is that of the agent and of the block's center of gravity, px/s, and the block's angular one, rad/s.
func (w *World) Velocity() (agent, block Vec, angular float64) {
	return w.velocityOfAgent, w.block.motion.v, w.block.motion.w
}

// Contacts is the number of contact points of the last control step, summed over its physics steps.
func (w *World) Contacts() int { return w.contacts }

// finite reports whether the state is a number.
func (w *World) finite() bool {
	b := &w.block
	s := w.agent.X + w.agent.Y + w.velocityOfAgent.X + w.velocityOfAgent.Y + b.center.X + b.center.Y + b.angle
	return !math.IsNaN(s) && !math.IsInf(s, 0)
}
