package rl

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"

	"gonum.org/v1/gonum/stat"

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
	field  *field
	norm   *normalizer
	m      []float64   // M (k×d)
	delta  [][]float64 // δ_j (k×d)
	ret    []float64   // R of each environment: 2j forward, 2j+1 backward
	over   []bool      // whose episode has ended
	x      []float64   // a standardized observation (d)
	act    []float32   // of every environment
	seen   []float64   // observations of a step, of episodes that still run
	state  arsState
	ranked []int
}

// arsState is what ARS remembers beside its tensors.
type arsState struct {
	Steps   int64   `json:"steps"`
	Updates uint64  `json:"updates"`
	Episode uint64  `json:"episode"`
	Rows    float64 `json:"rows"`
}

func newARS(o Options, newEnv func() envs.Env) *ARS {
	n := o.ARS.Directions
	f := newField(newEnv, 2*n, o.Seed)
	l := &ARS{o: o, field: f, norm: newNormalizer(f.d, o.MinStd), m: make([]float64, f.k*f.d), ret: make([]float64, 2*n), over: make([]bool, 2*n),
		x: make([]float64, f.d), act: make([]float32, f.n*f.k), ranked: make([]int, n)}
	for range n {
		l.delta = append(l.delta, make([]float64, len(l.m)))
	}
	f.restart(0)
	return l
}

// Steps is the number of environment steps taken.
func (l *ARS) Steps() int64 { return l.state.Steps }

// Update plays an episode in both senses of every direction and takes one step.
func (l *ARS) Update() (Line, error) {
	for j, d := range l.delta {
		rng := envs.Stream(l.o.Seed, envs.Noise, l.state.Updates*uint64(len(l.delta))+uint64(j))
		for i := range d {
			d[i] = rng.NormFloat64()
		}
	}
	l.play()
	l.climb()
	l.state.Updates++
	line := Line{Step: l.state.Steps}
	line.Return, line.Length, line.Episodes = l.field.tally.take()
	return line, finite("the mean return", line.Return)
}

// play runs every environment to the end of an episode. Those that are done go on, unwatched, until the last is.
func (l *ARS) play() {
	f, s := l.field, l.norm.standardizer()
	f.restart(f.pool.Episodes())
	clear(l.ret)
	clear(l.over)
	for left := f.n; left > 0; {
		l.seen = l.seen[:0]
		for e := range f.n {
			obs := f.obs[e*f.d : (e+1)*f.d]
			l.decide(l.act[e*f.k:(e+1)*f.k], obs, s, e)
			if !l.over[e] {
				l.seen = append(l.seen, obs...)
			}
		}
		l.norm.add(l.seen)
		l.state.Steps += int64(left)
		for e, o := range f.step(l.act) {
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
	d := l.field.d
	for j := range act {
		var sum float64
		for i, x := range l.x {
			sum += (l.m[j*d+i] + nu*l.delta[e/2][j*d+i]) * x
		}
		act[j] = float32(sum)
	}
}

// climb takes the step.
func (l *ARS) climb() {
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
	scale := l.o.ARS.Rate / (float64(len(top)) * (stat.PopStdDev(used, nil) + 1e-8))
	for _, j := range top {
		gain := scale * (l.ret[2*j] - l.ret[2*j+1])
		for i, d := range l.delta[j] {
			l.m[i] += gain * d
		}
	}
}

// Rest needs nothing: every update begins new episodes.
func (l *ARS) Rest() { l.state.Episode = l.field.pool.Episodes() }

var linear = policy.Config{Head: "deterministic"}

// Policy is the present policy: a network without hidden layers.
func (l *ARS) Policy() (*policy.Network, error) {
	return export(linear, l.field.spec, l.layer(), l.norm.standardizer())
}

// Adopt starts from a policy without hidden layers.
func (l *ARS) Adopt(n *policy.Network) error {
	p := l.layer()
	if err := adopt(linear, p, l.norm, n); err != nil {
		return err
	}
	for i, w := range p[0].Data {
		l.m[i] = float64(w)
	}
	return nil
}

// layer is M as a layer in float32; the bias stays 0.
func (l *ARS) layer() net.Params[float32] {
	w := make([]float32, len(l.m))
	for i, m := range l.m {
		w[i] = float32(m)
	}
	return net.Params[float32]{
		{Name: "0.weight", Shape: []int{l.field.k, l.field.d}, Data: w},
		{Name: "0.bias", Shape: []int{l.field.k}, Data: make([]float32, l.field.k)},
	}
}

// Close ends the goroutines.
func (l *ARS) Close() { l.field.pool.Close() }

const arsKey = "ars"

// File is the whole state.
func (l *ARS) File() *net.File {
	s := l.state
	s.Rows = l.norm.count
	text, err := json.Marshal(s)
	if err != nil {
		panic("rl: a state that JSON cannot hold: " + err.Error())
	}
	return &net.File{Meta: map[string]string{arsKey: string(text)}, Tensors: append(l.weights().Tensors(), l.norm.params("obs.").Tensors()...)}
}

func (l *ARS) weights() net.Params[float64] {
	return net.Params[float64]{{Name: "linear.weight", Shape: []int{l.field.k, l.field.d}, Data: l.m}}
}

// Load continues from a File.
func (l *ARS) Load(f *net.File) error {
	var s arsState
	if err := json.Unmarshal([]byte(f.Meta[arsKey]), &s); err != nil {
		return fmt.Errorf("the checkpoint holds no state of ARS: %w", err)
	}
	if err := l.weights().Load(f); err != nil {
		return err
	}
	l.state = s
	l.field.pool.Seek(s.Episode)
	return l.norm.load(f, "obs.", s.Rows)
}
