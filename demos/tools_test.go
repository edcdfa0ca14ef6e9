package demos_test

import (
	"bytes"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/internal/disk"
)

func verify(t *testing.T, dir string) *demos.Verdict {
	t.Helper()
	v, err := demos.Verify(disk.OS{}, dir, func(int, int) {})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// problems fails unless the problems are those wanted, each by a part of its text.
func problems(t *testing.T, got []error, want ...string) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("problems %q: want %q", got, want)
	}
	for i := range got {
		if !strings.Contains(got[i].Error(), want[i]) {
			t.Errorf("problem %q: want one with %q", got[i], want[i])
		}
	}
}

func TestVerifyNamesEveryProblem(t *testing.T) {
	dir := record(t, 6)
	if v := verify(t, dir); v.Episodes != 6 || len(v.Problems) > 0 {
		t.Fatalf("an intact data set: %+v", v)
	}
	path := func(i string) string { return filepath.Join(dir, "episode-00000"+i+".mcap") }
	flip(t, path("1"), 3000)
	if err := os.Remove(path("2")); err != nil {
		t.Fatal(err)
	}
	swap(t, path("3"), path("4"))
	for _, name := range []string{"notes.txt", "episode-7.mcap", "episode-000099.mcap" + disk.TempSuffix} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(path("0"), path("6")); err != nil {
		t.Fatal(err)
	}
	v := verify(t, dir)
	problems(t, v.Problems,
		"episode-000006.mcap: not a recording", "episode-7.mcap: not a recording",
		"missing: episode 2", "episode-000001.mcap: byte ", "episode-000003.mcap: byte ", "episode-000004.mcap: byte ")
	problems(t, v.Notes, "notes.txt: not a file of this data set")
	if v.Episodes != 2 {
		t.Errorf("%d intact episodes: want 2", v.Episodes)
	}
}

func flip(t *testing.T, name string, at int) {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	data[at%len(data)] ^= 0x10
	if err := os.WriteFile(name, data, 0o666); err != nil {
		t.Fatal(err)
	}
}

func swap(t *testing.T, a, b string) {
	t.Helper()
	if err := errors.Join(os.Rename(a, a+"x"), os.Rename(b, a), os.Rename(a+"x", b)); err != nil {
		t.Fatal(err)
	}
}

func TestVerifySeesWhatChecksumsCannot(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "drift")
	r, err := demos.Create(dir, manifest(), demos.DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	all := played(3)
	all[1] = all[0]
	all[2].Applied[5] = 0.25
	if err := r.Append(all...); err != nil {
		t.Fatal(err)
	}
	closed(t, r)
	problems(t, verify(t, dir).Problems, "episode 1 is episode 0 once more", "episode 2, step 5: applied action 0 is 0.25")
}

