package agents

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/fenchel-gym/fenchel/internal/config"
	"github.com/fenchel-gym/fenchel/internal/disk"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// The files of a run directory.
const (
	ConfigFile  = "config.yaml"        // complete: the run can be repeated from it
	MetricsFile = "metrics.jsonl"      // one object a line
	PolicyFile  = "policy.safetensors" // what was learned
	EvalFile    = "eval.json"          // a Result
	TimingsFile = "timings.json"       // seconds, from a clock that the caller passes in
	lockFile    = "lock"               // while a process writes here
	checkpoints = "checkpoint-"        // checkpoint-000001000.safetensors
	interrupted = "-interrupted"       // between two regular ones: checkpoint-000001234-interrupted.safetensors
	extension   = ".safetensors"
	maxConfig   = 1 << 20 // bytes
)

// RunOptions says how a run directory is opened.
type RunOptions struct {
	Disk   disk.FS           // disk.OS
	Resume bool              // continue the run that the directory holds
	Force  bool              // resume although configuration, data or kernels differ
	Note   func(line string) // told what the user should know, a line at a time

	// Upgrade returns a configuration that an earlier version stored as it is written today; nil: it is the same.
	Upgrade func(stored []byte) []byte
}

func (o RunOptions) upgrade(stored []byte) []byte {
	if o.Upgrade == nil {
		return stored
	}
	return o.Upgrade(stored)
}

// DefaultRun starts a new run on the machine's own file system and keeps its notes to itself.
func DefaultRun() RunOptions { return RunOptions{Disk: disk.OS{}, Note: func(string) {}} }

// Run is a run directory that this process writes: it holds the lock until Close.
//
// What makes a resumed run end with the bytes of the uninterrupted one: a learner's whole state is in its checkpoint;
// a checkpoint records how long the metrics were when it was taken, and resuming cuts them there; checkpoints that an
// interruption forced have names of their own and are removed once the next regular one is safe.
type Run struct {
	dir     string
	o       RunOptions
	config  []byte // complete
	lock    io.Closer
	metrics *metricsLog
	journal *Journal // nil: the learner has none
	seconds map[string]float64
	ended   bool
}

// InUseError says that a new run was asked for in a directory that is in use.
type InUseError struct {
	Dir string
	Why string // "holds a run already: resume it, or name another directory"
}

func (e *InUseError) Error() string { return e.Dir + " " + e.Why }

// OpenRun opens a run directory, makes it if need be, and returns the checkpoint to continue from: nil where the run
// starts at its beginning. config is the complete configuration; what it holds must decide every byte of the run.
//
// Without Resume the directory must not hold a run, or the error is an InUseError. With it, the stored configuration must
// be the same unless Force is set; the error lists what differs.
func OpenRun(dir string, config []byte, o RunOptions) (*Run, *Checkpoint, error) {
	if err := o.Disk.Mkdir(dir); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, nil, err
	}
	lock, err := o.Disk.Lock(filepath.Join(dir, lockFile))
	if err != nil {
		return nil, nil, lockError(dir, err)
	}
	r := &Run{dir: dir, o: o, config: config, lock: lock, seconds: map[string]float64{}}
	c, err := r.open()
	if err != nil {
		return nil, nil, errors.Join(err, lock.Close())
	}
	return r, c, nil
}

func lockError(dir string, err error) error {
	var held *disk.HeldError
	if errors.As(err, &held) {
		return fmt.Errorf("%s is being written by another run: %w", dir, err)
	}
	return err
}

func (r *Run) open() (*Checkpoint, error) {
	if _, err := disk.Sweep(r.o.Disk, r.dir); err != nil {
		return nil, err
	}
	if err := disk.RefuseLinks(r.o.Disk, r.dir); err != nil {
		return nil, err
	}
	stored, err := disk.ReadFile(r.o.Disk, r.path(ConfigFile), nil, maxConfig)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, r.begin()
	case err != nil:
		return nil, err
	case !r.o.Resume:
		return nil, &InUseError{r.dir, "holds a run already: resume it, or name another directory"}
	}
	if err := r.reconcile(stored); err != nil {
		return nil, err
	}
	r.readTimings()
	return r.restore()
}

// begin starts a run in a directory without one. The configuration is written last: only with it is there a run.
func (r *Run) begin() (err error) {
	if r.o.Resume {
		r.o.Note(fmt.Sprintf("%s holds no run yet: starting at the beginning", r.dir))
	}
	if err := r.refuseUnknownFiles(); err != nil {
		return err
	}
	if err := r.o.Disk.SyncDir(filepath.Dir(filepath.Clean(r.dir))); err != nil { // the directory may be new
		return err
	}
	if r.metrics, err = newMetrics(r.o.Disk, r.path(MetricsFile)); err != nil {
		return err
	}
	return r.Write(ConfigFile, r.config)
}

