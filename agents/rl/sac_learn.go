package rl

import (
	"math"
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// sacBatch is the scratch of playing and learning.
type sacBatch struct {
	k       int
	row     net.Matrix[float32] // one observation of each environment
	rowTape *net.Tape[float32]
	before  []float64
	played  []float32

	rows     []int32
	x, x2    net.Matrix[float32]    // s and s', standardized
	xa       [2]net.Matrix[float32] // (s, p) with p as remembered, (s, p) with p as the policy would act
	xa2      net.Matrix[float32]    // (s', p')
	reward   []float64
	logp     []float64
	xi       []float64 // ξ of each row's action
	y        []float64
	dq       [2]net.Matrix[float32]
	dxa      [2]net.Matrix[float32]
	dv       net.Matrix[float32]
	tapes    [3]*net.Tape[float32] // of the actor, of the critics
	targeted [2]*net.Tape[float32]
}

func newSACBatch(l *SAC) *sacBatch {
	f, n := l.envs, l.o.SAC.Batch
	b := &sacBatch{
		k: f.k, row: net.NewMatrix[float32](f.n, f.d), rowTape: l.actor.NewTape(f.n), before: make([]float64, f.n*f.d), played: make([]float32, f.n*f.k),
		rows: make([]int32, n), x: net.NewMatrix[float32](n, f.d), x2: net.NewMatrix[float32](n, f.d), xa2: net.NewMatrix[float32](n, f.d+f.k),
		reward: make([]float64, n), logp: make([]float64, n), xi: make([]float64, n*f.k), y: make([]float64, n), dv: net.NewMatrix[float32](n, 2*f.k),
	}
	for i := range b.xa {
		b.xa[i], b.dxa[i], b.dq[i] = net.NewMatrix[float32](n, f.d+f.k), net.NewMatrix[float32](n, f.d+f.k), net.NewMatrix[float32](n, 1)
		b.targeted[i] = l.targets[i].NewTape(n)
		b.targeted[i].Use(l.pool)
	}
	for i, m := range l.networks() {
		b.tapes[i] = m.NewTape(n)
		b.tapes[i].Use(l.pool)
	}
	return b
}

// squash draws p = tanh(u), u = μ + e^{logσ}·ξ, for v = (μ, log σ), keeps ξ if it is wanted, and returns
//
//	log π(p|s) = Σ_j −½ξ_j² − logσ_j − ½log 2π − log(1 − p_j²)
func (b *sacBatch) squash(p []float32, xi []float64, v []float32, rng *rand.Rand) float64 {
	var logp float64
	for j := range p {
		s := min(max(float64(v[b.k+j]), policy.MinLogStd), policy.MaxLogStd)
		z := rng.NormFloat64()
		u := float64(v[j]) + math.Exp(s)*z
		p[j] = float32(math.Tanh(u))
		logp -= 0.5*z*z + s + halfLogTau + logSlope(u)
		if xi != nil {
			xi[j] = z
		}
	}
	return logp
}

const halfLogTau = 0.91893853320467274178 // ½·log 2π

// logSlope is log(1 − tanh²u) = 2·(log 2 − u − log(1 + e^{−2u})), without cancellation where |u| is large.
func logSlope(u float64) float64 {
	u = math.Abs(u)
	return 2 * (math.Ln2 - u - math.Log1p(math.Exp(-2*u)))
}

// learn takes one gradient step of the critics, every Delay-th time one of the policy and the temperature, and returns
// the critics' loss and the Reward's.
func (l *SAC) learn() (critic, reward float64) {
	rng := envs.Stream(l.o.Seed, envs.Batches, l.state.Updates)
	l.load(rng)
	if l.reward != nil {
		reward = l.reward.Learn(l.b.reward, rng)
	}
	critic = l.regress(rng)
	if l.state.Updates%uint64(l.o.SAC.Delay) == 0 {
		l.improve(rng)
	}
	for i, q := range l.critics {
		l.targets[i].Params().Approach(q.Params(), float32(l.o.SAC.Target))
	}
	l.state.Updates++
	return critic, reward
}

// load draws a batch and standardizes it.
func (l *SAC) load(rng *rand.Rand) {
	b, m, d := l.b, l.replay, l.envs.d
	m.draw(b.rows, rng)
	s := l.norm.standardizer()
	for i, r := range b.rows {
		x, x2, from, next := b.x.Row(i), b.x2.Row(i), m.obs.Row(int(r)), m.next.Row(int(r))
		for j := range d {
			mean, inv := float32(s.Mean[j]), float32(1/s.Std[j])
			x[j], x2[j] = (from[j]-mean)*inv, (next[j]-mean)*inv
		}
		for _, to := range b.xa {
			copy(to.Row(i), x)
		}
		copy(b.xa[0].Row(i)[d:], m.act.Row(int(r)))
		copy(b.xa2.Row(i), x2)
		if b.reward[i] = float64(m.reward[r]); l.reward != nil {
			l.reward.See(i, from, m.act.Row(int(r)))
		}
	}
}

// regress moves the critics towards y.
func (l *SAC) regress(rng *rand.Rand) float64 {
	b, m, d := l.b, l.replay, l.envs.d
	v := l.actor.Forward(b.tapes[0], b.x2)
	for i := range b.rows {
		b.logp[i] = b.squash(b.xa2.Row(i)[d:], nil, v.Row(i), rng)
	}
	q0, q1 := l.targets[0].Forward(b.targeted[0], b.xa2), l.targets[1].Forward(b.targeted[1], b.xa2)
	alpha := math.Exp(l.state.LogA)
	for i, r := range b.rows {
		future := math.Min(float64(q0.Data[i]), float64(q1.Data[i])) - alpha*b.logp[i]
		b.y[i] = b.reward[i] + l.o.Discount*float64(1-m.over[r])*future
	}
	var sum float64
	n := float64(len(b.rows))
	for c, q := range l.critics {
		out := q.Forward(b.tapes[1+c], b.xa[0])
		for i, y := range b.y {
			e := float64(out.Data[i]) - y
			sum += 0.5 * e * e / n
			b.dq[c].Data[i] = float32(e / n)
		}
		l.descend(1+c, q, b.dq[c])
	}
	return sum
}

// improve moves the policy along the critics' slopes, and the temperature towards the entropy asked for.
func (l *SAC) improve(rng *rand.Rand) {
	b, d, k := l.b, l.envs.d, l.envs.k
	n := float64(len(b.rows))
	v := l.actor.Forward(b.tapes[0], b.x)
	var logp float64
	for i := range b.rows {
		logp += b.squash(b.xa[1].Row(i)[d:], b.xi[i*k:(i+1)*k], v.Row(i), rng) / n
	}
	l.slopes()
	alpha := math.Exp(l.state.LogA)
	for i := range b.rows {
		row, dv, p := v.Row(i), b.dv.Row(i), b.xa[1].Row(i)[d:]
		for j := range k {
			s := min(max(float64(row[k+j]), policy.MinLogStd), policy.MaxLogStd)
			q := float64(b.dxa[0].Row(i)[d+j]) + float64(b.dxa[1].Row(i)[d+j])
			t := float64(p[j])
			du := (2*alpha*t - q*(1-t*t)) / n // of α·log π − Q along u: ∂ log(1−tanh²u)/∂u = −2·tanh u
			dv[j] = float32(du)
			dv[k+j] = float32(du*math.Exp(s)*b.xi[i*k+j] - alpha/n)
			if s != float64(row[k+j]) {
				dv[k+j] = 0
			}
		}
	}
	l.descend(0, l.actor, b.dv)
	if l.mean != nil {
		net.Follow(l.o.SAC.Average, l.mean.Params(), l.actor.Params(), l.adam[0].Steps)
	}
	l.warm(-logp - l.o.SAC.Entropy*float64(k))
}

// slopes leaves in dxa[c] what ∂(min Q)/∂(s,p) owes to critic c: its own slope in the rows where it is the smaller.
func (l *SAC) slopes() {
	b := l.b
	q0, q1 := l.critics[0].Forward(b.tapes[1], b.xa[1]), l.critics[1].Forward(b.tapes[2], b.xa[1])
	for i := range b.rows {
		b.dq[0].Data[i], b.dq[1].Data[i] = 1, 0
		if q1.Data[i] < q0.Data[i] {
			b.dq[0].Data[i], b.dq[1].Data[i] = 0, 1
		}
	}
	for c, q := range l.critics {
		q.Backward(b.tapes[1+c], b.dq[c], nil, b.dxa[c])
	}
}

// warm takes one step of Adam on log α along α's excess of entropy.
func (l *SAC) warm(excess float64) {
	s, t := &l.state, float64(l.adam[0].Steps)
	g := excess // of log α·(H(π) − H̄)
	s.M, s.V = 0.9*s.M+0.1*g, 0.999*s.V+0.001*g*g
	s.LogA -= l.rate() * (s.M / (1 - math.Pow(0.9, t))) / (math.Sqrt(s.V/(1-math.Pow(0.999, t))) + 1e-8)
}

func (l *SAC) descend(i int, m *net.MLP[float32], dy net.Matrix[float32]) {
	l.grad[i].Zero()
	m.Backward(l.b.tapes[i], dy, l.grad[i], net.Matrix[float32]{})
	l.adam[i].Step(m.Params(), l.grad[i], l.rate())
}

// rate is the present step size of every Adam.
func (l *SAC) rate() float64 {
	return l.o.SAC.Rate * l.o.SAC.Schedule.At(l.state.Steps, l.o.Steps)
}
