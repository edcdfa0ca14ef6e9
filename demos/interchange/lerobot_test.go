package interchange

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/space"
)

// TestLeRobot reads what pyarrow wrote in LeRobot's layout, see testdata/make_lerobot.py: two files, several row groups,
// lists in lists, a video.
func TestLeRobot(t *testing.T) {
	s := &Source{Name: "block", FS: unzip(t, "lerobot.zip", "")}
	list := episodesOf(t, s)
	if len(list) != 3 || list[0].End != envs.Running || list[1].End != envs.Reached || list[0].Tags[0] != "task:push the block" {
		t.Fatalf("%d episodes: %+v", len(list), list[0])
	}
	for i, n := range []int{4, 6, 5} {
		checkFrames(t, list[i], n)
	}
	spec, err := lerobotSpec(s)
	if err != nil || spec.Period != 0.1 || spec.Obs[0].Name != "grid[0]" || spec.Name != "foreign:block" {
		t.Errorf("%+v, %v", spec, err)
	}
}

// checkFrames compares an episode of n frames with what the script computes.
func checkFrames(t *testing.T, e *Episode, n int) {
	t.Helper()
	if len(e.Act) != n || e.Reward[n-1] != float64(n-1)/2 || e.Left[0] != "effort" || !strings.Contains(e.Left[1], "video") {
		t.Errorf("%s: %d steps, %v, left %q", e.Place, len(e.Act), e.Reward, e.Left)
	}
	for s, obs := range e.Obs {
		x := float64(4 * s)
		want := append([]float64{x, x + 1, x + 2, x + 3}, rampRow(s, 3)...)
		if !slices.Equal(obs, want) || e.Act[s][1] != float64(float32(float64(s)/100+0.1)) {
			t.Fatalf("%s: frame %d is %v, %v, want %v", e.Place, s, obs, e.Act[s], want)
		}
	}
}

func TestLeRobotRefused(t *testing.T) {
	for _, test := range []struct{ file, old, new, want string }{
		{lerobotInfo, "v3.0", "v2.1", `codebase_version "v2.1": want v3.0`},
		{lerobotInfo, `"fps": 10`, `"fps": 0`, "fps 0"},
		{lerobotInfo, `"total_episodes": 3`, `"total_episodes": 4`, "says 4 episodes, meta/episodes has 3"},
		{lerobotInfo, `"total_frames": 15`, `"total_frames": 16`, "says 16 frames, meta/episodes 15"},
		{lerobotInfo, `"observation.state": {"dtype": "float32", "shape": [3]`, `"observation.state": {"dtype": "float32", "shape": [4]`, "it has 3 numbers, want 4"},
		{lerobotInfo, `"observation.state": {"dtype": "float32", "shape": [3]`, `"observation.state": {"dtype": "float32", "shape": [99999999999]`, "the shape of observation.state"},
		{lerobotInfo, `"action"`, `"actions"`, "observations and actions are needed"},
		{"data/chunk-000/file-001.parquet", "", "", "meta/episodes 15, data has 10"},
		{"meta/episodes/chunk-000/file-000.parquet", "", "", "meta/episodes holds no chunk"},
	} {
		files := unzip(t, "lerobot.zip", "")
		text := string(files[test.file].Data)
		changed := strings.Replace(text, test.old, test.new, 1)
		if files[test.file] = (&fstest.MapFile{Data: []byte(changed)}); test.old == "" {
			delete(files, test.file)
		} else if changed == text {
			t.Fatalf("%s holds no %q:\n%s", test.file, test.old, text)
		}
		o := Options{Actor: demos.Actor{Name: "x"}, Recorder: demos.DefaultOptions()}
		_, err := Import(context.Background(), &Source{Name: "x", FS: files}, filepath.Join(t.TempDir(), "d"), o)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", test.want, err, test.want)
		}
	}
}

// TestDamagedParquet: flipped bits and cuts of a file of ours, whose pages have checksums, are errors or change nothing.
func TestDamagedParquet(t *testing.T) {
	target := filepath.Join(t.TempDir(), "own")
	if _, err := ExportTo(context.Background(), ownSet(t, space.UnitBox(2), envs.Failed), target, "lerobot"); err != nil {
		t.Fatal(err)
	}
	s, err := PathSource(target)
	if err != nil {
		t.Fatal(err)
	}
	want := episodesOf(t, s)
	path := lerobotFile(target, "data", 0)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	try := func(what string, n int, data []byte) {
		if err := os.WriteFile(path, data, 0o666); err != nil {
			t.Fatal(err)
		}
		if got, err := tryEpisodes(s, "lerobot"); err == nil && !slices.EqualFunc(got, want, sameNumbers) {
			t.Errorf("%s %d of %d: wrong data", what, n, len(whole))
		}
	}
	pages := 8 * (len(whole) - 1500) // the footer has no checksum: what is wrong in it is no panic
	for bit := 0; bit < pages; bit += 37 {
		data := slices.Clone(whole)
		data[bit/8] ^= 1 << (bit % 8)
		try("bit", bit, data)
	}
	for n := 0; n < len(whole); n += 61 {
		try("cut", n, whole[:n])
	}
	for bit := pages; bit < 8*len(whole); bit += 29 {
		data := slices.Clone(whole)
		data[bit/8] ^= 1 << (bit % 8)
		if err := os.WriteFile(path, data, 0o666); err != nil {
			t.Fatal(err)
		}
		tryEpisodes(s, "lerobot")
	}
}

// FuzzParquet: whatever a file of frames holds, it is an error or episodes.
func FuzzParquet(f *testing.F) {
	z := unzip(f, "lerobot.zip", "")
	const shard = "data/chunk-000/file-001.parquet"
	f.Add(z[shard].Data)
	f.Fuzz(func(t *testing.T, data []byte) {
		files := fstest.MapFS{}
		for name, file := range z {
			files[name] = file
		}
		files[shard] = &fstest.MapFile{Data: data}
		list, err := tryEpisodes(&Source{Name: "x", FS: files}, "lerobot")
		if err == nil && len(list) != 3 {
			t.Errorf("%d episodes", len(list))
		}
	})
}
