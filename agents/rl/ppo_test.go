package rl

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat"
)

func newQuickPPO(t *testing.T, change func(*Options)) *PPO {
	t.Helper()
	o := quick("ppo")
	change(&o)
	l := newPPO(o, sources(t, o))
	t.Cleanup(l.Close)
	return l
}

// TestCollectBootstraps: V(s') is the value of the next state, 0 after a fall, and after a time limit what the critic
// says of the state in which it came.
func TestCollectBootstraps(t *testing.T) {
	for task, limited := range map[string]bool{"inverted-pendulum:horizon=2": true, "inverted-pendulum:horizon=100": false} {
		l := newQuickPPO(t, func(o *Options) { o.Task = task })
		if err := l.collect(context.Background()); err != nil {
			t.Fatal(err)
		}
		b, T, ended := l.b, l.o.PPO.Horizon, 0
		for i := range b.next {
			switch {
			case b.cut[i] == 0 && i%T < T-1:
				if b.next[i] != b.value[i+1] {
					t.Fatalf("%s: step %d: V(s') = %v, and V = %v at the next step", task, i, b.next[i], b.value[i+1])
				}
			case b.cut[i] == 1:
				ended++
				if zero := b.next[i] == 0; zero == limited {
					t.Fatalf("%s: step %d ends an episode, V(s') = %v", task, i, b.next[i])
				}
				if i%T < T-1 && b.next[i] == b.value[i+1] {
					t.Fatalf("%s: step %d: V(s') is that of the next episode's first state", task, i)
				}
			}
		}
		if ended == 0 {
			t.Errorf("%s: no episode ended: the test shows little", task)
		}
	}
}

// TestCollectKeepsWhatWasDone: the log-densities are those of the actions that were drawn, rewards are divided by the
// deviation of the discounted return, and advantages are those of the plain recursion.
func TestCollectKeepsWhatWasDone(t *testing.T) {
	l := newQuickPPO(t, func(*Options) {})
	if err := l.collect(context.Background()); err != nil {
		t.Fatal(err)
	}
	b, T := l.b, l.o.PPO.Horizon
	for i := range b.logp {
		v := forward(l.actor, b.x.Row(i))
		z := (float64(b.act[i]) - float64(v[0])) / math.Exp(float64(v[1]))
		if want := -0.5*z*z - float64(v[1]); math.Abs(b.logp[i]-want) > 1e-4 {
			t.Fatalf("step %d: log π %v, want %v", i, b.logp[i], want)
		}
		if want := 1 / l.scale.by(); b.reward[i] != want && b.reward[i] != 0 { // the task pays 1, or 0 for the fall
			t.Fatalf("step %d: reward %v, want %v", i, b.reward[i], want)
		}
	}
	gamma, lambda := l.o.Discount, l.o.PPO.Lambda
	for i := range b.adv {
		want := b.reward[i] + gamma*b.next[i] - b.value[i]
		if i%T < T-1 && b.cut[i] == 0 {
			want += gamma * lambda * b.adv[i+1]
		}
		if math.Abs(b.adv[i]-want) > 1e-9 || b.ret[i] != b.adv[i]+b.value[i] {
			t.Fatalf("step %d: advantage %v, want %v; return %v", i, b.adv[i], want, b.ret[i])
		}
	}
	if l.norm.count != float64(len(b.logp)) {
		t.Errorf("the normalizer has seen %v rows, want %d", l.norm.count, len(b.logp))
	}
}

// TestAdvantagesAtTheEnds: λ = 0 is the one-step error, λ = 1 the discounted return over what the critic expected.
func TestAdvantagesAtTheEnds(t *testing.T) {
	const n, gamma = 12, 0.9
	rng := rand.New(rand.NewPCG(1, 1))
	reward, value, next, cut := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	for i := range n {
		reward[i], value[i] = rng.NormFloat64(), rng.NormFloat64()
	}
	copy(next, value[1:])
	next[n-1] = rng.NormFloat64()
	adv, ret := make([]float64, n), make([]float64, n)
	advantages(adv, ret, reward, value, next, cut, gamma, 0)
	for i := range n {
		if want := reward[i] + gamma*next[i] - value[i]; math.Abs(adv[i]-want) > 1e-12 {
			t.Errorf("λ = 0: Â_%d = %v, want %v", i, adv[i], want)
		}
	}
	advantages(adv, ret, reward, value, next, cut, gamma, 1)
	for i := range n {
		want, weight := 0.0, 1.0
		for j := i; j < n; j++ {
			want += weight * reward[j]
			weight *= gamma
		}
		if want += weight * next[n-1]; math.Abs(ret[i]-want) > 1e-12 {
			t.Errorf("λ = 1: R_%d = %v, want %v", i, ret[i], want)
		}
	}
}

