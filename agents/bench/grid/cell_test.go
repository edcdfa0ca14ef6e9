package grid

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/fenchel-gym/fenchel/internal/parallel"
)

func TestACellOfAnotherConfigurationIsComputedAgain(t *testing.T) {
	path, calls := filepath.Join(t.TempDir(), "deep", "cell.json"), 0
	run := func(digest string) int {
		found, err := Run(t.Context(), []Cell[int]{{path, digest, func(context.Context) (int, error) { calls++; return calls, nil }}}, 2, func(int, int) {})
		if err != nil {
			t.Fatal(err)
		}
		return found[0]
	}
	for i, test := range []struct {
		digest string
		want   int
	}{{"a", 1}, {"a", 1}, {"b", 2}, {"b", 2}} {
		if got := run(test.digest); got != test.want {
			t.Errorf("call %d found %d, want %d", i, got, test.want)
		}
	}
}

// squares are n cells that compute the square of their number and count how often one of them is computed.
func squares(dir string, n int, computed *atomic.Int64) []Cell[int] {
	cells := make([]Cell[int], n)
	for i := range cells {
		cells[i] = Cell[int]{
			Path: filepath.Join(dir, fmt.Sprintf("%d.json", i)), Digest: "d",
			Find: func(context.Context) (int, error) { computed.Add(1); return i * i, nil },
		}
	}
	return cells
}

func none(int, int) {}

// TestResultsAreInTheOrderOfTheCells, whatever the number of workers, and progress counts up to all of them.
func TestResultsAreInTheOrderOfTheCells(t *testing.T) {
	want := []int{0, 1, 4, 9, 16, 25, 36}
	for _, workers := range []int{1, 2, 100} {
		var computed atomic.Int64
		last, calls := 0, 0
		found, err := Run(t.Context(), squares(t.TempDir(), len(want), &computed), workers, func(done, of int) {
			calls++
			if done != last+1 || of != len(want) {
				t.Errorf("%d workers: %d of %d after %d", workers, done, of, last)
			}
			last = done
		})
		if err != nil || !slices.Equal(found, want) || calls != len(want) {
			t.Errorf("%d workers: %v in %d calls, %v", workers, found, calls, err)
		}
	}
	if found, err := Run[int](t.Context(), nil, 2, none); err != nil || len(found) != 0 {
		t.Errorf("no cells: %v, %v", found, err)
	}
}

// TestAnInterruptedGridIsTakenUp: after the end of the context no cell is begun, what is done is kept, and the next run
// computes only the rest.
func TestAnInterruptedGridIsTakenUp(t *testing.T) {
	dir := t.TempDir()
	var computed atomic.Int64
	cells := squares(dir, 6, &computed)
	ctx, cancel := context.WithCancel(t.Context())
	_, err := Run(ctx, cells, 1, func(done, _ int) {
		if done == 2 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) || computed.Load() != 2 {
		t.Fatalf("%d cells were computed, %v", computed.Load(), err)
	}
	found, err := Run(t.Context(), cells, 3, none)
	if err != nil || computed.Load() != 6 || found[5] != 25 {
		t.Errorf("%d cells were computed in all, %v, %v", computed.Load(), found, err)
	}
	if found, err = Run(t.Context(), cells, 3, none); err != nil || computed.Load() != 6 || found[1] != 1 {
		t.Errorf("what is kept was computed again: %d, %v, %v", computed.Load(), found, err)
	}
}

// TestAFailedCellEndsTheGrid: the error names the file of the cell, no further cell is begun, and nothing is kept of the
// one that failed.
func TestAFailedCellEndsTheGrid(t *testing.T) {
	dir := t.TempDir()
	var computed atomic.Int64
	cells := squares(dir, 5, &computed)
	cells[1].Find = func(context.Context) (int, error) { return 7, errors.New("no space left") }
	_, err := Run(t.Context(), cells, 1, none)
	if want := cells[1].Path + ": no space left"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if computed.Load() != 1 {
		t.Errorf("%d other cells were computed, want the first", computed.Load())
	}
	if _, err := os.Stat(cells[1].Path); err == nil {
		t.Error("the failed cell is kept")
	}
}

// TestADamagedCellIsNamed: it is neither taken nor overwritten.
func TestADamagedCellIsNamed(t *testing.T) {
	var computed atomic.Int64
	cells := squares(t.TempDir(), 1, &computed)
	if err := WriteFile(cells[0].Path, []byte(`{"digest": "d", "fou`)); err != nil {
		t.Fatal(err)
	}
	_, err := Run(t.Context(), cells, 1, none)
	if err == nil || !strings.HasPrefix(err.Error(), cells[0].Path+": ") || computed.Load() != 0 {
		t.Errorf("got %v after %d computations", err, computed.Load())
	}
}

// TestPanicEndsTheCells: what a cell or the progress panics with, Run does, and no further cell is begun.
func TestPanicEndsTheCells(t *testing.T) {
	for name, fail := range map[string]func(cells []Cell[int]) func(done, of int){
		"a cell": func(cells []Cell[int]) func(int, int) {
			cells[1].Find = func(context.Context) (int, error) { panic("broken") }
			return none
		},
		"the progress": func([]Cell[int]) func(int, int) {
			return func(done, _ int) {
				if done == 2 {
					panic("broken")
				}
			}
		},
	} {
		var computed atomic.Int64
		cells := squares(t.TempDir(), 1000, &computed)
		progress := fail(cells)
		func() {
			defer func() {
				if p, ok := recover().(*parallel.Panic); !ok || p.Value != "broken" {
					t.Errorf("%s: recovered %v", name, p)
				}
			}()
			Run(t.Context(), cells, 3, progress)
		}()
		if n := computed.Load(); n > 900 {
			t.Errorf("%s: %d cells were computed", name, n)
		}
	}
}
