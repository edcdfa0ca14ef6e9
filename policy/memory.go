package policy

import (
	"math"

	"github.com/fenchel-gym/fenchel/internal/floats"
)

// memory is what a policy with a Window keeps of an episode, as one row of numbers:
//
//	age     steps since the last decision, 0 at a decision; NaN before the first step
//	past    the last h+r−1 observations, the oldest first (h+r−1 × d), so that the window of the last decision is among them
//	plan    the actions of the last decision, in the task's units (c × k)
type memory []float64

// StateLen is the number of numbers in a row of ActBatchFrom's state: none for a policy that decides on one observation.
func (n *Network) StateLen() int {
	w := n.config.Window
	if w.IsZero() {
		return 0
	}
	return 1 + n.pastLen() + n.head.Dim()
}

// pastLen is the number of numbers in the observations that are kept.
func (n *Network) pastLen() int {
	w := n.config.Window
	return (w.History + w.Replan - 1) * n.task.Obs
}

func (n *Network) past(m memory) []float64 { return m[1 : 1+n.pastLen()] }

func (n *Network) plan(m memory) []float64 { return m[1+n.pastLen():] }

// age is the number of steps since the last decision.
func (m memory) age() int { return int(m[0]) }

// fresh is whether the episode has not begun.
func (m memory) fresh() bool { return math.IsNaN(m[0]) }

// isAge reports whether a number can be the age of a memory.
func (n *Network) isAge(x float64) bool {
	return math.IsNaN(x) || x >= 0 && x == math.Trunc(x) && x < float64(n.config.Window.Replan)
}

// observe takes in the observation of a step and reports whether a decision is due.
func (n *Network) observe(m memory, obs []float64) (due bool) {
	past, d := n.past(m), n.task.Obs
	if m.fresh() {
		for at := 0; at < len(past); at += d {
			copy(past[at:], obs)
		}
		m[0] = 0
		return true
	}
	copy(past, past[d:])
	copy(past[len(past)-d:], obs)
	m[0]++
	if m.age() < n.config.Window.Replan {
		return false
	}
	m[0] = 0
	return true
}

// seen is the window of the last decision (h × d).
func (n *Network) seen(m memory) []float64 {
	past, h, d := n.past(m), n.config.Window.History, n.task.Obs
	end := len(past) - m.age()*d
	return past[end-h*d : end]
}

// planned is the action of the plan that the present step carries out (k).
func (n *Network) planned(m memory) []float64 {
	k := n.actionLen()
	return n.plan(m)[m.age()*k:][:k]
}

// actionLen is k: the length of one action of a chunk.
func (n *Network) actionLen() int { return n.head.Dim() / n.config.Window.Chunk }

// memory is that of Act's episode.
func (n *Network) memory() memory {
	e := &n.episode
	if e.memory == nil {
		e.memory = make(memory, n.StateLen())
		floats.Fill(e.memory, math.NaN())
	}
	return e.memory
}

// ActBatchFrom is ActBatch at steps that follow others: row i of state (rows×StateLen) is what the policy keeps of the
// episode of row i, NaN before its first step, and is brought up to date. Rows whose plan lasts are not decided again.
func (n *Network) ActBatchFrom(dst, obs, state []float64, rows int) {
	width := n.StateLen()
	if width == 0 {
		n.ActBatch(dst, obs, rows)
		return
	}
	b, d, k := &n.scratch, n.task.Obs, n.actionLen()
	b.due = b.due[:0]
	for i := range rows {
		if n.observe(state[i*width:(i+1)*width], obs[i*d:(i+1)*d]) {
			b.due = append(b.due, i)
		}
	}
	if len(b.due) > 0 {
		n.decideRows(state, width)
	}
	for i := range rows {
		copy(dst[i*k:(i+1)*k], n.planned(state[i*width:(i+1)*width]))
	}
}

// decideRows makes the decisions of the rows that are due.
func (n *Network) decideRows(state []float64, width int) {
	b, warm := &n.scratch, n.warm()
	b.windows = b.windows.Reshape(len(b.due), n.inputs())
	var start Matrix
	if warm {
		b.start = b.start.Reshape(len(b.due), n.head.Dim())
		start = b.start
	}
	for j, i := range b.due {
		m := memory(state[i*width : (i+1)*width])
		copy(b.windows.Row(j), n.seen(m))
		if warm {
			n.startAfter(start.Row(j), n.plan(m))
		}
	}
	p := n.decideBatch(b.windows, start)
	for j, i := range b.due {
		n.edge.Apply(n.plan(state[i*width:(i+1)*width]), p.Row(j))
	}
}
