package push

import (
	"cmp"
	"math"
	"slices"

	"github.com/fenchel-gym/fenchel/envs/pusht"
)

const (
	spread     = 55.0 // ρ, px
	stepPrice  = 0.6  // px of distance that a step is worth
	pace       = 35.0 // px that the agent travels in a step, about
	turnaround = 3.0  // steps that a way costs besides
	preference = 60.0 // px of distance by which an episode may prefer one side to another, once d is above preferFrom
	preferFrom = 60.0 // px
	simulated  = 10   // sites whose pushes are simulated
	arrived    = -100.0
	nearGoal   = 8.0 // px, within which coverage is looked at
)

// plan is a push: go to a place, then aim at a target for some steps.
type plan struct {
	approach vec
	target   vec
	steps    int
	site     int     // −1 where the push begins from where the agent is
	pushing  bool    // whether the approach is over
	done     int     // steps of the push taken
	value    float64 // distance left, and the price of the steps
}

func (p *plan) over() bool { return p.pushing && p.done >= p.steps }

// proposal is a site with what a push there promises.
type proposal struct {
	site         int
	value, reach float64
}

// distance of a pose from the goal, d of the package comment. The center of the area is 40 px from the origin.
func distance(p pusht.Pose) float64 {
	goal, center := pusht.Goal(), vec{Y: 40}
	c := world(p, center).Sub(world(goal, center))
	return math.Sqrt(c.Dot(c) + 2*spread*spread*(1-math.Cos(p.Angle-goal.Angle)))
}

// left is the distance that the simulation has come to, or arrived.
func (p *Policy) left() float64 {
	d := distance(p.sim.Pose())
	if d < nearGoal && pusht.Arrived(p.sim.Coverage()) {
		return arrived
	}
	return d
}

// think plans the next push.
func (p *Policy) think() {
	now := p.model.Pose()
	p.plan = plan{value: math.Inf(1), site: -1}
	p.steer(now)
	p.propose(now)
	slices.SortFunc(p.proposals[:p.proposed], func(a, b proposal) int { return cmp.Compare(a.value, b.value) })
	for _, r := range p.proposals[:min(p.proposed, simulated)] {
		p.simulate(now, r)
	}
	if math.IsInf(p.plan.value, 1) { // nothing moves the block: try from somewhere else
		p.plan = plan{approach: now.Agent, target: p.wander(now.Agent), steps: 2, site: -1}
	}
}

// steer considers short movements from where the agent is.
func (p *Policy) steer(now pusht.Pose) {
	const directions, longest = 24, 4
	for i := range directions {
		for _, reach := range [...]float64{12, 30, 60} {
			target := now.Agent.Add(vec{X: reach}.Rotate(2 * math.Pi * float64(i) / directions))
			if !inField(target) {
				continue
			}
			*p.sim = *p.model
			for k := 1; k <= longest; k++ {
				p.sim.Control(target)
				if k == 1 && still(now, p.sim.Pose()) {
					break
				}
				p.consider(plan{target: target, steps: k, site: -1, pushing: true}, 0)
			}
		}
	}
}

// propose predicts the best push at each site to first order: an impulse along the normal moves the center of gravity, and
// turns the block by its arm over the moment of inertia.
func (p *Policy) propose(now pusht.Pose) {
	p.proposed = 0
	from := distance(now)
	for i, s := range sites {
		if p.banned[i] > 0 {
			p.banned[i]--
			continue
		}
		approach := before(now, s)
		if !inField(approach) {
			continue
		}
		value, reach := predict(now, s)
		if value < from-0.3 {
			value += p.price(now, s, approach, from)
			p.proposals[p.proposed] = proposal{i, value, reach}
			p.proposed++
		}
	}
}

// before is where the agent is before a push.
func before(now pusht.Pose, s site) vec {
	return world(now, s.at.Add(s.out.Scale(pusht.AgentRadius+gap)))
}

// price is what a push at a site costs besides its own steps: the way there, and that the episode prefers other sides.
func (p *Policy) price(now pusht.Pose, s site, approach vec, from float64) float64 {
	way := approach.Sub(now.Agent).Length()
	return stepPrice*(way/pace+turnaround) + preference*p.dislike[s.side]*min(1, from/preferFrom)
}

// predict is the least distance that a push of any reach leaves, and that reach, px.
func predict(now pusht.Pose, s site) (least, reach float64) {
	const inertia = 3000.0 // over the mass, px²
	center := vec{Y: 45}
	arm := s.out.Cross(s.at.Sub(center)) // of the inward force
	inward := s.out.Neg().Rotate(now.Angle)
	at := world(now, center)
	least = math.Inf(1)
	for r := 1.0; r < 160; r *= 1.3 {
		j := r / (1 + arm*arm/inertia)
		next := now
		next.Angle = now.Angle + arm/inertia*j
		next.Block = at.Add(inward.Scale(j)).Sub(center.Rotate(next.Angle))
		if d := distance(next); d < least {
			least, reach = d, r
		}
	}
	return least, reach
}

// simulate tries pushes of several reaches at a site.
func (p *Policy) simulate(now pusht.Pose, r proposal) {
	const longest = 9
	s := sites[r.site]
	approach, inward := before(now, s), s.out.Neg().Rotate(now.Angle)
	cost := p.price(now, s, approach, distance(now))
	for _, share := range [...]float64{0.7, 1, 1.3, 1.8} {
		target := approach.Add(inward.Scale(gap + share*r.reach))
		if !inField(target) {
			continue
		}
		*p.sim = *p.model
		p.sim.Place(approach, vec{})
		for k := 1; k <= longest; k++ {
			p.sim.Control(target)
			p.consider(plan{approach: approach, target: target, steps: k, site: r.site}, cost)
		}
	}
}

// consider keeps a push if what the simulation has come to is worth more than the best so far.
func (p *Policy) consider(c plan, cost float64) {
	c.value = p.left() + stepPrice*float64(c.steps) + cost
	if c.value < p.plan.value {
		p.plan = c
	}
}

// still reports whether the block is where it was.
func still(a, b pusht.Pose) bool { return a.Block == b.Block && a.Angle == b.Angle }

func inField(a vec) bool { return a.X >= 0 && a.X <= pusht.Size && a.Y >= 0 && a.Y <= pusht.Size }
