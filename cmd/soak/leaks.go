package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"time"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/agents/clone"
	"github.com/fenchel-gym/fenchel/agents/data"
	"github.com/fenchel-gym/fenchel/agents/eval"
	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/internal/disk"
	"github.com/fenchel-gym/fenchel/internal/disk/disktest"
)

// steady does something again and again, and counts goroutines and descriptors afterwards: none may have stayed.
func (s *soak) steady(rounds int, work func(round int) error) (string, error) {
	var goroutines, files int
	for i := range rounds + 1 {
		if s.ctx.Err() != nil {
			return "", s.ctx.Err()
		}
		if err := work(i); err != nil {
			return "", err
		}
		if i == 0 { // the first round pays for what stays
			goroutines, files = settled(0), descriptors()
		}
	}
	if g, f := settled(goroutines+2), descriptors(); g > goroutines+2 || f > files+2 {
		return "", fmt.Errorf("%d goroutines and %d descriptors became %d and %d in %d rounds", goroutines, files, g, f, rounds)
	}
	return fmt.Sprintf("%d rounds, %d goroutines and %d descriptors all along", rounds, goroutines, files), nil
}

// settled is the number of goroutines once those that are ending have ended: at most the given number, or after a
// second what is left.
func settled(most int) int {
	n := runtime.NumGoroutine()
	for range 200 {
		if n <= most {
			break
		}
		time.Sleep(5 * time.Millisecond)
		n = runtime.NumGoroutine()
	}
	return n
}

// recordLeaks opens, reads and closes a thousand times, also where that fails, and counts goroutines and descriptors.
func recordLeaks(s *soak) (string, error) {
	parent, err := s.scratch()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(parent, "d")
	r, err := demos.Create(dir, manifest(), demos.DefaultOptions())
	if err != nil {
		return "", err
	}
	if _, err := r.Record(newRollout()); err != nil {
		return "", err
	}
	if err := r.Close(); err != nil {
		return "", err
	}
	return s.steady(s.rounds(1000), func(int) error { return openAndClose(s, dir) })
}

func openAndClose(s *soak, dir string) error {
	d, err := demos.Open(dir)
	if err != nil {
		return err
	}
	if _, err := d.ReadAll(); err != nil {
		return err
	}
	r, err := demos.Resume(dir, manifest(), demos.DefaultOptions())
	if err != nil {
		return err
	}
	if _, err := demos.Resume(dir, manifest(), demos.DefaultOptions()); err == nil {
		return fmt.Errorf("a second recorder was let in")
	}
	session := demos.Session{Episodes: 1, Workers: 4, Batch: 1, NewRollout: newRollout, Keep: keepAll, Saved: func(*demos.Demonstration) {}}
	canceled, cancel := context.WithCancel(s.ctx)
	cancel()
	if err := r.RecordAll(canceled, session); !errors.Is(err, context.Canceled) {
		return fmt.Errorf("a canceled session: %w", err)
	}
	if _, err := demos.Verify(disk.OS{}, dir, func(int, int) {}); err != nil {
		return err
	}
	return r.Close()
}

func keepAll(*envs.Rollout, *demos.Demonstration) bool { return true }

// trainLeaks steps pools, evaluates, clones and queries experts, interrupted in the middle by a canceled context or a failing
// disk.
func trainLeaks(s *soak) (string, error) {
	data, err := demonstrations(3)
	if err != nil {
		return "", err
	}
	parent, err := s.scratch()
	if err != nil {
		return "", err
	}
	return s.steady(s.rounds(1000), func(round int) error {
		pool := envs.NewPool(8, 1, envs.Evaluation, newEnv)
		pool.Reset(make([]float64, 8*3))
		pool.Step(make([]float64, 8*3), make([]float64, 8))
		pool.Close()
		if err := evaluateCut(s.ctx); err != nil {
			return err
		}
		if err := learnCut(s.ctx, data, round); err != nil {
			return err
		}
		return learnOnDisk(s.ctx, filepath.Join(parent, fmt.Sprint(round)), data)
	})
}

// evaluateCut cancels an evaluation after its first episodes.
func evaluateCut(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	o := eval.Default()
	o.Workers, o.Episodes, o.Progress = 4, 50, func(int) { cancel() }
	_, err := eval.Evaluate(ctx, newEnv, func() envs.Policy { return swing{} }, o)
	if !errors.Is(err, context.Canceled) {
		return fmt.Errorf("a canceled evaluation: %w", err)
	}
	return nil
}

// learnCut lets one call to the disk fail, another one in each round, once in plain cloning and once in DAgger, half of
// the time with Ctrl-C as well.
func learnCut(ctx context.Context, data *data.Pairs, round int) error {
	f := &disktest.Faulty{FS: disktest.NewMemory(), At: 1 + round%80, Err: syscall.EIO}
	attempt(ctx, "run", f, data, round%2*faultSteps/2)
	own, err := demonstrations(2) // it grows
	if err != nil {
		return err
	}
	f = &disktest.Faulty{FS: disktest.NewMemory(), At: 1 + round*7%200, Err: syscall.EIO}
	_, err = daggerTraining(training("run", f, own, faultSteps)).Train(ctx)
	if err != nil && !errors.Is(err, syscall.EIO) {
		return err
	}
	return nil
}

// learnOnDisk interrupts a run on the machine's own disk, is refused by its directory, and finishes it.
func learnOnDisk(ctx context.Context, dir string, data *data.Pairs) error {
	if a := attempt(ctx, dir, disk.OS{}, data, faultSteps/2); !errors.Is(a.err, agents.ErrInterrupted) {
		return fmt.Errorf("an interrupted run: %w", a.err)
	}
	other := training(dir, disk.OS{}, data, faultSteps)
	changed := other.Options.(clone.Options)
	changed.Seed++
	other.Options = changed
	if _, err := other.Train(ctx); err == nil {
		return errors.New("a run went on under another seed")
	}
	if a := attempt(ctx, dir, disk.OS{}, data, 0); a.err != nil {
		return a.err
	}
	return os.RemoveAll(dir)
}

// descriptors is the number of open files where the system lists them, or 0.
func descriptors() int {
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return 0
	}
	return len(entries)
}
