package losses

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/agents/expert"
	"github.com/fenchel-gym/fenchel/envs/suite"
)

// quickLosses runs the short version on a pendulum.
func quickLosses(t *testing.T, s grid.Setting) (*Result, *Times) {
	t.Helper()
	e, err := suite.Make("pendulum")
	if err != nil {
		t.Fatal(err)
	}
	teacher, err := expert.For("pendulum")
	if err != nil {
		t.Fatal(err)
	}
	data, err := Episodes(e(), teacher.New(), s.Seed, 2)
	if err != nil {
		t.Fatal(err)
	}
	found, times, err := Quick().Run(context.Background(), s, data)
	if err != nil {
		t.Fatal(err)
	}
	return found, times
}

// TestLosses: what the theory says of the three losses is what the benchmark finds. The Fenchel-Young loss keeps the
// same memory however many inner iterations it is allowed, the unrolled one an iterate more for each; the gradient of an
// unfinished inner solution is within its bound; and a clock changes nothing of what is found.
func TestLosses(t *testing.T) {
	found, _ := quickLosses(t, grid.Setting{})
	held := map[string][]Memory{}
	for _, m := range found.Held {
		held[m.Loss] = append(held[m.Loss], m)
	}
	for name, list := range held {
		first, last := list[0], list[len(list)-1]
		iterate := 8 * found.Rows * found.K // bytes
		grown, want := last.Bytes-first.Bytes, 0
		if name == "squared-unrolled" {
			want = (last.Steps - first.Steps) * iterate
		}
		if grown < want || name != "squared-unrolled" && grown != 0 {
			t.Errorf("%s: %d bytes for %d iterations, %d for %d", name, first.Bytes, first.Steps, last.Bytes, last.Steps)
		}
	}
	for _, e := range found.Errors {
		if e.Loss == "fenchel-young" && !(e.Error <= e.Bound) {
			t.Errorf("gap %g: the gradient is off by %g, at most %g was promised", e.Tol, e.Error, e.Bound)
		}
	}
	var ticks time.Duration
	timed, times := quickLosses(t, grid.Setting{Clock: func() time.Duration { ticks += time.Microsecond; return ticks }})
	a, _ := json.Marshal(found)
	b, _ := json.Marshal(timed)
	if string(a) != string(b) {
		t.Error("a clock changed what was found")
	}
	if len(times.Steps) != len(found.Held) || len(times.Curves) != len(found.Curves) || len(times.Solves) != len(found.Solves) || times.Steps[0].Step == 0 {
		t.Error("there is not one time for each measurement")
	}
}

// TestHeldBytes: every array once, with its capacity, behind whatever leads to it.
func TestHeldBytes(t *testing.T) {
	shared := make([]float64, 3, 10)
	x := struct {
		a, b []float64
		c    any
		d    [][]byte
	}{shared, shared, &struct{ x [4]int32 }{}, [][]byte{make([]byte, 5), nil}}
	if got, want := heldBytes(x), 10*8+16+2*24+5; got != want {
		t.Errorf("%d bytes, want %d", got, want)
	}
}
