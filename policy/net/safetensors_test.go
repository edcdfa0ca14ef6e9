package net_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fenchel-gym/fenchel/policy/net"
)

// sample holds one tensor of each type, widest last, a scalar and an empty one.
func sample() *net.File {
	return &net.File{
		Tensors: []net.Tensor{
			{Name: "bytes", Shape: []int{3}, Data: []uint8{1, 2, 255}},
			{Name: "w", Shape: []int{2, 3}, Data: []float32{1, -2, 3.5, float32(math.Inf(1)), 0, 1e-40}},
			{Name: "π", Shape: []int{}, Data: []float64{math.Pi}},
			{Name: "empty", Shape: []int{0, 4}, Data: []float32{}},
			{Name: "count", Shape: []int{2}, Data: []int64{-1, 1 << 60}},
		},
		Meta: map[string]string{"task": "pendulum", "note": "a \"b\" <c>\n"},
	}
}

func encode(t testing.TB, f *net.File) []byte {
	t.Helper()
	var b bytes.Buffer
	n, err := f.WriteTo(&b)
	if err != nil || n != int64(b.Len()) {
		t.Fatalf("WriteTo: %d bytes of %d, %v", n, b.Len(), err)
	}
	return b.Bytes()
}

func decode(b []byte) (*net.File, bool, error) {
	return net.Read(bytes.NewReader(b), int64(len(b)), 1<<20)
}

func TestSafetensorsRoundTrip(t *testing.T) {
	f := sample()
	b := encode(t, f)
	if string(b) != string(encode(t, f)) {
		t.Error("two writings differ")
	}
	got, sealed, err := decode(b)
	if err != nil || !sealed {
		t.Fatalf("sealed %v, %v", sealed, err)
	}
	if d := cmp.Diff(f.Meta, got.Meta); d != "" {
		t.Error(d)
	}
	if len(got.Tensors) != len(f.Tensors) {
		t.Fatalf("%d tensors, want %d", len(got.Tensors), len(f.Tensors))
	}
	for _, want := range f.Tensors {
		if have, _ := got.Tensor(want.Name); !cmp.Equal(want, have) {
			t.Errorf("%s: %s", want.Name, cmp.Diff(want, have))
		}
	}
	if string(encode(t, got)) != string(b) {
		t.Error("what was read is written differently")
	}
}

// TestSafetensorsDamage flips every bit and cuts at every length: each must be an error.
func TestSafetensorsDamage(t *testing.T) {
	b := encode(t, sample())
	for i := range 8 * len(b) {
		bad := bytes.Clone(b)
		bad[i/8] ^= 1 << (i % 8)
		if _, sealed, err := decode(bad); err == nil && sealed {
			t.Errorf("bit %d of byte %d flipped: not seen", i%8, i/8)
		}
	}
	for n := range b {
		if _, _, err := decode(b[:n]); err == nil {
			t.Errorf("cut to %d bytes: not seen", n)
		}
		if _, _, err := net.Read(bytes.NewReader(b[:n]), int64(len(b)), 1<<20); err == nil {
			t.Errorf("ends after %d bytes: not seen", n)
		}
	}
	if _, _, err := decode(append(bytes.Clone(b), 0)); err == nil {
		t.Error("one byte too many: not seen")
	}
}

