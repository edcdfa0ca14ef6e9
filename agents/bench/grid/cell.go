package grid

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"sync"
	"sync/atomic"

	"github.com/fenchel-gym/fenchel/internal/parallel"
)

// Cell is one unit of work of a benchmark. Its result is kept in a file together with the digest of the configuration
// that it was computed under: an interrupted benchmark takes up where it was, and a cell whose configuration has changed
// is computed again.
type Cell[T any] struct {
	Path   string // of its file
	Digest string // of all that decides its result
	Find   func(ctx context.Context) (T, error)
}

// Kept is the file of a cell.
type Kept[T any] struct {
	Digest string `json:"digest"`
	Found  T      `json:"found"`
}

// Run computes the cells that are not kept yet, on up to that many goroutines, and returns all results in the order of
// the cells. Which goroutine computes which cell changes nothing. progress is called with the number of cells done, one
// call at a time. After an error or the end of ctx no further cell is begun.
func Run[T any](ctx context.Context, cells []Cell[T], workers int, progress func(done, of int)) ([]T, error) {
	found, errs := make([]T, len(cells)), make([]error, len(cells))
	var next atomic.Int64
	var mu sync.Mutex
	done, failed := 0, atomic.Bool{}
	report := func() {
		mu.Lock()
		defer mu.Unlock()
		done++
		progress(done, len(cells))
	}
	parallel.Together(min(workers, len(cells)), func(_ int, panics *parallel.Panics) {
		for ctx.Err() == nil && !failed.Load() && !panics.Caught() {
			i := int(next.Add(1)) - 1
			if i >= len(cells) {
				return
			}
			if found[i], errs[i] = cells[i].Run(ctx); errs[i] != nil {
				failed.Store(true)
				return
			}
			report()
		}
	})
	return found, errors.Join(append(errs, ctx.Err())...)
}

// Run returns the result that is kept, or computes and keeps it.
func (c *Cell[T]) Run(ctx context.Context) (T, error) {
	var k Kept[T]
	err := ReadJSON(c.Path, &k)
	if err == nil && k.Digest == c.Digest {
		return k.Found, nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return k.Found, err
	}
	if k.Found, err = c.Find(ctx); err != nil {
		return k.Found, fmt.Errorf("%s: %w", c.Path, err)
	}
	k.Digest = c.Digest
	return k.Found, WriteJSON(c.Path, k)
}
