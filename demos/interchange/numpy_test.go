package interchange

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/space"
)

// npzOf is an archive of arrays: the text of each header and the bytes behind it.
func npzOf(t *testing.T, arrays ...[2]string) *Source {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, a := range arrays {
		w, err := z.Create(a[0] + ".npy")
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, a[1])
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return source("a.npz", b.String())
}

// npyOf is a file of NumPy with the given numbers.
func npyOf(shape []int, xs ...float64) string {
	return string(float64Number.encode(appendHeader(nil, float64Number, shape), xs))
}

// TestNumPysFiles: what NumPy wrote, see testdata/make_numpy.py, reads as it should.
func TestNumPysFiles(t *testing.T) {
	for _, test := range []struct {
		file  string
		ends  []envs.End
		steps []int
		left  string
	}{
		{"imitation.npz", []envs.End{envs.Failed, envs.TimedOut}, []int{4, 6}, ""},
		{"d4rl.npz", []envs.End{envs.Failed, envs.TimedOut}, []int{4, 6}, "extra left out"},
		{"ends.npz", []envs.End{envs.Running, envs.Running}, []int{3, 5}, lastDropped},
	} {
		_, list, report := importPath(t, filepath.Join("testdata", test.file), "")
		if len(list) != len(test.ends) || !strings.Contains(strings.Join(report.Notes(), "\n"), test.left) {
			t.Fatalf("%s: %d episodes, %q", test.file, len(list), report.Notes())
		}
		for i, d := range list {
			if d.End != test.ends[i] || d.Len() != test.steps[i] {
				t.Errorf("%s: episode %d: %v after %d", test.file, i, d.End, d.Len())
			}
			for s := range d.Len() + 1 {
				if got, want := d.ObsAt(s), rampRow(s, 3); !slices.Equal(got, want) {
					t.Fatalf("%s: episode %d: observation %d is %v, want %v", test.file, i, s, got, want)
				}
			}
			if d.Reward[1] != 0.5 || d.ActAt(1)[0] != float64(float32(0.01)) {
				t.Errorf("%s: reward %v, action %v", test.file, d.Reward[1], d.ActAt(1))
			}
		}
	}
}

// rampRow is a row of what the scripts write: float32 of a tenth of the step and the column.
func rampRow(step, width int) []float64 {
	row := make([]float64, width)
	for j := range row {
		row[j] = float64(float32(float64(step)/10 + float64(j)))
	}
	return row
}

// TestNPZRefused: what an archive must not be, with the place.
func TestNPZRefused(t *testing.T) {
	obs, act := npyOf([]int{2, 1}, 1, 2), npyOf([]int{2, 1}, 0, 1)
	header := func(text string) string {
		return npyMagic + "\x01\x00" + string([]byte{byte(len(text)), 0}) + text
	}
	for name, test := range map[string]struct {
		arrays [][2]string
		want   string
	}{
		"nothing":     {nil, "observations and actions are needed"},
		"no action":   {[][2]string{{"obs", obs}}, "observations and actions are needed"},
		"short":       {[][2]string{{"obs", obs[:len(obs)-1]}, {"act", act}, {"acts", act}}, "unexpected EOF"},
		"long":        {[][2]string{{"obs", obs + "x"}, {"acts", act}}, "more bytes than its shape says"},
		"twice":       {[][2]string{{"obs", obs}, {"obs", obs}, {"acts", act}}, "two arrays are called"},
		"objects":     {[][2]string{{"obs", header("{'descr': '|O', 'fortran_order': False, 'shape': (2, 1), }")}, {"acts", act}}, `type "|O" are not read`},
		"fortran":     {[][2]string{{"obs", header("{'descr': '<f8', 'fortran_order': True, 'shape': (2, 1), }")}, {"acts", act}}, "ascontiguousarray"},
		"10 GB":       {[][2]string{{"obs", header("{'descr': '<f8', 'fortran_order': False, 'shape': (1250000000, 1), }")}, {"acts", act}}, "bytes hold no"},
		"overflow":    {[][2]string{{"obs", header("{'descr': '<f8', 'fortran_order': False, 'shape': (4294967296, 4294967296), }")}, {"acts", act}}, "the shape"},
		"no shape":    {[][2]string{{"obs", header("{'descr': '<f8', 'fortran_order': False}")}, {"acts", act}}, "has no shape"},
		"other rows":  {[][2]string{{"obs", npyOf([]int{4, 1}, 1, 2, 3, 4)}, {"acts", act}}, "obs has 4 rows, of actions there are 2"},
		"ends back":   {[][2]string{{"obs", obs}, {"acts", act}, {"episode_ends", npyOf([]int{2}, 2, 1)}}, "episode 1 ends at row 1"},
		"ends early":  {[][2]string{{"obs", obs}, {"acts", act}, {"episode_ends", npyOf([]int{1}, 1)}}, "the last episode ends at row 1, of 2"},
		"wide reward": {[][2]string{{"obs", obs}, {"acts", act}, {"rews", npyOf([]int{1, 2}, 1, 2)}}, "want one number a row"},
		"no end":      {[][2]string{{"obs", obs}, {"acts", act}, {"episode_ends", npyOf([]int{1}, 2)}, {bufferEnd, npyOf([]int{1}, 9)}}, "9 is no end"},
	} {
		_, err := Import(context.Background(), npzOf(t, test.arrays...), filepath.Join(t.TempDir(), "d"), Options{Actor: demos.Actor{Name: "x"}, Recorder: demos.DefaultOptions()})
		if err == nil || !strings.Contains(err.Error(), test.want) || !strings.HasPrefix(err.Error(), "a.npz: ") {
			t.Errorf("%s: %v, want %q", name, err, test.want)
		}
	}
}

