package interchange

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/internal/disk"
)

// Options say what is made of a source.
type Options struct {
	Task   func() envs.Env // the task that the episodes are of; nil for one of their own, which the format then describes
	Replay func() envs.Env // the same without an end before a long horizon, to replay in; nil to replay nothing
	Format string          // by name; "" to recognize it
	Name   string          // what the makers call the data set; "" leaves it out
	Actor  demos.Actor     // who acted

	Recorder demos.Options
	// Progress, if not nil, is told the number of episodes read so far, twice over: each is read to check it, and again to
	// write it.
	Progress func(read int)
}

// Validate says what is wrong with the options.
func (o Options) Validate() error {
	switch {
	case o.Actor.Name == "":
		return errors.New("interchange: nobody acted")
	case o.Format != "":
		_, err := formats.Find(o.Format)
		return err
	}
	return nil
}

// gymnasium begins the source of a task that is one of Gymnasium's, whose name with its version follows.
const gymnasium = "Gymnasium "

// sameEnv refuses episodes of another environment than the task's, or of another version of it, whose dynamics differ.
func (i *importing) sameEnv(spec envs.Spec) error {
	want, ok := strings.CutPrefix(spec.Source, gymnasium)
	if i.format.Env == nil || !ok {
		return nil
	}
	got, err := i.format.Env(i.source)
	if err != nil || got == "" || got == want {
		return err
	}
	return fmt.Errorf("its episodes are of Gymnasium's %s, the task %s is its %s", got, spec.Name, want)
}

// PathSource is a file or a folder as a source.
func PathSource(path string) (*Source, error) {
	info, err := os.Stat(path)
	if err != nil || !info.IsDir() {
		return FileSource(path)
	}
	clean, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	return &Source{Name: filepath.Base(clean), FS: disk.Tree(path)}, nil
}

// FileSource is a file as a source. What is no regular file is refused.
func FileSource(path string) (*Source, error) {
	f, err := disk.OpenRegular(path)
	if err != nil {
		return nil, err
	}
	f.Close()
	return &Source{Name: filepath.Base(path), Open: func() (io.ReadCloser, error) { return disk.OpenRegular(path) }}, nil
}

// Import reads all episodes of a source and writes them to a new data set in dir. Where one cannot be read or is no episode of
// the task, nothing is written, and the error names the file and the place.
func Import(ctx context.Context, s *Source, dir string, o Options) (*Report, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	format, err := Find(o.Format, s)
	if err != nil {
		return nil, err
	}
	i := &importing{ctx: ctx, source: s, format: format, o: o}
	if i.spec, err = i.task(); err != nil {
		return nil, fmt.Errorf("%s: %w", s.Name, err)
	}
	checked, err := i.pass(func(*demos.Demonstration) error { return nil })
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.Name, err)
	}
	files, err := s.hashes(format.Files)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.Name, err)
	}
	m := demos.NewManifest(i.spec, o.Actor, 0)
	m.Provenance = &demos.Provenance{Format: format.Name, Name: o.Name, Files: files, Notes: checked.Notes()}
	return i.write(dir, m)
}

// importing is one import.
type importing struct {
	ctx    context.Context
	source *Source
	format Format
	o      Options
	spec   envs.Spec
	read   int
}

// task is the task of ours that the options name, or the one that the source describes.
func (i *importing) task() (envs.Spec, error) {
	if i.o.Task != nil {
		spec := i.o.Task().Spec()
		return spec, i.sameEnv(spec)
	}
	if i.format.Foreign == nil {
		return envs.Spec{}, fmt.Errorf("the format %s does not say which task its episodes are of: name one", i.format.Name)
	}
	return i.format.Foreign(i.source)
}

// pass reads and maps every episode and hands it to f.
func (i *importing) pass(f func(*demos.Demonstration) error) (*Report, error) {
	m := newMapping(i.o, i.spec)
	for e, err := range i.format.Episodes(i.source) {
		if err != nil {
			return nil, err
		}
		if err := i.ctx.Err(); err != nil {
			return nil, err
		}
		d, err := m.demonstration(e)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", e.Place, err)
		}
		if err := f(d); err != nil {
			return nil, err
		}
		i.read++
		if i.o.Progress != nil {
			i.o.Progress(i.read)
		}
	}
	if m.report.Episodes == 0 {
		return nil, errors.New("it holds no episode")
	}
	return &m.report, nil
}

// batch is how many steps are written to one file, at least.
const batch = 1 << 14

// write is the second pass.
func (i *importing) write(dir string, m demos.Manifest) (report *Report, err error) {
	r, err := demos.Create(dir, m, i.o.Recorder)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, r.Abandon())
		} else {
			err = r.Close()
		}
	}()
	var pending []*demos.Demonstration
	steps := 0
	flush := func() error {
		if len(pending) == 0 {
			return nil
		}
		err := r.Append(pending...)
		pending, steps = pending[:0], 0
		return err
	}
	report, err = i.pass(func(d *demos.Demonstration) error {
		pending = append(pending, d)
		if steps += d.Len(); steps < batch {
			return nil
		}
		return flush()
	})
	if err == nil {
		err = flush()
	}
	return report, err
}

// hashes are the SHA-256 of the source's files, or of the source where none are named.
func (s *Source) hashes(names []string) ([]demos.SourceFile, error) {
	if names == nil && s.FS != nil {
		sum, err := s.hashTree(".")
		return []demos.SourceFile{{Name: s.Name, SHA256: sum}}, err
	}
	if names == nil {
		names = []string{""}
	}
	var files []demos.SourceFile
	for _, name := range names {
		hash := s.hash
		if strings.HasSuffix(name, "/") {
			hash = s.hashTree
		}
		sum, err := hash(strings.TrimSuffix(name, "/"))
		if err != nil {
			return nil, err
		}
		label := s.Name
		if name != "" {
			label = path.Base(name)
		}
		files = append(files, demos.SourceFile{Name: label, SHA256: sum})
	}
	return files, nil
}

// hashTree is the SHA-256 of the lines that sha256sum prints of all files of a folder, in the order of their paths.
func (s *Source) hashTree(dir string) (string, error) {
	h := sha256.New()
	err := fs.WalkDir(s.FS, dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		sum, err := s.hash(name)
		fmt.Fprintf(h, "%s  %s\n", sum, name)
		return err
	})
	return hex.EncodeToString(h.Sum(nil)), err
}

func (s *Source) hash(name string) (string, error) {
	f, err := s.open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
