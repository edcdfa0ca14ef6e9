package rl

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// newQuickSAC is a learner with a replay buffer of random actions, and critics and targets that differ.
func newQuickSAC(t *testing.T, change func(*Options)) *SAC {
	t.Helper()
	o := quick("sac")
	o.SAC.Batch = 8
	change(&o)
	l := NewSAC(o, sources(t, o), nil)
	t.Cleanup(l.Close)
	for range 100 {
		l.play()
	}
	rng := rand.New(rand.NewPCG(1, 1))
	for _, m := range []*net.MLP[float32]{l.actor, l.critics[0], l.critics[1], l.targets[0], l.targets[1]} {
		for _, p := range m.Params() {
			for i := range p.Data {
				p.Data[i] += float32(0.1 * rng.NormFloat64())
			}
		}
	}
	return l
}

// forward is a network's output for one input.
func forward(m *net.MLP[float32], x []float32) []float32 {
	return m.Forward(m.NewTape(1), net.Matrix[float32]{Rows: 1, Cols: len(x), Data: x}).Row(0)
}

// squashed is p = tanh(μ + e^{logσ}·ξ) and its log-density, by the plain formula, for one coordinate.
func squashed(mu, logStd, xi float64) (p, logp float64) {
	p = math.Tanh(mu + math.Exp(logStd)*xi)
	return p, -0.5*xi*xi - logStd - 0.5*math.Log(2*math.Pi) - math.Log(1-p*p)
}

// TestSACTargets holds the values that the critics regress on to y = r + γ·(1 − over)·(min Q̄(s', p') − α·log π(p'|s')),
// computed row by row, with the same draws of p'.
func TestSACTargets(t *testing.T) {
	l := newQuickSAC(t, func(o *Options) { o.Discount = 0.9 })
	l.state.LogA = math.Log(0.3)
	rng := rand.New(rand.NewPCG(2, 2))
	l.load(rng)
	draws := rand.New(rand.NewPCG(3, 3))
	type row struct{ y, loss float64 }
	var want []row
	ended := 0
	for i, r := range l.b.rows {
		v := forward(l.actor, l.b.x2.Row(i))
		p, logp := squashed(float64(v[0]), float64(v[1]), draws.NormFloat64())
		sp := append(slices.Clone(l.b.x2.Row(i)), float32(p))
		q := math.Min(float64(forward(l.targets[0], sp)[0]), float64(forward(l.targets[1], sp)[0]))
		y := float64(l.replay.reward[r])
		if l.replay.over[r] == 0 {
			y += 0.9 * (q - 0.3*logp)
		} else {
			ended++
		}
		loss := 0.0
		for _, c := range l.critics {
			e := float64(forward(c, l.b.xa[0].Row(i))[0]) - y
			loss += 0.5 * e * e
		}
		want = append(want, row{y, loss})
	}
	if ended == 0 || ended == len(want) {
		t.Fatalf("%d of %d rows are true ends: the test shows little", ended, len(want))
	}
	got := l.regress(rand.New(rand.NewPCG(3, 3)))
	loss := 0.0
	for i, w := range want {
		loss += w.loss / float64(len(want))
		if math.Abs(l.b.y[i]-w.y) > 1e-4*(1+math.Abs(w.y)) { // float32 networks
			t.Errorf("y_%d = %v, want %v", i, l.b.y[i], w.y)
		}
	}
	if math.Abs(got-loss) > 1e-4*(1+loss) {
		t.Errorf("the critics' loss is %v, want %v", got, loss)
	}
}

// TestActorGradient holds the policy's gradient in v = (μ, log σ) to central differences of the mean of
// α·log π(p|s) − min Q(s, p), with the noise ξ that was drawn.
func TestActorGradient(t *testing.T) {
	l := newQuickSAC(t, func(*Options) {})
	const alpha = 0.7
	l.state.LogA = math.Log(alpha)
	l.load(rand.New(rand.NewPCG(4, 4)))
	b := l.b
	n := float64(len(b.rows))
	v := make([][]float32, len(b.rows))
	for i := range v {
		v[i] = slices.Clone(forward(l.actor, b.x.Row(i)))
	}
	xi := rand.New(rand.NewPCG(5, 5))
	l.improve(rand.New(rand.NewPCG(5, 5)))
	for i := range v {
		z := xi.NormFloat64()
		if b.xi[i] != z {
			t.Fatalf("ξ_%d = %v, want %v", i, b.xi[i], z)
		}
		objective := func(mu, logStd float64) float64 {
			p, logp := squashed(mu, logStd, z)
			sp := append(slices.Clone(b.x.Row(i)), float32(p))
			return (alpha*logp - math.Min(float64(forward(l.critics[0], sp)[0]), float64(forward(l.critics[1], sp)[0]))) / n
		}
		const h = 1e-2 // critics in float32 have no smaller differences
		mu, logStd := float64(v[i][0]), float64(v[i][1])
		want := []float64{
			(objective(mu+h, logStd) - objective(mu-h, logStd)) / (2 * h),
			(objective(mu, logStd+h) - objective(mu, logStd-h)) / (2 * h),
		}
		for j, w := range want {
			if got := float64(b.dv.Row(i)[j]); math.Abs(got-w) > 1e-3*(1+math.Abs(w)) {
				t.Errorf("row %d: ∂/∂v_%d = %v, want %v", i, j, got, w)
			}
		}
	}
}

