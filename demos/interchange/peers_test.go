package interchange

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/demos/hdf5"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/space"
)

// ownSet records episodes of a task that is a bare Spec, and returns their directory. Their ends are the given ones.
func ownSet(t *testing.T, action space.Set, ends ...envs.End) string {
	t.Helper()
	lo, hi := unbounded(3)
	spec, err := foreignSpec("test", channels([]string{"a", "b", "c"}, lo, hi), action)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "own")
	r, err := demos.Create(dir, demos.NewManifest(spec, demos.Actor{Name: "expert"}, 3), demos.DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	for i, end := range ends {
		if err := r.Append(episode(i, end, action)); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

// episode is one of 4+i steps, with numbers that float32 does not hold.
func episode(i int, end envs.End, action space.Set) *demos.Demonstration {
	d := &demos.Demonstration{Index: uint64(i), End: end, Tags: []string{"good"}}
	k := action.Dim()
	for t := range 4 + i {
		x := 1 / float64(3+t+10*i)
		d.Obs = append(d.Obs, x, -x*x, x+1e9)
		a := make([]float64, k)
		if _, choice := action.(space.Simplex); choice {
			a[t%k] = 1
		} else {
			a[t%k] = x * action.(space.Box).Hi[0]
		}
		applied := make([]float64, k)
		action.Round(applied, a)
		d.Act, d.Applied = append(d.Act, a...), append(d.Applied, applied...)
		d.Reward = append(d.Reward, x/7)
	}
	d.Obs = append(d.Obs, 0.1, 0.2, 0.3)
	return d
}

var allEnds = []envs.End{envs.Running, envs.Reached, envs.Failed, envs.TimedOut}

func importPath(t *testing.T, path, format string) (*demos.Dataset, []*demos.Demonstration, *Report) {
	t.Helper()
	s, err := PathSource(path)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "back")
	report, err := Import(context.Background(), s, dir, Options{Format: format, Actor: demos.Actor{Name: "expert"}, Recorder: demos.DefaultOptions()})
	if err != nil {
		t.Fatal(err)
	}
	set, list := read(t, dir)
	return set, list, report
}

// TestRoundTrips: ours, theirs and ours again are equal to the bit, and the format is recognized.
func TestRoundTrips(t *testing.T) {
	tests := []struct {
		format, target string
		action         space.Set
		ends           []envs.End // as they come back; nil for the same
	}{
		{"minari", "test-v0", space.UnitBox(2), nil},
		{"minari", "test-v0", space.Simplex{K: 3}, nil},
		{"robomimic", "test.hdf5", space.UnitBox(2), nil},
		{"npz", "test.npz", space.SymmetricBox(2, 3), nil},
		{"npz", "test.npz", space.Simplex{K: 3}, nil},
		{"csv", "test.csv", space.UnitBox(2), nil},
		{"lerobot", "test", space.SymmetricBox(2, 3), nil},
		{"lerobot", "test", space.Simplex{K: 3}, nil},
		{"zarr", "test.zarr", space.SymmetricBox(2, 3), nil},
		{"zarr", "test.zarr", space.Simplex{K: 3}, nil},
		{"csv", "test.csv", space.Simplex{K: 3}, nil},
		{"d4rl", "test.hdf5", space.UnitBox(2), []envs.End{envs.TimedOut, envs.Failed, envs.Failed, envs.TimedOut}},
	}
	for _, test := range tests {
		t.Run(test.format+" "+test.action.String(), func(t *testing.T) {
			own := ownSet(t, test.action, allEnds...)
			target := filepath.Join(t.TempDir(), test.target)
			if _, err := ExportTo(context.Background(), own, target, test.format); err != nil {
				t.Fatal(err)
			}
			_, want := read(t, own)
			set, got, report := importPath(t, target, "")
			if set.Manifest.Provenance.Format != test.format || len(got) != len(want) || report.Steps != 4+5+6+7 {
				t.Fatalf("%d episodes of %s, %d steps", len(got), set.Manifest.Provenance.Format, report.Steps)
			}
			for i, d := range got {
				w := want[i].Clone()
				if test.ends != nil {
					w.End = test.ends[i]
				}
				cameBack(t, test.format, d, w)
			}
			if !reflect.DeepEqual(space.ShapeOf(set.Manifest.Task.Action), space.ShapeOf(test.action)) {
				t.Errorf("the action set is a %v, want a %v", set.Manifest.Task.Action, test.action)
			}
			for _, f := range set.Manifest.Provenance.Files {
				if strings.ContainsAny(f.Name, `/\`) || len(f.SHA256) != 64 {
					t.Errorf("the origin is %+v", f)
				}
			}
		})
	}
}

// cameBack compares an episode with the one that was exported.
func cameBack(t *testing.T, format string, d, w *demos.Demonstration) {
	t.Helper()
	if slices.Contains(untagged, format) {
		w.Tags = d.Tags
	}
	if !reflect.DeepEqual(numbers(d), numbers(w)) || d.End != w.End || !slices.Equal(d.Tags, w.Tags) {
		t.Errorf("the episode is\n%+v, want\n%+v", d, w)
	}
}

func numbers(d *demos.Demonstration) [][]float64 {
	return [][]float64{d.Obs, d.Act, d.Applied, d.Reward}
}

// TestExportErrors: what a format cannot hold is refused before anything is left on the disk.
func TestExportErrors(t *testing.T) {
	box, choice := ownSet(t, space.SymmetricBox(2, 1), envs.Failed), ownSet(t, space.Simplex{K: 3}, envs.Failed)
	wide := ownSet(t, space.SymmetricBox(2, 9), envs.Failed)
	taken := filepath.Join(t.TempDir(), "taken")
	if err := os.WriteFile(taken, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	tests := []struct{ dir, target, format, want string }{
		{choice, "", "d4rl", "no discrete actions"},
		{choice, "", "robomimic", "no discrete actions"},
		{box, taken, "d4rl", "it is there already"},
		{box, "", "minary", "did you mean minari"},
		{"absent", "", "minari", "absent"},
		{wide, "", "robomimic", "out: episode 0: step 0: an action of 3: robomimic takes those within [-1, 1]"},
	}
	for _, test := range tests {
		target := test.target
		if target == "" {
			target = filepath.Join(t.TempDir(), "out")
		}
		_, err := ExportTo(context.Background(), test.dir, target, test.format)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", test.format, err, test.want)
		}
		if _, err := os.Lstat(target); test.target == "" && err == nil {
			t.Errorf("%s: something is left at the target", test.format)
		}
	}
}

// TestForeignFiles reads files as the peers write them, made by h5py (testdata/make.py): dictionaries, float32, pictures,
// infos, masks, T observations, an unfinished last piece.
func TestForeignFiles(t *testing.T) {
	tests := []struct {
		path     string
		episodes int
		steps    int
		obs      []string
		ends     []envs.End
		notes    []string
	}{
		{"minari-dict-v0", 3, 15, []string{"achieved_goal[0]", "achieved_goal[1]", "desired_goal", "observation[0]", "observation[1]", "observation[2]"},
			[]envs.End{envs.Failed, envs.TimedOut, envs.TimedOut}, []string{"infos/success left out", endFailed, unprotected}},
		{"minari-discrete-v0", 2, 8, []string{"[0]", "[1]", "[2]"}, []envs.End{envs.TimedOut, envs.TimedOut}, nil},
		{"d4rl.hdf5", 3, 27, []string{"[0]", "[1]"}, []envs.End{envs.Running, envs.Running, envs.Running}, []string{"infos/qpos left out", "metadata left out", lastDropped}},
		{"robomimic.hdf5", 2, 10, []string{"object[0]", "object[1]", "object[2]", "robot0_eef_pos[0]", "robot0_eef_pos[1]"},
			[]envs.End{envs.Reached, envs.Running}, []string{"pictures of [40 40 3]", "states left out"}},
	}
	for _, test := range tests {
		t.Run(test.path, func(t *testing.T) {
			set, list, report := importPath(t, filepath.Join("testdata", test.path), "")
			if slices.Contains(strings.Split(strings.Join(report.Notes(), "\n"), " ("), unprotected) && test.path == "d4rl.hdf5" {
				t.Error("compressed data is said to have no checksum")
			}
			if len(list) != test.episodes || report.Steps != test.steps {
				t.Errorf("%d episodes, %d steps", len(list), report.Steps)
			}
			var obs []string
			for _, c := range set.Manifest.Task.Obs {
				obs = append(obs, c.Name)
			}
			if !slices.Equal(obs, test.obs) {
				t.Errorf("observations are %q, want %q", obs, test.obs)
			}
			for i, d := range list {
				if d.End != test.ends[i] {
					t.Errorf("episode %d ended %v, want %v", i, d.End, test.ends[i])
				}
			}
			checkRamp(t, list)
			notes := strings.Join(report.Notes(), "\n")
			for _, note := range test.notes {
				if !strings.Contains(notes, note) {
					t.Errorf("no note %q in\n%s", note, notes)
				}
			}
		})
	}
}

// checkRamp: make.py writes rewards that count the steps of an episode in halves, and observations whose first number is
// the step as a float32 of tenths.
func checkRamp(t *testing.T, list []*demos.Demonstration) {
	t.Helper()
	for i, d := range list {
		for s := range d.Len() {
			if want := float64(float32(s) / 2); d.Reward[s] != want {
				t.Errorf("episode %d: reward %d is %v, want %v", i, s, d.Reward[s], want)
			}
			if want := float64(float32(float64(s) / 10)); d.ObsAt(s)[0] != want && d.ObsAt(s)[s%3] != 1 {
				t.Errorf("episode %d: observation %d is %v, want %v", i, s, d.ObsAt(s), want)
			}
		}
	}
}

// TestForeignDamage: each file of a folder that is missing, and each file cut anywhere, is an error and leaves nothing.
func TestForeignDamage(t *testing.T) {
	for _, name := range []string{"d4rl.hdf5", "robomimic.hdf5", "minari-dict-v0/data/main_data.hdf5", "minari-dict-v0/data/metadata.json"} {
		data, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		for n := -1; n < len(data)-2; n += 1 + len(data)/40 {
			dir := t.TempDir()
			if err := os.CopyFS(dir, os.DirFS("testdata")); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(dir, name)
			if err := os.Truncate(path, int64(max(n, 0))); err != nil {
				t.Fatal(err)
			}
			if n < 0 {
				os.Remove(path)
			}
			root, _, _ := strings.Cut(name, "/")
			s, err := PathSource(filepath.Join(dir, root))
			if err == nil {
				_, err = Import(context.Background(), s, filepath.Join(dir, "out"), Options{Actor: demos.Actor{Name: "a"}, Recorder: demos.DefaultOptions()})
			}
			if err == nil {
				t.Errorf("%s: cut after %d of %d bytes, it is imported", name, n, len(data))
			}
			if _, err := os.Lstat(filepath.Join(dir, "out")); err == nil {
				t.Errorf("%s: cut after %d bytes, something is written", name, n)
			}
		}
	}
}

// TestSpaceTexts: infinities as Python writes them, and what is refused.
func TestSpaceTexts(t *testing.T) {
	s, err := parseSpaceText(`{"type": "Box", "dtype": "float32", "shape": [2], "low": [-Infinity, 0], "high": [1.5, Infinity]}`)
	if err != nil {
		t.Fatal(err)
	}
	list, err := s.channels("x")
	if err != nil || len(list) != 2 || list[0].Name != "x[0]" || list[0].Hi != 1.5 || list[1].Lo != 0 || list[1].Hi < 1e308 {
		t.Errorf("%+v: %v", list, err)
	}
	if got := quoteInfinities(`{"Infinity \" NaN": NaN}`); got != `{"Infinity \" NaN": "NaN"}` {
		t.Error(got)
	}
	for text, want := range map[string]string{
		`{"type": "Box", "shape": [2], "low": [0], "high": [1, 2]}`:    "1 lower and 2 upper",
		`{"type": "Box", "shape": [-1], "low": 0, "high": 1}`:          "of shape [-1]",
		`{"type": "Box", "shape": [99999999999], "low": 0, "high": 1}`: "of shape",
		`{"type": "Box", "shape": [1], "low": NaN, "high": 1}`:         "no bound",
		`{"type": "Graph"}`:            "a space of type Graph",
		`{"type": "Discrete", "n": 0}`: "a Discrete of 0",
	} {
		s, err := parseSpaceText(text)
		if err == nil {
			_, err = s.channels("")
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
}

// TestOursInH5py: the files that we export hold for h5py what the peers' loaders ask of them.
func TestOursInH5py(t *testing.T) {
	if exec.Command("python3", "-c", "import h5py, numpy").Run() != nil {
		t.Skip("there is no python3 with h5py and numpy here")
	}
	own, dir := ownSet(t, space.UnitBox(2), allEnds...), t.TempDir()
	for format, target := range map[string]string{"minari": "test-v0", "d4rl": "d4rl.hdf5", "robomimic": "robomimic.hdf5"} {
		if _, err := ExportTo(context.Background(), own, filepath.Join(dir, target), format); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("python3", "-B", "testdata/check.py", dir)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v:\n%s", err, out)
	}
}

// TestOtherVersion: episodes of another version of an environment are refused, and those of none are held to the shapes.
func TestOtherVersion(t *testing.T) {
	spec := func() envs.Env { return &bare{source: "Gymnasium Hopper-v5"} }
	tests := map[string]string{
		`{\"id\": \"Hopper-v4\", \"reward_threshold\": Infinity}`: "its episodes are of Gymnasium's Hopper-v4, the task hopper is its Hopper-v5",
		`{\"id\": \"Hopper-v5\"}`:                                 "actions: row 0",
		`{\"id\"`:                                                 "env_spec: byte 5: unexpected end",
		``:                                                        "actions: row 0",
	}
	for text, want := range tests {
		dir := t.TempDir()
		if err := os.CopyFS(dir, os.DirFS("testdata/minari-dict-v0")); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, minariMeta)
		facts, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		facts = append([]byte(`{"env_spec": "`+text+`", `), facts[1:]...)
		if err := os.WriteFile(path, facts, 0o666); err != nil {
			t.Fatal(err)
		}
		s, err := PathSource(dir)
		if err != nil {
			t.Fatal(err)
		}
		_, err = Import(context.Background(), s, filepath.Join(dir, "out"), Options{Task: spec, Actor: demos.Actor{Name: "a"}, Recorder: demos.DefaultOptions()})
		if err == nil || !strings.Contains(strings.Replace(err.Error(), "action: row", "actions: row", 1), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
}

// TestMinariRefused: what is not read of Minari is refused by name.
func TestMinariRefused(t *testing.T) {
	for text, want := range map[string]string{
		`{"minari_version": "0.5.3", "data_format": "arrow"}`: `data/metadata.json: data_format "arrow" is not read`,
		`{"minari_version": "0.3.1"}`:                         `minari_version "0.3.1": want 0.4 or 0.5`,
		`{"minari_version": "0.4.3"}`:                         "observation_space or action_space is missing",
	} {
		dir := t.TempDir()
		if err := writeText(filepath.Join(dir, minariMeta), []byte(text)); err != nil {
			t.Fatal(err)
		}
		s, err := PathSource(dir)
		if err != nil {
			t.Fatal(err)
		}
		_, err = Import(context.Background(), s, filepath.Join(dir, "out"), Options{Actor: demos.Actor{Name: "a"}, Recorder: demos.DefaultOptions()})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
}

// bare is a task that is only described.
type bare struct {
	envs.Env
	source string
}

func (b *bare) Spec() envs.Spec {
	lo, hi := unbounded(11)
	return envs.Spec{Name: "hopper", Obs: channels(make([]string, 11), lo, hi), Action: space.UnitBox(3), Source: b.source}
}

// TestMissingColumns: an HDF5 file that lacks something names it.
func TestMissingColumns(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.hdf5")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w := hdf5.NewWriter(f)
	g := w.Root().Group("data").Group("demo_0")
	g.Dataset("actions", hdf5.Float32, []int{2}, hdf5.DefaultStorage()).Float64s(1, 2)
	if err := errors.Join(w.Close(), f.Close()); err != nil {
		t.Fatal(err)
	}
	s, err := PathSource(path)
	if err != nil {
		t.Fatal(err)
	}
	_, err = Import(context.Background(), s, filepath.Join(t.TempDir(), "out"), Options{Actor: demos.Actor{Name: "a"}, Recorder: demos.DefaultOptions()})
	if err == nil || !strings.Contains(err.Error(), "x.hdf5: obs is missing") {
		t.Error(err)
	}
	if in, err := s.open("inside"); err == nil {
		io.Copy(io.Discard, in)
		t.Error("a file holds files")
	}
}
