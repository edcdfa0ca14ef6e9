package data

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// Linear is a linear regression of the action on the standardized observation, y ≈ B·x + b, in normalized coordinates,
// where boxes are [−1,1]^k. Beyond a bound the action is the bound.
type Linear struct {
	Weight    policy.Matrix // B (k×d)
	Bias      []float64     // b (k)
	Ridge     float64       // λ of the regression
	Deviation []float64     // root mean square of what it leaves of each coordinate (k)

	// Explained is the share of the actions' variance that the regression explains on episodes which it was not fitted to,
	// by cross-validation: 1 where it is exact, below 0 where the mean action is better, −Inf where nothing can be fitted.
	Explained float64
}

// ridges are the λ that are tried.
var ridges = []float64{1e-4, 1e-3, 1e-2, 1e-1, 1}

const (
	linearFolds = 5      // of the cross-validation: groups of episodes, or time blocks of a single one
	linearRows  = 10_000 // at most that many pairs are fitted, evenly spaced
)

// FitLinear fits a linear regression to the pairs in rows (ascending), with an action in a box. It minimizes
//
//	min_{B,b} Σ_t Σ_j e_j(B·x_t + b, y_t)² + λ·n·‖B‖²
//
// where e_j is the error of coordinate j, and 0 where y_j is a bound and the prediction lies beyond it: what an expert
// would do without bounds is unknown there (a censored regression; also the Fenchel-Young loss of a linear policy). λ is
// the one of the ridge regression that predicts best what it has not seen (Hastie, Tibshirani, Friedman: The Elements
// of Statistical Learning, 3.4.1 and 7.10). Pairs of one episode resemble each other, so whole episodes are left out.
func (d *Pairs) FitLinear(list []int32, standardize *net.Standardizer) (*Linear, error) {
	r, err := d.regression(thin(list, linearRows), standardize)
	if err != nil {
		return nil, err
	}
	best, least := math.NaN(), math.Inf(1)
	for _, ridge := range ridges {
		if e := r.crossError(ridge, 0); e < least {
			best, least = ridge, e
		}
	}
	fit, ok := r.fit(span{}, best, censoredRounds)
	if !ok {
		return &Linear{Explained: math.Inf(-1)}, nil
	}
	return r.describe(fit, best, r.crossError(best, censoredRounds)), nil
}

// regression reads the pairs and groups them.
func (d *Pairs) regression(list []int32, standardize *net.Standardizer) (*regression, error) {
	n := len(list)
	r := &regression{d: d.d, k: d.k, x: mat.NewDense(n, d.d+1, nil), y: mat.NewDense(n, d.k, nil), folds: spansOf(d.folds(list))}
	from := d.Gatherer()
	obs, standard := policy.NewMatrix(gatherRows, d.d), make([]float32, d.d)
	for lo := 0; lo < n; lo += gatherRows {
		hi := min(lo+gatherRows, n)
		act := policy.Matrix{Rows: hi - lo, Cols: d.k, Data: r.y.RawMatrix().Data[lo*d.k : hi*d.k]}
		if err := from.Gather(obs, act, list[lo:hi]); err != nil {
			return nil, err
		}
		for i := lo; i < hi; i++ {
			standardize.ApplyRow(standard, obs.Row(i-lo))
			row := r.x.RawRowView(i)
			for c, z := range standard {
				row[c] = float64(z)
			}
			row[d.d] = 1
		}
	}
	for _, f := range r.folds {
		r.grams = append(r.grams, r.gram(f))
	}
	return r, nil
}

// thin keeps at most n rows, evenly spaced.
func thin(list []int32, n int) []int32 {
	step := (len(list) + n - 1) / n
	if step <= 1 {
		return list
	}
	var kept []int32
	for i := 0; i < len(list); i += step {
		kept = append(kept, list[i])
	}
	return kept
}

// folds assigns each row to a fold: groups of episodes that follow each other, or time blocks of a single episode.
func (d *Pairs) folds(list []int32) []int {
	group := make([]int, len(list)) // number of the row's episode among those in the list
	episode, groups := 0, 0
	for i, row := range list {
		for int(row) >= d.ends[episode] {
			episode++
		}
		if first, _ := d.span(episode); i > 0 && int(list[i-1]) < first {
			groups++
		}
		group[i] = groups
	}
	groups++
	if groups == 1 {
		for i := range group {
			group[i] = i * linearFolds / len(list)
		}
		return group
	}
	for i, g := range group {
		group[i] = g * min(groups, linearFolds) / groups
	}
	return group
}

// span is rows lo to hi−1.
type span struct{ lo, hi int }

// spansOf are the runs of equal folds.
func spansOf(fold []int) []span {
	var spans []span
	for lo := 0; lo < len(fold); {
		hi := lo + 1
		for hi < len(fold) && fold[hi] == fold[lo] {
			hi++
		}
		spans = append(spans, span{lo, hi})
		lo = hi
	}
	return slices.Clip(spans)
}