// hostile headers, what the error must say, and data bytes behind them.
var hostile = []struct {
	header, want string
	data         int
}{
	{``, "EOF", 0},
	{`[]`, "want {", 0},
	{`{} {}`, "after the object", 0},
	{`{}}`, "after the object", 0},
	{`{"a":1}`, "want {", 0},
	{`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}`, `"a" occurs twice`, 8},
	{`{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}`, `"dtype" occurs twice`, 4},
	{`{"a":{"dtype":"F16","shape":[1],"data_offsets":[0,2]}}`, `data type "F16"`, 2},
	{`{"a":{"dtype":"F32","shape":[1]}}`, "two data_offsets", 0},
	{`{"a":{"dtype":"F32","shape":[1],"data_offsets":[4]}}`, "two data_offsets", 4},
	{`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"extra":0}}`, "want dtype", 4},
	{`{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}`, "want an integer", 4},
	{`{"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}`, "want an integer", 4},
	{`{"a":{"dtype":"F32","shape":[1e0],"data_offsets":[0,4]}}`, "want an integer", 4},
	{`{"a":{"dtype":"F32","shape":[18446744073709551616],"data_offsets":[0,4]}}`, "want an integer", 4},
	{`{"a":{"dtype":"F32","shape":[4294967296,4294967296,4294967296],"data_offsets":[0,0]}}`, "too large", 0},
	{`{"a":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,1],"data_offsets":[0,4]}}`, "more than 8", 4},
	{`{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}`, "takes 8 bytes", 4},
	{`{"a":{"dtype":"F32","shape":[0],"data_offsets":[4,0]}}`, "takes 0 bytes", 4},
	{`{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}`, "begins at byte 4", 8},
	{`{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[2,6]}}`, `"b" begins at byte 2`, 6},
	{`{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[4,6]}}`, `"b" begins at byte 4`, 6},
	{`{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}`, "take 2 bytes", 3},
	{`{"a":{"dtype":"F32","shape":[1073741824],"data_offsets":[0,4294967296]}}`, "take 4294967296 bytes", 4},
	{`{"__metadata__":{"a":1}}`, "want a string", 0},
	{`{"__metadata__":{"a":"b","a":"c"}}`, `"a" occurs twice`, 0},
	{`{"__metadata__":{"sha256":"00"}}`, "64 hexadecimal digits", 0},
	{`{"__metadata__":{"sha256":"` + strings.Repeat("0", 64) + `"}}`, "damaged", 0},
	{`{"a":` + strings.Repeat("[", 100000), "want {", 0},
	{`{"a":{"dtype":"F32","shape":` + strings.Repeat("[", 100000), "want a number", 0},
	{"{\"\xff\":1}", "not UTF-8", 0},
	{`{"a":{"dtype":"F32","shape":[NaN],"data_offsets":[0,4]}}`, "byte ", 4},
}

func file(header string, data int) []byte {
	b := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
	return append(append(b, header...), make([]byte, data)...)
}

func TestSafetensorsHostile(t *testing.T) {
	for _, c := range hostile {
		_, _, err := decode(file(c.header, c.data))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.80s: error %v, want one with %q", c.header, err, c.want)
		}
	}
	for n, want := range map[uint64]string{1: "ends at byte 8", 1 << 31: "want at most", 1 << 63: "want at most", math.MaxUint64: "want at most"} {
		b := binary.LittleEndian.AppendUint64(nil, n)
		if _, _, err := decode(b); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("header of %d bytes: error %v", n, err)
		}
	}
	if _, _, err := net.Read(bytes.NewReader(nil), 101, 100); err == nil || !strings.Contains(err.Error(), "want at most 100") {
		t.Errorf("limit: error %v", err)
	}
}

