package solve

import (
	"fmt"
	"math"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/internal/floats"
	"github.com/fenchel-gym/fenchel/policy/energy"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// Sensitivity solves for the derivative of the argmax by the implicit function theorem: p* moves as its conditions of
// optimality ask, with the coordinates at a bound staying there (docs/paper.md 9.4). With M = ∇²Ω − ∇₂₂Φ at (v,p*) and
// F the coordinates off their bounds,
//
//	z_F = M_FF⁻¹·λ_F,  z = 0 elsewhere:        ⟨λ, ∂p*/∂u⟩ = z,   ⟨λ, ∂p*/∂v⟩ = ∇₁⟨z, ∇₂Φ(v,p*)⟩
//
// and on the simplex, whose points sum to 1, among the z that sum to 0. With an entropy every coordinate is off its
// bounds. Balls are left out. The price is O(k³) a row, where the envelope theorem asks for nothing.
type Sensitivity struct {
	on     *Problem
	twice  energy.SecondOrder
	lo, hi []float64 // bounds (k)
	simple bool      // whether C is a simplex

	hess       Matrix    // ∇₂₂Φ (1×k²)
	curve      []float64 // ∇²Ω (k)
	m, l, ones []float64 // M_FF, its factor, M_FF⁻¹·1
	free       []int
}

// NewSensitivity says what it cannot do.
func NewSensitivity(on *Problem) (*Sensitivity, error) {
	twice, err := energy.SecondOrderOf(on.Energy)
	if err != nil {
		return nil, err
	}
	if on.Omega.Modulus() == 0 {
		return nil, fmt.Errorf("solve: with regularizer %q the argmax may jump: it has no derivative", on.Omega.Name())
	}
	k := on.Set.Dim()
	s := &Sensitivity{on: on, twice: twice, lo: make([]float64, k), hi: make([]float64, k), hess: net.NewMatrix[float64](1, k*k)}
	floats.Fill(s.hi, 1)
	switch c := on.Set.(type) {
	case space.Box:
		copy(s.lo, c.Lo)
		copy(s.hi, c.Hi)
	case space.Cube:
	case space.Simplex:
		s.simple = true
	default:
		return nil, fmt.Errorf("solve: the argmax on a %v has no derivative here: want a box, cube or simplex", c)
	}
	s.curve, s.m, s.l, s.ones, s.free = make([]float64, k), make([]float64, k*k), make([]float64, k*k), make([]float64, k), make([]int, 0, k)
	return s, nil
}

// SecondOrder are the second derivatives of the energy, for ∇₁⟨z, ∇₂Φ⟩.
func (s *Sensitivity) SecondOrder() energy.SecondOrder { return s.twice }

// Solve writes row i of z for row i of v, p* and λ. Where M_FF is not positive definite, at a point that is no strict
// maximum, z is zero: no derivative is known there.
func (s *Sensitivity) Solve(z, lambda, v, p Matrix) {
	for i := range v.Rows {
		clear(z.Row(i))
		s.row(z.Row(i), lambda.Row(i), v.Slice(i, i+1), p.Row(i))
	}
}

func (s *Sensitivity) row(z, lambda []float64, v Matrix, p []float64) {
	s.collect(p)
	n := len(s.free)
	if n == 0 || !s.factorize(v, p) {
		return
	}
	x := s.ones[:n]
	if s.simple { // x = M⁻¹·1 first, since z is needed for both
		floats.Fill(x, 1)
		cholSolve(s.l, x, n)
	}
	sub := s.curve[:n]
	for a, i := range s.free {
		sub[a] = lambda[i]
	}
	cholSolve(s.l, sub, n)
	shift := 0.0
	if s.simple {
		shift = sum(sub) / sum(x)
	}
	for a, i := range s.free {
		z[i] = sub[a]
		if s.simple {
			z[i] -= shift * x[a]
		}
	}
}

// collect lists the coordinates off their bounds.
func (s *Sensitivity) collect(p []float64) {
	s.free = s.free[:0]
	for i, x := range p {
		if s.on.Omega.Interior() || x > s.lo[i]+atBound && (s.simple || x < s.hi[i]-atBound) {
			s.free = append(s.free, i)
		}
	}
}

// atBound is the distance from a bound, in normalized coordinates, within which a coordinate counts as being there.
const atBound = 1e-12

// factorize factors M_FF. On the simplex a multiple of 11ᵀ is added, which changes nothing among the z that sum to 0
// and makes definite what is so there alone.
func (s *Sensitivity) factorize(v Matrix, p []float64) bool {
	k, n := len(p), len(s.free)
	clear(s.hess.Data)
	s.twice.AddHessian(s.hess, 1, v, Matrix{Rows: 1, Cols: k, Data: p})
	s.on.Omega.Curvature(s.curve, p)
	shift := 0.0
	if s.simple {
		for _, i := range s.free {
			shift = max(shift, s.curve[i]+math.Abs(s.hess.Data[i*k+i]))
		}
	}
	for a, i := range s.free {
		for b, j := range s.free {
			s.m[a*n+b] = shift - s.hess.Data[i*k+j]
		}
		s.m[a*n+a] += s.curve[i]
	}
	return cholesky(s.l, s.m, n)
}

func sum(xs []float64) (total float64) {
	for _, x := range xs {
		total += x
	}
	return total
}
