package hdf5

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// memory is a file in memory, which fails after so many bytes unless that is 0.
type memory struct {
	data []byte
	most int
}

func (m *memory) WriteAt(b []byte, at int64) (int, error) {
	if m.most > 0 && int(at)+len(b) > m.most {
		return 0, errors.New("no space left")
	}
	if n := int(at) + len(b); n > len(m.data) {
		m.data = append(m.data, make([]byte, n-len(m.data))...)
	}
	return copy(m.data[at:], b), nil
}

// writeSample writes something of everything.
func writeSample(m *memory) error {
	w := NewWriter(m)
	root := w.Root()
	root.SetAttr("text", "häuser")
	root.SetAttr("long", strings.Repeat("x", 5000))
	root.SetAttr("whole", int64(-1<<53-1))
	root.SetAttr("number", math.Pi)
	root.SetAttr("yes", true)
	root.SetAttr("numbers", []float64{1, 2, math.Inf(-1)})
	data := root.Group("data")
	for i := range 300 {
		data.Group(fmt.Sprintf("demo_%d", i)).SetAttr("name", fmt.Sprint("number ", i))
	}
	storages := map[string]Storage{"plain": {ChunkBytes: 64}, "default": DefaultStorage(), "gzip": {ChunkBytes: 100, Gzip: 9},
		"all": {ChunkBytes: 100, Gzip: 1, Shuffle: true, Fletcher32: true}, "sum": {ChunkBytes: 48, Fletcher32: true}}
	for _, name := range slices.Sorted(maps.Keys(storages)) {
		o := storages[name]
		g := root.Group(name)
		f4, f8 := g.Dataset("f4", Float32, []int{3}, o), g.Dataset("f8", Float64, []int{2, 2}, o)
		yes, whole := g.Dataset("bool", Bool, nil, o), g.Dataset("i8", Int64, nil, o)
		names := g.Dataset("names", FixedString(7), nil, o)
		pixels := g.Dataset("pixels", Uint8, []int{4}, o)
		g.Dataset("none", Float32, []int{2}, o)
		for i := range 1000 {
			x := float64(i) / 3
			f4.Float64s(x, -x, math.NaN())
			f8.Float64s(x, x*x, -x, 1)
			yes.Int64s(int64(i % 2))
			whole.Int64s(int64(-i))
			pixels.Int64s(int64(i%256), 0, 255, 1)
			names.Strings(fmt.Sprint("n", i))
		}
	}
	return w.Close()
}

// sampleHash is that of the file of writeSample, as h5py 3.16 with HDF5 2.0 read it and found it equal.
const sampleHash = "4c2bb1aa68963580"

func sample(t *testing.T) ([]byte, map[string]described) {
	t.Helper()
	var m memory
	if err := writeSample(&m); err != nil {
		t.Fatal(err)
	}
	found, err := try(m.data, DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	return m.data, found
}

// TestWriter: what is written is read equal here, and is the file that h5py has read.
func TestWriter(t *testing.T) {
	data, found := sample(t)
	sum := sha256.Sum256(data)
	if got := hex.EncodeToString(sum[:8]); got != sampleHash {
		t.Errorf("the file's hash is %s, want %s: see that TestWriterWithH5py passes", got, sampleHash)
	}
	if len(found) != 6+300+5*7 {
		t.Errorf("%d values", len(found))
	}
	root := open(t, data).Root()
	for _, name := range []string{"plain", "default", "gzip", "all", "sum"} {
		d, err := root.Dataset(name + "/f8")
		if err != nil {
			t.Fatal(err)
		}
		x := make([]float64, 4)
		for i := range 1000 {
			if err := d.Float64s(x, i); err != nil {
				t.Fatal(err)
			}
			if v := float64(i) / 3; !slices.Equal(x, []float64{v, v * v, -v, 1}) {
				t.Fatalf("%s: row %d is %v", name, i, x)
			}
		}
		if d, err := root.Dataset(name + "/bool"); err != nil || !d.Type().Bool() {
			t.Errorf("%s: no booleans: %v", name, err)
		}
	}
}

const dump = `
import sys, json
sys.path.insert(0, "testdata")
import h5py, make
with h5py.File(sys.argv[1]) as f:
    print(json.dumps(make.content(f)))
`

// TestWriterWithH5py: what is written is read equal by h5py, value by value.
func TestWriterWithH5py(t *testing.T) {
	if exec.Command("python3", "-c", "import h5py, numpy").Run() != nil {
		t.Skip("there is no python3 with h5py and numpy here: TestWriter holds the file to one that h5py has read")
	}
	data, found := sample(t)
	path := filepath.Join(t.TempDir(), "sample.h5")
	if err := os.WriteFile(path, data, 0o666); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("python3", "-B", "-c", dump, path)
	cmd.Stderr = os.Stderr
	text, err := cmd.Output()
	if err != nil {
		t.Fatalf("h5py: %v", err)
	}
	var theirs map[string]described
	if err := json.Unmarshal(text, &theirs); err != nil {
		t.Fatal(err)
	}
	for name := range theirs {
		if theirs[name].Hash != found[name].Hash || theirs[name].Kind != found[name].Kind {
			t.Errorf("%s is %+v to h5py, %+v here", name, theirs[name], found[name])
		}
	}
	if len(theirs) != len(found) {
		t.Errorf("%d values to h5py, %d here", len(theirs), len(found))
	}
}

// TestWriterErrors: an error of the file below comes out at the end, wherever it is.
func TestWriterErrors(t *testing.T) {
	data, _ := sample(t)
	for most := 1; most < len(data); most += len(data) / 9 {
		if err := writeSample(&memory{most: most}); err == nil {
			t.Fatalf("a disk of %d bytes holds %d", most, len(data))
		}
	}
}
