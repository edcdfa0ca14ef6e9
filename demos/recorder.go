package demos

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/internal/disk"
)

// Options are those of a Recorder.
type Options struct {
	FS       disk.FS // where the data set lives
	Compress bool    // zstd: a fifth smaller, recorded at half the speed
}

// DefaultOptions are the machine's own file system, compressed.
func DefaultOptions() Options { return Options{FS: disk.OS{}, Compress: true} }

// Recorder adds episodes to a data set. It holds the directory's lock until it is closed; it serves one goroutine.
type Recorder struct {
	fsys     disk.FS
	dir      string
	manifest Manifest
	lock     io.Closer
	encoder  *encoder
	number   uint64 // of the next episode
	last     *span  // of the last Append, nil where there is none that can be taken back
	index    uint64 // of the next episode's stream
	scratch  Demonstration
	fileSize int64 // bytes of episodes in a file of RecordAll, at most
	broken   error // why nothing can be appended any more
}

// Create makes a data set in a directory that is new or empty.
func Create(dir string, m Manifest, o Options) (*Recorder, error) {
	if err := m.Validate(); err != nil {
		return nil, fmt.Errorf("%s: %w", dir, err)
	}
	if err := makeDir(o.FS, dir); err != nil {
		return nil, err
	}
	r, err := lock(dir, o)
	if err != nil {
		return nil, err
	}
	if err := r.create(m); err != nil {
		r.Close()
		return nil, err
	}
	return r, nil
}

// makeDir makes the directory durable in its parent, also one that was there: whoever made it need not have.
func makeDir(fsys disk.FS, dir string) error {
	if err := fsys.Mkdir(dir); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return fsys.SyncDir(filepath.Dir(filepath.Clean(dir)))
}

func lock(dir string, o Options) (*Recorder, error) {
	l, err := o.FS.Lock(filepath.Join(dir, LockName))
	if held, ok := errors.AsType[*disk.HeldError](err); ok {
		return nil, fmt.Errorf("%s: another recorder is at work there: %w", dir, held)
	}
	if err != nil {
		return nil, err
	}
	r := &Recorder{fsys: o.FS, dir: dir, lock: l, encoder: newEncoder(o.Compress), fileSize: maxEpisode / 4}
	_, err = disk.Sweep(o.FS, dir)
	if err == nil {
		err = refuseSealed(o.FS, dir)
	}
	if err != nil {
		r.Close()
		return nil, err
	}
	return r, nil
}

func (r *Recorder) create(m Manifest) error {
	entries, err := r.fsys.ReadDir(r.dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.Name() == ManifestName {
			return fmt.Errorf("%s: already holds a data set: resume it, or record elsewhere", r.dir)
		}
	}
	for _, e := range entries {
		if e.Name() != LockName {
			return fmt.Errorf("%s: not empty: it holds %s", r.dir, e.Name())
		}
	}
	r.manifest = m
	return writeManifest(r.fsys, r.dir, &m)
}

// Resume continues a data set that was recorded under the same manifest, after its last episode. What a crash left
// half-written is removed.
func Resume(dir string, m Manifest, o Options) (*Recorder, error) {
	d, err := OpenFS(o.FS, dir) // before the lock file is made in a directory that is no data set
	if err != nil {
		return nil, err
	}
	if err := m.Same(&d.Manifest); err != nil {
		return nil, fmt.Errorf("%s: cannot be resumed: %w", dir, err)
	}
	r, err := lock(dir, o)
	if err != nil {
		return nil, err
	}
	if err := r.resume(); err != nil {
		r.Close()
		return nil, err
	}
	return r, nil
}

// resume finds where to go on, with the lock held.
func (r *Recorder) resume() error {
	d, err := OpenFS(r.fsys, r.dir)
	if err != nil {
		return err
	}
	r.manifest = d.Manifest
	if d.Len() == 0 {
		return nil
	}
	last, err := d.Reader().Facts(d.Len() - 1)
	if err != nil {
		return err
	}
	r.number, r.index = last.Number+1, last.Index+1
	return nil
}

// Manifest is what the data set is of.
func (r *Recorder) Manifest() Manifest { return r.manifest }

// Next is the number that the next episode will have, and the index of the stream from which Record will start it.
func (r *Recorder) Next() (number, index uint64) { return r.number, r.index }

