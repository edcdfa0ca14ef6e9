package data

import "gonum.org/v1/gonum/mat"

// secondMoments are the sums that a least-squares fit of y to (x, 1) needs. Those of disjoint sets of pairs add up.
type secondMoments struct {
	d, k int
	n    float64       // pairs
	xx   *mat.SymDense // Σ (x,1)(x,1)ᵀ, (d+1)×(d+1)
	xy   *mat.Dense    // Σ (x,1)yᵀ, (d+1)×k
	yy   []float64     // Σ y_j² (k)

	product mat.Dense // scratch
}

func newSecondMoments(d, k int) *secondMoments {
	return &secondMoments{d: d, k: k, xx: mat.NewSymDense(d+1, nil), xy: mat.NewDense(d+1, k, nil), yy: make([]float64, k)}
}

func (m *secondMoments) reset() {
	m.n = 0
	m.xx.Zero()
	m.xy.Zero()
	clear(m.yy)
}

// gather takes in pairs: x (n×(d+1)), whose last column is 1, and y (n×k).
func (m *secondMoments) gather(x, y *mat.Dense) {
	rows, _ := x.Dims()
	m.n += float64(rows)
	m.xx.SymRankK(m.xx, 1, x.T())
	m.product.Mul(x.T(), y)
	m.xy.Add(m.xy, &m.product)
	m.product.Reset()
	for i := range rows {
		for j, f := range y.RawRowView(i) {
			m.yy[j] += f * f
		}
	}
}

// add adds scale times other moments: 1 to join two sets of pairs, −1 to leave one out.
func (m *secondMoments) add(scale float64, o *secondMoments) {
	m.n += scale * o.n
	for i := range m.d + 1 {
		for j := i; j <= m.d; j++ {
			m.xx.SetSym(i, j, m.xx.At(i, j)+scale*o.xx.At(i, j))
		}
		for j := range m.k {
			m.xy.Set(i, j, m.xy.At(i, j)+scale*o.xy.At(i, j))
		}
	}
	for j, f := range o.yy {
		m.yy[j] += scale * f
	}
}

// solve returns the ridge regression ((d+1)×k, the last row b), which does not shrink b. It is false where the normal
// equations cannot be solved.
func (m *secondMoments) solve(ridge float64) (*mat.Dense, bool) {
	a := mat.NewSymDense(m.d+1, nil)
	a.CopySym(m.xx)
	for i := range m.d {
		a.SetSym(i, i, a.At(i, i)+ridge*m.n)
	}
	var factor mat.Cholesky
	if !factor.Factorize(a) {
		return nil, false
	}
	fit := mat.NewDense(m.d+1, m.k, nil)
	if err := factor.SolveTo(fit, m.xy); err != nil {
		if _, illConditioned := err.(mat.Condition); !illConditioned {
			return nil, false
		}
	}
	return fit, true
}

// squaredError is Σ (fit·(x,1) − y)_j², from the moments: aᵀXXa − 2aᵀXy + yy.
func (m *secondMoments) squaredError(fit *mat.Dense, j int) float64 {
	a := fit.ColView(j)
	return m.yy[j] + mat.Inner(a, m.xx, a) - 2*mat.Dot(a, m.xy.ColView(j))
}
