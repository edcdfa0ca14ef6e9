package demos_test

import (
	"bytes"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"runtime"
	"testing"

	"github.com/foxglove/mcap/go/mcap"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/internal/disk"
)

// longSteps is the length of an episode whose file, not compressed, is too long to be held in memory.
const longSteps = 250_000

// long is such an episode of drift, and its manifest.
func long(labelled bool) (demos.Manifest, *demos.Demonstration) {
	spec := newDrift().Spec()
	spec.Horizon = longSteps
	d := &demos.Demonstration{
		Seed: 7, Purpose: envs.Demonstration, End: envs.TimedOut, Tags: []string{"long"},
		Obs: make([]float64, 2*(longSteps+1)), Act: make([]float64, longSteps), Applied: make([]float64, longSteps), Reward: make([]float64, longSteps),
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for _, xs := range [][]float64{d.Obs, d.Act, d.Reward} {
		for i := range xs {
			xs[i] = rng.Float64()
		}
	}
	copy(d.Applied, d.Act)
	if labelled {
		d.Label, d.Author = append([]float64(nil), d.Act...), make([]envs.Author, longSteps)
	}
	return demos.NewManifest(spec, demos.Actor{Name: "expert"}, 7), d
}

// writeLong makes a data set of a short episode, a long one and a short one.
func writeLong(t testing.TB, labelled, compress bool) (dir string, want []*demos.Demonstration) {
	t.Helper()
	m, d := long(labelled)
	dir = filepath.Join(t.TempDir(), "long")
	o := demos.DefaultOptions()
	o.Compress = compress
	r, err := demos.Create(dir, m, o)
	if err != nil {
		t.Fatal(err)
	}
	defer closed(t, r)
	want = played(2)
	want = []*demos.Demonstration{want[0], d, want[1]}
	want[1].Index, want[2].Index = 1, 2
	want[0].Tags, want[2].Tags = []string{}, []string{} // as they are read
	for _, d := range want {
		if err := r.Append(d); err != nil {
			t.Fatal(err)
		}
	}
	return dir, want
}

// TestLongEpisodes come back as they were written, from files in memory and from those that are not, with and without
// labels, through every tool.
func TestLongEpisodes(t *testing.T) {
	for _, c := range []struct{ labelled, compress bool }{{false, false}, {true, true}, {true, false}} {
		dir, want := writeLong(t, c.labelled, c.compress)
		set := open(t, dir)
		if set.Manifest.Format != demos.FormatVersion {
			t.Errorf("format version %d, want %d", set.Manifest.Format, demos.FormatVersion)
		}
		r, got := set.Reader(), &demos.Demonstration{}
		for _, i := range []int{1, 0, 2, 1} {
			if err := r.Read(got, i); err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(want[i], got) {
				t.Fatalf("%+v: episode %d is not what was written", c, i)
			}
		}
		v, err := demos.Verify(disk.OS{}, dir, func(int, int) {})
		if err != nil || len(v.Problems) > 0 || v.Episodes != 3 {
			t.Errorf("%+v: %d episodes, problems %v, %v", c, v.Episodes, v.Problems, err)
		}
		copied := filepath.Join(t.TempDir(), "copied")
		done, err := demos.Repair(t.Context(), copied, dir, demos.DefaultOptions())
		if err != nil || done.Copied != 3 {
			t.Errorf("%+v: %+v, %v", c, done, err)
		}
		name := "episode-000001.mcap"
		if !bytes.Equal(content(t, disk.OS{}, filepath.Join(dir, name)), content(t, disk.OS{}, filepath.Join(copied, name))) {
			t.Errorf("%+v: the repair of an intact file is not its copy", c)
		}
	}
}

// TestOtherToolsReadLongEpisodes: the chunks are ordinary ones of a few megabytes.
func TestOtherToolsReadLongEpisodes(t *testing.T) {
	dir, _ := writeLong(t, false, true)
	reader, err := mcap.NewReader(bytes.NewReader(content(t, disk.OS{}, filepath.Join(dir, "episode-000001.mcap"))))
	if err != nil {
		t.Fatal(err)
	}
	info, err := reader.Info()
	if err != nil {
		t.Fatal(err)
	}
	if info.Statistics.MessageCount != longSteps+1 || info.Statistics.ChunkCount < 5 {
		t.Errorf("%d messages in %d chunks", info.Statistics.MessageCount, info.Statistics.ChunkCount)
	}
	for _, c := range info.ChunkIndexes {
		if c.UncompressedSize > 4<<20+4<<10 {
			t.Errorf("a chunk of %d bytes", c.UncompressedSize)
		}
	}
}

// TestDamageOfLongEpisodesIsNamed, with the file and a place in it, and what is salvaged is what was intact.
func TestDamageOfLongEpisodesIsNamed(t *testing.T) {
	dir, _ := writeLong(t, true, false)
	name := filepath.Join(dir, "episode-000001.mcap")
	whole := content(t, disk.OS{}, name)
	r, d := open(t, dir).Reader(), &demos.Demonstration{}
	rng := rand.New(rand.NewPCG(3, 4))
	for i := range 20 {
		at := rng.IntN(len(whole))
		if i < 10 {
			at = i * 40 // head, manifest, facts, the first chunk's head
		}
		harmed := bytes.Clone(whole)
		if harmed[at] ^= 1 << rng.IntN(8); i%4 == 3 {
			harmed = whole[:at]
		}
		if err := disk.WriteFile(disk.OS{}, name, harmed); err != nil {
			t.Fatal(err)
		}
		if err := r.Read(d, 0); err != nil { // makes the reader load the other one again
			t.Fatal(err)
		}
		err := r.Read(d, 1)
		damage, ok := err.(*demos.Damage)
		if !ok || damage.File != name || damage.Offset < 0 {
			t.Fatalf("byte %d of %d: error %v", at, len(whole), err)
		}
	}
}

// TestLongEpisodesStream: writing takes a few buffers, whatever the length, and reading takes the episode's arrays besides.
func TestLongEpisodesStream(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds, and the race detector, which runs the short tests, takes memory of its own")
	}
	const buffers = 24 << 20 // bytes: chunks of 4 MB before and after compression, their index, the file's buffer
	allocated := func(f func()) int64 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		f()
		runtime.ReadMemStats(&after)
		return int64(after.TotalAlloc - before.TotalAlloc)
	}
	m, d := long(true)
	dir := filepath.Join(t.TempDir(), "long")
	r, err := demos.Create(dir, m, demos.DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	defer closed(t, r)
	if n := allocated(func() { err = r.Append(d) }); err != nil || n > buffers {
		t.Errorf("writing allocated %d MB, want at most %d; %v", n>>20, buffers>>20, err)
	}
	arrays := int64(8*(len(d.Obs)+len(d.Act)+len(d.Applied)+len(d.Reward)+len(d.Label)) + len(d.Author))
	read := &demos.Demonstration{}
	set := open(t, dir)
	if n := allocated(func() { err = set.Reader().Read(read, 0) }); err != nil || n > arrays+buffers {
		t.Errorf("reading allocated %d MB, want at most %d; %v", n>>20, (arrays+buffers)>>20, err)
	}
}
