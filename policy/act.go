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
	d, m, k := n.inputs(), n.head.VDim(), n.head.Dim()
	*b = batch{
		rows: rows, pass: n.trunk.NewPass(rows), x: net.NewMatrix[float32](rows, d), v: NewMatrix(rows, m), p: NewMatrix(rows, k),
		grad: net.NewMatrix[float32](rows, m), reports: make([]solve.Report, rows), keys: make([]uint64, rows),
		due: b.due, windows: b.windows, start: b.start, chunk: b.chunk,
	}
}

// forward computes v for a batch of windows of observations.
func (b *batch) forward(n *Network, obs Matrix) Matrix {
	b.reserve(n, obs.Rows)
	x := b.x.Slice(0, obs.Rows)
	h, d := n.config.Window.History, n.task.Obs // each observation of a window is a row of its own to the standardizer
	n.norm.Apply(net.Matrix[float32]{Rows: h * x.Rows, Cols: d, Data: x.Data}, Matrix{Rows: h * x.Rows, Cols: d, Data: obs.Data})
	out := b.pass.Forward(x)
	if n.skip != nil {
		kernel.GemmNT(x.Rows, out.Cols, x.Cols, 1, x.Data, x.Cols, n.skip, x.Cols, 1, out.Data, out.Cols)
	}
	if n.base != nil {
		n.base.add(out, x, float32(n.head.(ActionHead).ActionGain()))
	}
	v := b.v.Slice(0, obs.Rows)
	for i, f := range out.Data {
		v.Data[i] = float64(f)
	}
	return v
}

// Forward returns v = f_W(s) for a batch of windows of observations in the task's units, the oldest first (rows × h·d). The
// result lives in the policy until the next Forward or ActBatch.
func (n *Network) Forward(obs Matrix) Matrix { return n.scratch.forward(n, obs) }

// Backward continues ∂loss/∂v of the last Forward through the network and adds to grad, which has the layout of the
// network's part of Params.
func (n *Network) Backward(gradV Matrix, grad net.Params[float32]) {
	g := n.scratch.grad.Slice(0, gradV.Rows)
	for i, f := range gradV.Data {
		g.Data[i] = float32(f)
	}
	if n.base != nil {
		n.base.scale(g)
	}
	trunk := len(n.trunk.Params())
	if n.skip != nil {
		x := n.scratch.x.Slice(0, g.Rows)
		kernel.GemmTN(g.Cols, x.Cols, g.Rows, 1, g.Data, g.Cols, x.Data, x.Cols, 1, grad[trunk].Data, x.Cols)
	}
	n.scratch.pass.Backward(g, grad[:trunk])
}

// Act writes the action for one observation, both in the task's units, and advances the episode by one step.
func (n *Network) Act(dst, obs []float64) {
	if n.StateLen() == 0 {
		n.decide(dst, obs)
	} else {
		m := n.memory()
		if n.observe(m, obs) {
			n.decide(n.plan(m), n.seen(m))
		}
		copy(dst, n.planned(m))
	}
	n.episode.step++
}

// decide writes the actions of a chunk (c·k) for a window of observations (h·d) of the episode.
func (n *Network) decide(dst, obs []float64) {
	b, last := &n.single, n.last()
	v := b.forward(n, Matrix{Rows: 1, Cols: len(obs), Data: obs})
	n.Decode(b.p, b.reports, v, solve.Rows{Seed: n.episode.seed, First: n.episode.step, Start: last})
	n.edge.Apply(dst, b.p.Data)
	if last.Rows > 0 {
		n.startAfter(last.Data, dst)
	}
	n.episode.report = b.reports[0]
}

// ActBatch writes row i of dst (rows×k) for row i of obs (rows×d). It neither reads nor changes the state of the
// episode; what is drawn for a row is drawn from a stream named by the bits of its observation. Every solve starts
// cold, and a policy with a Window acts as at the first step of an episode.
func (n *Network) ActBatch(dst, obs []float64, rows int) { n.actBatch(dst, obs, Matrix{}, rows) }

// ActBatchAfter is ActBatch at steps that follow others: a warm policy starts row i at row i of last (rows×k), the
// episode's action before in the task's units, and cold where that is NaN. Other policies do not look at it, nor do
// those with a Window, whose way is ActBatchFrom.
func (n *Network) ActBatchAfter(dst, obs, last []float64, rows int) {
	if !n.warm() || n.StateLen() > 0 {
		n.ActBatch(dst, obs, rows)
		return
	}
	b, k := &n.scratch, n.head.Dim()
	b.start = b.start.Reshape(rows, k)
	for i := range rows {
		n.startAfter(b.start.Row(i), last[i*k:(i+1)*k])
	}
	n.actBatch(dst, obs, b.start, rows)
}

