package loss

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/energy"
	"github.com/fenchel-gym/fenchel/policy/net"
	"github.com/fenchel-gym/fenchel/policy/regularizer"
	"github.com/fenchel-gym/fenchel/policy/solve"
)

// trainer is the training loop at its smallest.
type trainer struct {
	policy *policy.Network
	loss   Loss
	grad   net.Params[float32]
	adam   *net.Adam[float32]
	losses []float64
	gradV  policy.Matrix
}

func newTrainer(n *policy.Network, l Loss, batch int) *trainer {
	return &trainer{
		policy: n, loss: l, grad: n.Params().Zeros(), adam: net.NewAdam(n.Params(), net.DefaultAdam()),
		losses: make([]float64, batch), gradV: policy.NewMatrix(batch, n.Head().VDim()),
	}
}

// step descends once and returns the mean loss of the batch.
func (r *trainer) step(obs, y policy.Matrix, rows solve.Rows, rate float64) float64 {
	r.grad.Zero()
	clear(r.gradV.Data)
	trunk, head := r.policy.Split(r.grad)
	v := r.policy.Forward(obs)
	r.loss.AddGrad(r.losses, r.gradV, head, 1/float64(obs.Rows), v, y, rows)
	r.policy.Backward(r.gradV, trunk)
	r.adam.Step(r.policy.Params(), r.grad, rate)
	r.policy.Project()
	mean := 0.0
	for _, x := range r.losses {
		mean += x / float64(len(r.losses))
	}
	return mean
}

