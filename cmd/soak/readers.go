package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/demos/disk"
	"github.com/fenchel-gym/fenchel/envs"
)

// recordReaders lets many readers open a data set again and again while it is recorded. Each sees whole episodes only,
// and never fewer than before; a second recorder is refused, naming the first.
func recordReaders(s *soak) (string, error) {
	parent, err := s.scratch()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(parent, "d")
	r, err := demos.Create(dir, manifest(), demos.DefaultOptions())
	if err != nil {
		return "", err
	}
	defer r.Close()
	ctx, cancel := context.WithTimeout(s.ctx, time.Duration(s.scale*float64(time.Minute)))
	defer cancel()
	const readers = 64
	var reads atomic.Int64
	errs := make([]error, readers)
	var group sync.WaitGroup
	for i := range readers {
		group.Go(func() {
			if errs[i] = watch(ctx, dir, &reads); errs[i] != nil {
				cancel()
			}
		})
	}
	refused, err := recordBeside(ctx, r, dir)
	cancel()
	group.Wait()
	if err := errors.Join(append(errs, err)...); err != nil {
		return "", err
	}
	number, _ := r.Next()
	return fmt.Sprintf("%d readers, %d readings beside %d recordings, %d recorders refused", readers, reads.Load(), number, refused), s.ctx.Err()
}

// recordBeside records until the time is over, and tries now and then to open a second recorder.
func recordBeside(ctx context.Context, r *demos.Recorder, dir string) (refused int, err error) {
	rollout := newRollout()
	for i := 0; ctx.Err() == nil; i++ {
		if _, err := r.Record(rollout); err != nil {
			return refused, err
		}
		if i%10 != 0 {
			continue
		}
		second, err := demos.Resume(dir, manifest(), demos.DefaultOptions())
		if err == nil {
			second.Close()
			return refused, fmt.Errorf("a second recorder was let in")
		}
		if !strings.Contains(err.Error(), fmt.Sprint("process ", os.Getpid())) {
			return refused, fmt.Errorf("a second recorder was refused without naming the first: %w", err)
		}
		refused++
	}
	return refused, nil
}

// watch opens the data set again and again and reads its newest episodes.
func watch(ctx context.Context, dir string, reads *atomic.Int64) error {
	var demo demos.Demonstration
	for seen := 0; ctx.Err() == nil; {
		d, err := demos.Open(dir)
		if err != nil {
			return err
		}
		if d.Len() < seen || len(d.Problems) > 0 {
			return fmt.Errorf("%d episodes after %d, problems %v", d.Len(), seen, d.Problems)
		}
		r := d.Reader()
		for i := max(0, d.Len()-3); i < d.Len(); i++ {
			if err := r.Read(&demo, i); err != nil {
				return err
			}
			reads.Add(1)
		}
		seen = d.Len()
	}
	return nil
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
	rounds := s.rounds(1000)
	var goroutines, files int
	for i := range rounds + 1 {
		if err := openAndClose(s, dir); err != nil {
			return "", err
		}
		if i == 0 { // the first round pays for what stays
			goroutines, files = runtime.NumGoroutine(), descriptors()
		}
	}
	if g, f := settled(goroutines+2), descriptors(); g > goroutines+2 || f > files+2 {
		return "", fmt.Errorf("%d goroutines and %d descriptors became %d and %d in %d rounds", goroutines, files, g, f, rounds)
	}
	return fmt.Sprintf("%d rounds, %d goroutines and %d descriptors all along", rounds, goroutines, files), nil
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
		return fmt.Errorf("a cancelled session: %w", err)
	}
	if _, err := demos.Verify(disk.OS{}, dir, func(int, int) {}); err != nil {
		return err
	}
	return r.Close()
}

func keepAll(*envs.Rollout, *demos.Demonstration) bool { return true }

// descriptors is the number of open files where the system lists them, or 0.
func descriptors() int {
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return 0
	}
	return len(entries)
}
