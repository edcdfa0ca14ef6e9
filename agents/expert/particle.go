package expert

import (
	"errors"
	"math"
	"math/rand/v2"
	"strings"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/suite"
)

func init() { RegisterFamily("particle-N", particleExpert) }

// particleExpert is the expert of particle-N, for any N that the suite makes.
func particleExpert(id string) (Expert, bool) {
	task, ok := suite.Find(envs.Base(id))
	if !ok || !strings.HasPrefix(task.Name, "particle-") {
		return Expert{}, false
	}
	n := task.New().Spec().Action.Dim()
	either := strings.Contains(id, ":multimodal")
	e := Expert{Task: task.Name, Card: particleCard, New: func() envs.Policy { return &visitor{n: n, either: either} }}
	if either {
		e.Card.How += " In the multimodal variant a coin, thrown at the start of each episode, decides which goal is the first."
	}
	return e, true
}

var particleCard = Card{
	Method: "switched set-point",
	How: "The set-point is the first goal until the particle has been within 0.01 m of it, then the second goal: a law with " +
		"one bit of memory, discontinuous in the state.",
	Knows: "nothing",
	Cost:  "15 ns per action in two dimensions",
}

// visitor sends the set-point to one goal and then to the other.
type visitor struct {
	n       int  // dimensions
	either  bool // whether Reset draws the order of the goals
	swapped bool // whether the second goal comes first
	visited bool // whether the goal that comes first has been visited
}

// visitRadius is how near counts as visited for the expert, m; for the task it is 0.05.
const visitRadius = 0.01

// Reset starts an episode and draws the order of the goals.
func (p *visitor) Reset(rng *rand.Rand) {
	coin := rng.Uint64()
	p.swapped, p.visited = p.either && coin>>63 == 1, false
}

// Act chooses the action for the observation (position, velocity, first goal, second goal).
func (p *visitor) Act(dst, obs []float64) {
	n := p.n
	x, now, then := obs[:n], obs[2*n:3*n], obs[3*n:]
	if p.swapped {
		now, then = then, now
	}
	var distance float64
	for i := range x {
		distance = math.Hypot(distance, x[i]-now[i])
	}
	p.visited = p.visited || distance < visitRadius
	if p.visited {
		now = then
	}
	copy(dst, now)
}

// SaveState appends the order of the goals and whether the first has been visited.
func (p *visitor) SaveState(dst []byte) []byte { return append(dst, bit(p.swapped), bit(p.visited)) }

// LoadState returns to what SaveState saved.
func (p *visitor) LoadState(src []byte) error {
	if len(src) != 2 || src[0] > 1 || src[1] > 1 {
		return errors.New("expert: these bytes are no snapshot of a particle's expert")
	}
	p.swapped, p.visited = src[0] == 1, src[1] == 1
	return nil
}

func bit(b bool) byte {
	if b {
		return 1
	}
	return 0
}
