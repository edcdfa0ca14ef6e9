package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/internal/disk"
)

// cell is one unit of work of a grid. What it finds is kept in a file, so that an interrupted grid goes on where it
// was; the file holds under which configuration it was found, and one of another configuration is found anew.
type cell[T any] struct {
	path   string // of its file
	digest string // of all that decides what it finds
	find   func(ctx context.Context) (T, error)
}

// kept is the file of a cell.
type kept[T any] struct {
	Digest string `json:"digest"`
	Found  T      `json:"found"`
}

// runGrid finds what is not kept yet, on as many goroutines as it is given, and returns all of it in the order of the
// cells. Which goroutine finds what changes nothing. progress is told how many are done; its calls do not overlap.
func runGrid[T any](ctx context.Context, cells []cell[T], workers int, progress func(done, of int)) ([]T, error) {
	found, errs := make([]T, len(cells)), make([]error, len(cells))
	var next atomic.Int64
	var mu sync.Mutex
	done, failed := 0, atomic.Bool{}
	work := func() {
		for i := int(next.Add(1)) - 1; i < len(cells) && ctx.Err() == nil && !failed.Load(); i = int(next.Add(1)) - 1 {
			if found[i], errs[i] = cells[i].run(ctx); errs[i] != nil {
				failed.Store(true)
				return
			}
			mu.Lock()
			done++
			progress(done, len(cells))
			mu.Unlock()
		}
	}
	var wg sync.WaitGroup
	for range min(workers, len(cells)) {
		wg.Go(work)
	}
	wg.Wait()
	return found, errors.Join(append(errs, ctx.Err())...)
}

// ErrInterrupted says that a benchmark was stopped by its context. What it had found is kept.
var ErrInterrupted = errors.New("interrupted: the same command goes on where it was")

// interruption is ErrInterrupted in the place of an error that says nothing but that the context ended, wherever that
// was noticed. One that says more stays as it is.
func interruption(err error) error {
	if onlyInterrupted(err) {
		return ErrInterrupted
	}
	return err
}

func onlyInterrupted(err error) bool {
	switch e := err.(type) {
	case interface{ Unwrap() []error }:
		return !slices.ContainsFunc(e.Unwrap(), func(err error) bool { return !onlyInterrupted(err) })
	case interface{ Unwrap() error }:
		return onlyInterrupted(e.Unwrap())
	}
	return err == ErrInterrupted || err == agents.ErrInterrupted || err == context.Canceled || err == context.DeadlineExceeded
}

// run takes what is kept, or finds it and keeps it.
func (c *cell[T]) run(ctx context.Context) (T, error) {
	var k kept[T]
	err := readJSON(c.path, &k)
	if err == nil && k.Digest == c.digest {
		return k.Found, nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return k.Found, err
	}
	if k.Found, err = c.find(ctx); err != nil {
		return k.Found, fmt.Errorf("%s: %w", c.path, err)
	}
	k.Digest = c.digest
	return k.Found, writeJSON(c.path, k)
}

// maxKept bounds a file that is read back, bytes.
const maxKept = 1 << 26

func readJSON(path string, v any) error {
	data, err := disk.ReadFile(disk.OS{}, path, nil, maxKept)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, v); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// writeJSON writes a value as a whole, and the directories above it.
func writeJSON(path string, v any) error {
	data, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return writeFile(path, append(data, '\n'))
}

func writeFile(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return err
	}
	return disk.WriteFile(disk.OS{}, path, data)
}
