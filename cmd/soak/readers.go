package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/fenchel-gym/fenchel/demos"
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
	refused, err := recordWhileRead(ctx, r, dir)
	cancel()
	group.Wait()
	if err := errors.Join(append(errs, err)...); err != nil {
		return "", err
	}
	number, _ := r.Next()
	return fmt.Sprintf("%d readers, %d readings during %d recordings, %d recorders refused", readers, reads.Load(), number, refused), s.ctx.Err()
}

// recordWhileRead records until the time is over, and tries now and then to open a second recorder.
func recordWhileRead(ctx context.Context, r *demos.Recorder, dir string) (refused int, err error) {
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
