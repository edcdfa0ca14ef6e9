package clone

import (
	"math"

	"github.com/fenchel-gym/fenchel/agents/data"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/loss"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/net"
	"github.com/fenchel-gym/fenchel/policy/solve"
)

// shard is a fixed part of every batch: its own network scratch, loss scratch and gradient, and a chunk of validation
// rows at a time.
type shard struct {
	lo, hi  int // rows of the batch
	net     *policy.Network
	mean    *policy.Network // of the mean weights
	loss    loss.Loss
	partial *loss.Partial // the same loss, of chunks that reach beyond an episode's end
	from    *data.Windows
	err     error // that of the last gathering
	obs, y  policy.Matrix
	known   []int // the leading coordinates of y that were demonstrated
	gradV   policy.Matrix
	grad    net.Params[float32]
	losses  []float64
	p       policy.Matrix // decoded actions
	reports []solve.Report
	round   []float64
}

func newShard(c *Learner, l loss.Loss, lo, hi int) *shard {
	d, k := c.data.Dims()
	n := c.policy
	s := &shard{lo: lo, hi: hi, net: n.Clone(), mean: c.mean.Clone(), loss: l.Clone(), grad: n.Params().Zeros(), round: make([]float64, k)}
	window := n.Config().Window
	s.partial = loss.NewPartial(s.loss, s.net.Head())
	s.from = c.data.Windows(window, c.split)
	s.obs, s.y, s.known = policy.NewMatrix(shardRows, window.History*d), policy.NewMatrix(shardRows, window.Chunk*k), make([]int, shardRows)
	s.gradV = policy.NewMatrix(hi-lo, n.Head().VDim())
	s.losses = make([]float64, hi-lo)
	s.p, s.reports = policy.NewMatrix(shardRows, window.Chunk*k), make([]solve.Report, shardRows)
	return s
}

// train computes the shard's part of the batch's gradient.
func (s *shard) train(c *Learner) {
	n := s.hi - s.lo
	obs, y, known := s.obs.Slice(0, n), s.y.Slice(0, n), s.known[:n]
	if s.err = s.from.Gather(obs, y, known, c.rows[s.lo:s.hi]); s.err != nil {
		return
	}
	v := s.net.Forward(obs)
	s.grad.Zero()
	clear(s.gradV.Data)
	trunk, head := s.net.Split(s.grad)
	draws := solve.Rows{Seed: envs.Source(c.o.Seed, envs.Inner, uint64(c.state.Step)).Uint64(), First: uint64(s.lo)}
	s.partial.AddGrad(s.losses, s.gradV, head, 1/float64(len(c.rows)), v, y, known, draws)
	s.net.Backward(s.gradV, trunk)
}

// measure sums the error of the decoded action over the validation chunks of this shard: i, i + shards, ... Pairs stand
// for themselves, so the solves of a warm policy start cold here.
func (s *shard) measure(c *Learner, i int) {
	for chunk := i; chunk < len(c.errors) && c.ctx.Err() == nil; chunk += len(c.shards) {
		lo, hi := chunk*shardRows, min((chunk+1)*shardRows, len(c.split.Valid))
		n := hi - lo
		obs, y, known, p := s.obs.Slice(0, n), s.y.Slice(0, n), s.known[:n], s.p.Slice(0, n)
		if s.err = s.from.Gather(obs, y, known, c.split.Valid[lo:hi]); s.err != nil {
			return
		}
		draws := solve.Rows{Seed: envs.Source(c.o.Seed, envs.Inner, math.MaxUint32).Uint64(), First: uint64(lo)}
		s.mean.Decode(p, s.reports[:n], s.mean.Forward(obs), draws)
		c.errors[chunk] = 0
		for r := range n {
			c.errors[chunk] += s.actionError(c.data, p.Row(r), y.Row(r)[:known[r]])
		}
	}
}

// actionError is the mean error of the actions in p that were demonstrated.
func (s *shard) actionError(d *data.Pairs, p, y []float64) float64 {
	var sum float64
	k := len(s.round)
	for at := 0; at < len(y); at += k {
		sum += d.ActionError(s.round, p[at:at+k], y[at:at+k])
	}
	return sum / float64(len(y)/k)
}
