package hdf5

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// described is what testdata/make.py says of a dataset or attribute.
type described struct {
	Kind  string
	Shape []int
	Hash  string // 16 digits
}

// stored is a file of the corpus.
func stored(t testing.TB, name string) []byte {
	t.Helper()
	zipped, err := os.ReadFile(filepath.Join("testdata", name+".gz"))
	if err != nil {
		t.Fatal(err)
	}
	z, err := gzip.NewReader(bytes.NewReader(zipped))
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func open(t testing.TB, data []byte) *File {
	t.Helper()
	f, err := Open(bytes.NewReader(data), int64(len(data)), DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// corpus is what is in the files, by their names and by paths; attributes are behind an @.
func corpus(t testing.TB) map[string]map[string]described {
	t.Helper()
	var files map[string]map[string]described
	if err := json.Unmarshal(stored(t, "corpus.json"), &files); err != nil {
		t.Fatal(err)
	}
	return files
}

// TestCorpus: every value that h5py wrote is read as h5py reads it, in each version of the format, and nothing else is.
func TestCorpus(t *testing.T) {
	for name, want := range corpus(t) {
		t.Run(name, func(t *testing.T) {
			found := map[string]described{}
			err := walk(open(t, stored(t, name)).Root(), func(path string, d described, err error) {
				if err != nil {
					t.Errorf("%s: %v", path, err)
				}
				found[path] = d
			})
			if err != nil {
				t.Fatal(err)
			}
			for path, d := range want {
				got, ok := found[path]
				if !ok || got.Kind != d.Kind || got.Hash != d.Hash || !slices.Equal(got.Shape, d.Shape) {
					t.Errorf("%s is %+v, want %+v", path, got, d)
				}
				delete(found, path)
			}
			for path := range found {
				t.Errorf("%s is not in the file", path)
			}
		})
	}
}

// walk visits all datasets and attributes.
func walk(g *Group, visit func(path string, d described, err error)) error {
	if err := walkAttributes(&g.attributes, visit); err != nil {
		return err
	}
	for _, name := range g.Names() {
		path := join(g.Path(), name)
		switch g.Kind(name) {
		case IsGroup:
			child, err := g.Group(name)
			if err != nil {
				return err
			}
			child.path = path // that of the link
			if strings.Count(path, "/") > 8 {
				return fmt.Errorf("%s: too deep", path)
			}
			if err := walk(child, visit); err != nil {
				return err
			}
		case IsDataset:
			d, err := g.Dataset(name)
			if err != nil {
				visit(path, described{}, err)
				continue
			}
			d.path = path
			if err := walkAttributes(&d.attributes, visit); err != nil {
				return err
			}
			got, err := describe(d)
			visit(path, got, err)
		}
	}
	return nil
}

func walkAttributes(a *attributes, visit func(path string, d described, err error)) error {
	names, err := a.AttrNames()
	if err != nil {
		return err
	}
	for _, name := range names {
		attr, err := a.Attr(name)
		if err != nil {
			visit(a.Path()+"@"+name, described{}, err)
			continue
		}
		got := described{Kind: "empty"}
		if !attr.Empty {
			got, err = hashed(attr.Type, attr.Shape, attr.Float64s, attr.Int64s, attr.Strings)
		}
		visit(a.Path()+"@"+name, got, err)
	}
	return nil
}

// describe reads a dataset in uneven pieces, forwards.
func describe(d *Dataset) (described, error) {
	if d.space.empty {
		return described{Kind: "empty"}, nil
	}
	if d.Rows()*d.Width() > 1<<22 {
		return described{}, fmt.Errorf("%d rows of %d", d.Rows(), d.Width())
	}
	return hashed(d.Type(), d.Shape(),
		func() ([]float64, error) { return pieces(d, d.Float64s) },
		func() ([]int64, error) { return pieces(d, d.Int64s) },
		func() ([]string, error) { return pieces(d, d.Strings) })
}

func pieces[T any](d *Dataset, read func([]T, int) error) ([]T, error) {
	all := make([]T, d.Rows()*d.Width())
	if d.Width() == 0 {
		return nil, nil
	}
	for from, n := 0, 1; from < d.Rows(); from, n = from+n, n+n/2+1 {
		n = min(n, d.Rows()-from)
		if err := read(all[from*d.Width():][:n*d.Width()], from); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func hashed(t Type, shape []int, floats func() ([]float64, error), ints func() ([]int64, error), texts func() ([]string, error)) (described, error) {
	h, kind := sha256.New(), ""
	var err error
	switch {
	case t.Class == Float:
		var xs []float64
		kind = "float"
		if xs, err = floats(); err == nil {
			for _, x := range xs {
				add(h, math.Float64bits(x))
			}
		}
	case t.Number():
		var xs []int64
		kind = "int"
		if xs, err = ints(); err == nil {
			for _, x := range xs {
				add(h, uint64(x))
			}
		}
	default:
		var xs []string
		kind = "string"
		if xs, err = texts(); err == nil {
			for _, x := range xs {
				io.WriteString(h, x+"\x00")
			}
		}
	}
	return described{kind, shape, hex.EncodeToString(h.Sum(nil)[:8])}, err
}

func add(h hash.Hash, x uint64) { binary.Write(h, binary.LittleEndian, x) }
