package interchange

import (
	"archive/zip"
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

// unzip is an archive of testdata as a folder; the part of the names that is cut off is given.
func unzip(t testing.TB, name, cut string) fstest.MapFS {
	t.Helper()
	z, err := zip.OpenReader(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	files := fstest.MapFS{}
	for _, f := range z.File {
		data, err := z.Open(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		text := make([]byte, f.UncompressedSize64)
		for n := 0; n < len(text); {
			k, _ := data.Read(text[n:])
			n += k
		}
		files[strings.TrimPrefix(f.Name, cut)] = &fstest.MapFile{Data: text}
	}
	return files
}

// TestZarr reads what zarr wrote, see testdata/make_numpy.py: both versions, a folder and a zip, each codec.
func TestZarr(t *testing.T) {
	for _, test := range []struct {
		name, cut string
		obs       func(row int) []float64
		notes     []string
	}{
		{"pusht2.zarr.zip", "pusht/pusht2.zarr/", func(row int) []float64 { return rampRow(inEpisode(row), 3) },
			[]string{"img left out", "keypoint left out"}},
		{"codecs3.zarr.zip", "", func(row int) []float64 { return rampRow(inEpisode(row), 3) }, []string{"zero left out"}},
		{"codecs2.zarr.zip", "", func(row int) []float64 {
			list := make([]float64, 6)
			for i := range list {
				list[i] = float64(6*row + i)
			}
			return list
		}, nil},
	} {
		zipped, err := PathSource(filepath.Join("testdata", test.name))
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range []*Source{zipped, {Name: "x.zarr", FS: unzip(t, test.name, test.cut)}} {
			list := episodesOf(t, s)
			if len(list) != 2 || len(list[0].Act) != 4 || len(list[1].Act) != 6 {
				t.Fatalf("%s: %d episodes", s.Name, len(list))
			}
			row := 0
			for _, e := range list {
				for i := range e.Act {
					if !slices.Equal(e.Obs[i], test.obs(row)) || e.Act[i][1] != float64(float32(float64(0.1)+float64(i)/100)) {
						t.Fatalf("%s: row %d: %v, %v", s.Name, row, e.Obs[i], e.Act[i])
					}
					row++
				}
			}
			said := strings.Join(append(list[1].Notes, list[1].Left...), " left out, ") + " left out"
			for _, note := range test.notes {
				if !strings.Contains(said, note) {
					t.Errorf("%s: %q, want %q", s.Name, said, note)
				}
			}
		}
	}
}

// inEpisode is the step of a row of episodes of 4 and 6.
func inEpisode(row int) int {
	if row >= 4 {
		return row - 4
	}
	return row
}

// TestAbsentChunks hold the fill value, and it is said.
func TestAbsentChunks(t *testing.T) {
	files := unzip(t, "codecs2.zarr.zip", "")
	delete(files, "data/obs/0.0.1")
	list := episodesOf(t, &Source{Name: "x", FS: files})
	if !slices.Equal(list[0].Obs[0], []float64{0, 0, 2, 0, 4, 5}) {
		t.Errorf("%v", list[0].Obs[0])
	}
	if !strings.Contains(strings.Join(list[0].Notes, " "), "fill value") {
		t.Errorf("%q", list[0].Notes)
	}
}

// TestStatesAreTaken by a task that begins at recorded states: observations are those of the task.
func TestStatesAreTaken(t *testing.T) {
	const n = 12
	_, states, acts, rewards := recorded(t, n)
	flat := func(rows [][]float64) (xs []float64) {
		for _, row := range rows {
			xs = append(xs, row...)
		}
		return xs
	}
	s := npzOf(t, [2]string{"state", npyOf([]int{n, 5}, flat(states[:n])...)}, [2]string{"action", npyOf([]int{n, 2}, flat(acts)...)},
		[2]string{"episode_ends", npyOf([]int{1}, n)})
	report, err := Import(context.Background(), s, filepath.Join(t.TempDir(), "d"), pushtOptions())
	if err != nil || !strings.Contains(strings.Join(report.Notes(), " "), rewardReplayed) || report.Steps != n || len(rewards) != n {
		t.Fatalf("%+v, %v", report, err)
	}
}

// TestZarrRefused: what is not read, by name and place.
func TestZarrRefused(t *testing.T) {
	for _, test := range []struct{ file, old, new, want string }{
		{"data/obs/.zarray", `"id": "zlib"`, `"id": "bz2"`, `data/obs: the codec "bz2" is not read`},
		{"data/obs/.zarray", `"order": "C"`, `"order": "F"`, `data/obs: order "F"`},
		{"data/obs/.zarray", `"<f4"`, `"<c8"`, "observations and actions are needed"},
		{"data/obs/.zarray", `"filters": null`, `"filters": [{"id": "delta"}]`, `data/obs: the filter "delta"`},
		{"data/obs/.zarray", "3,\n    2,\n    1\n", "3,\n    200000000,\n    1\n", "data/obs: chunks of"},
		{"data/obs/.zarray", "10,\n    3,\n    2\n", "1250000000,\n    3,\n    2\n", "has 1250000000 rows, of actions there are 10"},
		{"data/obs/.zarray", "10,\n    3,\n    2\n", "10,\n    3\n", "data/obs: chunks of"},
		{"data/obs/.zarray", "{", "[", "data/obs: byte"},
		{"data/obs/0.0.0", "", "", "data/obs/0.0.0: damaged"},
		{"meta/episode_ends/0", "", "", "meta/episode_ends/0: damaged"},
	} {
		files := unzip(t, "codecs2.zarr.zip", "")
		text := string(files[test.file].Data)
		changed := strings.Replace(text, test.old, test.new, 1)
		if test.old == "" {
			changed = text[:len(text)-3]
		}
		if changed == text {
			t.Fatalf("%s holds no %q:\n%s", test.file, test.old, text)
		}
		files[test.file] = &fstest.MapFile{Data: []byte(changed)}
		o := Options{Actor: demos.Actor{Name: "x"}, Recorder: demos.DefaultOptions(), Format: "zarr"}
		_, err := Import(context.Background(), &Source{Name: "x", FS: files}, filepath.Join(t.TempDir(), "d"), o)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", test.file, err, test.want)
		}
	}
}

// TestDamagedZarr: ours has a checksum in each chunk, so that no flipped bit of one goes unseen.
func TestDamagedZarr(t *testing.T) {
	target := filepath.Join(t.TempDir(), "own.zarr")
	if _, err := ExportTo(context.Background(), ownSet(t, space.UnitBox(2), envs.Failed), target, "zarr"); err != nil {
		t.Fatal(err)
	}
	s, err := PathSource(target)
	if err != nil {
		t.Fatal(err)
	}
	want := episodesOf(t, s)
	if strings.Contains(strings.Join(want[0].Notes, " "), unprotected) {
		t.Error("frames with a checksum are said to have none")
	}
	path := filepath.Join(target, "data", "obs", "0.0")
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for bit := range 8 * len(whole) {
		data := slices.Clone(whole)
		data[bit/8] ^= 1 << (bit % 8)
		if err := os.WriteFile(path, data, 0o666); err != nil {
			t.Fatal(err)
		}
		got, err := tryEpisodes(s, "zarr")
		if err == nil && !slices.EqualFunc(got, want, sameNumbers) {
			t.Fatalf("bit %d of the chunk: wrong data", bit)
		}
	}
}

// FuzzZarr: whatever a description of an array and a chunk hold, they are an error or numbers.
func FuzzZarr(f *testing.F) {
	f.Add([]byte(`{"zarr_format": 2, "shape": [4, 3], "chunks": [3, 2], "dtype": "<f4", "compressor": null, "fill_value": "NaN", "filters": null, "order": "C"}`), make([]byte, 24), false)
	f.Add([]byte(`{"zarr_format": 3, "node_type": "array", "shape": [4], "data_type": "int16", "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": [4]}}, "chunk_key_encoding": {"name": "default"}, "fill_value": 0, "codecs": [{"name": "bytes"}, {"name": "crc32c"}]}`), make([]byte, 12), true)
	f.Fuzz(func(t *testing.T, text, chunk []byte, third bool) {
		name := zarrArray2
		if third {
			name = zarrNode3
		}
		files := fstest.MapFS{name: {Data: text}}
		for _, key := range []string{"0", "0.0", "c/0", "c/0/0", "0.1", "1.0"} {
			files[key] = &fstest.MapFile{Data: chunk}
		}
		a, err := openZarrArray(&zarrFolder{FS: files}, ".")
		if err != nil || a.chunkBytes() > 1<<16 || a.Width() > 1<<12 || a.Width() == 0 {
			return
		}
		rows := min(a.Rows(), 8)
		if err := a.Float64s(make([]float64, rows*a.Width()), 0); err == nil && rows > a.Rows() {
			t.Error("more rows than there are")
		}
	})
}
