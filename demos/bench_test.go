package demos

import (
	"testing"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/internal/disk"
	"github.com/fenchel-gym/fenchel/internal/disk/disktest"
)

// wide is an episode of 1000 steps with 17 observations and 6 actions: a half-cheetah's.
func wide() (Manifest, *Demonstration) {
	const d, k, steps = 17, 6, 1000
	m := NewManifest(envs.Spec{
		Name: "wide", Physics: "test/1", Period: 0.05, Horizon: steps,
		Obs: make([]envs.Channel, d), Act: make([]envs.Channel, k), Action: space.UnitBox(k),
	}, Actor{Name: "expert"}, 0)
	demo := &Demonstration{
		Purpose: envs.Demonstration, End: envs.TimedOut, Obs: make([]float64, (steps+1)*d), Act: make([]float64, steps*k),
		Applied: make([]float64, steps*k), Reward: make([]float64, steps),
	}
	rng := envs.Stream(0, envs.Noise, 0)
	for _, xs := range [][]float64{demo.Obs, demo.Act, demo.Reward} {
		for i := range xs {
			xs[i] = rng.NormFloat64()
		}
	}
	for t := range steps {
		m.Task.Action.Round(demo.AppliedAt(t), demo.ActAt(t))
	}
	return m, demo
}

func BenchmarkAppend(b *testing.B) {
	for _, c := range []struct {
		name string
		fsys disk.FS
		zstd bool
	}{{"memory/plain", disktest.NewMemory(), false}, {"memory/zstd", disktest.NewMemory(), true}, {"disk/zstd", disk.OS{}, true}} {
		b.Run(c.name, func(b *testing.B) {
			m, demo := wide()
			dir := "d"
			if c.fsys == (disk.OS{}) {
				dir = b.TempDir()
			}
			r, err := Create(dir, m, Options{FS: c.fsys, Compress: c.zstd})
			if err != nil {
				b.Fatal(err)
			}
			defer r.Close()
			b.ReportAllocs()
			for b.Loop() {
				r.number = 0 // over and over the same file
				if err := r.Append(demo); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(1000*float64(b.N)/b.Elapsed().Seconds(), "steps/s")
		})
	}
}

func BenchmarkRead(b *testing.B) {
	for _, zstd := range []bool{false, true} {
		name := map[bool]string{false: "plain", true: "zstd"}[zstd]
		b.Run(name, func(b *testing.B) {
			r := twoWide(b, zstd)
			var got Demonstration
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if err := r.Read(&got, i%2); err != nil { // two files, so that each read loads one
					b.Fatal(err)
				}
			}
			b.ReportMetric(1000*float64(b.N)/b.Elapsed().Seconds(), "steps/s")
		})
	}
}

func twoWide(tb testing.TB, zstd bool) *Reader {
	tb.Helper()
	fsys := disktest.NewMemory()
	m, demo := wide()
	r, err := Create("d", m, Options{FS: fsys, Compress: zstd})
	if err != nil {
		tb.Fatal(err)
	}
	for range 2 {
		if err := r.Append(demo); err != nil {
			tb.Fatal(err)
		}
	}
	d, err := OpenFS(fsys, "d")
	if err != nil {
		tb.Fatal(err)
	}
	return d.Reader()
}

// TestReadReusesItsMemory: what a read allocates does not grow with the episode.
func TestReadReusesItsMemory(t *testing.T) {
	for _, zstd := range []bool{false, true} {
		r := twoWide(t, zstd)
		var got Demonstration
		i := 0
		n := testing.AllocsPerRun(20, func() {
			if err := r.Read(&got, i%2); err != nil {
				t.Fatal(err)
			}
			i++
		})
		if n > 150 {
			t.Errorf("zstd %v: %v allocations to read an episode of 1000 steps", zstd, n)
		}
	}
}
