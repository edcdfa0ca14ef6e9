package expert

import (
	"sync"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/classic"
)

func init() {
	Register(Expert{
		Task: "mountaincar",
		Card: Card{
			Method: "value table",
			How: "Value iteration on a grid of 101 positions and 101 velocities gives the steps to the goal from each node; the " +
				"expert takes the action whose next state is nearest to the goal by that count. It rocks once or twice, with " +
				"switches that a law along the velocity (119 steps) makes too late.",
			Knows: "the equations of motion: it has solved them on a grid, and looks one step ahead",
			Cost:  "20 ms to make the table, once for all; 0.2 µs per action",
		},
		New: func() envs.Policy { return newClimber() },
	})
}

// pushes are the actions, left, coast and right.
var pushes = [][]float64{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}

// climber acts by the table of steps to go.
type climber struct {
	table *valueTable
	sim   *model
}

func newClimber() *climber { return &climber{mountaincarTable(), newModel(newMountainCar())} }

func newMountainCar() envs.Env { return classic.NewMountainCar(classic.DefaultMountainCar()) }

var mountaincarTable = sync.OnceValue(func() *valueTable {
	e := newMountainCar()
	x, v := e.Spec().Obs[0], e.Spec().Obs[1]
	return newValueTable(newModel(e), axis{lo: x.Lo, hi: x.Hi, n: 101}, axis{lo: v.Lo, hi: v.Hi, n: 101}, pushes, 1, 1e-3)
})

// Act chooses the action for the observation (x, v).
func (c *climber) Act(dst, obs []float64) {
	best, least := 0, 0.0
	for i, push := range pushes {
		x, v, cost, end := c.sim.step(obs[0], obs[1], push)
		if end != envs.Reached {
			cost += c.table.at(x, v)
		}
		if i == 0 || cost < least {
			best, least = i, cost
		}
	}
	copy(dst, pushes[best])
}
