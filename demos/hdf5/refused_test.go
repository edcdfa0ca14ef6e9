package hdf5

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

// TestRefused: what is not read is listed with the rest, is refused by name, and leaves the rest readable.
func TestRefused(t *testing.T) {
	root := open(t, stored(t, "refused.h5")).Root()
	tests := []struct {
		path, want string
		root       error
	}{
		{"compound", "compound: type: a compound type: not supported", ErrUnsupported},
		{"sequences", "sequences: type: sequences of variable length (of uint8)", ErrUnsupported},
		{"lzf", "the filter lzf", ErrUnsupported},
		{"scaled", "the filter scale-offset", ErrUnsupported},
		{"complex", "not supported", ErrUnsupported},
		{"opaque", "opaque data", ErrUnsupported},
		{"arrays", "", nil},
		{"references", "references", ErrUnsupported},
		{"outside", "data in other files", ErrUnsupported},
		{"elsewhere", "a link to another file", ErrUnsupported},
		{"nowhere", "missing: not found", ErrNotFound},
		{"circle", "soft links in a circle", ErrDamaged},
		{"virtual", "a virtual dataset", ErrUnsupported},
		{"absent", "absent: not found", ErrNotFound},
		{"good/more", "good: not a group", nil},
	}
	for _, test := range tests {
		_, err := root.Dataset(test.path)
		if test.want == "" {
			continue // h5py makes further dimensions of arrays
		}
		if err == nil || !strings.Contains(err.Error(), test.want) || test.root != nil && !errors.Is(err, test.root) {
			t.Errorf("%s: %v, want %q", test.path, err, test.want)
		}
		if !root.Has(test.path) && errors.Is(test.root, ErrUnsupported) {
			t.Errorf("%s is not listed", test.path)
		}
	}
	d, err := root.Dataset("good")
	x := make([]float64, 1)
	if err != nil || d.Float64s(x, 0) != nil || x[0] != 1 {
		t.Errorf("good is %v: %v", x, err)
	}
	if _, err := root.Attr("pair"); !errors.Is(err, ErrUnsupported) {
		t.Errorf("attribute pair: %v", err)
	}
}

// TestLimits: each limit that is passed is an error that names it.
func TestLimits(t *testing.T) {
	tests := []struct {
		file, path string
		set        func(l *Limits)
		want       string
	}{
		{"layouts_latest.h5", "all/rows_one", func(l *Limits) { l.Chunk = 739 }, "a chunk of 740"},
		{"many_chunks_latest.h5", "fixed", func(l *Limits) { l.Entries = 1000 }, "an index of chunks of 1100"},
		{"many_chunks_earliest.h5", "fixed", func(l *Limits) { l.Entries = 1000 }, "an index of chunks of 1001"},
		{"many_chunks_earliest.h5", "fixed", func(l *Limits) { l.Metadata = 2000 }, "a B-tree of"},
		{"groups_latest.h5", "data/demo_1/x", func(l *Limits) { l.Entries = 299 }, "a group of 300"},
		{"groups_earliest.h5", "data/demo_1/x", func(l *Limits) { l.Metadata = 400 }, "a local heap of"},
		{"types_latest.h5", "text", func(l *Limits) { l.String = 2999 }, "a string of 3000"},
	}
	for _, test := range tests {
		data, l := stored(t, test.file), DefaultLimits()
		test.set(&l)
		f, err := Open(bytes.NewReader(data), int64(len(data)), l)
		var d *Dataset
		if err == nil {
			d, err = f.Root().Dataset(test.path)
		}
		if err == nil {
			err = d.Strings(make([]string, d.Rows()), 0)
		}
		if !errors.Is(err, ErrLimit) || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s, %s: %v, want %q", test.file, test.path, err, test.want)
		}
	}
	if _, err := Open(bytes.NewReader(nil), 0, Limits{}); err == nil {
		t.Error("limits of 0 are taken")
	}
}

// TestTypes: types are named in the words of numpy, and values of another type are refused.
func TestTypes(t *testing.T) {
	root := open(t, stored(t, "types_earliest.h5")).Root()
	for path, want := range map[string]string{
		"f4": "float32", "i8": "int64", "u1": "uint8", "bool": "bool", "enum2": "enum8", "text": "text", "fixed": "string[5]",
	} {
		d, err := root.Dataset(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := d.Type().String(); got != want {
			t.Errorf("%s is of %s, want %s", path, got, want)
		}
		if d.Type().Number() {
			err = d.Strings(make([]string, d.Width()), 0)
		} else {
			err = d.Float64s(make([]float64, d.Width()), 0)
		}
		if err == nil || !strings.HasPrefix(err.Error(), path+": "+want+" is no ") {
			t.Errorf("%s as another type: %v", path, err)
		}
	}
	d, _ := root.Dataset("f4")
	if err := d.Int64s(make([]int64, 3), 0); err == nil {
		t.Error("floats are read as whole numbers")
	}
	d, _ = root.Dataset("enum2")
	if m := d.Type().Members; len(m) != 2 || m[1] != (Member{"RIGHT", 2}) {
		t.Errorf("the members are %v", m)
	}
}

// TestRowsOutside: asking for rows that are not there is the caller's mistake.
func TestRowsOutside(t *testing.T) {
	d, err := open(t, stored(t, "types_earliest.h5")).Root().Dataset("f4")
	if err != nil {
		t.Fatal(err)
	}
	for _, ask := range []struct{ n, from int }{{4, 0}, {18, 0}, {3, 5}, {3, -1}} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%d numbers from row %d are read", ask.n, ask.from)
				}
			}()
			d.Float64s(make([]float64, ask.n), ask.from)
		}()
	}
}

// TestChecksums holds both to values of their sources: driver5 of lookup3.c, and HDF5's own test of checksums.
func TestChecksums(t *testing.T) {
	for text, want := range map[string]uint32{"": 0xdeadbeef, "Four score and seven years ago": 0x17770551} {
		if got := lookup3([]byte(text)); got != want {
			t.Errorf("lookup3 of %q is %#x, want %#x", text, got, want)
		}
	}
	zeros := make([]byte, 1000)
	if got := fletcher32(zeros); got != 0 {
		t.Errorf("fletcher32 of zeros is %#x", got)
	}
	for n, want := range map[int]uint32{1: 0xff00ff00, 2: 0xffffffff} {
		ones := bytes.Repeat([]byte{0xff}, n)
		if got := fletcher32(ones); got != want {
			t.Errorf("fletcher32 of %d ones is %#x, want %#x", n, got, want)
		}
	}
}

// TestGuarded: what has a checksum is said.
func TestGuarded(t *testing.T) {
	for name, want := range map[string]bool{"layouts_earliest.h5": false, "layouts_v110.h5": true} {
		f := open(t, stored(t, name))
		if f.Guarded != want {
			t.Errorf("%s: guarded is %v", name, f.Guarded)
		}
		for path, want := range map[string]bool{"contiguous": false, "plain/rows": false, "gzip/rows": true, "fletcher/rows": true} {
			if d, err := f.Root().Dataset(path); err != nil || d.Guarded() != want {
				t.Errorf("%s: guarded is not %v: %v", path, want, err)
			}
		}
	}
}
