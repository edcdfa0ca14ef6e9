package agents

import (
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/multilabel"
)

// LabelScores are the measures of a multilabel classification, over the rows that were evaluated.
type LabelScores struct {
	Split string `json:"split"` // whose rows: train or test
	multilabel.Scores
}

// answer notes which labels an episode's row has and which ones the policy named, where the task is one of labels.
func (r *EpisodeRow) answer(e envs.Env) {
	task, ok := envs.As[*multilabel.Task](e)
	if !ok {
		return
	}
	r.Named, r.Labels = ones(task.Answer()), ones(task.Labels())
}

// ones lists the coordinates that are 1; empty, but not nil, where there are none.
func ones(y []float64) []int {
	list := []int{}
	for i, x := range y {
		if x == 1 {
			list = append(list, i)
		}
	}
	return list
}

// labelScores measures the answers of all rows; nil where the task is none of labels.
func labelScores(e envs.Env, rows []EpisodeRow) *LabelScores {
	task, ok := envs.As[*multilabel.Task](e)
	if !ok {
		return nil
	}
	k := len(task.Spec().Act)
	named, truth := make([]float64, len(rows)*k), make([]float64, len(rows)*k)
	for i, r := range rows {
		for _, j := range r.Named {
			named[i*k+j] = 1
		}
		for _, j := range r.Labels {
			truth[i*k+j] = 1
		}
	}
	return &LabelScores{Split: task.Split().String(), Scores: multilabel.Measure(named, truth, k)}
}