// TestActorGradientAtTheBounds: a deviation that is held at a bound has no slope.
func TestActorGradientAtTheBounds(t *testing.T) {
	for _, logStd := range []float32{policy.MinLogStd - 1, policy.MaxLogStd + 1} {
		l := newQuickSAC(t, func(*Options) {})
		params := l.actor.Params()
		clear(params[len(params)-2].Data)
		params[len(params)-1].Data[1] = logStd
		l.load(rand.New(rand.NewPCG(4, 4)))
		l.improve(rand.New(rand.NewPCG(5, 5)))
		for i := range l.b.rows {
			if got := l.b.dv.Row(i)[1]; got != 0 {
				t.Fatalf("at log σ = %v the slope is %v", logStd, got)
			}
		}
	}
}

// TestTemperature holds log α to Adam on a sequence of excesses, written as in Kingma and Ba (2015), and its direction:
// more entropy than is asked for makes it cheaper.
func TestTemperature(t *testing.T) {
	l := newQuickSAC(t, func(o *Options) { o.SAC.Rate = 0.01 })
	rng := rand.New(rand.NewPCG(6, 6))
	var m, v, want float64
	for step := 1; step <= 50; step++ {
		g := rng.NormFloat64() + 0.5
		m, v = 0.9*m+0.1*g, 0.999*v+0.001*g*g
		mHat, vHat := m/(1-math.Pow(0.9, float64(step))), v/(1-math.Pow(0.999, float64(step)))
		want -= 0.01 * mHat / (math.Sqrt(vHat) + 1e-8)
		l.adam[0].Steps = int64(step)
		l.warm(g)
		if math.Abs(l.state.LogA-want) > 1e-12 {
			t.Fatalf("step %d: log α = %v, want %v", step, l.state.LogA, want)
		}
	}
	for entropy, sign := range map[float64]float64{-50: -1, 50: 1} { // asked for: far less, far more than there is
		l := newQuickSAC(t, func(o *Options) { o.SAC.Entropy = entropy })
		l.load(rand.New(rand.NewPCG(7, 7)))
		l.improve(rand.New(rand.NewPCG(8, 8)))
		if want := sign * l.o.SAC.Rate; math.Abs(l.state.LogA-want) > 1e-6 {
			t.Errorf("with an entropy of %v asked for, the first step of log α is %v, want %v", entropy, l.state.LogA, want)
		}
	}
}

// TestTargetsFollow the critics by their share, and the policy moves in every Delay-th gradient step alone.
func TestTargetsFollow(t *testing.T) {
	const tau = 0.1
	l := newQuickSAC(t, func(o *Options) { o.SAC.Target, o.SAC.Delay = tau, 3 })
	for update := range 7 {
		before, actor := slices.Clone(l.targets[1].Params()[0].Data), slices.Clone(l.actor.Params()[0].Data)
		l.learn()
		for i, w := range l.critics[1].Params()[0].Data {
			if got, want := l.targets[1].Params()[0].Data[i], before[i]+tau*(w-before[i]); math.Abs(float64(got-want)) > 1e-6 {
				t.Fatalf("update %d: a target's weight is %v, want %v", update, got, want)
			}
		}
		if moved := !slices.Equal(actor, l.actor.Params()[0].Data); moved != (update%3 == 0) {
			t.Errorf("update %d: the policy moved: %v", update, moved)
		}
	}
}

// TestOnlyTrueEndsAreWorthNothing: a fall is marked in the replay buffer, a time limit is not.
func TestOnlyTrueEndsAreWorthNothing(t *testing.T) {
	for task, limited := range map[string]bool{"inverted-pendulum:horizon=2": true, "inverted-pendulum:horizon=100": false} {
		l := newQuickSAC(t, func(o *Options) { o.Task = task })
		marked := 0
		for _, over := range l.replay.over[:l.replay.count] {
			marked += int(over)
		}
		episodes := l.envs.tally.done
		if want := episodes; episodes == 0 || limited && marked != 0 || !limited && marked != want {
			t.Errorf("%s: %d of %d ended episodes are marked", task, marked, episodes)
		}
	}
}

