package energy

import (
	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/internal/floats"
)

// Pairwise is Φ(v,p) = ⟨u,p⟩ + ½⟨p,Up⟩ with v = (u, U): the coordinates of the action attract or repel each other, and
// the network says how (docs/paper.md 6.2, 8.1). U is symmetric and free, stored as its upper triangle row by row:
//
//	v = (u_1 … u_k, U_11 U_12 … U_1k, U_22 … U_2k, …, U_kk)
//
// An entry U_ij with i < j stands for both U_ij and U_ji, so ∂Φ/∂U_ij = p_i·p_j and ∂Φ/∂U_ii = ½p_i². Φ is linear in
// v, hence the loss convex in (u,U) where the inner maximum is global; it is concave in p only where U ⪯ 0, and with
// Ω = ½γ‖p‖² the problem is concave where U ⪯ γI.
//
// At U = γI and u = 0 the objective is flat and every loss zero, so an expert that contradicts itself pulls a free U
// there; LowRank, for which γI − U ⪰ γI, cannot follow.
type Pairwise struct {
	K      int
	Hollow bool // U has a zero diagonal, which is left out of v: p_i² = p_i on labels, so it would repeat u
}

// Name is "pairwise".
func (e Pairwise) Name() string { return "pairwise" }

// Dim is K.
func (e Pairwise) Dim() int { return e.K }

// VDim is K + K(K+1)/2, or K + K(K−1)/2 without the diagonal.
func (e Pairwise) VDim() int {
	if e.Hollow {
		return e.K + e.K*(e.K-1)/2
	}
	return e.K + e.K*(e.K+1)/2
}

// Concave is false: U may have positive eigenvalues. A solver that finds it has none reports a finite gap.
func (e Pairwise) Concave() bool { return false }

// Clone returns e, which has no scratch.
func (e Pairwise) Clone() Energy { return e }

// AddLinear adds c to u.
func (Pairwise) AddLinear(v, c []float64) { floats.AddScaled(v, 1, c) }

// Value writes Σ_i p_i·(u_i + ½U_ii·p_i + Σ_{j>i} U_ij·p_j).
func (e Pairwise) Value(dst []float64, v, p Matrix) {
	m := candidates(v, p, e.VDim(), e.Dim())
	for r := range p.Rows {
		u, upper, x := e.split(v.Row(r/m), p.Row(r))
		var sum float64
		for i, xi := range x {
			field := u[i]
			if !e.Hollow {
				field += 0.5 * upper[0] * xi
				upper = upper[1:]
			}
			rest := x[i+1:]
			field += floats.Dot(rest, upper[:len(rest)])
			upper = upper[len(rest):]
			sum += xi * field
		}
		dst[r] = sum
	}
}

// GradP writes u + Up.
func (e Pairwise) GradP(dst, v, p Matrix) {
	m := candidates(v, p, e.VDim(), e.Dim())
	for r := range p.Rows {
		u, upper, x := e.split(v.Row(r/m), p.Row(r))
		g := dst.Row(r)
		copy(g, u)
		for i, xi := range x {
			if !e.Hollow {
				g[i] += upper[0] * xi
				upper = upper[1:]
			}
			for j := i + 1; j < len(x); j++ {
				c := upper[j-i-1]
				g[i] += c * x[j]
				g[j] += c * xi
			}
			upper = upper[len(x)-i-1:]
		}
	}
}

// AddGradV adds scale·(p, upper triangle of ppᵀ with the diagonal halved).
func (e Pairwise) AddGradV(dst Matrix, scale float64, v, p Matrix) {
	m := candidates(v, p, e.VDim(), e.Dim())
	for r := range p.Rows {
		gu, gU, x := e.split(dst.Row(r/m), p.Row(r))
		for i, xi := range x {
			c := scale * xi
			gu[i] += c
			if !e.Hollow {
				gU[0] += 0.5 * c * xi
				gU = gU[1:]
			}
			rest := x[i+1:]
			floats.AddScaled(gU, c, rest)
			gU = gU[len(rest):]
		}
	}
}

// Coefficients unpacks the triangle.
func (e Pairwise) Coefficients(u, upper, v []float64) {
	k := e.K
	copy(u, v[:k])
	v = v[k:]
	for i := range k {
		first := i
		if e.Hollow {
			upper[i*k+i] = 0
			first = i + 1
		}
		for j := first; j < k; j++ {
			upper[i*k+j] = v[j-first]
			upper[j*k+i] = v[j-first]
		}
		v = v[k-first:]
	}
}

// OutputScales starts training at the unary model: U = 0 for every observation.
func (e Pairwise) OutputScales(dst []float64) {
	for j := range dst {
		dst[j] = 0
		if j < e.K {
			dst[j] = 1
		}
	}
}

// split returns the linear and the pairwise part of a row of v, and p.
func (e Pairwise) split(v, p []float64) (u, upper, x []float64) { return v[:e.K], v[e.K:], p[:e.K] }

// PairwiseOptions has no fields.
type PairwiseOptions struct{}

// Validate finds nothing to refuse.
func (PairwiseOptions) Validate() error { return nil }

// New makes the energy. On labels and choices U has no diagonal.
func (PairwiseOptions) New(set space.Set) Energy { return pairwiseOn(set) }

func pairwiseOn(set space.Set) Pairwise {
	k := set.Dim()
	switch set.(type) {
	case space.Cube, space.Simplex:
		return Pairwise{K: k, Hollow: k > 1}
	}
	return Pairwise{K: k}
}

// PairwiseGlobalOptions has no fields.
type PairwiseGlobalOptions struct{}

// Validate finds nothing to refuse.
func (PairwiseGlobalOptions) Validate() error { return nil }

// New makes the energy, with U its weights.
func (PairwiseGlobalOptions) New(set space.Set) Energy { return NewGlobal(pairwiseOn(set)) }

// Size counts U.
func (PairwiseGlobalOptions) Size(set space.Set) (v int, own float64) {
	e := pairwiseOn(set)
	return e.K, float64(e.VDim() - e.K)
}

func init() {
	Register(Registration{Name: "pairwise", Formula: "⟨u,p⟩ + ½⟨p,Up⟩", Options: PairwiseOptions{}, Linear: true})
	Register(Registration{Name: "pairwise-global", Formula: "⟨u,p⟩ + ½⟨p,Up⟩, one U for all observations", Options: PairwiseGlobalOptions{}, Linear: true})
}
