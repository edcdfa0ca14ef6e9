package data

import (
	"errors"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/fenchel-gym/fenchel/policy"
)

// regression is what FitLinear fits: pairs in memory, in folds that follow each other.
type regression struct {
	d, k  int
	x     *mat.Dense // (x, 1), n×(d+1)
	y     *mat.Dense // n×k
	folds []span
	grams []*mat.SymDense // Σ (x,1)(x,1)ᵀ of each fold
}

// censoredRounds bounds how often the actions beyond a bound are estimated again.
const censoredRounds = 200

func (r *regression) gram(s span) *mat.SymDense {
	g := mat.NewSymDense(r.d+1, nil)
	g.SymRankK(g, 1, r.rows(r.x, s).T())
	return g
}

func (r *regression) rows(m *mat.Dense, s span) *mat.Dense {
	_, cols := m.Dims()
	return m.Slice(s.lo, s.hi, 0, cols).(*mat.Dense)
}

// fit returns the regression ((d+1)×k, the last row b) of all pairs but those left out. It is false where the normal
// equations cannot be solved.
//
// Where a bound hides what the expert would have done, a prediction replaces it in the next round. Such rounds
// majorize the objective and minimize that: gradient steps in the metric of the normal equations, here accelerated by
// momentum (Beck and Teboulle 2009, FISTA: equations 4.1 to 4.3).
func (r *regression) fit(left span, ridge float64, rounds int) (*mat.Dense, bool) {
	factor, ok := r.factorize(left, ridge)
	if !ok {
		return nil, false
	}
	target, right := mat.DenseCopyOf(r.y), mat.NewDense(r.d+1, r.k, nil)
	fit, last, ahead := mat.NewDense(r.d+1, r.k, nil), mat.NewDense(r.d+1, r.k, nil), mat.NewDense(r.d+1, r.k, nil)
	var predicted mat.Dense
	for round, t := 0, 1.0; ; round++ {
		last.Copy(fit)
		r.product(right, target, left)
		if err := factor.SolveTo(fit, right); err != nil && !illConditioned(err) {
			return nil, false
		}
		if round == rounds {
			return fit, true
		}
		ahead.Copy(fit)
		if round > 0 {
			next := (1 + math.Sqrt(1+4*t*t)) / 2
			ahead.Sub(fit, last)
			ahead.Scale((t-1)/next, ahead)
			ahead.Add(fit, ahead)
			t = next
		}
		predicted.Mul(r.x, ahead)
		if !r.censor(target, &predicted) {
			return fit, true
		}
	}
}

func illConditioned(err error) bool {
	_, ok := errors.AsType[mat.Condition](err)
	return ok
}

// factorize factors Σ (x,1)(x,1)ᵀ + λ·n·I; b is not shrunk.
func (r *regression) factorize(left span, ridge float64) (*mat.Cholesky, bool) {
	a, n := mat.NewSymDense(r.d+1, nil), 0
	for i, f := range r.folds {
		if f != left {
			a.AddSym(a, r.grams[i])
			n += f.hi - f.lo
		}
	}
	for i := range r.d {
		a.SetSym(i, i, a.At(i, i)+ridge*float64(n))
	}
	var factor mat.Cholesky
	return &factor, factor.Factorize(a)
}

// product writes Σ (x,1)·targetᵀ over all pairs but those left out.
func (r *regression) product(dst, target *mat.Dense, left span) {
	var part mat.Dense
	dst.Zero()
	for _, f := range r.folds {
		if f == left {
			continue
		}
		part.Mul(r.rows(r.x, f).T(), r.rows(target, f))
		dst.Add(dst, &part)
		part.Reset()
	}
}

// censor replaces the targets at a bound by predictions beyond it, and reports whether any target moved noticeably.
func (r *regression) censor(target, predicted *mat.Dense) bool {
	const noticeable = 1e-4
	moved := false
	n, _ := target.Dims()
	for i := range n {
		y, p, t := r.y.RawRowView(i), predicted.RawRowView(i), target.RawRowView(i)
		for j := range y {
			next := y[j]
			if beyond(y[j], p[j]) {
				next = p[j]
			}
			moved = moved || math.Abs(next-t[j]) > noticeable
			t[j] = next
		}
	}
	return moved
}

// beyond reports whether an action is a bound of [−1,1] and its prediction lies beyond that.
func beyond(y, predicted float64) bool { return y >= 1 && predicted > 1 || y <= -1 && predicted < -1 }

// crossError sums the squared errors on each fold of the regression that is fitted to the others.
func (r *regression) crossError(ridge float64, rounds int) float64 {
	var sum float64
	for _, f := range r.folds {
		fit, ok := r.fit(f, ridge, rounds)
		if !ok {
			return math.Inf(1)
		}
		for _, e := range r.squaredErrors(fit, f) {
			sum += e
		}
	}
	return sum
}

// squaredErrors sums the squared errors of the clipped predictions of each coordinate.
func (r *regression) squaredErrors(fit *mat.Dense, s span) []float64 {
	var predicted mat.Dense
	predicted.Mul(r.rows(r.x, s), fit)
	sums := make([]float64, r.k)
	for i := range s.hi - s.lo {
		y := r.y.RawRowView(s.lo + i)
		for j, p := range predicted.RawRowView(i) {
			e := min(max(p, -1), 1) - y[j]
			sums[j] += e * e
		}
	}
	return sums
}

// describe says what a regression of all pairs is.
func (r *regression) describe(fit *mat.Dense, ridge, crossError float64) *Linear {
	n, _ := r.y.Dims()
	l := &Linear{Weight: policy.NewMatrix(r.k, r.d), Bias: make([]float64, r.k), Ridge: ridge, Deviation: r.squaredErrors(fit, span{0, n})}
	for j := range r.k {
		for i := range r.d {
			l.Weight.Row(j)[i] = fit.At(i, j)
		}
		l.Bias[j] = fit.At(r.d, j)
		l.Deviation[j] = math.Sqrt(l.Deviation[j] / float64(n))
	}
	if v := r.variation(); v > 0 {
		l.Explained = 1 - crossError/v
	}
	return l
}

// variation is Σ (y − mean)² over all coordinates.
func (r *regression) variation() float64 {
	n, _ := r.y.Dims()
	var sum float64
	for j := range r.k {
		mean := mat.Sum(r.y.ColView(j)) / float64(n)
		for i := range n {
			e := r.y.At(i, j) - mean
			sum += e * e
		}
	}
	return sum
}
