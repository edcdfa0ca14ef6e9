package agents

import "math"

// interval sums what the steps since the last line of metrics had to say.
type interval struct {
	Steps     int     `json:"steps"`
	Loss      float64 `json:"loss"`
	GradNorm  float64 `json:"grad_norm"`
	Solves    int     `json:"solves"`
	Certified int     `json:"certified"` // solves whose gap is finite
	Gap       float64 `json:"gap"`       // of those
	Iters     int     `json:"iters"`
}

// add takes in a step. Rows are visited in their order, so the sums are the same for any number of workers.
func (v *interval) add(loss, norm float64, shards []*shard) {
	v.Steps++
	v.Loss += loss
	v.GradNorm += norm
	for _, s := range shards {
		l, ok := s.loss.(solver)
		if !ok {
			return
		}
		_, reports := l.Argmax()
		for _, r := range reports {
			v.Solves++
			v.Iters += r.Iters
			if !math.IsInf(r.Gap, 1) {
				v.Certified++
				v.Gap += r.Gap
			}
		}
	}
}

// StepLine is a line of metrics.jsonl about the steps since the line before.
type StepLine struct {
	Step     int      `json:"step"`
	Epoch    uint64   `json:"epoch"`
	Loss     float64  `json:"loss"`      // mean over the interval
	GradNorm float64  `json:"grad_norm"` // before clipping, mean over the interval
	Rate     float64  `json:"rate"`      // step size of the last step
	Gap      *float64 `json:"gap,omitempty"`
	NoBound  *float64 `json:"no_bound,omitempty"` // share of the inner problems whose gap is unknown
	Iters    *float64 `json:"iters,omitempty"`    // of an inner problem
}

// ValidLine is a line of metrics.jsonl about a validation.
type ValidLine struct {
	Step  int     `json:"step"`
	Error float64 `json:"valid_error"` // of the decoded action, mean over the reserved pairs
	Best  bool    `json:"best"`        // the least so far: these weights are kept
}

// StartLine is the first line of metrics.jsonl: what there is to learn from.
type StartLine struct {
	Step     int    `json:"step"`
	Round    int    `json:"round,omitempty"` // of DAgger
	Episodes int    `json:"episodes"`
	Train    int    `json:"train_pairs"`
	Valid    int    `json:"valid_pairs"`
	Reserved string `json:"reserved"`
	Weights  int    `json:"weights"`
}

// line is the interval as a line of metrics.
func (v *interval) line(step int, epoch uint64, rate float64) StepLine {
	l := StepLine{Step: step, Epoch: epoch, Rate: rate, Loss: v.Loss / float64(v.Steps), GradNorm: v.GradNorm / float64(v.Steps)}
	if v.Solves == 0 {
		return l
	}
	iters, noBound := float64(v.Iters)/float64(v.Solves), 1-float64(v.Certified)/float64(v.Solves)
	l.Iters, l.NoBound = &iters, &noBound
	if v.Certified > 0 {
		gap := v.Gap / float64(v.Certified)
		l.Gap = &gap
	}
	return l
}
