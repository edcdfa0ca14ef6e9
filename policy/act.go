package policy

import (
	"encoding/binary"
	"errors"
	"math"
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/internal/floats"
	"github.com/fenchel-gym/fenchel/policy/net"
	"github.com/fenchel-gym/fenchel/policy/net/kernel"
	"github.com/fenchel-gym/fenchel/policy/solve"
)

// reserve makes room for a batch of rows. It allocates only when the batch is larger than any before.
func (b *batch) reserve(n *Network, rows int) {
	if rows <= b.rows {
		return
	}
	d, m, k := n.task.Obs, n.head.VDim(), n.head.Dim()
	*b = batch{
		rows: rows, tape: n.trunk.NewTape(rows), x: net.NewMatrix[float32](rows, d), v: NewMatrix(rows, m), p: NewMatrix(rows, k),
		grad: net.NewMatrix[float32](rows, m), reports: make([]solve.Report, rows), keys: make([]uint64, rows),
	}
}

// forward computes v for a batch of observations.
func (b *batch) forward(n *Network, obs Matrix) Matrix {
	b.reserve(n, obs.Rows)
	x := b.x.Slice(0, obs.Rows)
	n.norm.Apply(x, obs)
	out := n.trunk.Forward(b.tape, x)
	if n.skip != nil {
		kernel.GemmNT(x.Rows, out.Cols, x.Cols, 1, x.Data, x.Cols, n.skip, x.Cols, 1, out.Data, out.Cols)
	}
	v := b.v.Slice(0, obs.Rows)
	for i, f := range out.Data {
		v.Data[i] = float64(f)
	}
	return v
}

// Forward returns v = f_W(s) for a batch of observations in the task's units. The result lives in the policy until
// the next Forward or ActBatch.
func (n *Network) Forward(obs Matrix) Matrix { return n.scratch.forward(n, obs) }

// Backward continues ∂loss/∂v of the last Forward through the network and adds to grad, which has the layout of the
// network's part of Params.
func (n *Network) Backward(gradV Matrix, grad net.Params[float32]) {
	g := n.scratch.grad.Slice(0, gradV.Rows)
	for i, f := range gradV.Data {
		g.Data[i] = float32(f)
	}
	trunk := len(n.trunk.Params())
	if n.skip != nil {
		x := n.scratch.x.Slice(0, g.Rows)
		kernel.GemmTN(g.Cols, x.Cols, g.Rows, 1, g.Data, g.Cols, x.Data, x.Cols, 1, grad[trunk].Data, x.Cols)
	}
	n.trunk.Backward(n.scratch.tape, g, grad[:trunk], net.Matrix[float32]{})
}

// Act writes the action for one observation, both in the task's units, and advances the episode by one step.
func (n *Network) Act(dst, obs []float64) {
	b, last := &n.single, n.last()
	v := b.forward(n, Matrix{Rows: 1, Cols: len(obs), Data: obs})
	n.Decode(b.p, b.reports, v, solve.Rows{Seed: n.episode.seed, First: n.episode.step, Start: last})
	n.edge.Apply(dst, b.p.Data)
	if last.Rows > 0 {
		n.startAfter(last.Data, dst)
	}
	n.episode.step++
	n.episode.report = b.reports[0]
}

// ActBatch writes row i of dst (rows×k) for row i of obs (rows×d). It neither reads nor changes the state of the
// episode; what is drawn for a row is drawn from a stream named by the bits of its observation. Every solve starts
// cold.
func (n *Network) ActBatch(dst, obs []float64, rows int) { n.actBatch(dst, obs, nil, rows) }

// ActBatchAfter is ActBatch at steps that follow others: a warm policy starts row i at row i of last (rows×k), the
// episode's action before in the task's units, and cold where that is NaN. Other policies do not look at it.
func (n *Network) ActBatchAfter(dst, obs, last []float64, rows int) {
	if !n.warm() {
		last = nil
	}
	n.actBatch(dst, obs, last, rows)
}