// TestReplayHoldsWhatWasPlayed: s' of a transition is s of the next of the same environment, but where an episode ended.
func TestReplayHoldsWhatWasPlayed(t *testing.T) {
	l := newQuickSAC(t, func(*Options) {})
	r, n := l.replay, l.envs.n
	broken := 0
	for i := 0; i+n < r.count; i++ {
		if !slices.Equal(r.next.Row(i), r.obs.Row(i+n)) {
			broken++
			if r.over[i] == 0 {
				t.Fatalf("transition %d does not lead to the next, and no episode ended", i)
			}
		}
		if p := r.act.Row(i)[0]; p < -1 || p > 1 {
			t.Fatalf("the action %v is outside of normalized coordinates", p)
		}
	}
	if broken == 0 {
		t.Error("no episode ended: the test shows little")
	}
}

// TestWarmupIsUniform: the first actions are uniform on the box, and the policy's after that.
func TestWarmupIsUniform(t *testing.T) {
	l := newQuickSAC(t, func(o *Options) { o.SAC.Warmup = 2000 })
	for l.state.Steps < 2000 {
		l.play()
	}
	var sum, square float64
	for i := range 2000 {
		p := float64(l.replay.act.Row(i)[0])
		sum += p / 2000
		square += p * p / 2000
	}
	if math.Abs(sum) > 0.06 || math.Abs(square-1.0/3) > 0.03 { // some five deviations of the means
		t.Errorf("mean %v, mean square %v: want 0 and 1/3", sum, square)
	}
	params := l.actor.Params()
	clear(params[len(params)-2].Data)
	copy(params[len(params)-1].Data, []float32{3, -5})
	l.play()
	if p := l.replay.act.Row(2000)[0]; math.Abs(float64(p)-math.Tanh(3)) > 0.01 {
		t.Errorf("after the warm-up the action is %v, want that of the policy, %v", p, math.Tanh(3))
	}
}

// TestRewardTakesThePlaceOfTheTasks: a Reward sees the pairs of the batch, and what it says is what the critics learn.
func TestRewardTakesThePlaceOfTheTasks(t *testing.T) {
	o := quick("sac")
	o.SAC.Batch, o.Discount = 8, 0
	r := &constant{}
	l := NewSAC(o, sources(t, o), r)
	defer l.Close()
	for range 50 {
		l.play()
	}
	_, loss := l.learn()
	if loss != 0.125 || r.seen != 8 {
		t.Errorf("the loss is %v, %d pairs were seen", loss, r.seen)
	}
	for i, y := range l.b.y {
		if y != 7 {
			t.Errorf("y_%d = %v, want the reward alone, 7", i, y)
		}
	}
}

// constant is a Reward of 7.
type constant struct{ seen int }

func (c *constant) See(int, []float32, []float32) { c.seen++ }

func (c *constant) Learn(rewards []float64, _ *rand.Rand) float64 {
	for i := range rewards {
		rewards[i] = 7
	}
	return 0.125
}

func (c *constant) Params() []net.Params[float32] { return nil }
func (c *constant) Steps() int64                  { return 0 }
func (c *constant) SetSteps(int64)                {}

// TestUpdateSaysWhatItLearned: a line holds the means over its gradient steps, and another stream moves no other: the same
// seed gives the same line.
func TestUpdateSaysWhatItLearned(t *testing.T) {
	o := quick("sac")
	var lines [2]string
	for i := range lines {
		l := NewSAC(o, sources(t, o), nil)
		defer l.Close()
		for range 3 {
			line, err := l.Update(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			text, err := line.MarshalJSON()
			if err != nil {
				t.Fatal(err)
			}
			lines[i] += string(text)
			critic, _ := line.Get("critic")
			if alpha, _ := line.Get("alpha"); !(critic >= 0) || !(alpha > 0) {
				t.Errorf("the line %s", text)
			}
		}
		if want := l.state.Rounds * uint64(o.SAC.Envs); uint64(l.state.Steps) != want {
			t.Errorf("%d steps in %d rounds", l.state.Steps, l.state.Rounds)
		}
	}
	if lines[0] != lines[1] {
		t.Errorf("the same seed:\n%s\n%s", lines[0], lines[1])
	}
}
