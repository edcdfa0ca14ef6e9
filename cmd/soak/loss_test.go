package main

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/internal/disk"
	"github.com/fenchel-gym/fenchel/internal/disk/disktest"
)

// A trial that cannot fail shows nothing: these tests break what the trials guard.

// TestLossIsSeen: an acknowledged episode that is not there, or not what was recorded, is an error of every trial that
// looks for it.
func TestLossIsSeen(t *testing.T) {
	src, m := newSource(), disktest.NewMemory()
	if n := session(m, src); n != 6 {
		t.Fatalf("%d episodes were acknowledged, want 6", n)
	}
	if err := resumable(m, src, 6); err != nil {
		t.Errorf("whole: %v", err)
	}
	if err := resumable(m, src, 8); err == nil {
		t.Error("two episodes more than there are were not missed")
	}
	if err := resumable(m, src, 7-mostInFile-1); err == nil || !strings.Contains(err.Error(), "under way") {
		t.Errorf("more episodes than were acknowledged or under way: %v", err)
	}
	if f, err := m.Create("d/episode-000009.mcap" + disk.TempSuffix); err != nil || f.Close() != nil {
		t.Fatal(err)
	}
	entries, err := m.ReadDir("d")
	if err != nil || untidy(entries) == nil {
		t.Errorf("a temporary was not missed, %v", err)
	}
	if err := swept(m, "d", manifest()); err != nil {
		t.Errorf("after another recorder: %v", err)
	}
	p, err := newTarget(src, false)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.readDamaged(p.names[0], disktest.Harm{}, p.files[p.names[0]]); err == nil || !strings.Contains(err.Error(), "was read in silence") {
		t.Errorf("a harm that changes nothing is taken for a damage that was named: %v", err)
	}
}

// unsynced is a disk that only says that it has written.
type unsynced struct{ disk.FS }

func (d unsynced) Create(name string) (disk.File, error) {
	f, err := d.FS.Create(name)
	return unsyncedFile{f}, err
}

type unsyncedFile struct{ disk.File }

func (unsyncedFile) Sync() error { return nil }

// forgetful is a disk that does not keep what a directory was told.
type forgetful struct{ disk.FS }

func (forgetful) SyncDir(string) error { return nil }

// TestUnkeptPromisesAreSeen: on a disk whose flushes do nothing, power cuts lose acknowledged episodes, and the trial
// says so; on one that keeps its promises none does.
func TestUnkeptPromisesAreSeen(t *testing.T) {
	src := newSource()
	for _, c := range []struct {
		name string
		over func(disk.FS) disk.FS
		lose bool
	}{
		{"kept", func(d disk.FS) disk.FS { return d }, false},
		{"files are not flushed", func(d disk.FS) disk.FS { return unsynced{d} }, true},
		{"directories are not flushed", func(d disk.FS) disk.FS { return forgetful{d} }, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			lost := 0
			for crash := range uint64(20) {
				m := disktest.NewMemory()
				acknowledged := session(c.over(m), src)
				m.Crash(rand.New(rand.NewPCG(1, crash)))
				if resumable(m, src, acknowledged) != nil {
					lost++
				}
			}
			if t.Logf("%d of 20 power cuts lose something", lost); c.lose != (lost > 0) {
				t.Errorf("%d of 20 power cuts lose an acknowledged episode", lost)
			}
		})
	}
}

// TestEqual: a bit, a length or a place in the streams makes two episodes unequal.
func TestEqual(t *testing.T) {
	whole := newSource().upTo(1)[0]
	if err := equal(whole, whole); err != nil {
		t.Errorf("an episode and itself: %v", err)
	}
	for what, change := range map[string]func(d *demos.Demonstration){
		"it is":               func(d *demos.Demonstration) { d.Index++ },
		"field 0, number 2 ":  func(d *demos.Demonstration) { d.Obs[2] = math.Nextafter(d.Obs[2], 10) },
		"field 1, number 0 ":  func(d *demos.Demonstration) { d.Act[0] = math.Nextafter(d.Act[0], 10) },
		"field 2 has 49 numb": func(d *demos.Demonstration) { d.Applied = d.Applied[1:] },
		"field 3, number 1 ":  func(d *demos.Demonstration) { d.Reward[1] = -d.Reward[1] },
	} {
		d := *whole
		d.Obs, d.Act, d.Applied, d.Reward = slices.Clone(d.Obs), slices.Clone(d.Act), slices.Clone(d.Applied), slices.Clone(d.Reward)
		change(&d)
		if err := equal(&d, whole); err == nil || !strings.HasPrefix(err.Error(), what) {
			t.Errorf("%v, want %q", err, what)
		}
	}
}

