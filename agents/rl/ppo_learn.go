package rl

import (
	"context"
	"math"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// learn takes Epochs passes over the collected steps, in batches. It goes on within the epoch that an interruption ended.
func (l *PPO) learn(ctx context.Context) (line, error) {
	o, b, p := l.o.PPO, l.b, &l.state.part
	for i := range b.order {
		b.order[i] = int32(i)
	}
	for epoch := range p.Epoch {
		l.shuffle(epoch)
	}
	mean, std := spread(b.adv)
	var found line
	for ; p.Epoch < o.Epochs; p.Epoch++ {
		l.shuffle(p.Epoch)
		for ; p.Rows+b.bx.Rows <= len(b.order); p.Rows += b.bx.Rows {
			if err := ctx.Err(); err != nil {
				return line{}, err
			}
			kl, critic := l.descend(b.order[p.Rows:p.Rows+b.bx.Rows], mean, std)
			p.KL += kl
			p.Critic += critic
			p.Batches++
		}
		found.kl = p.KL / float64(len(b.order)/b.bx.Rows)
		p.Rows, p.KL = 0, 0
		if found.kl > 2*l.target() { // this policy is far from the one that played
			break
		}
	}
	found.critic = p.Critic / float64(p.Batches)
	l.steer(found.kl)
	w := l.actor.Params()
	for _, s := range w[len(w)-1].Data[l.envs.k:] {
		found.std += math.Exp(float64(s)) / float64(l.envs.k)
	}
	found.rate = l.rate()
	return found, l.o.finite("the loss", found.kl, found.critic, found.std)
}

// shuffle draws the order of an epoch from that of the one before.
func (l *PPO) shuffle(epoch int) {
	b := l.b
	rng := envs.Stream(l.o.Seed, envs.Batches, l.state.Updates*uint64(l.o.PPO.Epochs)+uint64(epoch))
	rng.Shuffle(len(b.order), func(i, j int) { b.order[i], b.order[j] = b.order[j], b.order[i] })
}

// target is the divergence that an update should have, at this point of the run.
func (l *PPO) target() float64 {
	done := min(float64(l.after())/float64(l.o.Steps), 1)
	return l.o.PPO.KL * (1 - done*(1-l.o.PPO.Anneal))
}

// steer moves the step size towards where an update's divergence is the one asked for.
func (l *PPO) steer(kl float64) {
	if l.o.PPO.Schedule != (net.Decay{}) {
		return
	}
	switch target := l.target(); {
	case kl > 1.5*target:
		l.state.Rate = math.Max(l.state.Rate/1.5, 1e-5)
	case kl < target/1.5:
		l.state.Rate = math.Min(l.state.Rate*1.1, 1e-3)
	}
}

// descend takes one step of each Adam on a batch and returns the divergence estimate mean(ρ − 1 − log ρ) (Schulman,
// "Approximating KL divergence", 2020) and the critic's loss.
func (l *PPO) descend(rows []int32, mean, std float64) (kl, critic float64) {
	o, b, k := l.o.PPO, l.b, l.envs.k
	for i, r := range rows {
		copy(b.bx.Row(i), b.x.Row(int(r)))
	}
	n := float64(len(rows))
	v, c := l.actor.Forward(b.tapes[0], b.bx), l.critic.Forward(b.tapes[1], b.bx)
	for i, r := range rows {
		delta := surrogate(b.dv.Row(i), v.Row(i), b.act[int(r)*k:int(r)*k+k], b.logp[r], (b.adv[r]-mean)/std, 1/n, o)
		kl += (math.Exp(delta) - 1 - delta) / n
		e := float64(c.Data[i]) - b.ret[r]
		critic += 0.5 * e * e / n
		b.dc.Data[i] = float32(e / n)
	}
	l.step(0, b.dv)
	l.step(1, b.dc)
	return kl, critic
}

// surrogate writes scale times the gradient, in v = (μ, log σ), of −min(ρÂ, clip(ρ, 1−ε, 1+ε)Â) − c·Σ log σ for an action
// that had the log-density old, and returns log ρ.
func surrogate(dv, v, act []float32, old, adv, scale float64, o PPOOptions) float64 {
	k := len(act)
	delta := logDensity(act, v[:k], v[k:]) - old
	ratio := math.Exp(delta)
	gain := ratio * adv
	if adv > 0 && ratio > 1+o.Clip || adv < 0 && ratio < 1-o.Clip {
		gain = 0
	}
	for j := range k {
		inv := math.Exp(-float64(v[k+j]))
		z := float64(act[j]-v[j]) * inv
		dv[j] = float32(-gain * z * inv * scale)
		dv[k+j] = float32((-gain*(z*z-1) - o.Entropy) * scale)
	}
	return delta
}

// step continues the gradient through network i, actor or critic, and moves it. The deviation stays independent of s.
func (l *PPO) step(i int, dy net.Matrix[float32]) {
	m, grad := l.networks()[i], l.grad[i]
	grad.Zero()
	m.Backward(l.b.tapes[i], dy, grad, net.Matrix[float32]{})
	if i == 0 {
		w := grad[len(grad)-2]
		clear(w.Data[l.envs.k*w.Shape[1]:])
	}
	net.ClipNorm(grad, l.o.PPO.ClipNorm)
	l.adam[i].Step(m.Params(), grad, l.rate())
	if i == 0 {
		p := m.Params()
		for j, s := range p[len(p)-1].Data[l.envs.k:] {
			p[len(p)-1].Data[l.envs.k+j] = max(s, float32(l.o.PPO.MinLogStd))
		}
		if l.mean != nil {
			net.Follow(l.o.PPO.Average, l.mean, p, l.adam[0].Steps)
		}
	}
}

// rate is the present step size of both Adams: what was steered to, or where there is a schedule what that says.
func (l *PPO) rate() float64 {
	return l.state.Rate * l.o.PPO.Schedule.At(l.state.Steps, l.o.Steps)
}

// spread is mean and deviation of the advantages; they are scaled by it, so that the size of rewards does not matter.
func spread(xs []float64) (mean, std float64) {
	n := float64(len(xs))
	for _, x := range xs {
		mean += x / n
	}
	for _, x := range xs {
		std += (x - mean) * (x - mean) / n
	}
	return mean, math.Sqrt(std) + 1e-8
}
