package rl

import (
	"math"
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// judge tells an expert's pairs (s,a) from a policy's by a network d(s,a), the log-odds that the pair is the expert's. It
// descends along
//
//	mean log(1 + e^{−d}) over the expert's pairs + mean log(1 + e^{d}) over the policy's
//
// and pays the policy −log(1−D) = log(1 + e^{d}), D = 1/(1+e^{−d}) (Ho and Ermon 2016). That is positive, so it is to be
// used where episodes do not end early: otherwise mere length is rewarded. Pairs are standardized by the expert's own
// spread.
type judge struct {
	o     GAILOptions
	mlp   *net.MLP[float32]
	adam  *net.Adam[float32]
	grad  net.Params[float32]
	scale *net.Standardizer   // of (s,a)
	pairs net.Matrix[float32] // the expert's, standardized (N×(d+k))
	d, k  int

	in, rated    net.Matrix[float32]
	dy           net.Matrix[float32]
	tape, rating *net.Tape[float32]
	row          []float64
}

// maxInput bounds standardized inputs: far from the expert nothing gets worse.
const maxInput = 5

// newJudge learns the spread of the demonstrations. n is how many pairs are rated at once.
func newJudge(o Options, spec envs.Spec, list []*demos.Demonstration, n int) *judge {
	set, edge := space.Normalize(spec.Action)
	d, k := len(spec.Obs), set.Dim()
	g := &judge{o: o.GAIL, d: d, k: k, row: make([]float64, d+k)}
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
		g.standardize(g.pairs.Row(i), raw[i*(d+k):(i+1)*(d+k)])
	}
	g.mlp = net.NewMLP[float32](shape(d+k, o.GAIL.Hidden, 1, net.Tanh))
	g.mlp.InitOrthogonal(envs.Stream(o.Seed, envs.Weights, 2))
	g.mlp.ScaleOutput(0.1)
	adam := net.DefaultAdam()
	adam.WeightDecay = o.GAIL.Decay
	g.adam, g.grad = net.NewAdam(g.mlp.Params(), adam), g.mlp.Params().Zeros()
	g.in, g.dy, g.tape = net.NewMatrix[float32](2*o.GAIL.Batch, d+k), net.NewMatrix[float32](2*o.GAIL.Batch, 1), g.mlp.NewTape(2*o.GAIL.Batch)
	g.rated, g.rating = net.NewMatrix[float32](n, d+k), g.mlp.NewTape(n)
	return g
}

func (g *judge) standardize(dst []float32, row []float64) {
	g.scale.ApplyRow(dst, row)
	for i, x := range dst {
		dst[i] = min(max(x, -maxInput), maxInput)
	}
}

// pair writes one of the policy's pairs, the action projected as the task does.
func (g *judge) pair(dst []float32, obs []float64, act []float32, set space.Set) {
	copy(g.row, obs)
	for j, a := range act {
		g.row[g.d+j] = float64(a)
	}
	set.Project(g.row[g.d:], g.row[g.d:])
	g.standardize(dst, g.row)
}

// rate returns what the judge pays for n pairs; it is valid until the next call.
func (g *judge) rate(obs []float64, act []float32, set space.Set) net.Matrix[float32] {
	for i := range g.rated.Rows {
		g.pair(g.rated.Row(i), obs[i*g.d:(i+1)*g.d], act[i*g.k:(i+1)*g.k], set)
	}
	out := g.mlp.Forward(g.rating, g.rated)
	for i, x := range out.Data {
		out.Data[i] = float32(softplus(float64(x)))
	}
	return out
}

// learn takes a few steps on the expert's pairs and those just played, and returns the mean loss.
func (g *judge) learn(obs []float64, act []float32, set space.Set, rng *rand.Rand) float64 {
	n := g.o.Batch
	played := len(act) / g.k
	var sum float64
	for range g.o.Steps {
		for i := range n {
			copy(g.in.Row(i), g.pairs.Row(rng.IntN(g.pairs.Rows)))
			r := rng.IntN(played)
			g.pair(g.in.Row(n+i), obs[r*g.d:(r+1)*g.d], act[r*g.k:(r+1)*g.k], set)
		}
		for i := range g.in.Data {
			g.in.Data[i] += float32(g.o.Noise * rng.NormFloat64())
		}
		out := g.mlp.Forward(g.tape, g.in)
		for i, x := range out.Data {
			sign := -1.0 // of the expert's
			if i >= n {
				sign = 1
			}
			z := sign * float64(x)
			sum += softplus(z) / float64(n*g.o.Steps)
			g.dy.Data[i] = float32(sign / (1 + math.Exp(-z)) / float64(n))
		}
		g.grad.Zero()
		g.mlp.Backward(g.tape, g.dy, g.grad, net.Matrix[float32]{})
		g.adam.Step(g.mlp.Params(), g.grad, g.o.Rate)
	}
	return sum
}

// softplus is log(1 + e^x), where e^x would overflow too.
func softplus(x float64) float64 { return math.Max(x, 0) + math.Log1p(math.Exp(-math.Abs(x))) }

// lists are the judge's part of a checkpoint.
func (g *judge) lists() []net.Params[float32] {
	return []net.Params[float32]{g.mlp.Params().Prefixed("judge."), g.adam.State().Prefixed("adam.judge.")}
}