func (n *Network) actBatch(dst, obs, last []float64, rows int) {
	b := &n.scratch
	k := n.head.Dim()
	in := Matrix{Rows: rows, Cols: n.task.Obs, Data: obs[:rows*n.task.Obs]}
	v := b.forward(n, in)
	for i := range rows {
		b.keys[i] = fingerprint(in.Row(i))
	}
	at := solve.Rows{Keys: b.keys[:rows]}
	if last != nil {
		b.start = b.start.Reshape(rows, k)
		for i := range rows {
			n.startAfter(b.start.Row(i), last[i*k:(i+1)*k])
		}
		at.Start = b.start
	}
	p := b.p.Slice(0, rows)
	n.Decode(p, b.reports[:rows], v, at)
	for i := range rows {
		n.edge.Apply(dst[i*k:(i+1)*k], p.Row(i))
	}
}

// Decode writes p for a batch of v that Forward returned, in normalized coordinates: what training compares with the
// expert. Where v is not finite the action is NaN, whatever the head would make of it: a broken policy shows.
func (n *Network) Decode(p Matrix, reports []solve.Report, v Matrix, rows solve.Rows) {
	n.head.Decode(p, reports, v, rows)
	for i := range v.Rows {
		if !floats.Finite(v.Row(i)) {
			floats.Fill(p.Row(i), math.NaN())
		}
	}
}

// warm is whether a solve starts at the action before.
func (n *Network) warm() bool {
	g, ok := n.head.(*Greedy)
	return ok && g.Warm
}

// last is where the next solve of the episode starts, NaN before its first; no rows where the policy is not warm.
func (n *Network) last() Matrix {
	if !n.warm() {
		return Matrix{}
	}
	e := &n.episode
	if e.last == nil {
		e.last = make([]float64, n.head.Dim())
		floats.Fill(e.last, math.NaN())
	}
	return Matrix{Rows: 1, Cols: len(e.last), Data: e.last}
}

// startAfter writes where a solve starts after an action in the task's units, NaN where that is not finite. Act goes
// this way too instead of keeping p, so that it starts where ActBatchAfter does.
func (n *Network) startAfter(dst, act []float64) {
	if !floats.Finite(act) {
		floats.Fill(dst, math.NaN())
		return
	}
	n.edge.Invert(dst, act)
	set := n.head.(*Greedy).Set
	set.Project(dst, dst)
}

// Reset starts an episode: it draws one uint64 from rng, and step t draws from PCG(that, t). A warm policy's first solve
// is cold.
func (n *Network) Reset(rng *rand.Rand) {
	last := n.episode.last
	floats.Fill(last, math.NaN())
	n.episode = episode{seed: rng.Uint64(), last: last}
}

// Report says how the last decision of Act was made.
func (n *Network) Report() solve.Report { return n.episode.report }

const stateSize = 8 * 5

// SaveState appends the state of the episode: its seed, its step, the last report and, of a warm policy, where the next
// solve starts.
func (n *Network) SaveState(dst []byte) []byte {
	e := &n.episode
	for _, x := range []uint64{e.seed, e.step, math.Float64bits(e.report.Value), math.Float64bits(e.report.Gap), uint64(e.report.Iters)} {
		dst = binary.LittleEndian.AppendUint64(dst, x)
	}
	for _, x := range n.last().Data {
		dst = binary.LittleEndian.AppendUint64(dst, math.Float64bits(x))
	}
	return dst
}

// LoadState returns to a state that SaveState wrote.
func (n *Network) LoadState(src []byte) error {
	last := n.last().Data
	if len(src) != stateSize+8*len(last) {
		return errors.New("policy: this is not the state of a policy")
	}
	at := func(i int) uint64 { return binary.LittleEndian.Uint64(src[8*i:]) }
	for i := range last {
		last[i] = math.Float64frombits(at(stateSize/8 + i))
	}
	n.episode = episode{seed: at(0), step: at(1), last: last, report: solve.Report{
		Value: math.Float64frombits(at(2)), Gap: math.Float64frombits(at(3)), Iters: int(at(4))}}
	return nil
}

// fingerprint is the FNV-1a hash of a row's bits.
func fingerprint(row []float64) uint64 {
	h := uint64(14695981039346656037)
	for _, x := range row {
		h = (h ^ math.Float64bits(x)) * 1099511628211
	}
	return h
}
