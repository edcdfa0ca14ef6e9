package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"path/filepath"
	"syscall"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/agents/dagger"
	"github.com/fenchel-gym/fenchel/agents/data"
	"github.com/fenchel-gym/fenchel/internal/disk"
	"github.com/fenchel-gym/fenchel/internal/disk/disktest"
)

// faultSteps is the length of a run every call of which is to fail once.
const faultSteps = 8

// trainFaults lets every call of a run to its disk fail, once or for good, in half of the cases with Ctrl-C on the
// way, and cuts the power in different ways. The run says what failed; resumed, it goes on no further back than its
// last checkpoint and ends with the bytes of an undisturbed run.
func trainFaults(s *soak) (string, error) {
	data, err := demonstrations(3)
	if err != nil {
		return "", err
	}
	return faulted(s, s.rounds(40), faultSteps, func(d disk.FS, stop int) outcome { return attempt(s.ctx, "run", d, data, stop) })
}

// daggerFaults does the same to runs of DAgger.
func daggerFaults(s *soak) (string, error) {
	const steps = 4
	return faulted(s, s.rounds(10), steps*(1+daggerRounds), func(d disk.FS, stop int) outcome {
		data, err := demonstrations(2) // it grows
		if err != nil {
			return outcome{err: err}
		}
		return goOn(s.ctx, daggerTraining(training("run", d, data, steps)), stop)
	})
}

// faulted tries a run of a number of steps again and again, with another call failing.
func faulted(s *soak, crashes, steps int, try func(d disk.FS, stop int) outcome) (string, error) {
	whole := disktest.NewMemory()
	undisturbed := &disktest.Faulty{FS: whole}
	if a := try(undisturbed, 0); a.err != nil {
		return "", a.err
	}
	want, err := memoryTree(whole, "run")
	if err != nil {
		return "", err
	}
	b, runs := faultedRun{try, steps, want}, 0
	stride := max(1, int(0.05/s.scale)) // a moment's trial takes a part of the calls
	for _, fault := range append(faults, syscall.EDQUOT) {
		for _, sticky := range []bool{false, true} {
			for crash := range crashes {
				if s.ctx.Err() != nil {
					return "", s.ctx.Err()
				}
				for k := 1; k <= undisturbed.Calls(); k += stride {
					rng, stop := rand.New(rand.NewPCG(s.seed, uint64(crash)<<32|uint64(k))), 0
					if (crash+k)%2 == 1 {
						stop = 1 + rng.IntN(steps)
					}
					if err := b.run(&disktest.Faulty{At: k, Err: fault, Sticky: sticky}, stop, rng); err != nil {
						return "", fmt.Errorf("fault %v at call %d (for good: %v), crash %d: %w", fault, k, sticky, crash, err)
					}
					runs++
				}
			}
		}
	}
	return fmt.Sprintf("%d runs with a failing call and a power cut, all end with the same bytes", runs), nil
}

// outcome is how a run ended, how far it is known to have come, and where it began.
type outcome struct {
	first, last int // steps that were reported; 0 for none
	every       int // steps from one checkpoint to the next
	err         error
}

// attempt goes on with the run in dir, interrupted after the step stop unless that is 0.
func attempt(ctx context.Context, dir string, d disk.FS, data *data.Pairs, stop int) outcome {
	t := training(dir, d, data, faultSteps)
	return goOn(ctx, &t, stop)
}

func goOn(ctx context.Context, t *agents.Training, stop int) (a outcome) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	t.Sources.Workers, t.Clock = 1, nil
	a.every = int(t.Options.Plan().Checkpoint)
	t.Progress = func(p agents.Progress) {
		if a.first == 0 {
			a.first = int(p.Done)
		}
		if a.last = int(p.Done); stop > 0 && a.last >= stop {
			cancel()
		}
	}
	_, a.err = t.Train(ctx)
	return a
}

// faultedRun is a run one of whose calls fails.
type faultedRun struct {
	try   func(d disk.FS, stop int) outcome
	steps int
	want  map[string][]byte // its files when none fails
}

// run runs it until the fault, cuts the power, and resumes it.
func (b *faultedRun) run(f *disktest.Faulty, stop int, rng *rand.Rand) error {
	m := disktest.NewMemory()
	f.FS = m
	before := b.try(f, stop)
	if f.Fired() && f.Err != nil && before.err != nil && !errors.Is(before.err, f.Err) && !errors.Is(before.err, agents.ErrInterrupted) {
		return fmt.Errorf("the run hides why it failed: %w", before.err)
	}
	m.Crash(rng)
	after := b.try(m, 0)
	if after.err != nil {
		return fmt.Errorf("resumed: %w", after.err)
	}
	// A step that is reported has the checkpoints of all steps before it behind it; one that was saved after Ctrl-C has
	// its own.
	safe := (before.last - 1) / before.every * before.every
	if errors.Is(before.err, agents.ErrInterrupted) && !f.Fired() {
		safe = before.last
	}
	if before.err == nil {
		safe = b.steps
	}
	if after.first > 0 && after.first <= safe {
		return fmt.Errorf("resumed at step %d, although %d was safe", after.first-1, safe)
	}
	got, err := memoryTree(m, "run")
	if err != nil {
		return err
	}
	return sameTree(got, b.want)
}

// memoryTree is tree for a directory in memory and the data in it.
func memoryTree(m *disktest.Memory, dir string) (map[string][]byte, error) {
	files := map[string][]byte{}
	for _, sub := range []string{"", dagger.DataDir} {
		entries, err := m.ReadDir(filepath.Join(dir, sub))
		if err != nil && (sub == "" || !errors.Is(err, fs.ErrNotExist)) {
			return nil, err
		}
		for _, e := range entries {
			name := filepath.Join(sub, e.Name())
			if name == agents.TimingsFile {
				continue
			}
			if files[name], err = disk.ReadFile(m, filepath.Join(dir, name), nil, 1<<30); err != nil {
				return nil, err
			}
		}
	}
	return files, nil
}
