package rl

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"gonum.org/v1/gonum/stat"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// ARS is augmented random search over linear policies p = M·x of standardized observations x. An update plays one
// episode with M + νδ_j and one with M − νδ_j for each random direction δ_j, keeps the b directions whose better end
// returned most, and takes the step
//
//	M ← M + η/(b·σ_R) Σ_j (R_j⁺ − R_j⁻)·δ_j
//
// where σ_R is the deviation of the 2b returns. It needs no gradient and no critic, and finds slow tasks easy, since it
// sees whole returns.
type ARS struct {
	o      Options
	envs   *vectorized
	norm   *normalizer
	m      []float64   // M (k×d)
	mean   []float64   // running mean of M, which Policy acts by; nil for M itself
	delta  [][]float64 // δ_j (k×d)
	ret    []float64   // R of each environment: 2j forward, 2j+1 backward
	over   []bool      // whose episode has ended
	x      []float64   // a standardized observation (d)
	act    []float32   // of every environment
	seen   []float64   // observations of a step, of episodes that still run
	state  arsState
	ranked []int
	scale  *net.Standardizer // by which the update in progress standardizes
}

// arsState is what ARS keeps besides its tensors.
type arsState struct {
	Steps   int64   `json:"steps"`
	Updates uint64  `json:"updates"`
	Episode uint64  `json:"episode"`
	Rows    float64 `json:"rows"`

	// Of the update in progress.
	Played int64     `json:"played,omitempty"` // steps
	Return []float64 `json:"return,omitempty"` // of each environment
	Over   []bool    `json:"over,omitempty"`   // whose episode has ended
}

func newARS(o Options, from *agents.Sources) *ARS {
	n := o.ARS.Directions
	f := newVectorized(from.NewEnv, 2*n, o.Seed)
	l := &ARS{o: o, envs: f, norm: newNormalizer(f.d, o.MinStd), m: make([]float64, f.k*f.d), ret: make([]float64, 2*n), over: make([]bool, 2*n),
		x: make([]float64, f.d), act: make([]float32, f.n*f.k), ranked: make([]int, n)}
	for range n {
		l.delta = append(l.delta, make([]float64, len(l.m)))
	}
	if o.ARS.Average > 0 {
		l.mean = make([]float64, len(l.m))
	}
	f.restart(0)
	noteSnapshots(from, f)
	return l
}

// Progress counts steps of the environment.
func (l *ARS) Progress() (done, total int64) { return l.state.Steps, l.o.Steps }

// Update plays an episode in both senses of every direction and takes one step.
func (l *ARS) Update(ctx context.Context) (agents.Line, error) {
	for j, d := range l.delta {
		rng := envs.Stream(l.o.Seed, envs.Noise, l.state.Updates*uint64(len(l.delta))+uint64(j))
		for i := range d {
			d[i] = rng.NormFloat64()
		}
	}
	if err := l.play(ctx); err != nil {
		return nil, err
	}
	rate := l.rate()
	l.climb(rate)
	l.state.Steps += l.state.Played
	l.state.Played = 0
	l.state.Updates++
	found := line{step: l.state.Steps}
	found.ret, found.length, found.episodes = l.envs.tally.take()
	if l.o.ARS.Schedule != (net.Decay{}) {
		found.rate = rate
	}
	return found.fields(), l.o.finite("the mean return", found.ret)
}

// rate is the present step size.
func (l *ARS) rate() float64 {
	return l.o.ARS.Rate * l.o.ARS.Schedule.At(l.state.Steps, l.o.Steps)
}

// play runs every environment to the end of an episode. Those that are done go on, unwatched, until the last is.
func (l *ARS) play(ctx context.Context) error {
	f := l.envs
	if l.state.Played == 0 {
		if err := ctx.Err(); err != nil {
			return err
		}
		f.restart(f.pool.Episodes())
		l.scale = l.norm.standardizer()
		clear(l.ret)
		clear(l.over)
	}
	for left := l.running(); left > 0; {
		if err := ctx.Err(); err != nil && l.state.Played > 0 { // from the first step on the episodes are in the State
			return err
		}
		l.seen = l.seen[:0]
		for e := range f.n {
			obs := f.obs[e*f.d : (e+1)*f.d]
			l.decide(l.act[e*f.k:(e+1)*f.k], obs, l.scale, e)
			if !l.over[e] {
				l.seen = append(l.seen, obs...)
			}
		}
		l.norm.add(l.seen)
		l.state.Played += int64(left)
		out := f.step(l.act)
		if f.err != nil {
			return f.err
		}
		for e, o := range out {
			if l.over[e] {
				continue
			}
			l.ret[e] += o.Reward - l.o.ARS.Alive
			if o.End != envs.Running {
				l.over[e] = true
				left--
			}
		}
	}
	return nil
}

// running is how many environments have not ended their episode.
func (l *ARS) running() int {
	n := 0
	for _, over := range l.over {
		if !over {
			n++
		}
	}
	return n
}

// decide writes the action of environment e: (M ± νδ)·x.
func (l *ARS) decide(act []float32, obs []float64, s *net.Standardizer, e int) {
	for i, x := range obs {
		l.x[i] = (x - s.Mean[i]) / s.Std[i]
	}
	nu := l.o.ARS.Noise
	if e%2 == 1 {
		nu = -nu
	}
	d := l.envs.d
	for j := range act {
		var sum float64
		for i, x := range l.x {
			sum += (l.m[j*d+i] + nu*l.delta[e/2][j*d+i]) * x
		}
		act[j] = float32(sum)
	}
}