// Append adds episodes and returns once they are durable: after nil they survive kill -9 and, as far as the disk keeps
// its promises, a power cut. All of them go into one file, written as a whole: many tiny episodes are best appended by
// the hundred. After an error none of them counts, the earlier ones are intact, and Append may be tried again.
func (r *Recorder) Append(episodes ...*Demonstration) error {
	if r.broken != nil {
		return r.broken
	}
	if err := r.upgrade(episodes); err != nil {
		return err
	}
	if err := checkBatch(&r.manifest, r.number, episodes); err != nil {
		return fmt.Errorf("%s: %w", r.dir, err)
	}
	last := r.number + uint64(len(episodes)) - 1
	name := filepath.Join(r.dir, fileName(span{r.number, last}))
	if err := r.write(name, r.number, episodes); err != nil {
		r.withdraw(name)
		return err
	}
	r.last = &span{r.number, last}
	r.number = last + 1
	for _, d := range episodes {
		r.index = max(r.index, d.Index+1)
	}
	return nil
}

// Amend writes the episodes of the last Append again, in one step: other tags, for example. They must be as many. After an
// error the earlier ones are there. It panics before the first Append.
func (r *Recorder) Amend(episodes ...*Demonstration) error {
	if r.last == nil || uint64(len(episodes)) != r.last.last-r.last.first+1 {
		panic("demos: Amend of other episodes than were appended last")
	}
	if r.broken != nil {
		return r.broken
	}
	if err := r.upgrade(episodes); err != nil {
		return err
	}
	if err := checkBatch(&r.manifest, r.last.first, episodes); err != nil {
		return fmt.Errorf("%s: %w", r.dir, err)
	}
	return r.write(filepath.Join(r.dir, fileName(*r.last)), r.last.first, episodes)
}

// write writes a file of episodes, chunk by chunk.
func (r *Recorder) write(name string, first uint64, episodes []*Demonstration) error {
	return disk.Write(r.fsys, name, func(w io.Writer) error {
		b := bufio.NewWriterSize(w, writeBuffer)
		err := r.encoder.encode(b, &r.manifest, first, episodes)
		if err == nil {
			err = b.Flush()
		}
		if err == io.ErrShortWrite {
			err = &fs.PathError{Op: "write", Path: name, Err: err}
		}
		return err
	})
}

// writeBuffer is how much of a file is written at a time, bytes.
const writeBuffer = 1 << 20

// Retract takes back the episodes of the last Append, whose numbers are free then; their streams stay used. It panics
// before the first Append, and a second time.
func (r *Recorder) Retract() error {
	if r.last == nil {
		panic("demos: Retract of what was not appended last")
	}
	if err := r.fsys.Remove(filepath.Join(r.dir, fileName(*r.last))); err != nil {
		return err
	}
	r.number, r.last = r.last.first, nil
	return r.fsys.SyncDir(r.dir)
}

// upgrade makes the data set one of the version that its newest episodes need, before they are in it.
func (r *Recorder) upgrade(episodes []*Demonstration) error {
	needed := plainVersion
	for _, d := range episodes {
		needed = max(needed, d.version())
	}
	if needed <= r.manifest.Format {
		return nil
	}
	m := r.manifest
	m.Format = needed
	if err := writeManifest(r.fsys, r.dir, &m); err != nil {
		return err
	}
	r.manifest = m
	return nil
}

// withdraw removes a file that was refused after all: its numbers must stay free for another try.
func (r *Recorder) withdraw(name string) {
	if err := r.fsys.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		r.broken = fmt.Errorf("%s: recording has stopped: an episode that was not saved cannot be removed: %w", r.dir, err)
	}
}

// Record plays the next episode of the manifest's seed and appends it. The demonstration is valid until the next call.
func (r *Recorder) Record(rollout *envs.Rollout) (*Demonstration, error) {
	d := &r.scratch
	d.Seed, d.Purpose, d.Index = r.manifest.Seed, envs.Demonstration, r.index
	d.Play(rollout)
	if err := rollout.Err(); err != nil {
		return d, err
	}
	return d, r.Append(d)
}

// Skip leaves out the next stream: its episode was played and not kept.
func (r *Recorder) Skip() { r.index++ }

// SetReference stores the returns that scores are measured against.
func (r *Recorder) SetReference(ref Reference) error {
	m := r.manifest
	m.Reference = &ref
	if err := writeManifest(r.fsys, r.dir, &m); err != nil {
		return err
	}
	r.manifest = m
	return nil
}

// Close lets another recorder in. Nothing is left to be written; a second Close does nothing.
func (r *Recorder) Close() error {
	if r.lock == nil {
		return nil
	}
	l := r.lock
	r.lock = nil
	return l.Close()
}
