package loss

import (
	"math"
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/internal/floats"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/energy"
)

// gibbs draws label sets from exp J on the vertices of the cube, one label at a time given the others:
//
//	P(p_i = 1 | rest) = σ(J(v, p with p_i = 1) − J(v, p with p_i = 0))
type gibbs struct {
	u, upper []float64     // coefficients of a quadratic energy (k, k×k)
	pair     policy.Matrix // p with and without label i
	value    [2]float64
}

// sweep moves every row of p, a chain for the one row of v, times times over all labels. omega is Ω(e_i) − Ω(0).
func (s *gibbs) sweep(p policy.Matrix, g *policy.Greedy, omega float64, v policy.Matrix, times int, rng *rand.Rand) {
	if e, ok := g.Energy.(energy.Quadratic); ok {
		k := p.Cols
		s.u, s.upper = floats.Grow(s.u, k), floats.Grow(s.upper, k*k)
		e.Coefficients(s.u, s.upper, v.Data)
		for c := range p.Rows {
			s.quadratic(p.Row(c), omega, times, rng)
		}
		return
	}
	s.pair = s.pair.Reshape(2, p.Cols)
	for c := range p.Rows {
		s.general(p.Row(c), g, v, times, rng)
	}
}

// quadratic has J(…1…) − J(…0…) = u_i + ½U_ii + Σ_{j≠i} U_ij p_j − (Ω(e_i) − Ω(0)).
func (s *gibbs) quadratic(p []float64, omega float64, times int, rng *rand.Rand) {
	k := len(p)
	for range times {
		for i := range p {
			field := s.u[i] - omega + s.upper[i*k+i]*(0.5-p[i])
			for j, c := range s.upper[i*k : i*k+k] {
				field += c * p[j]
			}
			p[i] = flip(field, rng)
		}
	}
}

// general evaluates J twice a label.
func (s *gibbs) general(p []float64, g *policy.Greedy, v policy.Matrix, times int, rng *rand.Rand) {
	for range times {
		for i := range p {
			for side := range 2 {
				copy(s.pair.Row(side), p)
				s.pair.Row(side)[i] = float64(side)
			}
			g.Value(s.value[:], v, s.pair)
			p[i] = flip(s.value[1]-s.value[0], rng)
		}
	}
}

// flip is 1 with probability σ(field), else 0.
func flip(field float64, rng *rand.Rand) float64 {
	if rng.Float64() < 1/(1+math.Exp(-field)) {
		return 1
	}
	return 0
}
