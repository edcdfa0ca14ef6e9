package loss

import (
	"math"

	"github.com/fenchel-gym/fenchel/internal/floats"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/energy"
	"github.com/fenchel-gym/fenchel/policy/net"
	"github.com/fenchel-gym/fenchel/policy/solve"
)

// addEnergy adds scale·Σ ∇₁Φ(v,p) to gradV and, where Φ has weights of its own and they are wanted, theirs to grad.
func addEnergy(phi energy.Energy, gradV policy.Matrix, grad net.Params[float32], scale float64, v, p policy.Matrix) {
	phi.AddGradV(gradV, scale, v, p)
	if e, ok := phi.(energy.Parametric); ok && grad != nil {
		e.AddGradParams(grad, scale, v, p)
	}
}

// inner is the scratch of a loss that solves for p*.
type inner struct {
	best    policy.Matrix  // p* (n×k)
	reports []solve.Report // of the solves
	expert  []float64      // (Φ − Ω)(v,y)
}

// Argmax returns p* and the reports of the last AddGrad, valid until the next: starting points for the next visit to
// the same rows, and what the losses are worth.
func (s *inner) Argmax() (policy.Matrix, []solve.Report) { return s.best, s.reports }

// reserve makes room for a batch. It allocates only when the batch is larger than any before.
func (s *inner) reserve(n, k int) {
	s.best, s.reports, s.expert = s.best.Reshape(n, k), floats.Grow(s.reports, n), floats.Grow(s.expert, n)
}

// solve writes p* of every row and its report. A warm greedy starts at y.
func (s *inner) solve(g *policy.Greedy, v, y policy.Matrix, rows solve.Rows) {
	if g.Warm {
		rows.Start = y
	}
	g.Decode(s.best, s.reports, v, rows)
}

// keep puts y in the place of p* of row i where a warm solve, which has seen it, reports less than its value: a solver
// that decides by gaps may descend, one that stays in the interior cannot start on the boundary, and batches of another
// shape round differently. What is missed of the maximum, at most Gap, is less by as much.
func (s *inner) keep(g *policy.Greedy, i int, y []float64, value float64) {
	if r := &s.reports[i]; g.Warm && r.Value < value {
		copy(s.best.Row(i), y)
		r.Value, r.Gap = value, max(r.Gap-(value-r.Value), 0)
	}
}

// contrast is the scratch of a loss that weighs candidates a_0 = y, a_1, … of each row against each other by softmax.
type contrast struct {
	points policy.Matrix // candidates (n·m × k)
	value  []float64     // J of each
	weight []float64     // scale·(q* − e_0)
	stream solve.Stream
}

func (s *contrast) reserve(n, m, k int) {
	s.points, s.value, s.weight = s.points.Reshape(n*m, k), floats.Grow(s.value, n*m), floats.Grow(s.weight, n*m)
}

// addGrad adds the gradient of Σ_j weight_j·Φ(v,a_j), in one pass where the energy can and else one candidate after
// another.
func (s *contrast) addGrad(phi energy.Energy, gradV policy.Matrix, grad net.Params[float32], v policy.Matrix) {
	if e, ok := phi.(energy.WeightedGradient); ok {
		e.AddGradWeighted(gradV, grad, s.weight, v, s.points)
		return
	}
	m := s.points.Rows / v.Rows
	for j, w := range s.weight {
		if w != 0 {
			addEnergy(phi, gradV.Slice(j/m, j/m+1), grad, w, v.Slice(j/m, j/m+1), s.points.Slice(j, j+1))
		}
	}
}

// mix writes scale·(q* − e_0), q* = softmax(value/γ), and returns γ·log Σ_j exp(value_j/γ) − value_0.
func mix(value, weight []float64, gamma, scale float64) float64 {
	top := value[0]
	for _, x := range value {
		top = max(top, x)
	}
	sum := 0.0
	for j, x := range value {
		weight[j] = math.Exp((x - top) / gamma)
		sum += weight[j]
	}
	for j := range weight {
		weight[j] *= scale / sum
	}
	weight[0] -= scale
	return gamma*math.Log(sum) + top - value[0]
}
