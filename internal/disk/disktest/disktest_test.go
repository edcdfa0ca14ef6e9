package disktest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"syscall"
	"testing"

	"github.com/fenchel-gym/fenchel/internal/disk"
)

// TestWriteFileSurvives cuts the power after every call of an overwrite: the name holds the old data or the new, and
// the new ones once WriteFile has returned.
func TestWriteFileSurvives(t *testing.T) {
	before, after := []byte(strings.Repeat("old", 700)), []byte(strings.Repeat("NEW", 900))
	for seed := range uint64(50) {
		EveryFault(syscall.EIO, true, func(k int, m *Memory, f *Faulty) {
			if err := disk.WriteFile(m, "f", before); err != nil {
				t.Fatal(err)
			}
			err := disk.WriteFile(f, "f", after)
			m.Crash(rand.New(rand.NewPCG(seed, uint64(k))))
			got, readErr := disk.ReadFile(m, "f", nil, 1<<20)
			if readErr != nil {
				t.Fatalf("call %d: %v", k, readErr)
			}
			if s := string(got); s != string(after) && (err == nil || s != string(before)) {
				t.Fatalf("call %d, error %v: the file holds neither the old nor the new data", k, err)
			}
			if (err != nil) != f.Fired() {
				t.Fatalf("call %d: error %v", k, err)
			}
		})
	}
}

// TestWriteInPlaceDoesNot shows that the disk can lose what is written without care.
func TestWriteInPlaceDoesNot(t *testing.T) {
	lost := 0
	for seed := range uint64(50) {
		m := NewMemory()
		if err := disk.WriteFile(m, "f", []byte("old")); err != nil {
			t.Fatal(err)
		}
		f, err := m.Create("f")
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprint(f, strings.Repeat("NEW", 900))
		m.Crash(rand.New(rand.NewPCG(seed, 0)))
		got, err := disk.ReadFile(m, "f", nil, 1<<20)
		if err != nil || (string(got) != "old" && string(got) != strings.Repeat("NEW", 900)) {
			lost++
		}
	}
	if lost == 0 {
		t.Error("50 crashes in the middle of a write in place, and nothing was torn")
	}
}

func TestShortWriteIsAnError(t *testing.T) {
	f := &Faulty{FS: NewMemory(), At: 2}
	if err := disk.WriteFile(f, "f", []byte("data")); err == nil || !f.Fired() {
		t.Errorf("error %v after a short write", err)
	}
}

func TestLockIsExclusive(t *testing.T) {
	m := NewMemory()
	l, err := m.Lock("l")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.Lock("l"); !errors.As(err, new(*disk.HeldError)) {
		t.Errorf("error %v: want that the lock is held", err)
	}
	l.Close()
	if _, err := m.Lock("l"); err != nil {
		t.Error(err)
	}
}

func TestEveryFlipAndCutIsDifferent(t *testing.T) {
	file := []byte("a file of some bytes")
	seen := map[string]bool{string(file): true}
	for harm, data := range EveryFlipAndCut(file, 1) {
		if seen[string(data)] {
			t.Errorf("%v: %q was there before", harm, data)
		}
		seen[string(data)] = true
	}
	if len(seen) != 1+9*len(file) {
		t.Errorf("%d damages of %d bytes: want %d", len(seen)-1, len(file), 9*len(file))
	}
	rounds := 0
	for harm, data := range Rough(file, 200, rand.New(rand.NewPCG(1, 0))) {
		if string(data) == string(file) {
			t.Errorf("%v: nothing was damaged", harm)
		}
		rounds++
	}
	if rounds < 150 || string(file) != "a file of some bytes" {
		t.Errorf("%d rounds, the file is %q", rounds, file)
	}
}
