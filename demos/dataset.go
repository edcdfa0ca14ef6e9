package demos

import (
	"fmt"
	"io/fs"
	"iter"
	"path/filepath"
	"slices"
	"sort"

	"github.com/fenchel-gym/fenchel/internal/disk"
)

// Dataset is the directory of a data set as it was when it was opened. Opening reads the manifest and the names of the
// files; the episodes are read when they are asked for. A Dataset may be used by many goroutines, each with a Reader of
// its own. It takes no lock: recording may go on meanwhile.
type Dataset struct {
	Manifest Manifest
	Problems []error // of the directory: gaps in the numbers, files that are no recordings

	fsys        disk.FS
	dir         string
	manifestSum string // SHA-256 of the manifest's file
	seal        *Seal  // nil where there is none
	files       []file
	episodes    int
}

// file is a recording by its name.
type file struct {
	span
	name  string // within the directory
	start int    // position in the data set of its first episode
}

func (f *file) count() int { return int(f.last-f.first) + 1 }

// Open opens a data set.
func Open(dir string) (*Dataset, error) { return OpenFS(disk.OS{}, dir) }

// OpenFS is Open in a given file system.
func OpenFS(fsys disk.FS, dir string) (*Dataset, error) { return open(fsys, dir, true) }

// open is OpenFS, with or without regard to a seal.
func open(fsys disk.FS, dir string, sealed bool) (*Dataset, error) {
	entries, err := fsys.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	d := &Dataset{fsys: fsys, dir: dir}
	at := slices.IndexFunc(entries, func(e fs.DirEntry) bool { return e.Name() == ManifestName })
	if at < 0 {
		return nil, &NoDatasetError{dir}
	}
	if !entries[at].Type().IsRegular() {
		return nil, fmt.Errorf("%s: not a regular file", d.path(ManifestName))
	}
	if d.Manifest, d.manifestSum, err = readManifest(fsys, dir); err != nil {
		return nil, err
	}
	if sealed && isSealed(entries) {
		if d.seal, err = readSeal(fsys, dir); err != nil {
			return nil, err
		}
	}
	d.list(entries)
	if err := d.settle(); err != nil {
		return nil, err
	}
	d.compare()
	return d, nil
}

// NoDatasetError is that of opening a directory without a manifest. It is an fs.ErrNotExist.
type NoDatasetError struct{ Dir string }

func (e *NoDatasetError) Error() string {
	return fmt.Sprintf("%s: not a data set: it has no %s", e.Dir, ManifestName)
}

// Unwrap is fs.ErrNotExist.
func (e *NoDatasetError) Unwrap() error { return fs.ErrNotExist }

// StrayError is a file in the directory of a data set that does not belong to it. It does no harm.
type StrayError struct{ File string }

func (e *StrayError) Error() string {
	return e.File + ": not a file of this data set"
}

// settle looks again where numbers are missing. A directory may be listed while a recorder adds to it, and a listing is
// free to show a new file and not the one before; but what was there when the first listing ended, the second shows.
func (d *Dataset) settle() error {
	if len(d.Problems) == 0 || len(d.files) == 0 {
		return nil
	}
	last := d.files[len(d.files)-1].last
	entries, err := d.fsys.ReadDir(d.dir)
	if err != nil {
		return err
	}
	d.files, d.Problems, d.episodes = nil, nil, 0
	d.list(slices.DeleteFunc(entries, func(e fs.DirEntry) bool {
		s, ok := parseName(e.Name())
		return ok && e.Type().IsRegular() && s.last > last
	}))
	return nil
}

// list sorts the directory into recordings, known names and foreign files.
func (d *Dataset) list(entries []fs.DirEntry) {
	for _, e := range entries {
		s, ok := parseName(e.Name())
		switch {
		case ok && e.Type().IsRegular():
			d.files = append(d.files, file{span: s, name: e.Name()})
		case !ok && !known(e.Name()) && filepath.Ext(e.Name()) != extension:
			d.Problems = append(d.Problems, &StrayError{d.path(e.Name())})
		case ok || !known(e.Name()):
			d.problem(e.Name(), "not a recording of this data set")
		case !e.Type().IsRegular():
			d.problem(e.Name(), "not a regular file")
		}
	}
	slices.SortFunc(d.files, func(a, b file) int {
		if a.first != b.first {
			return int(min(max(int64(a.first)-int64(b.first), -1), 1))
		}
		return int(min(max(int64(a.last)-int64(b.last), -1), 1))
	})
	d.number()
}

// number gives each episode its position, leaving out files that claim numbers of the file before.
func (d *Dataset) number() {
	kept := d.files[:0]
	var next uint64
	for _, f := range d.files {
		switch {
		case f.first < next:
			d.problem(f.name, fmt.Sprintf("left out: it repeats episodes of %s", kept[len(kept)-1].name))
			continue
		case f.first > next && d.seal != nil: // the seal names the files
		case f.first == next+1:
			d.problem(fileName(span{next, next}), fmt.Sprintf("missing: episode %d", next))
		case f.first > next:
			d.problem(f.name, fmt.Sprintf("missing: episodes %d to %d before it", next, f.first-1))
		}
		f.start = d.episodes
		d.episodes += f.count()
		kept = append(kept, f)
		next = f.last + 1
	}
	d.files = kept
}

func (d *Dataset) problem(name, text string) {
	d.Problems = append(d.Problems, &Damage{File: d.path(name), Offset: -1, Problem: text})
}

func (d *Dataset) path(name string) string { return filepath.Join(d.dir, name) }

// Dir is the directory.
func (d *Dataset) Dir() string { return d.dir }

// Sealed is the seal, nil where there is none.
func (d *Dataset) Sealed() *Seal { return d.seal }

// Len is the number of episodes.
func (d *Dataset) Len() int { return d.episodes }

// find is the file of the episode at a position, and its place among the file's episodes.
func (d *Dataset) find(i int) (file, int) {
	if i < 0 || i >= d.episodes {
		panic("demos: an episode out of range")
	}
	at := sort.Search(len(d.files), func(j int) bool { return d.files[j].start > i }) - 1
	return d.files[at], i - d.files[at].start
}

// All reads the episodes one after the other. The demonstration is valid until the next; an episode that cannot be read
// is yielded as its error, and the next ones follow.
func (d *Dataset) All() iter.Seq2[*Demonstration, error] {
	return func(yield func(*Demonstration, error) bool) {
		r, demo := d.Reader(), &Demonstration{}
		for i := range d.Len() {
			if err := r.Read(demo, i); !yield(demo, err) {
				return
			}
		}
	}
}

// ReadAll reads the whole data set into memory. The first error ends it.
func (d *Dataset) ReadAll() ([]*Demonstration, error) {
	r, all := d.Reader(), make([]*Demonstration, d.Len())
	for i := range all {
		all[i] = &Demonstration{}
		if err := r.Read(all[i], i); err != nil {
			return nil, err
		}
	}
	return all, nil
}
