package grid

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/suite"
	"github.com/fenchel-gym/fenchel/policy"
)

// recordingOf records episodes of random actions on a pendulum.
func recordingOf(t *testing.T, dir string, episodes int) *Recording {
	t.Helper()
	newEnv, err := suite.Make("pendulum:horizon=5")
	if err != nil {
		t.Fatal(err)
	}
	e := newEnv()
	return &Recording{
		Dir: filepath.Join(dir, "data"), Env: e, Actor: policy.NewRandom(e.Spec().Action), Who: demos.Actor{Name: "random"},
		Seed: 3, Episodes: episodes, PerFile: 2, Progress: func(string, int, int) {},
	}
}

// digestOf is the hash of the pairs that a recording holds.
func digestOf(t *testing.T, r *Recording) string {
	t.Helper()
	pairs, err := r.Make(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer pairs.Close()
	return pairs.Digest()
}

// TestRecordingsAreTakenUp: an interrupted recording goes on to the episodes of an undisturbed one, and what is complete
// is not recorded again.
func TestRecordingsAreTakenUp(t *testing.T) {
	want := digestOf(t, recordingOf(t, t.TempDir(), 5))
	dir := t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	r := recordingOf(t, dir, 5)
	r.Progress = func(_ string, done, of int) {
		if of != 5 {
			t.Errorf("%d of %d episodes", done, of)
		}
		cancel()
	}
	if _, err := r.Make(ctx); err != context.Canceled {
		t.Fatalf("interrupted: %v", err)
	}
	if got := digestOf(t, recordingOf(t, dir, 5)); got != want {
		t.Error("an interrupted recording went on to other episodes")
	}
	r = recordingOf(t, dir, 5)
	r.Progress = func(string, int, int) { t.Error("a complete recording was recorded again") }
	if got := digestOf(t, r); got != want {
		t.Error("a complete recording changed")
	}
}

// TestFirstEpisodesAreTheSame however many are played.
func TestFirstEpisodesAreTheSame(t *testing.T) {
	r := recordingOf(t, t.TempDir(), 1)
	rollout := envs.NewRollout(r.Env, r.Actor)
	all, second := Play(rollout, 3, 0, 3), Play(rollout, 3, 1, 1)
	if a, b := all[1].Return(), second[0].Return(); a != b || second[0].Index != 1 {
		t.Errorf("episode 1 returns %v alone and %v among others", b, a)
	}
	if all[0].Return() == all[1].Return() {
		t.Error("two episodes are the same")
	}
}

// TestIncompleteRecordingsAreRefused: the first n episodes would be others than those of the benchmark.
func TestIncompleteRecordingsAreRefused(t *testing.T) {
	dir := t.TempDir()
	digestOf(t, recordingOf(t, dir, 6))
	if err := os.Remove(filepath.Join(dir, "data", "episodes-000002-000003.mcap")); err != nil {
		t.Fatal(err)
	}
	_, err := recordingOf(t, dir, 6).Make(t.Context())
	if _, incomplete := errors.AsType[*demos.IncompleteError](err); !incomplete {
		t.Errorf("error %v", err)
	}
}
