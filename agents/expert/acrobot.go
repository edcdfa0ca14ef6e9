package expert

import (
	"math"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/classic"
	"github.com/fenchel-gym/fenchel/envs/episode"
)

func init() {
	Register(Expert{
		Task: "acrobot",
		Card: Card{
			Method: "rollouts of a pumping law",
			How: "The law that pushes against the first joint's velocity pumps energy and reaches the goal in about 84 steps. The " +
				"expert simulates it to the goal from here, and again after each of the three torques held for one, two or three " +
				"steps, and takes the torque whose future is shortest (rollout, after Bertsekas): about 66 steps.",
			Knows: "the equations of motion: it simulates an acrobot of its own from the observed state",
			Cost:  "0.2 ms per action",
		},
		New: func() envs.Policy { return newSwinger() },
	})
}

// swinger is the rollout expert of the acrobot. It has no memory: its environment is set again for every rollout.
type swinger struct {
	sim  episode.Goal
	obs  []float64
	q, v [2]float64 // the state that is decided on
}

const (
	longestHold    = 3   // steps for which a torque is tried
	longestRollout = 150 // steps after which a future counts as hopeless
)

// torques are the actions, −1, 0 and +1 N·m; tried in this order, the earlier one wins a tie.
var torques = [...][]float64{{1, 0, 0}, {0, 0, 1}, {0, 1, 0}}

func newSwinger() *swinger {
	o := classic.DefaultAcrobot()
	o.Horizon = longestRollout + 1
	e := classic.NewAcrobot(o)
	return &swinger{sim: e, obs: make([]float64, len(e.Spec().Obs))}
}

// Act chooses the action for the observation (cos θ₁, sin θ₁, cos θ₂, sin θ₂, θ̇₁, θ̇₂).
func (p *swinger) Act(dst, obs []float64) {
	p.q = [2]float64{math.Atan2(obs[1], obs[0]), math.Atan2(obs[3], obs[2])}
	p.v = [2]float64{obs[4], obs[5]}
	best := pump(p.v[0])
	shortest := p.rollout(best, 0, longestRollout)
	for _, torque := range torques {
		for hold := 1; hold <= longestHold; hold++ {
			if n := p.rollout(torque, hold, shortest); n < shortest {
				shortest, best = n, torque
			}
		}
	}
	copy(dst, best)
}

// rollout counts the steps to the goal from (q, v), at most limit, with a torque held at first and the pumping law
// after that.
func (p *swinger) rollout(torque []float64, hold, limit int) int {
	p.sim.SetState(p.obs, p.q[:], p.v[:])
	_, v := p.sim.State()
	for step := range limit {
		if step >= hold {
			torque = pump(v[0])
		}
		if _, end := p.sim.Step(p.obs, torque); end != envs.Running {
			return step + 1
		}
	}
	return limit
}

// pump is the torque against the first joint's velocity.
func pump(omega float64) []float64 {
	if omega > 0 {
		return torques[0]
	}
	return torques[1]
}
