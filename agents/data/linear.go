package data

import (
	"math"
	"slices"

	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/net"
	"gonum.org/v1/gonum/mat"
)

// Linear is a linear regression of the action on the standardized observation, y ≈ B·x + b, in normalized coordinates.
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
	linearFolds = 5       // of the cross-validation: groups of episodes, or time blocks of a single one
	linearRows  = 100_000 // at most that many pairs are fitted, evenly spaced
)

// FitLinear fits a linear regression to the pairs in rows (ascending) by ridge regression,
//
//	min_{B,b} Σ_t ‖B·x_t + b − y_t‖² + λ·n·‖B‖²
//
// with the λ that predicts best what it has not seen (Hastie, Tibshirani, Friedman: The Elements of Statistical
// Learning, 3.4.1 and 7.10). Pairs of one episode resemble each other, so whole episodes are left out at a time.
func (d *Pairs) FitLinear(list []int32, standardize *net.Standardizer) (*Linear, error) {
	folds, err := d.moments(list, standardize)
	if err != nil {
		return nil, err
	}
	all := newSecondMoments(d.d, d.k)
	for _, f := range folds {
		all.add(1, f)
	}
	best, least := math.NaN(), math.Inf(1)
	for _, ridge := range ridges {
		if e := crossError(all, folds, ridge); e < least {
			best, least = ridge, e
		}
	}
	fit, ok := all.solve(best)
	if !ok {
		return &Linear{Explained: math.Inf(-1)}, nil
	}
	return d.linear(all, fit, best, least), nil
}

// crossError sums the squared errors on each fold of the regression that is fitted to the others.
func crossError(all *secondMoments, folds []*secondMoments, ridge float64) float64 {
	var sum float64
	rest := newSecondMoments(all.d, all.k)
	for _, f := range folds {
		rest.reset()
		rest.add(1, all)
		rest.add(-1, f)
		fit, ok := rest.solve(ridge)
		if !ok {
			return math.Inf(1)
		}
		for j := range all.k {
			sum += f.squaredError(fit, j)
		}
	}
	return sum
}

// linear describes the regression that was fitted to all.
func (d *Pairs) linear(all *secondMoments, fit *mat.Dense, ridge, crossError float64) *Linear {
	l := &Linear{Weight: policy.NewMatrix(d.k, d.d), Bias: make([]float64, d.k), Ridge: ridge, Deviation: make([]float64, d.k)}
	var variance float64
	for j := range d.k {
		for i := range d.d {
			l.Weight.Row(j)[i] = fit.At(i, j)
		}
		l.Bias[j] = fit.At(d.d, j)
		l.Deviation[j] = math.Sqrt(max(all.squaredError(fit, j), 0) / all.n)
		mean := all.xy.At(d.d, j) / all.n
		variance += all.yy[j] - all.n*mean*mean
	}
	if variance > 0 {
		l.Explained = 1 - crossError/variance
	}
	return l
}

// moments are those of each fold.
func (d *Pairs) moments(list []int32, standardize *net.Standardizer) ([]*secondMoments, error) {
	list = thin(list, linearRows)
	fold := d.folds(list)
	folds := make([]*secondMoments, 1+slices.Max(fold))
	for i := range folds {
		folds[i] = newSecondMoments(d.d, d.k)
	}
	from := d.Gatherer()
	obs, act := policy.NewMatrix(gatherRows, d.d), policy.NewMatrix(gatherRows, d.k)
	x, standard := mat.NewDense(gatherRows, d.d+1, nil), make([]float32, d.d)
	for lo := 0; lo < len(list); {
		n := 1
		for n < gatherRows && lo+n < len(list) && fold[lo+n] == fold[lo] {
			n++
		}
		if err := from.Gather(obs, act, list[lo:lo+n]); err != nil {
			return nil, err
		}
		for i := range n {
			standardize.ApplyRow(standard, obs.Row(i))
			row := x.RawRowView(i)
			for c, z := range standard {
				row[c] = float64(z)
			}
			row[d.d] = 1
		}
		folds[fold[lo]].gather(x.Slice(0, n, 0, d.d+1).(*mat.Dense), mat.NewDense(n, d.k, act.Data[:n*d.k]))
		lo += n
	}
	return folds, nil
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