func TestRepairOfAnIntactDataSetIsItsCopy(t *testing.T) {
	src, dst := record(t, 3), filepath.Join(t.TempDir(), "copy")
	done, err := demos.Repair(t.Context(), dst, src, demos.DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	if done.Copied != 3 || done.Episodes != 3 || len(done.Problems)+len(done.Lost)+len(done.Salvaged) > 0 {
		t.Errorf("%+v", done)
	}
	if diff := cmp.Diff(files(t, src), files(t, dst)); diff != "" {
		t.Error(diff)
	}
}

// breakBatch records episodes in files of one, eight and one, and damages the manifest, the middle of the batch, whose end
// it cuts off.
func breakBatch(t *testing.T, all []*demos.Demonstration) (dir string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "drift")
	r, err := demos.Create(dir, manifest(), demos.DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	for _, batch := range [][]*demos.Demonstration{all[:1], all[1:9], all[9:]} {
		if err := r.Append(batch...); err != nil {
			t.Fatal(err)
		}
	}
	closed(t, r)
	flip(t, filepath.Join(dir, demos.ManifestName), 100)
	name := filepath.Join(dir, "episodes-000001-000008.mcap")
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	middle := bytes.Index(data, []byte("fenchel.episode")) + len(data)/2
	data[middle] ^= 1
	if err := os.WriteFile(name, data[:len(data)*8/10], 0o666); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestRepairTakesWhatIsIntact(t *testing.T) {
	all := played(10)
	dir := breakBatch(t, all)
	dst := filepath.Join(t.TempDir(), "repaired")
	done, err := demos.Repair(t.Context(), dst, dir, demos.DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	if done.Copied != 2 || len(done.Salvaged)+len(done.Lost) != 8 || len(done.Lost) > 3 || len(done.Salvaged) < 5 {
		t.Errorf("copied %d, salvaged %v, lost %v", done.Copied, done.Salvaged, done.Lost)
	}
	if !strings.Contains(done.Problems[0].Error(), "manifest.json: bytes 0 to ") {
		t.Errorf("problems %q: want the manifest's first", done.Problems)
	}
	got, err := open(t, dst).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	kept := map[uint64]bool{0: true, 9: true}
	for _, number := range done.Salvaged {
		kept[number] = true
	}
	var want []*demos.Demonstration
	for i, d := range all {
		if kept[uint64(i)] {
			want = append(want, d)
		}
	}
	sameEpisodes(t, got, want)
}

// TestRepairBelievesTheFileNotItsName: two recordings under each other's name are put right.
func TestRepairBelievesTheFileNotItsName(t *testing.T) {
	dir := record(t, 4)
	swap(t, filepath.Join(dir, "episode-000001.mcap"), filepath.Join(dir, "episode-000002.mcap"))
	dst := filepath.Join(t.TempDir(), "repaired")
	done, err := demos.Repair(t.Context(), dst, dir, demos.DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	if len(done.Salvaged) != 2 || len(done.Lost) != 0 || len(done.Problems) != 2 {
		t.Errorf("%+v", done)
	}
	got, err := open(t, dst).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	sameEpisodes(t, got, played(4))
}

func TestReplay(t *testing.T) {
	dir := record(t, 3)
	d := open(t, dir)
	if err := d.Replay(newDrift, func(int) {}); err != nil {
		t.Errorf("the same simulator: %v", err)
	}
	err := d.Replay(func() envs.Env { return &drift{horizon: 20, gain: 1 + 1e-12} }, func(int) {})
	diverged, ok := errors.AsType[*demos.Divergence](err)
	if !ok || diverged.Episode != 0 || diverged.Step > 3 || diverged.Recorded == diverged.Replayed {
		t.Errorf("another simulator: %v", err)
	}
	err = d.Replay(func() envs.Env { return &drift{horizon: 15, gain: 1} }, func(int) {})
	if want := "episode 0, step 14: the episode was recorded as running and is timed out"; err == nil || err.Error() != want {
		t.Errorf("another horizon: %v: want %s", err, want)
	}
}

// seenIn counts the clipped steps of episodes, and finds the range of their first observation.
func seenIn(episodes []*demos.Demonstration) (clipped int, lo, hi float64) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for _, d := range episodes {
		for t, a := range d.Act {
			if a != d.Applied[t] {
				clipped++
			}
		}
		for t := range d.Len() + 1 {
			lo, hi = min(lo, d.ObsAt(t)[0]), max(hi, d.ObsAt(t)[0])
		}
	}
	return clipped, lo, hi
}

func TestInfo(t *testing.T) {
	info, err := open(t, record(t, 4)).Info()
	if err != nil {
		t.Fatal(err)
	}
	if info.Episodes != 4 || info.Files != 4 || info.Steps != 80 || info.Ends["timed out"] != 4 || info.Bytes < 4000 {
		t.Errorf("%+v", info)
	}
	clipped, lo, hi := seenIn(played(4))
	if info.Clipped != clipped || clipped == 0 {
		t.Errorf("%d clipped steps: want %d, not 0", info.Clipped, clipped)
	}
	if info.Obs[0].Min != lo || info.Obs[0].Max != hi || info.Obs[0].Name != "x" {
		t.Errorf("range of x: %+v: want %v to %v", info.Obs[0], lo, hi)
	}
	if r := info.Return; !(r.Min <= r.Median && r.Median <= r.Max && r.Std > 0) {
		t.Errorf("returns %+v", r)
	}
}

// TestRepairSaysEachProblemOnce, though a damaged chunk is met as the file is read and as its episodes are looked for.
func TestRepairSaysEachProblemOnce(t *testing.T) {
	dir := record(t, 2)
	flip(t, filepath.Join(dir, "episode-000001.mcap"), 3000)
	r, err := demos.Repair(t.Context(), filepath.Join(t.TempDir(), "repaired"), dir, demos.DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	problems(t, r.Problems, "episode-000001.mcap: byte ")
}
