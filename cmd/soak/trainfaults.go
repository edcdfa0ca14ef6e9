package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"syscall"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/demos/disk"
	"github.com/fenchel-gym/fenchel/demos/disk/disktest"
)

// faultSteps is the length of a run every call of which is to fail once.
const faultSteps = 8

// trainFaults lets every call of a run to its disk fail, once or for good, in half of the cases with Ctrl-C on the
// way, and cuts the power in different ways. The run says what failed; resumed, it goes on no further back than its
// last checkpoint and ends with the bytes of a run that nothing befell.
func trainFaults(s *soak) (string, error) {
	data, err := shown(3)
	if err != nil {
		return "", err
	}
	whole := disktest.NewMemory()
	if a := attempt(s.ctx, whole, data, 0); a.err != nil {
		return "", a.err
	}
	want, err := memoryTree(whole, "run")
	if err != nil {
		return "", err
	}
	crashes, runs := s.rounds(40), 0
	for _, fault := range append(faults, syscall.EDQUOT) {
		for _, sticky := range []bool{false, true} {
			for crash := range crashes {
				if s.ctx.Err() != nil {
					return "", s.ctx.Err()
				}
				var lost error
				runs += disktest.EveryFault(fault, sticky, func(k int, m *disktest.Memory, f *disktest.Faulty) {
					rng := rand.New(rand.NewPCG(s.seed, uint64(crash)<<32|uint64(k)))
					stop := 0
					if (crash+k)%2 == 1 {
						stop = 1 + rng.IntN(faultSteps)
					}
					err := befallen(s.ctx, m, f, data, stop, rng, want)
					if err != nil && lost == nil {
						lost = fmt.Errorf("fault %v at call %d (for good: %v), crash %d: %w", fault, k, sticky, crash, err)
					}
				})
				if lost != nil {
					return "", lost
				}
			}
		}
	}
	return fmt.Sprintf("%d runs with a failing call and a power cut, all end with the same bytes", runs), nil
}

// attempted is what became of a run: how far it was known to be, and where it had begun.
type attempted struct {
	first, last int // steps that were reported; 0 for none
	every       int // steps from one checkpoint to the next
	err         error
}

// attempt goes on with the run in "run", interrupted after the step stop unless that is 0.
func attempt(ctx context.Context, d disk.FS, data *agents.Data, stop int) (a attempted) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	t := learning("run", d, data, faultSteps)
	t.Workers, t.Clock = 1, nil
	a.every = t.Options.CheckpointEvery
	t.Progress = func(p agents.Progress) {
		if a.first == 0 {
			a.first = p.Step
		}
		if a.last = p.Step; p.Step == stop {
			cancel()
		}
	}
	_, a.err = t.Train(ctx)
	return a
}

// befallen lets a run meet its fault and the power cut, and resumes it.
func befallen(ctx context.Context, m *disktest.Memory, f *disktest.Faulty, data *agents.Data, stop int, rng *rand.Rand, want map[string][]byte) error {
	before := attempt(ctx, f, data, stop)
	if f.Fired() && f.Err != nil && before.err != nil && !errors.Is(before.err, f.Err) && !errors.Is(before.err, agents.ErrInterrupted) {
		return fmt.Errorf("the run hides why it failed: %w", before.err)
	}
	m.Crash(rng)
	after := attempt(ctx, m, data, 0)
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
		safe = faultSteps
	}
	if after.first > 0 && after.first <= safe {
		return fmt.Errorf("resumed at step %d, although %d was safe", after.first-1, safe)
	}
	got, err := memoryTree(m, "run")
	if err != nil {
		return err
	}
	return sameTree(got, want)
}

// memoryTree is tree for a directory in memory.
func memoryTree(m *disktest.Memory, dir string) (map[string][]byte, error) {
	entries, err := m.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for _, e := range entries {
		if files[e.Name()], err = disk.ReadFile(m, dir+"/"+e.Name(), nil, 1<<30); err != nil {
			return nil, err
		}
	}
	return files, nil
}
