package agents

import (
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/internal/disk/disktest"
	"github.com/fenchel-gym/fenchel/policy"
)

// scratched are n episodes of the slider of which at most a number of bytes are in memory.
func scratched(t testing.TB, memory int64, n int) *Data {
	t.Helper()
	d := newData(newSlider().Spec(), Storage{Memory: memory, Dir: t.TempDir()})
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return demonstrateInto(t, d, n)
}

// TestStorageChangesNoPair gathers the same rows, single ones and runs of them, from memory, from the file, and where
// some are here and some there.
func TestStorageChangesNoPair(t *testing.T) {
	want := demonstrate(t, 10)
	rng := rand.New(rand.NewPCG(5, 0))
	for _, memory := range []int64{0, 1, 100, 1000, 5000, 1 << 20} {
		got := scratched(t, memory, 10)
		if got.Digest() != want.Digest() || got.Rows() != want.Rows() {
			t.Fatalf("%d bytes of memory: %d rows of digest %s: want %d of %s", memory, got.Rows(), got.Digest(), want.Rows(), want.Digest())
		}
		for range 100 {
			list := make([]int32, 1+rng.IntN(shardRows))
			list[0] = int32(rng.IntN(want.Rows()))
			for i := range list[1:] {
				if list[i+1] = list[i] + 1; rng.IntN(4) == 0 || int(list[i+1]) == want.Rows() {
					list[i+1] = int32(rng.IntN(want.Rows()))
				}
			}
			obs, act := gathered(t, got, list)
			wantObs, wantAct := gathered(t, want, list)
			if !slices.Equal(obs.Data, wantObs.Data) || !slices.Equal(act.Data, wantAct.Data) {
				t.Fatalf("%d bytes of memory: other pairs in rows %v", memory, list)
			}
		}
	}
}

func gathered(t testing.TB, d *Data, list []int32) (obs, act policy.Matrix) {
	t.Helper()
	obs, act = policy.NewMatrix(len(list), d.d), policy.NewMatrix(len(list), d.k)
	if err := d.gatherer().gather(obs, act, list); err != nil {
		t.Fatal(err)
	}
	return obs, act
}

// TestStorageChangesNoByte: a run that reads its pairs from the disk writes the files of one that has them in memory.
func TestStorageChangesNoByte(t *testing.T) {
	want := disktest.NewMemory()
	if _, err := training(t, want, nil).Train(context.Background()); err != nil {
		t.Fatal(err)
	}
	resumed := func(memory int64) string {
		d := disktest.NewMemory()
		for _, ctx := range []context.Context{newFuse(40), context.Background()} {
			tr := training(t, d, func(tr *Training) { tr.Data, tr.Workers = scratched(t, memory, 10), 2 })
			if _, err := tr.Train(ctx); err != nil && ctx == context.Background() {
				t.Fatal(err)
			}
		}
		return contents(t, d)
	}
	for _, memory := range []int64{0, 3000} {
		if got := resumed(memory); got != contents(t, want) {
			t.Errorf("%d bytes of memory, the files differ:\n%s", memory, firstDifference(got, contents(t, want)))
		}
	}
}

// TestMemoryIsBounded reads twenty times what memory may hold, and measures the heap.
func TestMemoryIsBounded(t *testing.T) {
	const memory = 1 << 20
	d := scratched(t, memory, 1)
	demo := &demos.Demonstration{Reward: make([]float64, 1000)}
	demo.Obs, demo.Act = make([]float64, 1001*d.d), make([]float64, 1000*d.k)
	demo.Applied = demo.Act
	before := heap()
	for d.Rows()*d.rows.width < 20*memory {
		if err := d.Add("long", demo); err != nil {
			t.Fatal(err)
		}
	}
	if grown := heap() - before; grown > 2*memory {
		t.Errorf("%d bytes of pairs take %d bytes of memory: want about %d", d.Rows()*d.rows.width, grown, memory)
	}
	runtime.KeepAlive(d)
}

// heap is the bytes of what is alive.
func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// TestScratchAllocatesNothing: a step whose pairs come from the disk allocates no more than any other.
func TestScratchAllocatesNothing(t *testing.T) {
	o := quick()
	o.Steps, o.Schedule.Steps = 1_000_000, 1_000_000
	c, err := NewCloner(o, scratched(t, 0, 10), 2)
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

// TestScratchDamageIsNamed: a pair that the disk does not give back as it was ends the run, and teaches nothing.
func TestScratchDamageIsNamed(t *testing.T) {
	c, err := NewCloner(quick(), scratched(t, 0, 10), 2)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	before := slices.Clone(c.policy.Params()[0].Data)
	for row := range c.data.Rows() - 1 {
		var b [1]byte
		at := c.data.rows.offset(row) + 3
		if _, err := c.data.rows.file.ReadAt(b[:], at); err != nil {
			t.Fatal(err)
		}
		b[0] ^= 1 << 4
		if _, err := c.data.rows.file.WriteAt(b[:], at); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := c.Step(); err == nil || !strings.Contains(err.Error(), "not what was written") {
		t.Errorf("a step: error %v", err)
	}
	if !slices.Equal(c.policy.Params()[0].Data, before) {
		t.Error("the weights have changed")
	}
	if _, err := c.Validate(); err == nil {
		t.Error("a validation: no error")
	}
}

// TestScratchFails names the episode that could not be stored.
func TestScratchFails(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(dir, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	d := newData(newSlider().Spec(), Storage{Dir: dir})
	demo := &demos.Demonstration{Obs: make([]float64, 3*d.d), Act: make([]float64, 2*d.k), Applied: make([]float64, 2*d.k), Reward: make([]float64, 2)}
	if err := d.Add("set: episode 4", demo); err == nil || !strings.HasPrefix(err.Error(), "set: episode 4: ") {
		t.Errorf("error %v", err)
	}
}

// BenchmarkGather collects batches of 128 random pairs.
func BenchmarkGather(b *testing.B) {
	for name, memory := range map[string]int64{"memory": 1 << 30, "file": 0} {
		b.Run(name, func(b *testing.B) {
			d := scratched(b, memory, 1000)
			from, rng := d.gatherer(), rand.New(rand.NewPCG(5, 0))
			list := make([]int32, shardRows)
			for i := range list {
				list[i] = int32(rng.IntN(d.Rows()))
			}
			obs, act := policy.NewMatrix(shardRows, d.d), policy.NewMatrix(shardRows, d.k)
			b.ReportAllocs()
			for b.Loop() {
				if err := from.gather(obs, act, list); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
