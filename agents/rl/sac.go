package rl

import (
	"context"
	"math"
	"math/rand/v2"
	"runtime"

	"github.com/fenchel-gym/fenchel/agents"
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
// Where a Reward takes the place of the task's own, r is what it gives for a pair of the replay buffer now, not when the
// pair was played.
type SAC struct {
	o       Options
	envs    *vectorized
	norm    *normalizer
	replay  *replay
	actor   *net.MLP[float32] // s ↦ (μ, log σ)
	mean    *net.MLP[float32] // running mean of the actor's weights, which Policy acts by; nil for the weights themselves
	critics [2]*net.MLP[float32]
	targets [2]*net.MLP[float32]
	adam    [3]*net.Adam[float32] // of the actor, of the critics
	grad    [3]net.Params[float32]
	pool    *kernel.Pool
	state   sacState
	reward  Reward // in place of the task's own; nil for that
	b       *sacBatch
}

// sacState is what SAC keeps besides its tensors.
type sacState struct {
	Steps   int64    `json:"steps"` // of the environment
	Updates uint64   `json:"updates"`
	Rounds  uint64   `json:"rounds"` // times that the environments were stepped
	Episode uint64   `json:"episode"`
	Adam    [3]int64 `json:"adam"`
	Judge   int64    `json:"judge,omitempty"`   // steps of the optimizer of the Reward
	Adopted bool     `json:"adopted,omitempty"` // whether the run began with a policy
	Rows    float64  `json:"rows"`              // behind the normalizer
	Count   int      `json:"count"`             // of the replay
	At      int      `json:"at"`
	LogA    float64  `json:"log_alpha"`
	M, V    float64  // Adam's running means for log α

	// Of the update in progress.
	End        int64   `json:"end,omitempty"`        // the step of its line of metrics; 0: none is in progress
	Learned    int     `json:"learned,omitempty"`    // gradient steps
	CriticLoss float64 `json:"sum_critic,omitempty"` // summed over those
	RewardLoss float64 `json:"sum_judge,omitempty"`
}

// Reward takes the place of a task's reward, and learns on the way.
type Reward interface {
	See(i int, obs, act []float32) // takes in pair i of a batch: the observation, the action in normalized coordinates

	// Learn writes the rewards of the pairs that it has seen, then takes a step on them, and returns its loss.
	Learn(rewards []float64, rng *rand.Rand) float64

	Params() []net.Params[float32] // all that it learns, for a State
	Steps() int64                  // of its optimizer
	SetSteps(int64)
}

// NewSAC prepares a run at step 0. The reward is the task's own where r is nil.
func NewSAC(o Options, from *agents.Sources, r Reward) *SAC {
	f := newVectorized(from.NewEnv, o.SAC.Envs, o.Seed)
	l := &SAC{o: o, envs: f, norm: newNormalizer(f.d, o.MinStd), replay: newReplay(o.SAC.Replay, f.d, f.k), pool: kernel.NewPool(runtime.GOMAXPROCS(0))}
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
	l.reward = r
	l.b = newSACBatch(l)
	f.restart(0)
	noteSnapshots(from, f)
	return l
}

func (l *SAC) networks() [3]*net.MLP[float32] {
	return [3]*net.MLP[float32]{l.actor, l.critics[0], l.critics[1]}
}

// Progress counts steps of the environment.
func (l *SAC) Progress() (done, total int64) { return l.state.Steps, l.o.Steps }

// Update plays and learns until a line of metrics is due.
func (l *SAC) Update(ctx context.Context) (agents.Line, error) {
	s := &l.state
	if s.End == 0 {
		s.End = min(s.Steps+l.o.SAC.LogEvery, l.o.Steps)
	}
	for s.Steps < s.End {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if l.play(); l.envs.err != nil {
			return nil, l.envs.err
		}
		if l.replay.count < l.o.SAC.Warmup {
			continue
		}
		critic, reward := l.learn()
		s.CriticLoss += critic
		s.RewardLoss += reward
		s.Learned++
	}
	n := max(float64(s.Learned), 1)
	found := line{step: s.Steps, critic: s.CriticLoss / n, reward: s.RewardLoss / n, alpha: math.Exp(s.LogA)}
	if l.o.SAC.Schedule != (net.Decay{}) {
		found.rate = l.rate()
	}
	s.End, s.Learned, s.CriticLoss, s.RewardLoss = 0, 0, 0, 0
	found.ret, found.length, found.episodes = l.envs.tally.take()
	return found.fields(), l.o.finite("the critics' loss", found.critic, found.reward, found.alpha)
}

// play takes one step in every environment.
func (l *SAC) play() {
	f, b := l.envs, l.b
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
		l.replay.add(b.before[e*f.d:(e+1)*f.d], b.played[e*f.k:(e+1)*f.k], o.Reward, o.Final, over)
	}
	l.norm.add(b.before)
	l.state.Steps += int64(f.n)
}

// Rest begins new episodes everywhere.
func (l *SAC) Rest() {
	l.state.Episode = l.envs.pool.Episodes()
	l.envs.restart(l.state.Episode)
}

func (l *SAC) config() policy.Config {
	return policy.Config{Hidden: l.o.Hidden, Activation: l.o.Activation, Head: policy.ChooseHead("squashed-gaussian"), Window: policy.DefaultWindow()}
}

// Policy is the present policy.
func (l *SAC) Policy() (policy.Saved, error) {
	acts := l.actor
	if l.mean != nil {
		acts = l.mean
	}
	return export(l.config(), l.envs.spec, acts.Params(), l.norm.standardizer())
}

// Adopt starts from a policy with a squashed Gaussian head of the same sizes, which then acts from the first step on.
// Critics and replay buffer start as in a new run.
func (l *SAC) Adopt(p policy.Saved) error {
	if err := adopt(l.config(), l.envs.spec, l.actor.Params(), l.norm, p); err != nil {
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
	l.envs.pool.Close()
}