// TestSafetensorsMemory: what a file makes the reader allocate is bounded by its size, even if it holds nothing but a
// header of the greatest length with as many tensors as fit.
func TestSafetensorsMemory(t *testing.T) {
	var header strings.Builder
	header.WriteByte('{')
	for i := 0; header.Len() < 4<<20-100; i++ {
		if i > 0 {
			header.WriteByte(',')
		}
		fmt.Fprintf(&header, `"%d":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}`, i)
	}
	header.WriteByte('}')
	b := file(header.String(), 0)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f, _, err := net.Read(bytes.NewReader(b), int64(len(b)), int64(len(b)))
	runtime.ReadMemStats(&after)
	if err != nil {
		t.Fatal(err)
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > 40*uint64(len(b)) {
		t.Errorf("%d tensors in a file of %d bytes: %d bytes allocated", len(f.Tensors), len(b), used)
	}
}

func TestWriteRefuses(t *testing.T) {
	one := []float32{1}
	for _, f := range []*net.File{
		{Tensors: []net.Tensor{{Name: "a", Shape: []int{2}, Data: one}}},
		{Tensors: []net.Tensor{{Name: "a", Shape: []int{1}, Data: one}, {Name: "a", Shape: []int{1}, Data: one}}},
		{Tensors: []net.Tensor{{Name: "a", Shape: []int{1}, Data: []int{1}}}},
		{Tensors: []net.Tensor{{Name: "__metadata__", Shape: []int{1}, Data: one}}},
		{Tensors: []net.Tensor{{Name: "\xff", Shape: []int{1}, Data: one}}},
		{Meta: map[string]string{"sha256": "mine"}},
		{Meta: map[string]string{"a": "\xff"}},
	} {
		if _, err := f.WriteTo(&bytes.Buffer{}); err == nil {
			t.Errorf("%v: written", f)
		}
	}
}

func TestFiles(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "policy.safetensors")
	for range 2 { // the second replaces the first
		if err := net.WriteFile(path, sample()); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := net.ReadFile(path, 1<<20); err != nil {
		t.Error(err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 1 {
		t.Errorf("temporary files are left: %v", left)
	}
	foreign := filepath.Join(dir, "foreign.safetensors")
	header := `{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}`
	if err := os.WriteFile(foreign, file(header, 1), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := net.ReadFile(foreign, 1<<20); !errors.Is(err, net.ErrNoDigest) {
		t.Errorf("foreign file: %v, want ErrNoDigest", err)
	}
	if f, err := net.ReadForeignFile(foreign, 1<<20); err != nil || len(f.Tensors) != 1 {
		t.Errorf("foreign file: %v", err)
	}
	if err := net.WriteFile(filepath.Join(dir, "absent", "x"), sample()); err == nil {
		t.Error("written into an absent directory")
	}
	if _, err := net.ReadFile(dir, 1<<20); err == nil {
		t.Error("a directory was read")
	}
}

func TestParamsLoad(t *testing.T) {
	shape := net.Shape{Sizes: []int{3, 4, 2}, Hidden: net.Tanh}
	src, dst := net.NewMLP[float32](shape), net.NewMLP[float32](shape)
	src.InitHe(newRand(1))
	b := encode(t, &net.File{Tensors: src.Params().Prefixed("f.").Tensors()})
	f, _, err := decode(b)
	if err != nil {
		t.Fatal(err)
	}
	if err := dst.Params().Prefixed("f.").Load(f); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(src.Params(), dst.Params()); d != "" {
		t.Error(d)
	}
	other := net.NewMLP[float32](net.Shape{Sizes: []int{4, 3, 2}}).Params().Prefixed("f.")
	wide := net.NewMLP[float64](shape).Params().Prefixed("f.")
	for want, err := range map[string]error{
		`tensor "0.weight" is missing`:          dst.Params().Load(f),
		`"f.0.weight" has shape [4 3]: want`:    other.Load(f),
		`holds []float32: want []float64`:       wide.Load(f),
		`element 2 of tensor "f.0.bias" is NaN`: spoil(f).load(dst.Params().Prefixed("f.")),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
}

type spoiled struct{ *net.File }

func spoil(f *net.File) spoiled {
	b, _ := f.Tensor("f.0.bias")
	b.Data.([]float32)[2] = float32(math.NaN())
	return spoiled{f}
}

func (s spoiled) load(p net.Params[float32]) error { return p.Load(s.File) }

func FuzzSafetensors(f *testing.F) {
	f.Add(encode(f, sample()))
	for _, c := range hostile {
		if len(c.header) < 1000 { // long ones keep the fuzzer busy shortening them
			f.Add(file(c.header, c.data))
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		got, sealed, err := decode(b)
		if err != nil {
			return
		}
		again := encode(t, got) // whatever is accepted can be written and read again
		second, _, err := decode(again)
		if err != nil {
			t.Fatalf("read again: %v", err)
		}
		if !bytes.Equal(encode(t, second), again) {
			t.Fatal("read again: different")
		}
		if sealed && !bytes.Contains(b, []byte("sha256")) {
			t.Fatal("sealed without a digest")
		}
	})
}
