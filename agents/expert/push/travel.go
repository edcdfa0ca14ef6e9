package push

import (
	"math"

	"github.com/fenchel-gym/fenchel/envs/pusht"
)

const (
	patience = 4  // steps without a way after which a site is given up
	banTime  = 30 // plans for which it is not considered again
)

// travel is the next target on the way to the approach: as far ahead on the path as the simulation says is without
// contact, and from where the agent could still stop without.
func (p *Policy) travel(now pusht.Pose) vec {
	path := p.route(now, p.plan.approach)
	for _, ahead := range [...]float64{120, 80, 50, 30, 18, 8} {
		target := along(now.Agent, path, ahead)
		*p.sim = *p.model
		p.sim.Control(target)
		if next := p.sim.Pose(); still(now, next) {
			if p.sim.Control(next.Agent); still(now, p.sim.Pose()) {
				return target
			}
		}
	}
	if p.stuck++; p.stuck > patience && p.plan.site >= 0 {
		p.banned[p.plan.site] = banTime
		p.planned, p.stuck = false, 0
	}
	return p.evade(now)
}

// evade is the target that brings the agent away from the block and disturbs it least.
func (p *Policy) evade(now pusht.Pose) vec {
	const directions = 16
	best, least := now.Agent, math.Inf(1)
	for i := range directions {
		for _, reach := range [...]float64{15, 40, 80} {
			target := now.Agent.Add(vec{X: reach}.Rotate(2 * math.Pi * float64(i) / directions))
			if !inField(target) {
				continue
			}
			*p.sim = *p.model
			p.sim.Control(target)
			next := p.sim.Pose()
			cost := 20*(distance(next)-distance(now)) - min(clearance(local(next, next.Agent)), 25) +
				0.05*next.Agent.Sub(p.plan.approach).Length()
			if cost < least {
				best, least = target, cost
			}
		}
	}
	return best
}

// along is the point a way ahead on a path.
func along(from vec, path []vec, ahead float64) vec {
	for _, next := range path {
		d := next.Sub(from)
		if l := d.Length(); l >= ahead {
			return from.Add(d.Scale(ahead / l))
		} else {
			ahead -= l
		}
		from = next
	}
	return from
}

// places are the ends of a way and the waypoints between them.
const places = 2 + 6

// road is the search for the shortest way.
type road struct {
	at     [places]vec // in the block's coordinates; the first is the beginning, the second the end
	length [places]float64
	before [places]int
	done   [places]bool
}

// outside is what leaving the field costs, px.
const outside = 300

// route is the shortest path from the agent to a goal round the block, by way of its outer corners (Dijkstra). It is
// valid until the next.
func (p *Policy) route(now pusht.Pose, goal vec) []vec {
	r := &p.road
	*r = road{}
	r.at[0], r.at[1] = local(now, now.Agent), local(now, goal)
	copy(r.at[2:], waypoints)
	for i := 1; i < places; i++ {
		r.length[i], r.before[i] = math.Inf(1), -1
	}
	for u := r.nearest(); u >= 0 && u != 1; u = r.nearest() {
		r.done[u] = true
		r.relax(now, u)
	}
	if r.before[1] < 0 {
		p.path[0] = goal
		return p.path[:1]
	}
	n := 0
	for i := 1; i != 0; i = r.before[i] {
		n++
	}
	for i, k := 1, n-1; i != 0; i, k = r.before[i], k-1 {
		p.path[k] = world(now, r.at[i])
	}
	return p.path[:n]
}

// nearest is the place with the shortest known way that is not done yet, or −1.
func (r *road) nearest() int {
	best := -1
	for i, l := range r.length {
		if !r.done[i] && !math.IsInf(l, 1) && (best < 0 || l < r.length[best]) {
			best = i
		}
	}
	return best
}

// relax shortens the ways that lead over place u. An agent that begins nearer to the block than its radius allows may
// leave it.
func (r *road) relax(now pusht.Pose, u int) {
	keep := float64(pusht.AgentRadius + 1)
	if u == 0 {
		keep = min(keep, clearance(r.at[0])-0.3)
	}
	for v := range r.at {
		if r.done[v] || !clears(r.at[u], r.at[v], keep) {
			continue
		}
		l := r.length[u] + r.at[u].Sub(r.at[v]).Length()
		if !inField(world(now, r.at[v])) {
			l += outside
		}
		if l < r.length[v] {
			r.length[v], r.before[v] = l, u
		}
	}
}
