package multilabel

// Scores are the measures of a multilabel prediction, each in [0,1]. An F1 whose denominator is zero (no label is
// there and none was predicted) is 1 for a row and 0 for a label, the usual conventions.
type Scores struct {
	Rows     int     `json:"rows"`
	Label    float64 `json:"label_accuracy"`  // share of labels that are right: 1 − Hamming loss
	Subset   float64 `json:"subset_accuracy"` // share of rows with every label right
	MicroF1  float64 `json:"micro_f1"`        // of all labels of all rows together
	MacroF1  float64 `json:"macro_f1"`        // mean of the labels' F1
	SampleF1 float64 `json:"sample_f1"`       // mean of the rows' F1
}

// Report is the scores of an evaluation, and whose rows they are of.
type Report struct {
	Split string `json:"split"` // train or test
	Scores
}

// Measure is the Report of answers to rows of this task (n×k).
func (t *Task) Measure(answers, labels []float64) any {
	return &Report{Split: t.split.String(), Scores: Measure(answers, labels, t.question.k)}
}

// Measure compares predictions with the truth, both 0 or 1, k labels to a row (n×k).
func Measure(pred, truth []float64, k int) Scores {
	if len(pred) != len(truth) || k < 1 || len(pred)%k != 0 {
		panic("multilabel: Measure: predictions and truth of different shapes")
	}
	s := Scores{Rows: len(pred) / k}
	if s.Rows == 0 {
		return s
	}
	var all counts
	labels := make([]counts, k)
	right := 0
	for row := range s.Rows {
		var own counts
		for i := range k {
			p, y := pred[row*k+i] == 1, truth[row*k+i] == 1
			own.add(p, y)
			labels[i].add(p, y)
			all.add(p, y)
			if p == y {
				right++
			}
		}
		if own.wrong == 0 {
			s.Subset++
		}
		s.SampleF1 += own.f1(1)
	}
	for _, l := range labels {
		s.MacroF1 += l.f1(0)
	}
	n := float64(s.Rows)
	s.Label = float64(right) / (n * float64(k))
	s.Subset /= n
	s.SampleF1 /= n
	s.MacroF1 /= float64(k)
	s.MicroF1 = all.f1(0)
	return s
}

// counts are the true positives of some predictions, and those that are wrong.
type counts struct{ hits, wrong int }

func (c *counts) add(pred, truth bool) {
	if pred && truth {
		c.hits++
	}
	if pred != truth {
		c.wrong++
	}
}

// f1 is 2·hits / (2·hits + wrong), or none where that is 0/0.
func (c counts) f1(none float64) float64 {
	if c.hits == 0 && c.wrong == 0 {
		return none
	}
	return 2 * float64(c.hits) / float64(2*c.hits+c.wrong)
}
