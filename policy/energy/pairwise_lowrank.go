package energy

import "github.com/fenchel-gym/fenchel/internal/floats"

// LowRank is the pairwise energy with U = −AAᵀ, A of shape K×R: Φ(v,p) = ⟨u,p⟩ − ½‖Aᵀp‖² with v = (u, A), A stored row
// by row. It is concave in p by construction, so every solve is global and has a finite gap; the price is that the
// loss is not convex in A, and that coordinates can be tied together but never pushed to opposite extremes
// (SPEC.md 3.3).
type LowRank struct {
	K, R int
}

// MaxRank bounds R, so that Aᵀp fits on the stack.
const MaxRank = 256

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
	var buf [MaxRank]float64
	for r := range p.Rows {
		row, x := v.Row(r/m), p.Row(r)
		t := e.project(&buf, row, x)
		dst[r] = floats.Dot(row[:e.K], x) - 0.5*floats.Dot(t, t)
	}
}

// GradP writes u − A(Aᵀp).
func (e LowRank) GradP(dst, v, p Matrix) {
	m := candidates(v, p, e.VDim(), e.Dim())
	var buf [MaxRank]float64
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
	var buf [MaxRank]float64
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
func (e LowRank) project(buf *[MaxRank]float64, v, p []float64) []float64 {
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
