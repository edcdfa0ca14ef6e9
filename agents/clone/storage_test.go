package clone

import (
	"context"
	"slices"
	"testing"

	"github.com/fenchel-gym/fenchel/agents/data"
	"github.com/fenchel-gym/fenchel/agents/learnertest"
	"github.com/fenchel-gym/fenchel/agents/toy"
	"github.com/fenchel-gym/fenchel/internal/disk/disktest"
)

// scratched are n episodes of the slider of which at most a number of bytes are in memory.
func scratched(t testing.TB, memory int64, n int) *data.Pairs {
	t.Helper()
	d := data.NewStored(toy.New().Spec(), data.Storage{Memory: memory, Dir: t.TempDir()})
	t.Cleanup(func() { d.Close() })
	return demonstrateInto(t, d, n)
}

// TestStorageChangesNoByte: a run that reads its pairs from the disk writes the files of one that has them in memory.
func TestStorageChangesNoByte(t *testing.T) {
	want := disktest.NewMemory()
	if _, err := training(t, want, nil).Train(context.Background()); err != nil {
		t.Fatal(err)
	}
	resumed := func(memory int64) string {
		d := disktest.NewMemory()
		for _, ctx := range []context.Context{learnertest.NewFuse(40), context.Background()} {
			tr := training(t, d, func(tr *trial) { tr.Data, tr.Workers = scratched(t, memory, 10), 2 })
			if _, err := tr.Train(ctx); err != nil && ctx == context.Background() {
				t.Fatal(err)
			}
		}
		return learnertest.Contents(t, d)
	}
	for _, memory := range []int64{0, 3000} {
		if got := resumed(memory); got != learnertest.Contents(t, want) {
			t.Errorf("%d bytes of memory, the files differ:\n%s", memory, learnertest.FirstDifference(got, learnertest.Contents(t, want)))
		}
	}
}

// TestScratchAllocatesNothing: a step whose pairs come from the disk allocates no more than any other.
func TestScratchAllocatesNothing(t *testing.T) {
	o := quick()
	o.Steps, o.Schedule.Steps = 1_000_000, 1_000_000
	c, err := New(o, scratched(t, 0, 10), 2)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if n := testing.AllocsPerRun(100, func() {
		if _, err := c.Step(); err != nil {
			t.Fatal(err)
		}
	}); n != 0 {
		t.Errorf("%v allocations a step", n)
	}
}

// TestUnreadablePairsTeachNothing: a pair that the disk does not give back ends the run, and changes no weight.
func TestUnreadablePairsTeachNothing(t *testing.T) {
	d := scratched(t, 0, 10)
	c, err := New(quick(), d, 2)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	before := slices.Clone(c.policy.Params()[0].Data)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Step(); err == nil {
		t.Error("a step: no error")
	}
	if !slices.Equal(c.policy.Params()[0].Data, before) {
		t.Error("the weights have changed")
	}
	if _, err := c.Measure(context.Background()); err == nil {
		t.Error("a validation: no error")
	}
}
