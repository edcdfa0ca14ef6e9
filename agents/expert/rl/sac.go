package rl

import (
	"math"
	"runtime"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/net"
	"github.com/fenchel-gym/fenchel/policy/net/kernel"
)

// SAC is the soft actor-critic. Two critics regress on the entropy-regularized return, the smaller of their slowly
// following targets Q̄ standing for the future,
//
//	y = r + γ·(min Q̄(s', p') − α·log π(p'|s')),   p' ~ π(·|s')
//
// the policy p = tanh(μ + e^{logσ}·ξ) descends along α·log π(p|s) − min Q(s, p), and the temperature α is steered so
// that the policy keeps the entropy asked for.
//
// Where a judge pays, r is what it thinks of the remembered pair now, not when it was played: the method is then GAIL in the
// off-policy form of Kostrikov et al. (2019).
type SAC struct {
	o       Options
	field   *field
	norm    *normalizer
	memory  *replay
	actor   *net.MLP[float32] // s ↦ (μ, log σ)
	mean    *net.MLP[float32] // running mean of the actor's weights, which Policy acts by; nil for the weights themselves
	critics [2]*net.MLP[float32]
	targets [2]*net.MLP[float32]
	adam    [3]*net.Adam[float32] // of the actor, of the critics
	grad    [3]net.Params[float32]
	pool    *kernel.Pool
	state   sacState
	judge   *judge // who pays in place of the task, nil for the task itself
	b       *sacBatch
}

// sacState is what SAC remembers beside its tensors.
type sacState struct {
	Steps   int64    `json:"steps"` // of the environment
	Updates uint64   `json:"updates"`
	Rounds  uint64   `json:"rounds"` // times that the environments were stepped
	Episode uint64   `json:"episode"`
	Adam    [3]int64 `json:"adam"`
	Judge   int64    `json:"judge,omitempty"`   // steps of the judge's optimizer
	Adopted bool     `json:"adopted,omitempty"` // whether the run began with a policy
	Rows    float64  `json:"rows"`              // behind the normalizer
	Count   int      `json:"count"`             // of the replay
	At      int      `json:"at"`
	LogA    float64  `json:"log_alpha"`
	M, V    float64  // Adam's running means for log α
}

// newSAC prepares a run at step 0. Where there are demonstrations a judge who knows them pays.
func newSAC(o Options, newEnv func() envs.Env, list []*demos.Demonstration) *SAC {
	f := newField(newEnv, o.SAC.Envs, o.Seed)
	l := &SAC{o: o, field: f, norm: newNormalizer(f.d, o.MinStd), memory: newReplay(o.SAC.Replay, f.d, f.k), pool: kernel.NewPool(runtime.GOMAXPROCS(0))}
	l.actor = net.NewMLP[float32](shape(f.d, o.Hidden, 2*f.k, o.Activation))
	for i := range l.critics {
		l.critics[i] = net.NewMLP[float32](shape(f.d+f.k, o.SAC.Critic, 1, o.Activation))
		l.targets[i] = net.NewMLP[float32](l.critics[i].Shape())
	}
	for i, m := range l.networks() {
		m.InitHe(envs.Stream(o.Seed, envs.Weights, uint64(i)))
		l.adam[i] = net.NewAdam(m.Params(), net.DefaultAdam())
		l.grad[i] = m.Params().Zeros()
	}
	l.actor.ScaleOutput(0.1)
	if o.SAC.Average > 0 {
		l.mean = net.NewMLP[float32](l.actor.Shape())
		net.CopyParams(l.mean.Params(), l.actor.Params())
	}
	for i, q := range l.critics {
		net.CopyParams(l.targets[i].Params(), q.Params())
	}
	if len(list) > 0 {
		l.judge = newJudge(o, f.spec, list, o.SAC.Batch)
	}
	l.b = newSACBatch(l)
	f.restart(0)
	return l
}

func (l *SAC) networks() [3]*net.MLP[float32] {
	return [3]*net.MLP[float32]{l.actor, l.critics[0], l.critics[1]}
}

// Steps is the number of environment steps taken.
func (l *SAC) Steps() int64 { return l.state.Steps }

// Update plays and learns until a line of metrics is due.
func (l *SAC) Update() (Line, error) {
	var line Line
	learned := 0.0
	for end := min(l.state.Steps+l.o.SAC.LogEvery, l.o.Steps); l.state.Steps < end; {
		l.play()
		if l.memory.count < l.o.SAC.Warmup {
			continue
		}
		critic, judge := l.learn()
		line.Critic += critic
		line.Judge += judge
		learned++
	}
	line.Critic /= max(learned, 1)
	line.Judge /= max(learned, 1)
	line.Step, line.Alpha = l.state.Steps, math.Exp(l.state.LogA)
	line.Return, line.Length, line.Episodes = l.field.tally.take()
	return line, finite("the critics' loss", line.Critic, line.Judge, line.Alpha)
}

// play takes one step in every environment.
func (l *SAC) play() {
	f, b := l.field, l.b
	rng := envs.Stream(l.o.Seed, envs.Noise, l.state.Rounds)
	l.state.Rounds++
	if l.state.Steps < int64(l.o.SAC.Warmup) && !l.state.Adopted {
		for i := range b.played {
			b.played[i] = float32(2*rng.Float64() - 1)
		}
	} else {
		l.norm.standardizer().Apply(b.row, net.Matrix[float64]{Rows: f.n, Cols: f.d, Data: f.obs})
		v := l.actor.Forward(b.rowTape, b.row)
		for e := range f.n {
			b.squash(b.played[e*f.k:(e+1)*f.k], nil, v.Row(e), rng)
		}
	}
	copy(b.before, f.obs)
	for e, o := range f.step(b.played) {
		over := o.End != envs.Running && !o.End.Bootstraps()
		l.memory.add(b.before[e*f.d:(e+1)*f.d], b.played[e*f.k:(e+1)*f.k], o.Reward, o.Final, over)
	}
	l.norm.add(b.before)
	l.state.Steps += int64(f.n)
}

// Rest begins new episodes everywhere.
func (l *SAC) Rest() {
	l.state.Episode = l.field.pool.Episodes()
	l.field.restart(l.state.Episode)
}

func (l *SAC) config() policy.Config {
	return policy.Config{Hidden: l.o.Hidden, Activation: l.o.Activation, Head: "squashed-gaussian"}
}

// Policy is the present policy.
func (l *SAC) Policy() (*policy.Network, error) {
	acts := l.actor
	if l.mean != nil {
		acts = l.mean
	}
	return export(l.config(), l.field.spec, acts.Params(), l.norm.standardizer())
}

// Adopt starts from a policy with a squashed Gaussian head of the same sizes, which then acts from the first step on.
// Critics and memory begin anew.
func (l *SAC) Adopt(n *policy.Network) error {
	if err := adopt(l.config(), l.actor.Params(), l.norm, n); err != nil {
		return err
	}
	l.state.Adopted = true
	if l.mean != nil {
		net.CopyParams(l.mean.Params(), l.actor.Params())
	}
	return nil
}

// Close ends the goroutines.
func (l *SAC) Close() {
	l.pool.Close()
	l.field.pool.Close()
}