// refuseUnknownFiles keeps a run from overwriting files that no run is known to have made. Metrics without a
// configuration are left by a run that died as it began.
func (r *Run) refuseUnknownFiles() error {
	entries, err := r.o.Disk.ReadDir(r.dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.Name() == PolicyFile || strings.HasPrefix(e.Name(), checkpoints) || strings.HasPrefix(e.Name(), journals) {
			return &InUseError{r.dir, fmt.Sprintf("has a %s but no %s: name another directory", e.Name(), ConfigFile)}
		}
	}
	return nil
}

// reconcile compares the stored configuration with the one asked for.
func (r *Run) reconcile(stored []byte) error {
	stored = r.o.upgrade(stored)
	if bytes.Equal(stored, r.config) {
		return nil
	}
	place, diff := r.differs(stored, r.config)
	switch {
	case diff == "":
		r.o.Note(place + ": spelled otherwise than fenchel writes it, and means the same: written again")
	case !r.o.Force:
		return fmt.Errorf("%s: the run was begun otherwise; - is the run, + is what was asked for now:\n%s", place, diff)
	default:
		r.o.Note("continuing with another configuration:\n" + diff)
	}
	return r.Write(ConfigFile, r.config)
}

// reconcileWith compares the configuration with the one under which a checkpoint was taken: a caller that resumes a run with
// its own config.yaml asks for what that says, also where it was changed by hand or by a failing disk.
func (r *Run) reconcileWith(c *Checkpoint) error {
	was := string(r.o.upgrade([]byte(c.File.Meta[configKey])))
	if was == string(r.config) || was == "" {
		return nil
	}
	if r.o.Force {
		_, diff := r.differs([]byte(was), r.config)
		r.o.Note("continuing with another configuration than the checkpoint's:\n" + diff)
		return nil
	}
	place, diff := r.differs(r.config, []byte(was))
	return fmt.Errorf("%s: it was changed since the checkpoint of step %d was taken; - is the file, + is what the checkpoint says:\n%s", place, c.Step, diff)
}

// differs is the place in config.yaml where its text a begins to differ from b, and the lines that mean something else.
func (r *Run) differs(a, b []byte) (place, diff string) {
	at := 0
	for at < min(len(a), len(b)) && a[at] == b[at] {
		at++
	}
	line := 1 + bytes.Count(a[:at], []byte("\n"))
	return fmt.Sprintf("%s:%d", r.path(ConfigFile), line), strings.Join(config.Difference(a, b), "\n")
}

// Dir is the directory.
func (r *Run) Dir() string { return r.dir }

// Log appends one line to the metrics. It also reports what went wrong with the journal since the line before.
func (r *Run) Log(line any) error {
	if r.journal != nil && r.journal.err != nil {
		return r.journal.err
	}
	return r.metrics.append(line)
}

// Journal is the run's journal, which begins empty where the checkpoint that the run was resumed from has none. Rows of
// another width are an error.
func (r *Run) Journal(e Extent) (j *Journal, err error) {
	if r.journal == nil {
		r.journal, err = beginJournal(r.o.Disk, r.dir, e)
		return r.journal, err
	}
	if r.journal.width != e.Width {
		return nil, fmt.Errorf("%s: its journal has rows of %d numbers, the run of %d", r.dir, r.journal.width, e.Width)
	}
	r.journal.most = int64(e.Most)
	return r.journal, nil
}

// Write puts a file into the directory, durably and as a whole.
func (r *Run) Write(name string, data []byte) error {
	return disk.WriteFile(r.o.Disk, r.path(name), data)
}

// WriteJSON is Write for a value, indented.
func (r *Run) WriteJSON(name string, v any) error {
	data, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return fmt.Errorf("%s: %w", r.path(name), err)
	}
	return r.Write(name, append(data, '\n'))
}

// WriteTensors is Write for a safetensors file.
func (r *Run) WriteTensors(name string, f *net.File) error {
	var buf bytes.Buffer
	if _, err := f.WriteTo(&buf); err != nil {
		return fmt.Errorf("%s: %w", r.path(name), err)
	}
	return r.Write(name, buf.Bytes())
}

// end closes the files of the run and writes its timings, once. The directory stays locked.
func (r *Run) end() error {
	if r.ended {
		return nil
	}
	r.ended = true
	return errors.Join(r.metrics.close(), r.journal.close(), r.writeTimings())
}

// Close releases the directory.
func (r *Run) Close() error { return errors.Join(r.end(), r.lock.Close()) }

func (r *Run) path(name string) string { return filepath.Join(r.dir, name) }
