package loss

import (
	"math"
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// addEnergy adds scale·Σ ∇₁Φ(v,p) to gradV and, where Φ has weights of its own and they are wanted, theirs to grad.
func addEnergy(phi policy.Energy, gradV policy.Matrix, grad net.Params[float32], scale float64, v, p policy.Matrix) {
	phi.AddGradV(gradV, scale, v, p)
	if e, ok := phi.(policy.Parametric); ok && grad != nil {
		e.AddGradParams(grad, scale, v, p)
	}
}

// inner is the scratch of a loss that solves for p*.
type inner struct {
	best    policy.Matrix   // p* (n×k)
	reports []policy.Report // of the solves
	expert  []float64       // (Φ − Ω)(v,y)
}

// Argmax returns p* and the reports of the last AddGrad, valid until the next: starting points for the next visit to
// the same rows, and what the losses are worth.
func (s *inner) Argmax() (policy.Matrix, []policy.Report) { return s.best, s.reports }

// reserve makes room for a batch. It allocates only when the batch is larger than any before.
func (s *inner) reserve(n, k int) {
	s.best, s.reports, s.expert = resize(s.best, n, k), grow(s.reports, n), grow(s.expert, n)
}

// solve writes p* of every row and its report. A warm greedy starts at y.
func (s *inner) solve(g *policy.Greedy, v, y policy.Matrix, rows policy.Rows) {
	if g.Warm {
		rows.Start = y
	}
	g.Decode(s.best, s.reports, v, rows)
}

// keep puts y in the place of p* of row i where a warm solve, which has seen it, reports less than its value: a solver
// that judges by gaps may descend, one that stays in the interior cannot start on the boundary, and batches of another
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
	pcg    rand.PCG
	rng    *rand.Rand
}

// at sets the stream to the numbers of row i.
func (s *contrast) at(rows policy.Rows, i int) *rand.Rand {
	if s.rng == nil {
		s.rng = rand.New(&s.pcg)
	}
	s.pcg.Seed(rows.Seed, rows.First+uint64(i))
	return s.rng
}

func (s *contrast) reserve(n, m, k int) {
	s.points, s.value, s.weight = resize(s.points, n*m, k), grow(s.value, n*m), grow(s.weight, n*m)
}

// addGrad adds the gradient of Σ_j weight_j·Φ(v,a_j), in one pass where the energy can and else one candidate after
// another.
func (s *contrast) addGrad(phi policy.Energy, gradV policy.Matrix, grad net.Params[float32], v policy.Matrix) {
	if e, ok := phi.(policy.Mixer); ok {
		e.AddGradMix(gradV, grad, s.weight, v, s.points)
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

// resize returns a matrix of the given shape in m's memory, or in new memory when that is too small.
func resize(m policy.Matrix, rows, cols int) policy.Matrix {
	if cap(m.Data) < rows*cols {
		return policy.NewMatrix(rows, cols)
	}
	return policy.Matrix{Rows: rows, Cols: cols, Data: m.Data[:rows*cols]}
}

// grow is resize for a slice.
func grow[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}
