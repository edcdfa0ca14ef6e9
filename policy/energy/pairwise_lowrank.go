package energy

import (
	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/internal/config"
	"github.com/fenchel-gym/fenchel/internal/floats"
)

// LowRank is the pairwise energy with U = −AAᵀ, A of shape K×R: Φ(v,p) = ⟨u,p⟩ − ½‖Aᵀp‖² with v = (u, A), A stored row
// by row. It is concave in p by construction, so every solve is global and has a finite gap; the price is that the
// loss is not convex in A, and that coordinates can be tied together but never pushed to opposite extremes
// (docs/paper.md 6.3).
type LowRank struct {
	K, R int
}

// maxRank bounds R, so that Aᵀp fits on the stack.
const maxRank = 256

// Name is "pairwise-lowrank".
func (e LowRank) Name() string { return "pairwise-lowrank" }

// Dim is K.
func (e LowRank) Dim() int { return e.K }

// VDim is K + K·R.
func (e LowRank) VDim() int { return e.K + e.K*e.R }

// Concave is true.
func (e LowRank) Concave() bool { return true }

// Clone returns e, which has no scratch.
func (e LowRank) Clone() Energy { return e }

// AddLinear adds c to u.
func (LowRank) AddLinear(v, c []float64) { floats.AddScaled(v, 1, c) }

// Value writes ⟨u,p⟩ − ½‖Aᵀp‖².
func (e LowRank) Value(dst []float64, v, p Matrix) {
	m := candidates(v, p, e.VDim(), e.Dim())
	var buf [maxRank]float64
	for r := range p.Rows {
		row, x := v.Row(r/m), p.Row(r)
		t := e.project(&buf, row, x)
		dst[r] = floats.Dot(row[:e.K], x) - 0.5*floats.Dot(t, t)
	}
}

// GradP writes u − A(Aᵀp).
func (e LowRank) GradP(dst, v, p Matrix) {
	m := candidates(v, p, e.VDim(), e.Dim())
	var buf [maxRank]float64
	for r := range p.Rows {
		row, g := v.Row(r/m), dst.Row(r)
		t := e.project(&buf, row, p.Row(r))
		for i := range g {
			g[i] = row[i] - floats.Dot(e.row(row, i), t)
		}
	}
}

// AddGradV adds scale·(p, −p(Aᵀp)ᵀ).
func (e LowRank) AddGradV(dst Matrix, scale float64, v, p Matrix) {
	m := candidates(v, p, e.VDim(), e.Dim())
	var buf [maxRank]float64
	for r := range p.Rows {
		x, g := p.Row(r), dst.Row(r/m)
		t := e.project(&buf, v.Row(r/m), x)
		for i, xi := range x {
			g[i] += scale * xi
			floats.AddScaled(e.row(g, i), -scale*xi, t)
		}
	}
}

// Coefficients forms U = −AAᵀ.
func (e LowRank) Coefficients(u, upper, v []float64) {
	copy(u, v[:e.K])
	for i := range e.K {
		for j := range i + 1 {
			c := -floats.Dot(e.row(v, i), e.row(v, j))
			upper[i*e.K+j], upper[j*e.K+i] = c, c
		}
	}
}

// OutputScales starts near the unary model. Not at it: where A = 0 the gradient in A vanishes as well.
func (e LowRank) OutputScales(dst []float64) {
	for j := range dst {
		dst[j] = 0.1
		if j < e.K {
			dst[j] = 1
		}
	}
}

// project returns t = Aᵀp in buf.
func (e LowRank) project(buf *[maxRank]float64, v, p []float64) []float64 {
	t := buf[:e.R]
	clear(t)
	for i, x := range p {
		floats.AddScaled(t, x, e.row(v, i))
	}
	return t
}

// row is row i of A within a row of v.
func (e LowRank) row(v []float64, i int) []float64 {
	return v[e.K+i*e.R : e.K+(i+1)*e.R]
}

// LowRankOptions set the size of A.
type LowRankOptions struct {
	Rank int `json:"rank" yaml:"rank"` // R, the columns of A; more couple more coordinates
}

// DefaultLowRank has rank 4.
func DefaultLowRank() LowRankOptions { return LowRankOptions{Rank: 4} }

// Validate bounds the rank.
func (o LowRankOptions) Validate() error {
	if o.Rank < 1 || o.Rank > maxRank {
		return config.Want("rank", o.Rank, "1 to %d", maxRank)
	}
	return nil
}

// New makes the energy.
func (o LowRankOptions) New(set space.Set) Energy { return LowRank{K: set.Dim(), R: o.Rank} }

// LowRankGlobalOptions are those of LowRank, for an A that is learned once for all observations.
type LowRankGlobalOptions LowRankOptions

// Validate bounds the rank.
func (o LowRankGlobalOptions) Validate() error { return LowRankOptions(o).Validate() }

// New makes the energy, with A its weights.
func (o LowRankGlobalOptions) New(set space.Set) Energy {
	return NewGlobal(LowRank{K: set.Dim(), R: o.Rank})
}

// Size counts A.
func (o LowRankGlobalOptions) Size(set space.Set) (v int, own float64) {
	k := set.Dim()
	return k, float64(k) * float64(o.Rank)
}

func init() {
	Register(Registration{Name: "pairwise-lowrank", Formula: "⟨u,p⟩ − ½‖Aᵀp‖²", Options: DefaultLowRank(), Concave: true, Exact: true})
	Register(Registration{Name: "pairwise-lowrank-global", Formula: "⟨u,p⟩ − ½‖Aᵀp‖², one A for all observations",
		Options: LowRankGlobalOptions(DefaultLowRank()), Concave: true, Linear: true, Exact: true})
}
