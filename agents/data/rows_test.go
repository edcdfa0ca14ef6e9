package data

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/agents/toy"
	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/policy"
)

// scratched are n episodes of the slider of which at most a number of bytes are in memory.
func scratched(t testing.TB, memory int64, n int) *Pairs {
	t.Helper()
	d := NewStored(toy.New().Spec(), Storage{Memory: memory, Dir: t.TempDir()})
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
			list := make([]int32, 1+rng.IntN(gatherRows))
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

func gathered(t testing.TB, d *Pairs, list []int32) (obs, act policy.Matrix) {
	t.Helper()
	obs, act = policy.NewMatrix(len(list), d.d), policy.NewMatrix(len(list), d.k)
	if err := d.Gatherer().Gather(obs, act, list); err != nil {
		t.Fatal(err)
	}
	return obs, act
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

// TestScratchFails names the episode that could not be stored.
func TestScratchFails(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(dir, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	d := NewStored(toy.New().Spec(), Storage{Dir: dir})
	demo := &demos.Demonstration{Obs: make([]float64, 3*d.d), Act: make([]float64, 2*d.k), Applied: make([]float64, 2*d.k), Reward: make([]float64, 2)}
	if err := d.Add("set: episode 4", demo); err == nil || !strings.HasPrefix(err.Error(), "set: episode 4: ") {
		t.Errorf("error %v", err)
	}
}

// TestScratchDamageIsNamed: a pair that the disk does not give back as it was is an error.
func TestScratchDamageIsNamed(t *testing.T) {
	d := scratched(t, 0, 10)
	row, at := 3, d.rows.offset(3)+3
	var b [1]byte
	if _, err := d.rows.file.ReadAt(b[:], at); err != nil {
		t.Fatal(err)
	}
	b[0] ^= 1 << 4
	if _, err := d.rows.file.WriteAt(b[:], at); err != nil {
		t.Fatal(err)
	}
	obs, act := policy.NewMatrix(1, d.d), policy.NewMatrix(1, d.k)
	from := d.Gatherer()
	if err := from.Gather(obs, act, []int32{int32(row)}); err == nil || !strings.Contains(err.Error(), "not what was written") {
		t.Errorf("the damaged pair: error %v", err)
	}
	if err := from.Gather(obs, act, []int32{int32(row + 1)}); err != nil {
		t.Errorf("its neighbor: error %v", err)
	}
	if _, err := d.Standardizer([]int32{0, 1, 2, 3}); err == nil {
		t.Error("a standardizer of it: no error")
	}
}

// BenchmarkGather collects batches of 128 random pairs.
func BenchmarkGather(b *testing.B) {
	for name, memory := range map[string]int64{"memory": 1 << 30, "file": 0} {
		b.Run(name, func(b *testing.B) {
			d := scratched(b, memory, 1000)
			from, rng := d.Gatherer(), rand.New(rand.NewPCG(5, 0))
			list := make([]int32, gatherRows)
			for i := range list {
				list[i] = int32(rng.IntN(d.Rows()))
			}
			obs, act := policy.NewMatrix(gatherRows, d.d), policy.NewMatrix(gatherRows, d.k)
			b.ReportAllocs()
			for b.Loop() {
				if err := from.Gather(obs, act, list); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// demonstrate records n episodes of the slider's expert in memory.
func demonstrate(t testing.TB, n int) *Pairs {
	t.Helper()
	return demonstrateInto(t, New(toy.New().Spec()), n)
}

func demonstrateInto(t testing.TB, d *Pairs, n int) *Pairs {
	t.Helper()
	r := envs.NewRollout(toy.New(), toy.NewExpert())
	for i := range n {
		demo := &demos.Demonstration{Seed: 3, Purpose: envs.Demonstration, Index: uint64(i)}
		demo.Play(r)
		if err := d.Add(fmt.Sprint("episode ", i), demo); err != nil {
			t.Fatal(err)
		}
	}
	return d
}