// TestSteady: goroutines and descriptors that stay are counted, and work that fails ends the trial. Time is synctest's, so
// that what waits for goroutines to end does not take any.
func TestSteady(t *testing.T) {
	const rounds = 10
	synctest.Test(t, func(t *testing.T) {
		s := &soak{ctx: t.Context()}
		stop := make(chan struct{})
		defer close(stop)
		if _, err := s.steady(rounds, func(int) error { return nil }); err != nil {
			t.Errorf("nothing stays: %v", err)
		}
		_, err := s.steady(rounds, func(int) error { go func() { <-stop }(); return nil })
		if err == nil || !strings.Contains(err.Error(), "goroutines") {
			t.Errorf("%d goroutines stay: %v", rounds, err)
		}
		failed := errors.New("no disk")
		if _, err := s.steady(rounds, func(round int) error { return []error{nil, nil, failed}[round] }); !errors.Is(err, failed) {
			t.Errorf("round 2 fails: %v", err)
		}
	})
}

// TestSteadyDescriptors: files that stay open are counted.
func TestSteadyDescriptors(t *testing.T) {
	if descriptors() == 0 {
		t.Skip("this system does not list descriptors")
	}
	const rounds = 10
	synctest.Test(t, func(t *testing.T) {
		s := &soak{ctx: t.Context()}
		_, err := s.steady(rounds, func(int) error {
			f, err := os.Open(os.DevNull)
			t.Cleanup(func() { f.Close() })
			return err
		})
		if err == nil || !strings.Contains(err.Error(), "descriptors") {
			t.Errorf("%d descriptors stay: %v", rounds, err)
		}
	})
}

// TestPlaced: a message names the damaged file and a place in it, or is a fault of its own.
func TestPlaced(t *testing.T) {
	for message, ok := range map[string]bool{
		"run/metrics.jsonl: byte 3 is damaged":          true,
		"run/metrics.jsonl:7: no object":                true,
		"run/config.yaml: unknown key \"seeed\"":        false,
		"run/metrics.jsonl: something is wrong with it": false,
		"something is wrong":                            false,
	} {
		if err := placed(message, "metrics.jsonl"); (err == nil) != ok {
			t.Errorf("%q: %v", message, err)
		}
	}
}

// TestPeakMemory: what is held counts.
func TestPeakMemory(t *testing.T) {
	before, err := peakMemory()
	if err != nil {
		t.Skip("this system does not say how much memory a process has had: ", err)
	}
	held := make([]byte, before+(64<<20))
	for i := range held {
		held[i] = byte(i)
	}
	after, err := peakMemory()
	if err != nil || after < before+(32<<20) {
		t.Errorf("%d bytes held beyond %d make it %d, %v", len(held), before, after, err)
	}
	fmt.Fprint(t.Output(), held[len(held)-1])
}

// TestScale: a trial's rounds follow the scale and are never none; its streams are its own.
func TestScale(t *testing.T) {
	for scale, want := range map[float64]int{1: 100, 0.5: 50, 0.001: 1, 2: 200} {
		if got := (&soak{scale: scale}).rounds(100); got != want {
			t.Errorf("scale %g: %d rounds, want %d", scale, got, want)
		}
	}
	draw := func(seed, trial uint64) uint64 { return (&soak{seed: seed}).rng(trial).Uint64() }
	if first, again := draw(1, 1), draw(1, 1); first != again || draw(1, 1) == draw(1, 2) || draw(1, 1) == draw(2, 1) {
		t.Error("a stream is not that of its seed and trial alone")
	}
}
