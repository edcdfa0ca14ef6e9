package rl

import (
	"context"
	"fmt"
	"math"
	"runtime"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/net"
	"github.com/fenchel-gym/fenchel/policy/net/kernel"
)

// PPO is proximal policy optimization: with the ratio ρ = π(a|s)/π_old(a|s) it ascends along the mean of
//
//	min(ρ·Â, clip(ρ, 1−ε, 1+ε)·Â)
//
// while a critic V descends along ½(V(s) − R)². The policy is normal with a mean f_W(s) and a deviation that does not
// depend on s. The step size is steered so that an update moves the policy by a given divergence, unless a schedule is asked for.
type PPO struct {
	o      Options
	envs   *vectorized
	actor  *net.MLP[float32]   // s ↦ (μ, log σ)
	mean   net.Params[float32] // running mean of the actor's weights, which Policy acts by; nil for the weights themselves
	critic *net.MLP[float32]
	adam   [2]*net.Adam[float32] // of the actor, of the critic
	grad   [2]net.Params[float32]
	norm   *normalizer
	scale  *returnScale
	pool   *kernel.Pool
	state  ppoState
	b      *ppoBuffer
}

// ppoState is what PPO keeps besides its tensors.
type ppoState struct {
	Steps   int64     `json:"steps"` // of the environment
	Updates uint64    `json:"updates"`
	Episode uint64    `json:"episode"` // the next that environments begin
	Rate    float64   `json:"rate"`
	Adam    [2]int64  `json:"adam"`
	Seen    float64   `json:"rows"` // rows behind the normalizer
	Returns float64   `json:"returns"`
	Running []float64 `json:"running"` // discounted returns in progress
	part
}

// part is how far an update is that was interrupted.
type part struct {
	Collected int     `json:"collected,omitempty"` // steps of each environment
	Epoch     int     `json:"epoch,omitempty"`     // of learning
	Rows      int     `json:"epoch_rows,omitempty"`
	KL        float64 `json:"epoch_kl,omitempty"`   // summed over the batches of the epoch
	Critic    float64 `json:"sum_critic,omitempty"` // over all batches
	Batches   int     `json:"batches,omitempty"`
}

func newPPO(o Options, from *agents.Sources) *PPO {
	f := newVectorized(from.NewEnv, o.PPO.Envs, o.Seed)
	l := &PPO{o: o, envs: f, norm: newNormalizer(f.d, o.MinStd), scale: newReturnScale(f.n, o.Discount), pool: kernel.NewPool(runtime.GOMAXPROCS(0))}
	l.actor = net.NewMLP[float32](shape(f.d, o.Hidden, 2*f.k, o.Activation))
	l.critic = net.NewMLP[float32](shape(f.d, o.PPO.Critic, 1, o.Activation))
	for i, m := range l.networks() {
		m.InitOrthogonal(envs.Stream(o.Seed, envs.Weights, uint64(i)))
		l.adam[i] = net.NewAdam(m.Params(), net.DefaultAdam())
		l.grad[i] = m.Params().Zeros()
	}
	l.actor.ScaleOutput(0.01)
	l.fixLogStd(float32(o.PPO.LogStd))
	if o.PPO.Average > 0 {
		l.mean = l.actor.Params().Zeros()
		net.CopyParams(l.mean, l.actor.Params())
	}
	l.state.Rate = o.PPO.Rate
	l.b = newPPOBuffer(l)
	f.restart(0)
	noteSnapshots(from, f)
	return l
}

func shape(in int, hidden []int, out int, g net.Activation) net.Shape {
	return net.Shape{Sizes: append(append([]int{in}, hidden...), out), Hidden: g}
}

func (l *PPO) networks() [2]*net.MLP[float32] { return [2]*net.MLP[float32]{l.actor, l.critic} }

// fixLogStd makes the second half of the actor's outputs independent of s: weights 0, biases log σ.
func (l *PPO) fixLogStd(logStd float32) {
	p := l.actor.Params()
	w, b := p[len(p)-2], p[len(p)-1]
	k := l.envs.k
	clear(w.Data[k*w.Shape[1]:])
	for j := range k {
		b.Data[k+j] = logStd
	}
}

// Progress counts steps of the environment.
func (l *PPO) Progress() (done, total int64) { return l.state.Steps, l.o.Steps }

// Update plays Horizon steps in every environment and learns from them.
func (l *PPO) Update(ctx context.Context) (agents.Line, error) {
	if err := l.collect(ctx); err != nil {
		return nil, err
	}
	found, err := l.learn(ctx)
	if err != nil {
		return nil, err
	}
	l.state.Steps, l.state.part = l.after(), part{}
	l.state.Updates++
	found.step = l.state.Steps
	found.ret, found.length, found.episodes = l.envs.tally.take()
	return found.fields(), nil
}

// after is the number of steps at the end of the update in progress.
func (l *PPO) after() int64 { return l.state.Steps + int64(l.envs.n*l.o.PPO.Horizon) }

// Rest begins new episodes everywhere: the moment for a checkpoint.
func (l *PPO) Rest() {
	l.state.Episode = l.envs.pool.Episodes()
	l.envs.restart(l.state.Episode)
	clear(l.scale.running)
}

func (l *PPO) config() policy.Config {
	return policy.Config{Hidden: l.o.Hidden, Activation: l.o.Activation, Head: policy.ChooseHead("gaussian"), Window: policy.DefaultWindow()}
}

// Policy is the present policy.
func (l *PPO) Policy() (policy.Saved, error) {
	acts := l.actor.Params()
	if l.mean != nil {
		acts = l.mean
	}
	return export(l.config(), l.envs.spec, acts, l.norm.standardizer())
}

// Adopt starts from the mean of a policy with a Gaussian head of the same sizes. Its deviation and the critic start from their first values.
func (l *PPO) Adopt(p policy.Saved) error {
	if err := adopt(l.config(), l.envs.spec, l.actor.Params(), l.norm, p); err != nil {
		return err
	}
	l.fixLogStd(float32(l.o.PPO.LogStd))
	if l.mean != nil {
		net.CopyParams(l.mean, l.actor.Params())
	}
	return nil
}

// Close ends the goroutines.
func (l *PPO) Close() {
	l.pool.Close()
	l.envs.pool.Close()
}

// finite reports an update that lost its footing, and what may help.
func (o Options) finite(what string, xs ...float64) error {
	key, rate := "sac.rate", o.SAC.Rate
	switch o.Method {
	case "ppo":
		key, rate = "ppo.rate", o.PPO.Rate
	case "ars":
		key, rate = "ars.rate", o.ARS.Rate
	}
	for _, x := range xs {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return fmt.Errorf("%s is %v: a smaller rate than %g may help (%s)", what, x, rate, key)
		}
	}
	return nil
}
