package clone

import (
	"math"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/loss"
)

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
func (v *interval) add(mean, norm float64, shards []*shard) {
	v.Steps++
	v.Loss += mean
	v.GradNorm += norm
	for _, s := range shards {
		l, ok := s.loss.(loss.Solved)
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

// line is the interval as a line of metrics: means over its steps, the gradient's norm before clipping.
func (v *interval) line(step int64, epoch uint64, rate float64) agents.Line {
	l := agents.Line{
		{Name: "step", Value: step}, {Name: "epoch", Value: epoch}, {Name: "loss", Value: v.Loss / float64(v.Steps)},
		{Name: "grad_norm", Value: v.GradNorm / float64(v.Steps)}, {Name: "rate", Value: rate},
	}
	if v.Solves == 0 {
		return l
	}
	if v.Certified > 0 {
		l = l.Add("gap", v.Gap/float64(v.Certified))
	}
	l = l.Add("no_bound", 1-float64(v.Certified)/float64(v.Solves)) // share of the inner problems whose gap is unknown
	return l.Add("iters", float64(v.Iters)/float64(v.Solves))
}

// Recent is a line of metrics about the steps since the one before, which it forgets.
func (l *Learner) Recent() agents.Line {
	line := l.state.Recent.line(l.at(), l.state.Sampler.Epoch, l.o.Schedule.At(l.state.Step-1))
	l.state.Recent = interval{}
	return line
}

// Start is the first line of metrics of a fold: what there is to learn from.
func (l *Learner) Start() agents.Line {
	line := agents.Line{{Name: "step", Value: l.at()}}.AddNonzero("round", float64(l.fold)).
		Add("episodes", l.data.Episodes()).Add("train_pairs", len(l.split.Train)).Add("valid_pairs", len(l.split.Valid)).
		Add("reserved", l.split.Reserved).Add("weights", l.policy.Params().Count())
	if l.policy.Base() != nil {
		line = line.Add("linear_explained", l.explained)
	}
	return line
}
