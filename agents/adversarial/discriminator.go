package adversarial

import (
	"math"
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/agents/rl"
	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// discriminator tells an expert's pairs x = (s,a) from a policy's by a network d(x), the log-odds that the pair is the expert's.
// It descends along
//
//	mean log(1 + e^{−d}) over the expert's pairs + mean log(1 + e^{d}) over the policy's + λ·mean ‖∇d‖² in between
//
// and its reward for the policy is d itself (Fu, Luo and Levine 2018, section 6), positive for what is rather the expert's, negative
// for what is rather not. Where nothing ends an episode early, neither sign rewards mere length.
//
// The last term keeps d from being steep where the two can be told apart at a glance, so that a policy far from the
// expert still learns which way to go (Thanh-Tung, Tran and Venkatesh 2019). It needs no second derivative of the
// network: along random directions u ~ N(0,I),
//
//	‖∇d(x)‖² = E_u ⟨∇d(x), u⟩² ≈ E_u ((d(x + hu) − d(x − hu)) / 2h)²
//
// Pairs are standardized by the expert's own spread.
type discriminator struct {
	o     rl.GAILOptions
	mlp   *net.MLP[float32]
	adam  *net.Adam[float32]
	grad  net.Params[float32]
	scale *net.Standardizer   // of (s,a)
	pairs net.Matrix[float32] // the expert's, standardized (N×(d+k))
	d     int

	in, out net.Matrix[float32] // rows of n: the expert's, the policy's, x + hu, x − hu (4n×(d+k)); ∂loss/∂d (4n×1)
	tape    *net.Tape[float32]
	row     []float64
}

const (
	discriminatorStream = 3    // of its first weights, after those of SAC
	maxInput            = 5    // bounds standardized inputs: far from the expert nothing gets worse
	nearby              = 0.03 // h, in standard deviations of the expert's
)

// newDiscriminator learns the spread of the demonstrations. n is how many of the policy's pairs it sees at once.
func newDiscriminator(o rl.Options, spec envs.Spec, list []*demos.Demonstration, n int) *discriminator {
	set, edge := space.Normalize(spec.Action)
	d, k := len(spec.Obs), set.Dim()
	g := &discriminator{o: o.GAIL, d: d, row: make([]float64, d+k)}
	moments := net.NewMoments(d + k)
	var raw []float64
	for _, demo := range list {
		for t := range demo.Len() {
			copy(g.row, demo.ObsAt(t))
			edge.Invert(g.row[d:], demo.ActAt(t))
			set.Project(g.row[d:], g.row[d:])
			moments.Add(g.row)
			raw = append(raw, g.row...)
		}
	}
	g.scale = moments.Standardizer()
	for i, std := range g.scale.Std {
		g.scale.Std[i] = math.Max(std, o.MinStd)
	}
	g.pairs = net.NewMatrix[float32](len(raw)/(d+k), d+k)
	for i := range g.pairs.Rows {
		copy(g.row, raw[i*(d+k):(i+1)*(d+k)])
		g.standardize(g.pairs.Row(i))
	}
	g.mlp = net.NewMLP[float32](net.Shape{Sizes: append(append([]int{d + k}, o.GAIL.Hidden...), 1), Hidden: net.Tanh})
	g.mlp.InitOrthogonal(envs.Stream(o.Seed, envs.Weights, discriminatorStream))
	g.mlp.ScaleOutput(0.1)
	g.adam, g.grad = net.NewAdam(g.mlp.Params(), net.DefaultAdam()), g.mlp.Params().Zeros()
	g.in, g.out, g.tape = net.NewMatrix[float32](4*n, d+k), net.NewMatrix[float32](4*n, 1), g.mlp.NewTape(4*n)
	return g
}

// standardize writes the pair in hand.
func (g *discriminator) standardize(dst []float32) {
	g.scale.ApplyRow(dst, g.row)
	for i, x := range dst {
		dst[i] = min(max(x, -maxInput), maxInput)
	}
}

// See takes in the policy's i-th pair, the action in normalized coordinates.
func (g *discriminator) See(i int, obs, act []float32) {
	for j, x := range obs {
		g.row[j] = float64(x)
	}
	for j, a := range act {
		g.row[g.d+j] = float64(a)
	}
	g.standardize(g.in.Row(g.in.Rows/4 + i))
}

// Learn writes the rewards of the pairs it has seen, then takes a step on them and as many of the expert's. It returns the loss without its last term: 2·log 2 where the two cannot be told apart.
func (g *discriminator) Learn(rewards []float64, rng *rand.Rand) float64 {
	n := len(rewards)
	g.draw(n, rng)
	d := g.mlp.Forward(g.tape, g.in).Data
	for i := range rewards {
		rewards[i] = float64(d[n+i])
	}
	loss := g.slope(d, 1/float64(n))
	g.grad.Zero()
	g.mlp.Backward(g.tape, g.out, g.grad, net.Matrix[float32]{})
	g.adam.Step(g.mlp.Params(), g.grad, g.o.Rate)
	return loss
}

// draw fills the rows besides the policy's: the expert's pairs, and two points about one between the two of each row.
func (g *discriminator) draw(n int, rng *rand.Rand) {
	for i := range n {
		expert, policy, ahead, behind := g.in.Row(i), g.in.Row(n+i), g.in.Row(2*n+i), g.in.Row(3*n+i)
		copy(expert, g.pairs.Row(rng.IntN(g.pairs.Rows)))
		t := rng.Float32()
		for j := range expert {
			x, u := expert[j]+t*(policy[j]-expert[j]), nearby*float32(rng.NormFloat64())
			ahead[j], behind[j] = x+u, x-u
		}
	}
}

// slope writes the gradient of the loss in d, the mean over rows being their sum times scale, and returns the loss
// without its last term.
func (g *discriminator) slope(d []float32, scale float64) float64 {
	n := len(d) / 4
	var loss float64
	for i := range n {
		e, p := float64(d[i]), float64(d[n+i])
		loss += scale * (softplus(-e) + softplus(p))
		along := float64(d[2*n+i]-d[3*n+i]) / (2 * nearby)
		steep := float32(scale * g.o.Penalty * along / nearby)
		g.out.Data[i], g.out.Data[n+i] = float32(-scale/(1+math.Exp(e))), float32(scale/(1+math.Exp(-p)))
		g.out.Data[2*n+i], g.out.Data[3*n+i] = steep, -steep
	}
	return loss
}

// softplus is log(1 + e^x), where e^x would overflow too.
func softplus(x float64) float64 { return math.Max(x, 0) + math.Log1p(math.Exp(-math.Abs(x))) }

// Params are the discriminator's part of a State.
func (g *discriminator) Params() []net.Params[float32] {
	return []net.Params[float32]{g.mlp.Params().Prefixed("judge."), g.adam.State().Prefixed("adam.judge.")}
}

// Steps is the number of steps of its optimizer.
func (g *discriminator) Steps() int64 { return g.adam.Steps }

// SetSteps sets it.
func (g *discriminator) SetSteps(n int64) { g.adam.Steps = n }

var _ rl.Reward = (*discriminator)(nil)
