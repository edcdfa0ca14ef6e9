package parallel_test

import (
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/internal/parallel"
)

// TestPanicsReachTheCaller: of whichever goroutine the panic is, the caller of Do panics with it, and the pool can be
// used again.
func TestPanicsReachTheCaller(t *testing.T) {
	pool := parallel.NewPool(3, 60, 1)
	defer pool.Close()
	for at := range 60 {
		func() {
			defer func() {
				p, ok := recover().(*parallel.Panic)
				if !ok || p.Value != "broken" || !strings.Contains(p.At, "panic_test.go:") {
					t.Errorf("index %d: recovered %v", at, p)
				}
			}()
			pool.Do(func(i int) {
				if i == at {
					panic("broken")
				}
			})
		}()
	}
	var sum [60]int
	pool.Do(func(i int) { sum[i]++ })
	for i, n := range sum {
		if n != 1 {
			t.Errorf("index %d was taken %d times after a panic", i, n)
		}
	}
}

// TestPanicOfTheRuntimeSaysWhere: the place is that of the code, not of the runtime.
func TestPanicOfTheRuntimeSaysWhere(t *testing.T) {
	defer func() {
		p := parallel.Recovered(recover())
		if p == nil || !strings.Contains(p.Error(), "nil map") || !strings.Contains(p.At, "panic_test.go:") {
			t.Errorf("recovered %v", p)
		}
	}()
	none := func() map[int]int { return nil }
	none()[1] = 1
}
