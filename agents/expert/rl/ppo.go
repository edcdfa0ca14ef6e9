package rl

import (
	"encoding/json"
	"fmt"
	"math"
	"runtime"
	"slices"

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
// depend on s. The step size is steered so that an update moves the policy by a given divergence.
type PPO struct {
	o      Options
	field  *field
	actor  *net.MLP[float32] // s ↦ (μ, log σ)
	critic *net.MLP[float32]
	adam   [2]*net.Adam[float32] // of the actor, of the critic
	grad   [2]net.Params[float32]
	norm   *normalizer
	scale  *returnScale
	pool   *kernel.Pool
	state  ppoState
	b      *ppoBuffer
}

// ppoState is what PPO remembers beside its tensors.
type ppoState struct {
	Steps   int64     `json:"steps"` // of the environment
	Updates uint64    `json:"updates"`
	Episode uint64    `json:"episode"` // the next that environments begin
	Rate    float64   `json:"rate"`
	Adam    [2]int64  `json:"adam"`
	Rows    float64   `json:"rows"` // behind the normalizer
	Returns float64   `json:"returns"`
	Running []float64 `json:"running"` // discounted returns in progress
}

func newPPO(o Options, newEnv func() envs.Env) *PPO {
	f := newField(newEnv, o.PPO.Envs, o.Seed)
	l := &PPO{o: o, field: f, norm: newNormalizer(f.d, o.MinStd), scale: newReturnScale(f.n, o.Discount), pool: kernel.NewPool(runtime.GOMAXPROCS(0))}
	l.actor = net.NewMLP[float32](shape(f.d, o.Hidden, 2*f.k, o.Activation))
	l.critic = net.NewMLP[float32](shape(f.d, o.PPO.Critic, 1, o.Activation))
	for i, m := range l.networks() {
		m.InitOrthogonal(envs.Stream(o.Seed, envs.Weights, uint64(i)))
		l.adam[i] = net.NewAdam(m.Params(), net.DefaultAdam())
		l.grad[i] = m.Params().Zeros()
	}
	l.actor.ScaleOutput(0.01)
	l.fixLogStd(float32(o.PPO.LogStd))
	l.state.Rate = o.PPO.Rate
	l.b = newPPOBuffer(l)
	f.restart(0)
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
	k := l.field.k
	clear(w.Data[k*w.Shape[1]:])
	for j := range k {
		b.Data[k+j] = logStd
	}
}

// Steps is the number of environment steps taken.
func (l *PPO) Steps() int64 { return l.state.Steps }

// Update plays Horizon steps in every environment and learns from them.
func (l *PPO) Update() (Line, error) {
	l.collect()
	line, err := l.learn()
	l.state.Updates++
	line.Step = l.state.Steps
	line.Return, line.Length, line.Episodes = l.field.tally.take()
	return line, err
}

// Rest begins new episodes everywhere: the moment for a checkpoint.
func (l *PPO) Rest() {
	l.state.Episode = l.field.pool.Episodes()
	l.field.restart(l.state.Episode)
	clear(l.scale.running)
}

func (l *PPO) config() policy.Config {
	return policy.Config{Hidden: l.o.Hidden, Activation: l.o.Activation, Head: "gaussian"}
}

// Policy is the present policy.
func (l *PPO) Policy() (*policy.Network, error) {
	return export(l.config(), l.field.spec, l.actor.Params(), l.norm.standardizer())
}

// Adopt starts from the mean of a policy with a Gaussian head of the same sizes. Its deviation and the critic begin anew.
func (l *PPO) Adopt(n *policy.Network) error {
	if err := adopt(l.config(), l.actor.Params(), l.norm, n); err != nil {
		return err
	}
	l.fixLogStd(float32(l.o.PPO.LogStd))
	return nil
}

// Close ends the goroutines.
func (l *PPO) Close() {
	l.pool.Close()
	l.field.pool.Close()
}

const ppoKey = "ppo"

// File is the whole state.
func (l *PPO) File() *net.File {
	s := l.state
	s.Adam = [2]int64{l.adam[0].Steps, l.adam[1].Steps}
	s.Rows, s.Returns, s.Running = l.norm.count, l.scale.z.count, l.scale.running
	text, err := json.Marshal(s)
	if err != nil {
		panic("rl: a state that JSON cannot hold: " + err.Error())
	}
	f := &net.File{Meta: map[string]string{ppoKey: string(text)}}
	for _, list := range l.lists() {
		f.Tensors = append(f.Tensors, list.Tensors()...)
	}
	f.Tensors = append(f.Tensors, l.norm.params("obs.").Tensors()...)
	f.Tensors = append(f.Tensors, l.scale.z.params("return.").Tensors()...)
	return f
}

func (l *PPO) lists() []net.Params[float32] {
	return []net.Params[float32]{
		l.actor.Params().Prefixed("actor."), l.critic.Params().Prefixed("critic."),
		l.adam[0].State().Prefixed("adam.actor."), l.adam[1].State().Prefixed("adam.critic."),
	}
}

// Load continues from a File.
func (l *PPO) Load(f *net.File) error {
	var s ppoState
	if err := json.Unmarshal([]byte(f.Meta[ppoKey]), &s); err != nil {
		return fmt.Errorf("the checkpoint holds no state of PPO: %w", err)
	}
	if len(s.Running) != l.field.n {
		return fmt.Errorf("the checkpoint is of %d environments, the run has %d", len(s.Running), l.field.n)
	}
	for _, list := range l.lists() {
		if err := list.Load(f); err != nil {
			return err
		}
	}
	if err := l.norm.load(f, "obs.", s.Rows); err != nil {
		return err
	}
	if err := l.scale.z.load(f, "return.", s.Returns); err != nil {
		return err
	}
	l.state = s
	l.adam[0].Steps, l.adam[1].Steps = s.Adam[0], s.Adam[1]
	copy(l.scale.running, s.Running)
	l.field.restart(s.Episode)
	return nil
}

// export puts an actor's weights and standardizer into a policy.
func export(c policy.Config, spec envs.Spec, w net.Params[float32], s *net.Standardizer) (*policy.Network, error) {
	n, err := policy.New(c, agents.TaskOf(spec), envs.Stream(0, envs.Weights, 0))
	if err != nil {
		return nil, err
	}
	net.CopyParams(n.Params(), w.Prefixed("trunk."))
	return n, n.SetStandardizer(s)
}

// adoptedRows is how many rows the standardizer of an adopted policy counts for.
const adoptedRows = 1e6

// adopt is the inverse of export, for a policy that is built alike.
func adopt(want policy.Config, w net.Params[float32], z *normalizer, n *policy.Network) error {
	if c := n.Config(); c.Head != want.Head || !slices.Equal(c.Hidden, want.Hidden) || c.Activation != want.Activation && len(c.Hidden) > 0 || c.Skip {
		return fmt.Errorf("the policy is %s: want %s", built(c), built(want))
	}
	f, err := n.File()
	if err != nil {
		return err
	}
	if err := w.Prefixed("trunk.").Load(f); err != nil {
		return err
	}
	z.adopt(n.Standardizer(), adoptedRows)
	return nil
}

// built says of what a policy is made, as far as learners care.
func built(c policy.Config) string {
	what := fmt.Sprintf("%s on hidden layers %v of %v units", c.Head, c.Hidden, c.Activation)
	if c.Head == "greedy" {
		what = c.Energy + " energy, " + what
	}
	if c.Skip {
		what += " with a linear path around them"
	}
	return what
}

// finite reports an update that lost its footing.
func finite(what string, xs ...float64) error {
	for _, x := range xs {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return fmt.Errorf("%s is %v", what, x)
		}
	}
	return nil
}
