package eval

import "github.com/fenchel-gym/fenchel/envs"

// Labeler is an optional power of a task whose every episode names the labels of one row, 1 for those that are there
// and 0 for the others. Evaluate then notes them in each Row, and what all of them amount to in the Result.
type Labeler interface {
	Answer() []float64                       // what the finished episode named (k)
	Labels() []float64                       // what is right (k)
	Measure(predicted, labels []float64) any // the scores of n rows (n×k), as an object of JSON
}

// label notes which labels an episode's row has and which ones the policy named, where the task has labels.
func (r *Row) label(e envs.Env) {
	if task, ok := envs.As[Labeler](e); ok {
		r.Named, r.Labels = ones(task.Answer()), ones(task.Labels())
	}
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

// labelScores measures the predictions of all rows; nil where the task has no labels.
func labelScores(e envs.Env, rows []Row) any {
	task, ok := envs.As[Labeler](e)
	if !ok {
		return nil
	}
	k := len(e.Spec().Act)
	predicted, labels := make([]float64, len(rows)*k), make([]float64, len(rows)*k)
	for i, r := range rows {
		for _, j := range r.Named {
			predicted[i*k+j] = 1
		}
		for _, j := range r.Labels {
			labels[i*k+j] = 1
		}
	}
	return task.Measure(predicted, labels)
}
