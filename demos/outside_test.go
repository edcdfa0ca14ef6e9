package demos_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
)

var errGone = errors.New("the simulator is gone")

// fragile breaks down in its third episode.
type fragile struct {
	envs.Env
	episodes int
	closed   *bool
}

func (f *fragile) Unwrap() envs.Env { return f.Env }
func (f *fragile) Close() error     { *f.closed = true; return nil }

func (f *fragile) Step(obs, act []float64) (float64, envs.End) {
	reward, end := f.Env.Step(obs, act)
	if end != envs.Running {
		f.episodes++
	}
	return reward, end
}

func (f *fragile) Err() error {
	if f.episodes > 2 {
		return errGone
	}
	return nil
}

// TestRecordAllKeepsWhatWasWhole: the episodes before a break-down are saved, also in a file that is not full, the one that
// broke off is not.
func TestRecordAllKeepsWhatWasWhole(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "drift")
	r, err := demos.Create(dir, manifest(), demos.DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	saved, done := 0, false
	err = r.RecordAll(context.Background(), demos.Session{
		Episodes: 9, Workers: 1, Batch: 5,
		NewRollout: func() *envs.Rollout {
			whole := newRollout()
			return envs.NewRollout(&fragile{Env: whole.Env(), closed: &done}, whole.Policy())
		},
		Keep:  func(*envs.Rollout, *demos.Demonstration) bool { return true },
		Saved: func(*demos.Demonstration) { saved++ },
	})
	closed(t, r)
	if !errors.Is(err, errGone) || saved != 2 || open(t, dir).Len() != 2 {
		t.Errorf("error %v, %d saved, %d in the data set: want %v and 2", err, saved, open(t, dir).Len(), errGone)
	}
}
