package demos_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/internal/parallel"
)

// TestRecordAllIsTheSameForAnyNumberOfWorkers compares the files, of which some episodes were left out.
func TestRecordAllIsTheSameForAnyNumberOfWorkers(t *testing.T) {
	var first map[string]string
	for _, workers := range []int{1, 2, 5} {
		dir := filepath.Join(t.TempDir(), "drift")
		r, err := demos.Create(dir, manifest(), demos.DefaultOptions())
		if err != nil {
			t.Fatal(err)
		}
		var saved []uint64
		err = r.RecordAll(t.Context(), demos.Session{
			Episodes: 7, Workers: workers, Batch: 3, NewRollout: newRollout,
			Keep: func(r *envs.Rollout, d *demos.Demonstration) bool {
				d.Tags = []string{"kept"}
				return d.Index%3 != 1 && r.Steps() == d.Len()
			},
			Saved: func(d *demos.Demonstration) { saved = append(saved, d.Index) },
		})
		if err != nil {
			t.Fatal(err)
		}
		if number, index := r.Next(); number != 7 || index != 10 {
			t.Errorf("%d workers: the next episode is %d of stream %d", workers, number, index)
		}
		closed(t, r)
		if diff := cmp.Diff([]uint64{0, 2, 3, 5, 6, 8, 9}, saved); diff != "" {
			t.Errorf("%d workers: %s", workers, diff)
		}
		got := files(t, dir)
		if first == nil {
			first = got
		}
		if diff := cmp.Diff(first, got); diff != "" || len(got) != 4 {
			t.Errorf("%d workers, %d files: %s", workers, len(got), diff)
		}
	}
}

// TestRecordAllStops saves what was under way when it is told to stop.
func TestRecordAllStops(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "drift")
	r, err := demos.Create(dir, manifest(), demos.DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	saved := 0
	err = r.RecordAll(ctx, demos.Session{
		Episodes: 1 << 20, Workers: 2, Batch: 1, NewRollout: newRollout,
		Keep:  func(*envs.Rollout, *demos.Demonstration) bool { return true },
		Saved: func(*demos.Demonstration) { saved++; cancel() },
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v: want that it was canceled", err)
	}
	closed(t, r)
	if d := open(t, dir); d.Len() != saved || saved < 1 || saved > 10 {
		t.Errorf("%d episodes, %d were said to be saved", d.Len(), saved)
	}
	if v := verify(t, dir); len(v.Problems) > 0 {
		t.Error(v.Problems)
	}
}

// TestRecordAllReportsTheEpisode stops at the first episode that cannot be saved.
func TestRecordAllReportsTheEpisode(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "drift")
	r, err := demos.Create(dir, manifest(), demos.DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	defer closed(t, r)
	err = r.RecordAll(t.Context(), demos.Session{
		Episodes: 10, Workers: 2, Batch: 1, NewRollout: newRollout,
		Keep: func(_ *envs.Rollout, d *demos.Demonstration) bool {
			if d.Index == 3 {
				d.End = envs.Diverged + 1
			}
			return true
		},
		Saved: func(*demos.Demonstration) {},
	})
	if err == nil || err.Error() != dir+": episode 3: an unknown end, number 5" {
		t.Errorf("error %v", err)
	}
	if number, _ := r.Next(); number != 3 {
		t.Errorf("%d episodes were saved: want 3", number)
	}
}

// TestPanicOfAWorkerIsTheCallers: what one worker panics with, RecordAll does, also where it makes what it plays with.
func TestPanicOfAWorkerIsTheCallers(t *testing.T) {
	keep := func(*envs.Rollout, *demos.Demonstration) bool { panic("broken") }
	for name, s := range map[string]demos.Session{
		"an episode": {NewRollout: newRollout, Keep: keep},
		"a rollout":  {NewRollout: func() *envs.Rollout { panic("broken") }, Keep: keep},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := demos.Create(filepath.Join(t.TempDir(), "drift"), manifest(), demos.DefaultOptions())
			if err != nil {
				t.Fatal(err)
			}
			defer closed(t, r)
			defer func() {
				if p, ok := recover().(*parallel.Panic); !ok || p.Value != "broken" {
					t.Errorf("recovered %v", p)
				}
			}()
			s.Episodes, s.Workers, s.Batch, s.Saved = 3, 2, 1, func(*demos.Demonstration) {}
			r.RecordAll(t.Context(), s)
			t.Error("RecordAll returned")
		})
	}
}

// endless is a task whose episodes do not end.
type endless struct{ envs.Env }

func (e endless) Step(obs, act []float64) (float64, envs.End) { return 0, envs.Running }

// TestRecordAllEndsInALongEpisode: the end of the context does not wait for the end of the episode, which is not saved.
func TestRecordAllEndsInALongEpisode(t *testing.T) {
	r, err := demos.Create(filepath.Join(t.TempDir(), "drift"), manifest(), demos.DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	defer closed(t, r)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	err = r.RecordAll(ctx, demos.Session{
		Episodes: 1, Workers: 2, Batch: 1,
		NewRollout: func() *envs.Rollout {
			rollout := newRollout()
			return envs.NewRollout(endless{rollout.Env()}, rollout.Policy())
		},
		Keep:  func(*envs.Rollout, *demos.Demonstration) bool { return true },
		Saved: func(*demos.Demonstration) { t.Error("an episode that has not ended was saved") },
	})
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v", err)
	}
}

// TestHopelessSessionsEnd with what was saved, and say after how many episodes.
func TestHopelessSessionsEnd(t *testing.T) {
	r, err := demos.Create(filepath.Join(t.TempDir(), "drift"), manifest(), demos.DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	defer closed(t, r)
	saved := 0
	err = r.RecordAll(t.Context(), demos.Session{
		Episodes: 5, Workers: 2, Batch: 4, NewRollout: newRollout, Misses: 6,
		Keep:  func(_ *envs.Rollout, d *demos.Demonstration) bool { return d.Index < 2 },
		Saved: func(*demos.Demonstration) { saved++ },
	})
	if hopeless, ok := errors.AsType[*demos.HopelessError](err); !ok || hopeless.Played != 6 || saved != 2 {
		t.Errorf("%d episodes are saved: %v", saved, err)
	}
}
