package loss

import (
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/net"
	"github.com/fenchel-gym/fenchel/policy/solve"
)

// Separable is a Loss that is a sum over the coordinates of the action: AddGradKnown sums those which were demonstrated,
// the first known[i] of row i, and leaves the others alone.
type Separable interface {
	Loss
	AddGradKnown(losses []float64, gradV policy.Matrix, scale float64, v, y policy.Matrix, known []int)
}

// Partial applies a loss to actions of which only the leading coordinates were demonstrated: chunks that reach beyond the
// end of an episode. What y holds in the other coordinates makes no difference.
//
// A Separable loss leaves these out. Any other loss, whose energy may couple all coordinates, takes in their place those
// of the policy's own action, as a constant: L(v, (y_known, p*_rest)). They then cost nothing by themselves, and of the
// Fenchel-Young loss this is a bound from above for the smallest loss over all ways to complete the action,
//
//	min_z L(v, (y_known, z)) ≤ L(v, (y_known, p*_rest))
//
// with equality where the energy is separable, since p*_rest then is the best completion.
type Partial struct {
	loss    Loss
	head    policy.Head
	warm    bool
	own     policy.Matrix   // p* of a row
	reports [1]solve.Report // of that solve
}

// NewPartial applies a loss of a head. It has the scratch of both: one goroutine each.
func NewPartial(l Loss, h policy.Head) *Partial {
	g, ok := h.(*policy.Greedy)
	return &Partial{loss: l, head: h, warm: ok && g.Warm, own: policy.NewMatrix(1, h.Dim())}
}

// AddGrad is that of the loss where known[i] coordinates of row i were demonstrated. It overwrites the others in y.
func (l *Partial) AddGrad(losses []float64, gradV policy.Matrix, grad net.Params[float32], scale float64, v, y policy.Matrix, known []int, rows solve.Rows) {
	if s, ok := l.loss.(Separable); ok {
		s.AddGradKnown(losses, gradV, scale, v, y, known)
		return
	}
	for i, n := range known {
		if n < y.Cols {
			l.complete(y.Slice(i, i+1), n, v.Slice(i, i+1), solve.Rows{Seed: rows.Seed, First: rows.First + uint64(i)})
		}
	}
	l.loss.AddGrad(losses, gradV, grad, scale, v, y, rows)
}

// complete writes the coordinates of an action from the known ones on.
func (l *Partial) complete(y policy.Matrix, known int, v policy.Matrix, rows solve.Rows) {
	if l.warm {
		rows.Start = y
	}
	l.head.Decode(l.own, l.reports[:], v, rows)
	copy(y.Data[known:], l.own.Data[known:])
}