// TestEpochsVisitEveryStepOnce, in an order of their own, which an interruption finds again.
func TestEpochsVisitEveryStepOnce(t *testing.T) {
	l := newQuickPPO(t, func(*Options) {})
	order := func(update uint64, epochs int) []int32 {
		l.state.Updates = update
		for i := range l.b.order {
			l.b.order[i] = int32(i)
		}
		for epoch := range epochs {
			l.shuffle(epoch)
		}
		return slices.Clone(l.b.order)
	}
	seen := [][]int32{order(0, 1), order(0, 2), order(1, 1)}
	for i, a := range seen {
		sorted := slices.Sorted(slices.Values(a))
		for j, row := range sorted {
			if int(row) != j {
				t.Fatalf("order %d leaves out step %d", i, j)
			}
		}
		for _, b := range seen[:i] {
			if slices.Equal(a, b) {
				t.Errorf("two epochs have one order")
			}
		}
	}
	if !slices.Equal(order(0, 2), seen[1]) {
		t.Error("the order of an epoch is another the second time")
	}
}

// TestSteer: the step size falls where an update went too far, rises where it did not go far enough, and stays between.
func TestSteer(t *testing.T) {
	l := newQuickPPO(t, func(o *Options) { o.PPO.KL, o.PPO.Rate = 0.01, 3e-4 })
	for _, c := range []struct{ kl, rate, want float64 }{
		{0.016, 3e-4, 2e-4}, {0.015, 3e-4, 3e-4}, {0.01, 3e-4, 3e-4}, {0.0067, 3e-4, 3e-4}, {0.006, 3e-4, 3.3e-4},
		{1, 1e-5, 1e-5}, {0, 1e-3, 1e-3},
	} {
		l.state.Rate = c.rate
		if l.steer(c.kl); math.Abs(l.state.Rate-c.want) > 1e-12 {
			t.Errorf("after a divergence of %v at the step size %v it is %v, want %v", c.kl, c.rate, l.state.Rate, c.want)
		}
	}
}

// TestAnneal: the divergence that is asked for falls linearly to its share.
func TestAnneal(t *testing.T) {
	l := newQuickPPO(t, func(o *Options) { o.PPO.KL, o.PPO.Anneal, o.Steps = 0.01, 0.2, 10_000 })
	update := int64(l.envs.n * l.o.PPO.Horizon)
	for after, want := range map[int64]float64{update: 0.01 * (1 - 0.8*float64(update)/10_000), 5_000: 0.006, 10_000: 0.002, 20_000: 0.002} {
		l.state.Steps = after - update
		if got := l.target(); math.Abs(got-want) > 1e-15 {
			t.Errorf("after %d steps the divergence asked for is %v, want %v", after, got, want)
		}
	}
}

// TestDeviationStaysIndependent of the state, and above its bound, however the policy moves.
func TestDeviationStaysIndependent(t *testing.T) {
	l := newQuickPPO(t, func(o *Options) { o.PPO.LogStd, o.PPO.MinLogStd, o.PPO.Rate = -0.5, -0.51, 1e-2 })
	before := slices.Clone(l.actor.Params()[0].Data)
	for range 3 {
		if _, err := l.Update(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	p := l.actor.Params()
	w, bias := p[len(p)-2], p[len(p)-1]
	for _, x := range w.Data[l.envs.k*w.Shape[1]:] {
		if x != 0 {
			t.Fatalf("log σ depends on the state by %v", x)
		}
	}
	if got := bias.Data[1]; got < -0.51 || got == -0.5 {
		t.Errorf("log σ = %v: want it moved, and not below its bound", got)
	}
	if slices.Equal(before, p[0].Data) {
		t.Error("the policy did not move")
	}
}

// TestSpread: advantages are scaled by their own mean and deviation.
func TestSpread(t *testing.T) {
	xs := []float64{3, -1, 4, 1, -5, 9}
	mean, std := spread(xs)
	if wantMean, wantStd := stat.Mean(xs, nil), stat.PopStdDev(xs, nil); math.Abs(mean-wantMean) > 1e-12 || math.Abs(std-wantStd) > 1e-7 {
		t.Errorf("%v ± %v, want %v ± %v", mean, std, wantMean, wantStd)
	}
	if _, std := spread([]float64{2, 2}); std <= 0 {
		t.Errorf("the deviation of what is constant is %v, by which nothing can be divided", std)
	}
}

// TestReturnScale holds the running deviation to that of all discounted returns at once; an episode's end begins another.
func TestReturnScale(t *testing.T) {
	const gamma = 0.9
	s := newReturnScale(2, gamma)
	rng := rand.New(rand.NewPCG(2, 2))
	var all []float64
	var running [2]float64
	for step := range 60 {
		for i := range running {
			r := rng.NormFloat64()
			running[i] = gamma*running[i] + r
			all = append(all, running[i])
			ended := (step+i)%7 == 0
			if s.add(i, r, ended); ended {
				running[i] = 0
			}
		}
	}
	if want := stat.PopStdDev(all, nil); math.Abs(s.by()/want-1) > 1e-9 {
		t.Errorf("the deviation is %v, want %v", s.by(), want)
	}
}
