package multilabel

import (
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/multilabel"
	"github.com/fenchel-gym/fenchel/policy"
)

// Predictions are the labels that one policy named for the test rows, by how many of each row are wrong and right.
type Predictions struct {
	multilabel.Scores
	Wrong []uint16 `json:"wrong"` // labels of each row
	Hits  []uint16 `json:"hits"`  // labels of each row that it has and that were named
}

// label is the share of right labels of each row.
func (a *Predictions) label(k int) []float64 {
	xs := make([]float64, len(a.Wrong))
	for i, w := range a.Wrong {
		xs[i] = 1 - float64(w)/float64(k)
	}
	return xs
}

// f1 is the F1 score of each row, 1 where none is there and none was named.
func (a *Predictions) f1() []float64 {
	xs := make([]float64, len(a.Wrong))
	for i, w := range a.Wrong {
		xs[i] = 1
		if h := a.Hits[i]; h+w > 0 {
			xs[i] = 2 * float64(h) / float64(2*h+w)
		}
	}
	return xs
}

// predict names the labels of some rows and counts how many are right.
func predict(p *policy.Network, x, y []float64, rows int) Predictions {
	k := len(y) / rows
	act := make([]float64, rows*k)
	p.Reset(envs.Stream(0, envs.Evaluation, 0))
	p.ActBatch(act, x, rows)
	a := Predictions{Wrong: make([]uint16, rows), Hits: make([]uint16, rows)}
	for i := range act {
		named := 0.0
		if act[i] > 0.5 {
			named = 1
		}
		act[i] = named
		switch row := i / k; {
		case named != y[i]:
			a.Wrong[row]++
		case named == 1:
			a.Hits[row]++
		}
	}
	a.Scores = multilabel.Measure(act, y, k)
	return a
}