func (n *Network) actBatch(dst, obs []float64, start Matrix, rows int) {
	d, k := n.task.Obs, n.actionLen()
	in := Matrix{Rows: rows, Cols: d, Data: obs[:rows*d]}
	if h := n.config.Window.History; h > 1 {
		in = n.repeat(in, h)
	}
	p := n.decideBatch(in, start)
	b := &n.scratch
	b.chunk = floats.Grow(b.chunk, p.Cols)
	for i := range rows {
		n.edge.Apply(b.chunk, p.Row(i))
		copy(dst[i*k:(i+1)*k], b.chunk)
	}
}

// repeat are the windows of first observations: each h times.
func (n *Network) repeat(obs Matrix, h int) Matrix {
	b := &n.scratch
	b.windows = b.windows.Reshape(obs.Rows, h*obs.Cols)
	for i := range obs.Rows {
		for t := range h {
			copy(b.windows.Row(i)[t*obs.Cols:], obs.Row(i))
		}
	}
	return b.windows
}

// decideBatch returns the actions for a batch of windows, in normalized coordinates. Solves start at the rows of start,
// cold where there are none.
func (n *Network) decideBatch(windows, start Matrix) Matrix {
	b, rows := &n.scratch, windows.Rows
	v := b.forward(n, windows)
	for i := range rows {
		b.keys[i] = fingerprint(windows.Row(i))
	}
	p := b.p.Slice(0, rows)
	n.Decode(p, b.reports[:rows], v, solve.Rows{Keys: b.keys[:rows], Start: start})
	return p
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

// startAfter writes where a solve starts after the actions of another in the task's units, NaN where they are not finite:
// at those that were left, of which the last repeats. Act goes this way too instead of keeping p, so that it starts where
// a batch does.
func (n *Network) startAfter(dst, act []float64) {
	if !floats.Finite(act) {
		floats.Fill(dst, math.NaN())
		return
	}
	n.edge.Invert(dst, act)
	w, k := n.config.Window, n.actionLen()
	for t := range w.Chunk {
		copy(dst[t*k:(t+1)*k], dst[min(t+w.Replan, w.Chunk-1)*k:])
	}
	set := n.head.(*Greedy).Set
	set.Project(dst, dst)
}

// Reset starts an episode: it draws one uint64 from rng, and step t draws from PCG(that, t). A warm policy's first solve
// is cold.
func (n *Network) Reset(rng *rand.Rand) {
	last, memory := n.episode.last, n.episode.memory
	floats.Fill(last, math.NaN())
	floats.Fill(memory, math.NaN())
	n.episode = episode{seed: rng.Uint64(), last: last, memory: memory}
}

// Report says how the last decision of Act was made.
func (n *Network) Report() solve.Report { return n.episode.report }

const stateSize = 8 * 5

// SaveState appends the state of the episode: its seed, its step, the last report, of a warm policy where the next solve
// starts, and of one with a Window what it has observed and still means to do.
func (n *Network) SaveState(dst []byte) []byte {
	e := &n.episode
	for _, x := range []uint64{e.seed, e.step, math.Float64bits(e.report.Value), math.Float64bits(e.report.Gap), uint64(e.report.Iters)} {
		dst = binary.LittleEndian.AppendUint64(dst, x)
	}
	for _, list := range [...][]float64{n.last().Data, n.memory()} {
		for _, x := range list {
			dst = binary.LittleEndian.AppendUint64(dst, math.Float64bits(x))
		}
	}
	return dst
}

// LoadState returns to a state that SaveState wrote.
func (n *Network) LoadState(src []byte) error {
	last, memory := n.last().Data, n.memory()
	if len(src) != stateSize+8*(len(last)+len(memory)) {
		return errNotState
	}
	at := func(i int) uint64 { return binary.LittleEndian.Uint64(src[8*i:]) }
	number := func(i int) float64 { return math.Float64frombits(at(i)) }
	if kept := stateSize/8 + len(last); len(memory) > 0 && !n.isAge(number(kept)) {
		return errNotState
	}
	for i := range last {
		last[i] = number(stateSize/8 + i)
	}
	for i := range memory {
		memory[i] = number(stateSize/8 + len(last) + i)
	}
	n.episode = episode{seed: at(0), step: at(1), last: last, memory: memory,
		report: solve.Report{Value: number(2), Gap: number(3), Iters: int(at(4))}}
	return nil
}

var errNotState = errors.New("policy: this is not the state of a policy")

// fingerprint is the FNV-1a hash of a row's bits.
func fingerprint(row []float64) uint64 {
	h := uint64(14695981039346656037)
	for _, x := range row {
		h = (h ^ math.Float64bits(x)) * 1099511628211
	}
	return h
}
