package interchange

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"slices"
	"strings"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/internal/disk"
)

// An npz is a zip of files of NumPy. Of the names that programs use, those of bufferNames are known: imitation's (obs,
// acts, rews, indices, terminal), D4RL's (observations, actions, rewards, terminals, timeouts) and those of replay buffers
// (episode_ends). Without any boundary, all rows are one episode. Objects of Python are not decoded. What is written are
// the names of imitation: obs has one row more than acts in each episode.
func init() {
	Register(Format{
		Name:      "npz",
		Summary:   "an archive of NumPy: obs, acts, rews, indices, terminal as imitation writes it, or D4RL's names, or episode_ends",
		Recognize: looksLikeNPZ,
		Export:    exportNPZ,
		Episodes:  func(s *Source) iter.Seq2[*Episode, error] { return bufferEpisodes(s, openNPZ) },
		Foreign:   func(s *Source) (envs.Spec, error) { return bufferSpec(s, openNPZ) },
	})
}

// looksLikeNPZ goes by the name and the first bytes.
func looksLikeNPZ(s *Source) bool {
	if s.FS != nil || !strings.HasSuffix(strings.ToLower(s.Name), ".npz") {
		return false
	}
	head, err := s.head(4)
	return err == nil && bytes.HasPrefix(head, []byte("PK"))
}

// bufferEpisodes reads the episodes of a replay buffer.
func bufferEpisodes(s *Source, open func(s *Source) (store, error)) iter.Seq2[*Episode, error] {
	return func(yield func(*Episode, error) bool) {
		st, err := open(s)
		if err != nil {
			yield(nil, err)
			return
		}
		defer st.close()
		b, err := openBuffer(st)
		if err != nil {
			yield(nil, err)
			return
		}
		for e, err := range b.each() {
			if !yield(e, err) {
				return
			}
		}
	}
}

func bufferSpec(s *Source, open func(s *Source) (store, error)) (envs.Spec, error) {
	st, err := open(s)
	if err != nil {
		return envs.Spec{}, err
	}
	defer st.close()
	b, err := openBuffer(st)
	if err != nil {
		return envs.Spec{}, err
	}
	name, _, _ := strings.Cut(s.Name, ".")
	return b.spec(name)
}

// npz is an open archive.
type npz struct {
	files  map[string]*zip.File
	sorted []string
	opened map[string]*npyArray
	file   io.Closer
}

// mostArrays bounds the files of an archive.
const mostArrays = 1 << 10