// TestDamagedNPZ: every bit of an archive flipped is an error, or changes nothing that is read.
func TestDamagedNPZ(t *testing.T) {
	target := filepath.Join(t.TempDir(), "own.npz")
	if _, err := ExportTo(context.Background(), ownSet(t, space.UnitBox(2), envs.Failed), target, "npz"); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(target)
	if err != nil {
		t.Fatal(err)
	}
	want := episodesOf(t, source("own.npz", string(whole)))
	for bit := 0; bit < 8*len(whole); bit += 7 {
		data := bytes.Clone(whole)
		data[bit/8] ^= 1 << (bit % 8)
		if got, err := tryEpisodes(source("own.npz", string(data)), "npz"); err == nil && !slices.EqualFunc(got, want, sameNumbers) {
			t.Fatalf("bit %d: wrong data: %+v", bit, got)
		}
	}
	for n := range whole {
		if _, err := tryEpisodes(source("own.npz", string(whole[:n])), "npz"); err == nil {
			t.Fatalf("cut at %d of %d: no error", n, len(whole))
		}
	}
}

// sameNumbers compares episodes by what their steps hold.
func sameNumbers(a, b *Episode) bool {
	return slices.EqualFunc(a.Obs, b.Obs, slices.Equal) && slices.EqualFunc(a.Act, b.Act, slices.Equal) && slices.Equal(a.Reward, b.Reward)
}

func episodesOf(t *testing.T, s *Source) []*Episode {
	t.Helper()
	list, err := tryEpisodes(s, "")
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// tryEpisodes reads all episodes of a source.
func tryEpisodes(s *Source, format string) (list []*Episode, err error) {
	f, err := Find(format, s)
	if err != nil {
		return nil, err
	}
	for e, err := range f.Episodes(s) {
		if err != nil {
			return nil, err
		}
		list = append(list, e)
	}
	return list, nil
}

// FuzzNPZ: whatever an archive holds, it is an error or episodes whose rows fit.
func FuzzNPZ(f *testing.F) {
	for _, name := range []string{"imitation.npz", "d4rl.npz", "ends.npz"} {
		data, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s := source("a.npz", string(data))
		list, err := tryEpisodes(s, "npz")
		if err != nil {
			return
		}
		for _, e := range list {
			if len(e.Act) == 0 || len(e.Obs) < len(e.Act) {
				t.Errorf("%s: %d actions, %d observations", e.Place, len(e.Act), len(e.Obs))
			}
		}
	})
}

// FuzzNPYHeader: a header that is read is written as one that reads the same.
func FuzzNPYHeader(f *testing.F) {
	f.Add("{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }")
	f.Add("{'descr': '>i2', 'fortran_order': True, 'shape': (7,), }")
	f.Fuzz(func(t *testing.T, text string) {
		h, err := parseHeader(text)
		if err != nil {
			return
		}
		back, err := readHeader(bytes.NewReader(appendHeader(nil, h.number, h.shape)))
		if err != nil || back.number != h.number || !slices.Equal(back.shape, h.shape) {
			t.Errorf("%+v came back as %+v: %v", h, back, err)
		}
	})
}
