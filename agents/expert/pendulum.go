package expert

import (
	"math"
	"sync"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/classic"
)

func init() {
	Register(Expert{
		Task: "pendulum",
		Card: Card{
			Method: "value table, softened",
			How: "Value iteration on a grid of 61 angles and 61 velocities gives the cost to go J. The torque is the mean of 21 " +
				"torques, each weighted by exp(−(cost + J after it)/0.05): the best one where one is clearly best, a blend where " +
				"several are about as good. The blend costs less than 1 of return and spares a learner most of the jumps.",
			Knows: "the equations of motion: it has solved them on a grid, and looks one step ahead",
			Cost:  "10 ms to make the table, once for all; 2 µs per action",
		},
		New: func() envs.Policy { return newSwingUp() },
	})
}

const (
	pendulumTorques     = 21   // blended in an action
	pendulumTemperature = 0.05 // of the blend, in units of cost; larger is smoother and worse
	pendulumDiscount    = 0.995
)

// swingUp acts by the table of costs to go.
type swingUp struct {
	table  *valueTable
	sim    *model
	torque envs.Channel
	costs  [pendulumTorques]float64
}

func newSwingUp() *swingUp {
	e := newPendulum()
	return &swingUp{table: pendulumTable(), sim: newModel(e), torque: e.Spec().Act[0]}
}

func newPendulum() envs.Env { return classic.NewPendulum(classic.DefaultPendulum()) }

var pendulumTable = sync.OnceValue(func() *valueTable {
	e := newPendulum()
	torque, omega := e.Spec().Act[0], e.Spec().Obs[2]
	actions := make([][]float64, 9)
	for i := range actions {
		actions[i] = []float64{spread(torque, i, len(actions))}
	}
	angles := axis{lo: -math.Pi, hi: math.Pi, n: 61, periodic: true}
	return newValueTable(newModel(e), angles, axis{lo: omega.Lo, hi: omega.Hi, n: 61}, actions, pendulumDiscount, 1e-2)
})

// spread is the i-th of n values evenly spread over a channel's range.
func spread(c envs.Channel, i, n int) float64 { return c.Lo + (c.Hi-c.Lo)*float64(i)/float64(n-1) }

// Act chooses the action for the observation (cos θ, sin θ, θ̇).
func (p *swingUp) Act(dst, obs []float64) {
	theta, omega := math.Atan2(obs[1], obs[0]), obs[2]
	least := math.Inf(1)
	for i := range p.costs {
		dst[0] = spread(p.torque, i, pendulumTorques)
		q, v, cost, _ := p.sim.step(theta, omega, dst)
		p.costs[i] = cost + p.table.at(q, v)
		least = min(least, p.costs[i])
	}
	var sum, weights float64
	for i, cost := range p.costs {
		w := math.Exp((least - cost) / pendulumTemperature)
		weights += w
		sum += w * spread(p.torque, i, pendulumTorques)
	}
	dst[0] = sum / weights
}