// climb takes the step, of size rate.
func (l *ARS) climb(rate float64) {
	for j := range l.ranked {
		l.ranked[j] = j
	}
	better := func(j int) float64 { return max(l.ret[2*j], l.ret[2*j+1]) }
	slices.SortStableFunc(l.ranked, func(a, b int) int { return cmp.Compare(better(b), better(a)) })
	top := l.ranked[:l.o.ARS.Top]
	var used []float64
	for _, j := range top {
		used = append(used, l.ret[2*j], l.ret[2*j+1])
	}
	scale := rate / (float64(len(top)) * (stat.PopStdDev(used, nil) + 1e-8))
	for _, j := range top {
		gain := scale * (l.ret[2*j] - l.ret[2*j+1])
		for i, d := range l.delta[j] {
			l.m[i] += gain * d
		}
	}
	if l.mean != nil {
		net.Follow(l.o.ARS.Average, matrix("mean", l.envs, l.mean), matrix("mean", l.envs, l.m), int64(l.state.Updates))
	}
}

var linear = policy.Config{Head: policy.ChooseHead("deterministic"), Window: policy.DefaultWindow()}

// Policy is the present policy: a network without hidden layers.
func (l *ARS) Policy() (policy.Saved, error) {
	return export(linear, l.envs.spec, l.layer(), l.norm.standardizer())
}

// Adopt starts from a policy without hidden layers.
func (l *ARS) Adopt(from policy.Saved) error {
	p := l.layer()
	if err := adopt(linear, l.envs.spec, p, l.norm, from); err != nil {
		return err
	}
	for i, w := range p[0].Data {
		l.m[i] = float64(w)
	}
	copy(l.mean, l.m)
	return nil
}

// layer is what acts as a layer in float32: M or its mean; the bias stays 0.
func (l *ARS) layer() net.Params[float32] {
	acts := l.m
	if l.mean != nil {
		acts = l.mean
	}
	w := make([]float32, len(acts))
	for i, m := range acts {
		w[i] = float32(m)
	}
	return net.Params[float32]{
		{Name: "0.weight", Shape: []int{l.envs.k, l.envs.d}, Data: w},
		{Name: "0.bias", Shape: []int{l.envs.k}, Data: make([]float32, l.envs.k)},
	}
}

// Close ends the goroutines.
func (l *ARS) Close() { l.envs.pool.Close() }

const arsKey = "ars"

// State is the whole state, an update in progress included.
func (l *ARS) State() *net.File {
	s := l.state
	s.Rows = l.norm.count
	if s.Played == 0 {
		s.Episode = l.envs.pool.Episodes()
	} else {
		s.Return, s.Over = l.ret, l.over
	}
	f := &net.File{
		Meta:    map[string]string{arsKey: encode(s), originKey: encode(origin{l.o.Method, l.o.Activation, l.envs.spec})},
		Tensors: append(l.weights().Tensors(), l.norm.params("obs.").Tensors()...),
	}
	if s.Played == 0 {
		return f // every update begins new episodes
	}
	f.Tensors = append(f.Tensors, l.playing().Tensors()...)
	if !l.envs.save(f) {
		return nil
	}
	return f
}

// playing are the moments that the update in progress standardizes by.
func (l *ARS) playing() net.Params[float64] {
	d := []int{l.envs.d}
	return net.Params[float64]{{Name: "part.mean", Shape: d, Data: l.scale.Mean}, {Name: "part.std", Shape: d, Data: l.scale.Std}}
}

func (l *ARS) weights() net.Params[float64] {
	list := matrix("linear.weight", l.envs, l.m)
	if l.mean != nil {
		list = append(list, matrix("mean.weight", l.envs, l.mean)...)
	}
	return list
}

// matrix is a list of one tensor: a linear policy of a task.
func matrix(name string, of *vectorized, data []float64) net.Params[float64] {
	return net.Params[float64]{{Name: name, Shape: []int{of.k, of.d}, Data: data}}
}

// Load continues from a State.
func (l *ARS) Load(f *net.File) error {
	if err := checkOrigin(f, l.o, l.envs.spec); err != nil {
		return err
	}
	var s arsState
	if err := json.Unmarshal([]byte(f.Meta[arsKey]), &s); err != nil {
		return fmt.Errorf("the checkpoint holds no state of ARS: %w", err)
	}
	if s.Played > 0 && (len(s.Return) != len(l.ret) || len(s.Over) != len(l.over)) {
		return fmt.Errorf("the update in progress is of %d environments, the run has %d", len(s.Over), len(l.over))
	}
	if err := errors.Join(l.weights().Load(f), l.norm.load(f, "obs.", s.Rows)); err != nil {
		return err
	}
	copy(l.ret, s.Return)
	copy(l.over, s.Over)
	s.Return, s.Over = nil, nil
	l.state = s
	if s.Played > 0 {
		l.scale = net.Identity(l.envs.d)
		return errors.Join(l.playing().Load(f), l.envs.load(f, s.Episode))
	}
	l.envs.pool.Seek(s.Episode)
	return nil
}
