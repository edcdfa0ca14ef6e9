package interchange

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"path"
	"slices"
	"strings"

	"github.com/fenchel-gym/fenchel/envs"
)

// A replay buffer in zarr 2 or 3 is a folder, or a zip of one, with the arrays below data, and meta/episode_ends. That is
// how diffusion_policy publishes PushT. Arrays of data that are not known by name are left out. A chunk that is absent holds
// the array's fill value, and its use is noted.
func init() {
	Register(Format{
		Name:      "zarr",
		Summary:   "a replay buffer of zarr 2 or 3, a folder or a zip of one: data/obs or data/state, data/action, meta/episode_ends",
		Recognize: func(s *Source) bool { _, err := zarrRoot(s); return err == nil },
		Export:    exportZarr,
		Episodes:  func(s *Source) iter.Seq2[*Episode, error] { return bufferEpisodes(s, openZarr) },
		Foreign:   func(s *Source) (envs.Spec, error) { return bufferSpec(s, openZarr) },
	})
}

// The files that describe groups and arrays.
const (
	zarrGroup2 = ".zgroup"
	zarrArray2 = ".zarray"
	zarrNode3  = "zarr.json"
)

// zarrFolder is the root of a zarr in a folder or a zip.
type zarrFolder struct {
	fs.FS
	io.Closer
	guarded bool // by the zip
}

// zarrRoot finds the folder below which data and meta are.
func zarrRoot(s *Source) (*zarrFolder, error) {
	if s.FS != nil {
		if !isBuffer(s.FS) {
			return nil, errors.New("there is no data beside meta/episode_ends")
		}
		return &zarrFolder{s.FS, io.NopCloser(nil), false}, nil
	}
	if !strings.HasSuffix(strings.ToLower(s.Name), ".zip") {
		return nil, errors.New("it is no folder, nor a zip of one")
	}
	at, size, file, err := s.random("")
	if err != nil {
		return nil, err
	}
	r, err := zip.NewReader(at, size)
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	for _, f := range r.File {
		for _, name := range []string{zarrArray2, zarrNode3} {
			dir, ok := strings.CutSuffix(f.Name, "meta/episode_ends/"+name)
			if !ok || dir != "" && !fs.ValidPath(path.Clean(dir)) {
				continue
			}
			if root, err := fs.Sub(r, path.Clean("./"+dir)); err == nil && isBuffer(root) {
				return &zarrFolder{root, file, true}, nil
			}
		}
	}
	return nil, errors.Join(errors.New("there is no data beside meta/episode_ends"), file.Close())
}

// isBuffer reports whether a folder holds a replay buffer.
func isBuffer(root fs.FS) bool {
	there := func(name string) bool {
		info, err := fs.Stat(root, name)
		return err == nil && info.Mode().IsRegular()
	}
	ends := "meta/episode_ends/"
	return (there(ends+zarrArray2) || there(ends+zarrNode3)) && (there("data/"+zarrGroup2) || there("data/"+zarrNode3))
}

// zarrStore is the arrays of a replay buffer.
type zarrStore struct {
	root   *zarrFolder
	paths  map[string]string // name: folder
	sorted []string
	opened map[string]*zarrArray
}

func openZarr(s *Source) (store, error) {
	root, err := zarrRoot(s)
	if err != nil {
		return nil, err
	}
	z := &zarrStore{root: root, paths: map[string]string{}, opened: map[string]*zarrArray{}}
	for _, top := range []string{"data", "meta"} {
		if err := z.find(top, "", 0); err != nil {
			return nil, errors.Join(err, root.Close())
		}
	}
	slices.Sort(z.sorted)
	return z, nil
}

// find lists the arrays in and below a folder.
func (z *zarrStore) find(dir, name string, depth int) error {
	list, err := fs.ReadDir(z.root, dir)
	if err != nil {
		return err
	}
	for _, e := range list {
		if !e.IsDir() || depth > 4 {
			continue
		}
		child, label := path.Join(dir, e.Name()), join(name, e.Name())
		isArray, err := z.isArray(child)
		if err != nil {
			return err
		}
		if !isArray {
			if err := z.find(child, label, depth+1); err != nil {
				return err
			}
			continue
		}
		if z.paths[label] != "" || len(z.paths) > mostArrays {
			return fmt.Errorf("%s: there are too many arrays, or two of the name", child)
		}
		z.paths[label] = child
		z.sorted = append(z.sorted, label)
	}
	return nil
}

// isArray reports whether a folder is an array.
func (z *zarrStore) isArray(dir string) (bool, error) {
	if _, err := fs.Stat(z.root, path.Join(dir, zarrArray2)); err == nil {
		return true, nil
	}
	text, err := readBounded(z.root, path.Join(dir, zarrNode3), longestMeta)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	m, err := parseZarr3(text)
	return m != nil, err
}

func (z *zarrStore) names() []string { return z.sorted }

func (z *zarrStore) array(name string) (array, error) {
	if a := z.opened[name]; a != nil {
		return a, nil
	}
	a, err := openZarrArray(z.root, z.paths[name])
	if err != nil {
		return nil, err
	}
	z.opened[name] = a
	return a, nil
}

// notes says what was done where something was absent.
func (z *zarrStore) notes() []string {
	for _, name := range z.sorted {
		if a := z.opened[name]; a != nil && a.absent {
			return []string{"chunks of arrays are absent and taken as the arrays' fill value"}
		}
	}
	return nil
}

func (z *zarrStore) close() error { return z.root.Close() }

// readBounded reads a file of at most so many bytes.
func readBounded(root fs.FS, name string, most int64) ([]byte, error) {
	f, err := root.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && int64(len(data)) > most {
		err = fmt.Errorf("%s: longer than %d bytes", name, most)
	}
	return data, err
}
