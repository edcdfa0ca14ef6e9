package expert

import (
	"sync"

	"gonum.org/v1/gonum/mat"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/classic"
)

func init() {
	const (
		knows = "the equations of motion, once, when the gains are computed"
		cost  = "2 ms to solve for the gains, once for all; 10 ns per action"
	)
	Register(Expert{
		Task: "cartpole-continuous",
		Card: Card{
			Method: "linear-quadratic regulator",
			How: "The dynamics are linearized about the upright pole in the middle of the rail, and the discrete Riccati equation " +
				"gives the feedback a = −K·(x, θ, ẋ, θ̇), clipped to ±1, that keeps x² + 10·θ² + 0.1·a² small.",
			Knows: knows,
			Cost:  cost,
		},
		New: func() envs.Policy { return balancer{gains: cartpoleGains()} },
	})
	Register(Expert{
		Task: "cartpole",
		Card: Card{
			Method: "linear-quadratic regulator, bang-bang",
			How: "The sign of the force that the regulator of cartpole-continuous would apply: right where −K·(x, θ, ẋ, θ̇) is " +
				"positive, else left.",
			Knows: knows,
			Cost:  cost,
		},
		New: func() envs.Policy { return balancer{gains: cartpoleGains(), discrete: true} },
	})
}

// balancer is the law a = −K·x of a cart-pole; for the discrete task, its sign.
type balancer struct {
	gains    [4]float64 // K, for x, θ, ẋ, θ̇: the order of the state
	discrete bool
}

// cartpoleGains solves for K once.
var cartpoleGains = sync.OnceValue(func() [4]float64 {
	e := classic.NewCartPoleContinuous(classic.DefaultCartPole())
	a, b := linearize(e, []float64{0, 0}, []float64{0, 0})
	q := mat.NewDiagDense(4, []float64{1, 10, 0, 0})
	r := mat.NewDiagDense(1, []float64{0.1})
	var gains [4]float64
	copy(gains[:], regulator(a, b, q, r).RawRowView(0))
	return gains
})

// Act chooses the action for the observation (x, ẋ, θ, θ̇).
func (b balancer) Act(dst, obs []float64) {
	k := &b.gains
	a := -(k[0]*obs[0] + k[1]*obs[2] + k[2]*obs[1] + k[3]*obs[3])
	if !b.discrete {
		dst[0] = min(max(a, -1), 1)
		return
	}
	dst[0], dst[1] = 1, 0
	if a > 0 {
		dst[0], dst[1] = 0, 1
	}
}
