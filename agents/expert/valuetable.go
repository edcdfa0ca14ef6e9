package expert

import (
	"math"

	"github.com/fenchel-gym/fenchel/envs"
)

// axis is one coordinate of a grid of states: n nodes from lo to hi. A periodic axis has no node at hi, which is lo
// again.
type axis struct {
	lo, hi   float64
	n        int
	periodic bool
}

// node is the coordinate of the i-th node.
func (x axis) node(i int) float64 { return x.lo + (x.hi-x.lo)*float64(i)/float64(x.cells()) }

func (x axis) cells() int {
	if x.periodic {
		return x.n
	}
	return x.n - 1
}

// locate finds the two nodes around s and the weight of the second.
func (x axis) locate(s float64) (i, j int, weight float64) {
	cells := float64(x.cells())
	at := (s - x.lo) / (x.hi - x.lo) * cells
	if x.periodic {
		at -= math.Floor(at/cells) * cells
		i = min(int(at), x.n-1)
		return i, (i + 1) % x.n, at - float64(i)
	}
	at = min(max(at, 0), cells)
	i = min(int(at), x.n-2)
	return i, i + 1, at - float64(i)
}

// corners are the four nodes around a state and their weights, which sum to one.
type corners struct {
	node   [4]int32
	weight [4]float64
}

// valueTable is the cost to go J of a task with one position q and one velocity v, on a grid: bilinear between nodes.
// It is what value iteration makes of
//
//	J(s) = min_a [ c(s, a) + discount·J(s') ]        c = −reward,  J = 0 where the episode ends at the goal
//
// A table is constant once made; any number of goroutines may read it.
type valueTable struct {
	q, v axis
	cost []float64 // J at the nodes (q.n × v.n)
}

func (t *valueTable) corners(q, v float64) corners {
	i0, i1, wq := t.q.locate(q)
	j0, j1, wv := t.v.locate(v)
	at := func(i, j int) int32 { return int32(i*t.v.n + j) }
	return corners{
		[4]int32{at(i0, j0), at(i0, j1), at(i1, j0), at(i1, j1)},
		[4]float64{(1 - wq) * (1 - wv), (1 - wq) * wv, wq * (1 - wv), wq * wv},
	}
}

// at is J between the nodes.
func (t *valueTable) at(q, v float64) float64 { return t.read(t.corners(q, v)) }

func (t *valueTable) read(c corners) float64 {
	return c.weight[0]*t.cost[c.node[0]] + c.weight[1]*t.cost[c.node[1]] +
		c.weight[2]*t.cost[c.node[2]] + c.weight[3]*t.cost[c.node[3]]
}

// model computes what one step of a task does.
type model struct {
	env    envs.Env
	setter envs.StateSetter
	obs    []float64
	q, v   [1]float64
}

func newModel(e envs.Env) *model {
	setter, ok := envs.As[envs.StateSetter](e)
	if !ok {
		panic("expert: a model of an environment whose state cannot be set")
	}
	return &model{env: e, setter: setter, obs: make([]float64, len(e.Spec().Obs))}
}

// step is the next state, the cost and the end of action act in state (q, v).
func (m *model) step(q, v float64, act []float64) (q1, v1, cost float64, end envs.End) {
	m.q[0], m.v[0] = q, v
	m.setter.SetState(m.obs, m.q[:], m.v[:])
	reward, end := m.env.Step(m.obs, act)
	nextQ, nextV := m.setter.State()
	return nextQ[0], nextV[0], -reward, end
}

// outcome is what an action does at a node.
type outcome struct {
	cost float64
	next corners
	goal bool
}

// newValueTable iterates values until no node moves by more than tol.
func newValueTable(m *model, q, v axis, actions [][]float64, discount, tol float64) *valueTable {
	t := &valueTable{q: q, v: v, cost: make([]float64, q.n*v.n)}
	outcomes := make([]outcome, 0, len(t.cost)*len(actions))
	for i := range q.n {
		for j := range v.n {
			for _, a := range actions {
				q1, v1, cost, end := m.step(q.node(i), v.node(j), a)
				outcomes = append(outcomes, outcome{cost, t.corners(q1, v1), end == envs.Reached})
			}
		}
	}
	for sweep := 0; ; sweep++ {
		moved := 0.0
		for i := range t.cost {
			if sweep%2 == 1 {
				i = len(t.cost) - 1 - i // sweep to and fro, so that news travels both ways
			}
			best := t.best(outcomes[i*len(actions):(i+1)*len(actions)], discount)
			moved = max(moved, math.Abs(best-t.cost[i]))
			t.cost[i] = best
		}
		if moved <= tol {
			return t
		}
	}
}

// best is the smallest cost to go among the outcomes of a node's actions.
func (t *valueTable) best(outcomes []outcome, discount float64) float64 {
	best := math.Inf(1)
	for k := range outcomes {
		o := &outcomes[k]
		cost := o.cost
		if !o.goal {
			cost += discount * t.read(o.next)
		}
		best = min(best, cost)
	}
	return best
}