// smallPolicy is a policy from 2 observations to the box [−1,1]^k.
func smallPolicy(t testing.TB, k int, change func(*policy.Config)) *policy.Network {
	t.Helper()
	c := policy.DefaultConfig()
	c.Hidden, c.Activation = []int{32}, net.Tanh
	change(&c)
	n, err := policy.New(c, policy.Task{Obs: 2, Set: space.UnitBox(k)}, rand.New(rand.NewPCG(1, 1)))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// withHead names the head of a small policy.
func withHead(name string) func(*policy.Config) {
	return func(c *policy.Config) { c.Head = policy.ChooseHead(name) }
}

// withGreedy names the energy and the regularizer of a small policy; the energy is small, too.
func withGreedy(phi, omega string, options ...[2]string) func(*policy.Config) {
	return func(c *policy.Config) {
		g := policy.DefaultGreedy()
		g.Energy, g.Regularizer, g.Starts = energy.Choose(phi), regularizer.Choose(omega), 2
		for _, o := range append([][2]string{{"rank", "2"}, {"embed", "16"}, {"width", "[32, 32]"}, {"activation", "tanh"}}, options...) {
			_ = g.Energy.Set(o[0], o[1]) // refused where the energy has no such option
		}
		c.SetGreedy(g)
	}
}

// expert is a smooth action whose coordinates hang together, at the bounds for part of the observations.
func expert(y, s []float64) {
	c := math.Sin(2*s[0]) + s[1]
	y[0], y[1] = min(max(1.5*c, -1), 1), min(max(-1.5*c+0.3*s[0], -1), 1)
}

// learn trains on the expert and returns the mean squared error of the decoded action on fresh observations.
func learn(t testing.TB, n *policy.Network, l Loss, steps int) float64 {
	t.Helper()
	const batch = 64
	rng := rand.New(rand.NewPCG(2, 0))
	r := newTrainer(n, l, batch)
	obs, y := policy.NewMatrix(batch, 2), policy.NewMatrix(batch, 2)
	draw := func() {
		for i := range batch {
			obs.Row(i)[0], obs.Row(i)[1] = rng.Float64()*2-1, rng.Float64()*2-1
			expert(y.Row(i), obs.Row(i))
		}
	}
	for s := range steps {
		draw()
		r.step(obs, y, solve.Rows{Seed: uint64(s)}, 1e-2)
	}
	draw()
	act, sum := make([]float64, batch*2), 0.0
	n.ActBatch(act, obs.Data, batch)
	for i, a := range act {
		sum += (a - y.Data[i]) * (a - y.Data[i]) / batch
	}
	return sum
}

// learned is the error below which a policy counts as having learned. The best constant action has about 1.2.
const learned = 0.02

// TestLearning: every concave energy learns the expert, and so does regression.
func TestLearning(t *testing.T) {
	for _, name := range energy.Names() {
		if r, _ := energy.Find(name); !r.Linear && !r.Concave {
			continue
		}
		n := smallPolicy(t, 2, func(c *policy.Config) {
			withGreedy(name, "quadratic", [2]string{"width", "[8]"}, [2]string{"features", "8"})(c)
			g, _ := c.Greedy()
			g.Solver.Options = solve.AutoOptions{Tol: new(1e-6)}
			c.SetGreedy(g)
		})
		if e := learn(t, n, NewFenchelYoung(n.Head().(*policy.Greedy)), 300); e > learned {
			t.Errorf("%s: error %g after training", name, e)
		} else {
			t.Logf("%s: %.4f", name, e)
		}
	}
	n := smallPolicy(t, 2, withHead("deterministic"))
	if e := learn(t, n, Squared{}, 300); e > learned {
		t.Errorf("squared: error %g after training", e)
	}
	n = smallPolicy(t, 2, withHead("gaussian"))
	if e := learn(t, n, Gaussian{}, 300); e > learned {
		t.Errorf("gaussian: error %g after training", e)
	}
}

// wrongSign ascends where it should descend.
type wrongSign struct{ Loss }

func (l wrongSign) AddGrad(losses []float64, gradV policy.Matrix, grad net.Params[float32], scale float64, v, y policy.Matrix, rows solve.Rows) {
	l.Loss.AddGrad(losses, gradV, grad, -scale, v, y, rows)
}

// zeroEnergy forgets the energy's gradient in v.
type zeroEnergy struct{ energy.Unary }

func (zeroEnergy) AddGradV(policy.Matrix, float64, policy.Matrix, policy.Matrix) {}

// TestLearningCanFail: the same criterion rejects a gradient of the wrong sign and an energy that is zero.
func TestLearningCanFail(t *testing.T) {
	n := smallPolicy(t, 2, withGreedy("unary", "quadratic"))
	if e := learn(t, n, wrongSign{NewFenchelYoung(n.Head().(*policy.Greedy))}, 300); e < 20*learned {
		t.Errorf("a gradient of the wrong sign reached an error of %g", e)
	}
	n = smallPolicy(t, 2, withGreedy("unary", "quadratic"))
	g, err := policy.NewGreedy(solve.Problem{Energy: zeroEnergy{energy.Unary{K: 2}}, Omega: regularizer.Quadratic{Gamma: 1}, Set: space.UnitBox(2)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if e := learn(t, n, NewFenchelYoung(g), 300); e < 20*learned {
		t.Errorf("an energy of zero reached an error of %g", e)
	}
}

// TestTwoModes: the expert does +a or −a with equal probability. Regression answers 0, which the expert never does; an
// energy with two maxima answers one of the two. γ = 4 keeps the plain loss of the late energy from the flat objective
// Φ = Ω + const, where it is zero too.
func TestTwoModes(t *testing.T) {
	late := smallPolicy(t, 1, func(c *policy.Config) {
		withGreedy("late", "quadratic")(c)
		g, _ := c.Greedy()
		g.Regularizer.Options = regularizer.QuadraticOptions{Gamma: 4}
		c.SetGreedy(g)
	})
	modes := smallPolicy(t, 1, withGreedy("modes", "none"))
	squared := smallPolicy(t, 1, withHead("deterministic"))
	exact, err := NewIntegrated(modes.Head().(*policy.Greedy), 1)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		policy    *policy.Network
		loss      Loss
		low, high float64 // what the distance to the nearer of the two must be
	}{
		"late":    {late, NewFenchelYoung(late.Head().(*policy.Greedy)), 0, 0.15},
		"modes":   {modes, exact, 0, 0.05},
		"squared": {squared, Squared{}, 0.3, 1},
	} {
		if d := learnTwoModes(c.policy, c.loss); !(d >= c.low && d <= c.high) {
			t.Errorf("%s: distance to the nearer mode %.3f, want %v to %v", name, d, c.low, c.high)
		}
	}
}

// learnTwoModes trains on such an expert and returns the mean distance of the decoded action from the nearer of its two.
func learnTwoModes(n *policy.Network, l Loss) (mean float64) {
	const batch, steps = 64, 200
	rng := rand.New(rand.NewPCG(3, 0))
	obs, y := policy.NewMatrix(batch, 2), policy.NewMatrix(batch, 1)
	draw := func() {
		for i := range batch {
			obs.Row(i)[0], obs.Row(i)[1] = rng.Float64()*2-1, rng.Float64()*2-1
			y.Data[i] = 0.5 + 0.3*obs.Row(i)[0]
			if rng.IntN(2) == 0 {
				y.Data[i] = -y.Data[i]
			}
		}
	}
	r := newTrainer(n, l, batch)
	for s := range steps {
		draw()
		r.step(obs, y, solve.Rows{Seed: uint64(s)}, 1e-2)
	}
	draw()
	act := make([]float64, batch)
	n.ActBatch(act, obs.Data, batch)
	for i, x := range act {
		mean += math.Abs(math.Abs(x)-math.Abs(y.Data[i])) / batch
	}
	return mean
}
