package agents_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/agents"
)

// TestConcludeHoldsTheLock: what is written at the end of a run is written before another can begin in its directory, and
// an error of it is Train's.
func TestConcludeHoldsTheLock(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	tr, failed := cloning(t, dir), errors.New("no room for a report")
	tr.Conclude = func(trained *agents.Trained) error {
		if _, err := os.Stat(filepath.Join(dir, agents.PolicyFile)); err != nil || trained.Steps != 60 {
			t.Errorf("after %d steps: %v", trained.Steps, err)
		}
		other := cloning(t, dir)
		other.Run.Resume = true
		if _, err := other.Train(context.Background()); err == nil || !strings.Contains(err.Error(), "is being written by another run") {
			t.Errorf("another run meanwhile: error %v", err)
		}
		return failed
	}
	if _, err := tr.Train(context.Background()); !errors.Is(err, failed) {
		t.Errorf("error %v", err)
	}
	after := cloning(t, dir)
	after.Run.Resume = true
	if trained, err := after.Train(context.Background()); err != nil || trained.Now != 0 {
		t.Errorf("afterwards: %v, %v", trained, err)
	}
}

// TestConcludeIsForWholeRuns: an interrupted run has nothing to conclude.
func TestConcludeIsForWholeRuns(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	tr := cloning(t, filepath.Join(t.TempDir(), "run"))
	tr.Progress = func(agents.Progress) { stop() }
	tr.Conclude = func(*agents.Trained) error { t.Error("concluded"); return nil }
	if _, err := tr.Train(ctx); !errors.Is(err, agents.ErrInterrupted) {
		t.Errorf("error %v", err)
	}
}
