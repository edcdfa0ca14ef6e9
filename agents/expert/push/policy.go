package push

import (
	"math"
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/envs/pusht"
)

// Policy is the expert. It keeps a model of the world, in step with what it observes as long as its own actions are
// applied; where another's were, the model starts again from the observation.
type Policy struct {
	coin    uint64         // of the episode
	step    uint64         // decisions in this episode
	dislike [sides]float64 // of each side, in [0, 1)

	model   *pusht.World
	follows bool // whether the model is in step
	plan    plan
	planned bool
	stuck   int           // steps without a way, of this plan
	banned  [maxSites]int // plans for which a site is not considered
	seen    vec           // the agent at the last observation

	sim       *pusht.World
	proposals [maxSites]proposal
	proposed  int
	road      road
	path      [places]vec
}

// maxSites bounds len(sites).
const maxSites = 64

// New makes the expert for observations of key points or of the state.
func New() *Policy { return &Policy{model: pusht.NewWorld(), sim: pusht.NewWorld()} }

// Reset starts an episode and draws which sides it prefers.
func (p *Policy) Reset(rng *rand.Rand) {
	p.coin = rng.Uint64()
	draw := rand.New(rand.NewPCG(p.coin, 0))
	for i := range p.dislike {
		p.dislike[i] = draw.Float64()
	}
	p.step, p.follows, p.planned, p.stuck = 0, false, false, 0
	clear(p.banned[:])
}

// Act chooses the action for an observation of the task.
func (p *Policy) Act(dst, obs []float64) {
	p.step++
	p.follow(observed(obs))
	target := p.decide()
	target = vec{X: min(max(target.X, 0), pusht.Size), Y: min(max(target.Y, 0), pusht.Size)}
	dst[0], dst[1] = target.X, target.Y
	p.model.Control(target)
}

// follow brings the model in step with an observation.
func (p *Policy) follow(now pusht.Pose) {
	const same = 1e-3 // px, and a hundredth of it in rad
	m := p.model.Pose()
	apart := max(m.Agent.Sub(now.Agent).Length(), m.Block.Sub(now.Block).Length())
	turned := math.Abs(math.Remainder(m.Angle-now.Angle, 2*math.Pi))
	if !p.follows || !(apart < same && turned < same/100) {
		p.model.Reset(now, pusht.Direct)
		if p.step > 1 { // its velocity, as far as two positions tell
			p.model.Place(now.Agent, now.Agent.Sub(p.seen).Scale(10))
		}
		p.follows, p.planned = true, false
	}
	p.seen = now.Agent
}

// decide is the target of this step. Once the block has arrived, the agent stays.
func (p *Policy) decide() vec {
	if pusht.Arrived(p.model.Coverage()) {
		p.planned = false
		return p.model.Pose().Agent
	}
	if p.planned && p.plan.over() {
		p.planned = false
	}
	if !p.planned {
		p.think()
		p.planned, p.stuck = true, 0
	}
	now := p.model.Pose()
	if !p.plan.pushing && now.Agent.Sub(p.plan.approach).Length() >= gap-0.5 {
		return p.travel(now)
	}
	p.plan.pushing = true
	p.plan.done++
	return p.plan.target
}

// wander is a place near the agent.
func (p *Policy) wander(agent vec) vec {
	var src rand.PCG
	src.Seed(p.coin, p.step)
	around := func() float64 { return float64(src.Uint64()>>11)/(1<<53)*60 - 30 }
	return agent.Add(vec{X: around(), Y: around()})
}

// observed is the pose that is observed: of key points, that which turns the block's own points into them best.
func observed(obs []float64) pusht.Pose {
	if len(obs) == 5 {
		return pusht.Pose{Agent: vec{X: obs[0], Y: obs[1]}, Block: vec{X: obs[2], Y: obs[3]}, Angle: obs[4]}
	}
	points := pusht.KeyPoints()
	n := len(points)
	seen := func(i int) vec { return vec{X: obs[2*i], Y: obs[2*i+1]} }
	var own, theirs vec // means
	for i, a := range points {
		own, theirs = own.Add(a.Scale(1/float64(n))), theirs.Add(seen(i).Scale(1/float64(n)))
	}
	var sin, cos float64
	for i, a := range points {
		a, b := a.Sub(own), seen(i).Sub(theirs)
		sin, cos = sin+a.Cross(b), cos+a.Dot(b)
	}
	angle := math.Atan2(sin, cos)
	return pusht.Pose{Agent: seen(n), Block: theirs.Sub(own.Rotate(angle)), Angle: angle}
}
