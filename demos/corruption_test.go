package demos_test

import (
	"errors"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/internal/disk"
	"github.com/fenchel-gym/fenchel/internal/disk/disktest"
)

// tiny makes a data set on a disk in memory: one file of one episode, one of two, of two steps each.
func tiny(t testing.TB, compress bool) *disktest.Memory {
	t.Helper()
	m := disktest.NewMemory()
	r, err := demos.Create("d", manifest(), demos.Options{FS: m, Compress: compress})
	if err != nil {
		t.Fatal(err)
	}
	short := played(3)
	for _, d := range short {
		d.Obs, d.Act, d.Applied, d.Reward = d.Obs[:6], d.Act[:2], d.Applied[:2], d.Reward[:2]
	}
	if err := r.Append(short[0]); err != nil {
		t.Fatal(err)
	}
	if err := r.Append(short[1:]...); err != nil {
		t.Fatal(err)
	}
	closed(t, r)
	return m
}

// tinyFiles are the names of the files that tiny makes.
var tinyFiles = []string{demos.ManifestName, "episode-000000.mcap", "episodes-000001-000002.mcap"}

func content(t testing.TB, fsys disk.FS, name string) []byte {
	t.Helper()
	data, err := disk.ReadFile(fsys, name, nil, 1<<30)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// victim reads a data set again and again while one of its files is damaged.
type victim struct {
	m      *disktest.Memory
	name   string
	opened *demos.Dataset // intact, for damage to recordings
	reader *demos.Reader
	demo   demos.Demonstration
}

func newVictim(t *testing.T, m *disktest.Memory, name string) *victim {
	t.Helper()
	d, err := demos.OpenFS(m, "d")
	if err != nil {
		t.Fatal(err)
	}
	return &victim{m: m, name: name, opened: d, reader: d.Reader()}
}

// read puts data in the file's place and returns the first error of reading all.
func (v *victim) read(data []byte) error {
	f, err := v.m.Create(filepath.Join("d", v.name))
	if err != nil {
		return err
	}
	f.Write(data)
	if v.name == demos.ManifestName {
		_, err := demos.OpenFS(v.m, "d")
		return err
	}
	// The intact file in between makes the reader load the damaged one again.
	first, last := 0, 1
	if v.name == tinyFiles[1] {
		first, last = 1, 0
	}
	if err := v.reader.Read(&v.demo, first); err != nil {
		return err
	}
	return v.reader.Read(&v.demo, last)
}

// check fails unless damaged data is an error of one line that names the file and a place in it.
func (v *victim) check(t *testing.T, harm disktest.Harm, data []byte) {
	t.Helper()
	err := v.read(data)
	if err == nil {
		t.Fatalf("%s: %v was read in silence", v.name, harm)
	}
	damage, ok := errors.AsType[*demos.Damage](err)
	switch {
	case !ok || filepath.Base(damage.File) != v.name:
		t.Fatalf("%s: %v: error %q names another file", v.name, harm, err)
	case damage.Offset < 0 && !strings.Contains(damage.Problem, "byte"):
		t.Fatalf("%s: %v: error %q names no place", v.name, harm, err)
	case strings.Contains(err.Error(), "\n"):
		t.Fatalf("%s: %v: error %q has several lines", v.name, harm, err)
	case strings.Contains(damage.Problem, "cannot be decoded"):
		t.Fatalf("%s: %v: a decoder panicked: %v", v.name, harm, err)
	}
}

func TestEveryBitFlipAndTruncationIsNamed(t *testing.T) {
	stride := 1
	if testing.Short() {
		stride = 9
	}
	for _, compress := range []bool{false, true} {
		m := tiny(t, compress)
		for _, name := range tinyFiles {
			whole := content(t, m, filepath.Join("d", name))
			v := newVictim(t, m, name)
			for harm, data := range disktest.EveryFlipAndCut(whole, stride) {
				v.check(t, harm, data)
			}
			if err := v.read(whole); err != nil {
				t.Fatalf("%s, whole again: %v", name, err)
			}
			t.Logf("%s (compressed: %v): %d bytes", name, compress, len(whole))
		}
	}
}

func TestRoughDamageIsNamed(t *testing.T) {
	rounds := 3000
	if testing.Short() {
		rounds = 300
	}
	m := tiny(t, true)
	for _, name := range tinyFiles {
		whole := content(t, m, filepath.Join("d", name))
		v := newVictim(t, m, name)
		for harm, data := range disktest.Rough(whole, rounds, rand.New(rand.NewPCG(1, 0))) {
			v.check(t, harm, data)
		}
		if err := v.read(whole); err != nil {
			t.Fatalf("%s, whole again: %v", name, err)
		}
	}
}