func openNPZ(s *Source) (store, error) {
	at, size, file, err := s.random("")
	if err != nil {
		return nil, err
	}
	r, err := zip.NewReader(at, size)
	if err == nil && len(r.File) > mostArrays {
		err = fmt.Errorf("it holds %d arrays", len(r.File))
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	z := &npz{files: map[string]*zip.File{}, opened: map[string]*npyArray{}, file: file}
	for _, f := range r.File {
		name, ok := strings.CutSuffix(f.Name, ".npy")
		err := sameName(at, f)
		if err == nil && !ok {
			continue
		}
		if z.files[name] != nil {
			err = fmt.Errorf("two arrays are called %.60q", name)
		}
		if err != nil {
			return nil, errors.Join(err, file.Close())
		}
		z.files[name] = f
		z.sorted = append(z.sorted, name)
	}
	slices.Sort(z.sorted)
	return z, nil
}

// sameName compares a file's name in the directory, which no checksum protects, with that before the file itself.
func sameName(at io.ReaderAt, f *zip.File) error {
	const fixed, mostExtra = 30, 1 << 10
	end, err := f.DataOffset()
	if err != nil {
		return err
	}
	n := fixed + len(f.Name)
	before := make([]byte, min(end, int64(n+mostExtra)))
	if _, err := at.ReadAt(before, end-int64(len(before))); err != nil {
		return err
	}
	for extra := 0; n+extra <= len(before); extra++ {
		header := before[len(before)-n-extra:]
		if bytes.HasPrefix(header, []byte("PK\x03\x04")) && int(binary.LittleEndian.Uint16(header[26:])) == len(f.Name) &&
			int(binary.LittleEndian.Uint16(header[28:])) == extra && string(header[fixed:n]) == f.Name {
			return nil
		}
	}
	return fmt.Errorf("%.60q is called otherwise before its data", f.Name)
}

func (z *npz) names() []string { return z.sorted }

// array opens an array once, and gives it again where it is asked for again, since rows are read forward.
func (z *npz) array(name string) (array, error) {
	if a := z.opened[name]; a != nil {
		return a, nil
	}
	f := z.files[name]
	a, err := openNpy(name, func() (io.ReadCloser, error) { return f.Open() })
	if err != nil {
		return nil, err
	}
	promised := int64(a.Rows()) * int64(a.Width()) * int64(a.number.size)
	if promised > int64(f.UncompressedSize64) {
		return nil, errors.Join(fmt.Errorf("%s: %d bytes hold no %v numbers", name, f.UncompressedSize64, a.shape), a.Close())
	}
	z.opened[name] = a
	return a, nil
}

func (z *npz) close() error {
	var err error
	for _, name := range z.sorted {
		if a := z.opened[name]; a != nil {
			err = errors.Join(err, a.Close())
		}
	}
	return errors.Join(err, z.file.Close())
}

// random opens a file of the source, "" for the source itself, for reading at any place. What cannot be, is read whole.
func (s *Source) random(name string) (io.ReaderAt, int64, io.Closer, error) {
	in, err := s.open(name)
	if err != nil {
		return nil, 0, nil, err
	}
	if file, ok := in.(interface {
		io.ReaderAt
		Stat() (fs.FileInfo, error)
	}); ok {
		info, err := file.Stat()
		if err != nil {
			return nil, 0, nil, errors.Join(err, in.Close())
		}
		return file, info.Size(), in, nil
	}
	data, err := io.ReadAll(in)
	if err != nil {
		return nil, 0, nil, errors.Join(err, in.Close())
	}
	return bytes.NewReader(data), int64(len(data)), in, nil
}

// exportNPZ writes the names of imitation.
func exportNPZ(x *Export) (err error) {
	e, err := x.extent()
	if err != nil {
		return err
	}
	f, err := disk.CreateNew(x.Target)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	z := zip.NewWriter(f)
	for _, c := range x.npzColumns(e) {
		// No time is set, so that the same data make the same bytes.
		w, err := z.CreateHeader(&zip.FileHeader{Name: c.name + ".npy", Method: zip.Store})
		if err == nil {
			_, err = w.Write(appendHeader(nil, c.number, c.shape))
		}
		if err == nil {
			err = x.encode(c, func(raw []byte) error { _, err := w.Write(raw); return err })
		}
		if err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
	}
	if err := z.Close(); err != nil {
		return err
	}
	return f.Sync()
}

func (x *Export) npzColumns(e *extent) []column {
	ends, finals := e.cumulative(), make([]float64, len(e.ends))
	for i, end := range e.ends {
		if end == envs.Reached || end == envs.Failed {
			finals[i] = 1
		}
	}
	n := max(1, len(ends)) - 1
	list := []column{
		{"obs", float64Number, []int{e.steps + len(e.lengths), len(x.Spec.Obs)}, func(d *demos.Demonstration) []float64 { return d.Obs }, nil},
		x.acts("acts", e),
		{"rews", float64Number, []int{e.steps}, func(d *demos.Demonstration) []float64 { return d.Reward }, nil},
		{"infos", boolNumber, []int{e.steps}, func(d *demos.Demonstration) []float64 { return make([]float64, d.Len()) }, nil},
		{"indices", int64Number, []int{n}, nil, ends[:n]},
		{"terminal", boolNumber, []int{len(finals)}, nil, finals},
	}
	return append(append(list, x.extraColumns(e)...), x.ownColumns(e)...)
}
