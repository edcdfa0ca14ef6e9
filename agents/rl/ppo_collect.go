package rl

import (
	"context"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// ppoBuffer is what one update learns from, and the scratch of the passes. Row e·T+t is step t of environment e, so
// that the steps of an environment follow one another.
type ppoBuffer struct {
	horizon, envs int                 // T, N
	obs           []float64           // raw (N·T×d)
	x             net.Matrix[float32] // standardized (N·T×d)
	act           []float32           // as drawn, before projection (N·T×k)
	logp          []float64           // log π_old(a|s)
	reward        []float64           // scaled
	value         []float64           // V(s)
	next          []float64           // V(s'), 0 after a true end
	cut           []float64           // 1 where the episode ended, 0 elsewhere
	adv           []float64
	ret           []float64
	row           net.Matrix[float32] // one observation of each environment (n×d)
	drawn         []float32           // one action of each (n×k)
	tapes         [2]*net.Tape[float32]

	order  []int32             // of the transitions in this epoch
	bx     net.Matrix[float32] // of a batch
	dv, dc net.Matrix[float32]
}

func newPPOBuffer(l *PPO) *ppoBuffer {
	f, o := l.envs, l.o.PPO
	rows, batch := f.n*o.Horizon, min(o.Batch, f.n*o.Horizon)
	b := &ppoBuffer{
		horizon: o.Horizon, envs: f.n,
		obs: make([]float64, rows*f.d), x: net.NewMatrix[float32](rows, f.d), act: make([]float32, rows*f.k),
		logp: make([]float64, rows), reward: make([]float64, rows), value: make([]float64, rows), next: make([]float64, rows),
		cut: make([]float64, rows), adv: make([]float64, rows), ret: make([]float64, rows),
		row: net.NewMatrix[float32](f.n, f.d), drawn: make([]float32, f.n*f.k),
		order: make([]int32, rows), bx: net.NewMatrix[float32](batch, f.d),
		dv: net.NewMatrix[float32](batch, 2*f.k), dc: net.NewMatrix[float32](batch, 1),
	}
	for i, m := range l.networks() {
		b.tapes[i] = m.NewTape(max(batch, f.n))
		b.tapes[i].Use(l.pool)
	}
	return b
}

// collect plays T steps in every environment and computes their advantages. Observations are standardized by what was
// known before these steps.
func (l *PPO) collect(ctx context.Context) error {
	f, b, T := l.envs, l.b, l.o.PPO.Horizon
	s := l.norm.standardizer()
	rng := envs.Stream(l.o.Seed, envs.Noise, l.state.Updates)
	for range l.state.Collected * f.n * f.k { // drawn before an interruption
		rng.NormFloat64()
	}
	if l.state.Collected == T {
		return nil
	}
	values := l.values(s, f.obs)
	for t := l.state.Collected; t < T; t++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		s.Apply(b.row, net.Matrix[float64]{Rows: f.n, Cols: f.d, Data: f.obs})
		v := l.actor.Forward(b.tapes[0], b.row)
		perturb(b.drawn, v, rng)
		for e := range f.n {
			i := e*T + t
			copy(b.obs[i*f.d:], f.obs[e*f.d:(e+1)*f.d])
			copy(b.x.Row(i), b.row.Row(e))
			copy(b.act[i*f.k:], b.drawn[e*f.k:(e+1)*f.k])
			b.logp[i] = logDensity(b.drawn[e*f.k:(e+1)*f.k], v.Row(e)[:f.k], v.Row(e)[f.k:])
			b.value[i] = float64(values.Data[e])
		}
		out := f.step(b.drawn)
		if f.err != nil {
			return f.err
		}
		values = l.values(s, f.obs)
		for e, o := range out {
			i := e*T + t
			l.scale.add(e, o.Reward, o.End != envs.Running)
			if b.reward[i], b.cut[i] = o.Reward, 0; o.End != envs.Running {
				b.cut[i] = 1
			}
			b.next[i] = float64(values.Data[e])
		}
		l.bootstrap(s, out, t)
		l.state.Collected = t + 1
	}
	by := 1 / l.scale.by()
	for i := range b.reward {
		b.reward[i] *= by
	}
	for e := range f.n {
		lo, hi := e*T, (e+1)*T
		advantages(b.adv[lo:hi], b.ret[lo:hi], b.reward[lo:hi], b.value[lo:hi], b.next[lo:hi], b.cut[lo:hi], l.o.Discount, l.o.PPO.Lambda)
	}
	l.norm.add(b.obs)
	return nil
}

// values is the critic's output for one observation of each environment; it is valid until the next pass.
func (l *PPO) values(s *net.Standardizer, obs []float64) net.Matrix[float32] {
	f, b := l.envs, l.b
	s.Apply(b.row, net.Matrix[float64]{Rows: f.n, Cols: f.d, Data: obs})
	return l.critic.Forward(b.tapes[1], b.row)
}

// bootstrap corrects V(s') where an episode ended at step t: the observation in hand is the next episode's first. A
// true end is worth nothing more; a time limit is worth what the critic says of the terminal observation.
func (l *PPO) bootstrap(s *net.Standardizer, out []envs.Outcome, t int) {
	b := l.b
	for e, o := range out {
		if o.End == envs.Running {
			continue
		}
		i := e*l.o.PPO.Horizon + t
		b.next[i] = 0
		if o.End.Bootstraps() {
			x := b.row.Slice(0, 1)
			s.ApplyRow(x.Data, o.Final)
			b.next[i] = float64(l.critic.Forward(b.tapes[1], x).Data[0])
		}
	}
}
