package eval

import (
	"bytes"
	"context"
	"testing"

	"github.com/fenchel-gym/fenchel/agents/toy"
	"github.com/fenchel-gym/fenchel/envs"
)

// scored is the toy task, measured by its last reward.
type scored struct {
	envs.Env
	last float64
}

func (s *scored) Unwrap() envs.Env { return s.Env }

func (s *scored) Score() float64 { return s.last }

func (s *scored) Step(obs, act []float64) (float64, envs.End) {
	reward, end := s.Env.Step(obs, act)
	s.last = reward
	return reward, end
}

// TestScoresAreWhatIsMeasured: where a task is a Scorer, statistics are those of the scores, and rows keep both.
func TestScoresAreWhatIsMeasured(t *testing.T) {
	o := Default()
	o.Episodes, o.Bootstrap.Resamples = 10, 50
	r, err := Evaluate(context.Background(), func() envs.Env { return &scored{Env: toy.New()} }, toy.NewExpert, o)
	if err != nil {
		t.Fatal(err)
	}
	var sum float64
	for i, row := range r.Rows {
		if row.Score == nil || *row.Score == row.Return || r.Measures()[i] != *row.Score {
			t.Fatalf("row %d: %+v, measured by %v", i, row, r.Measures()[i])
		}
		sum += *row.Score
	}
	if d := r.Mean - sum/10; r.Measure != "score" || d > 1e-12 || d < -1e-12 {
		t.Errorf("measure %q, mean %v, want the mean score %v", r.Measure, r.Mean, sum/10)
	}
	plain := evaluate(t, toy.NewExpert, nil)
	if plain.Measure != "" || bytes.Contains(asJSON(t, plain), []byte("score")) {
		t.Errorf("a task without a score has one: %q", plain.Measure)
	}
}
