package agents

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/fenchel-gym/fenchel/internal/disk"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// Checkpoint is a learner's whole state after a number of steps: weights, optimizer, random streams, position in the data,
// as tensors and as text.
type Checkpoint struct {
	Step int64
	File *net.File
}

// header is what the run itself adds to a checkpoint.
type header struct {
	Format  int    `json:"format"`
	Step    int64  `json:"step"`
	Metrics int64  `json:"metrics"`         // bytes of the metrics when it was taken
	Digest  string `json:"digest"`          // SHA-256 of those
	Total   int64  `json:"total,omitempty"` // steps of the run; 0 in files of earlier versions
}

const (
	headerKey        = "run"
	configKey        = "config" // config.yaml, under which it was taken
	checkpointFormat = 1
	generations      = 2
	maxCheckpoint    = 4 << 30 // bytes
)

// Checkpoint makes the state after step durable: first the metrics, then the file, aside and renamed. The two newest
// regular checkpoints are kept, so that one truncated by a power cut leaves another.
//
// total is how many steps the run takes in all.
func (r *Run) Checkpoint(step, total int64, f *net.File) error {
	s, err := r.save(checkpointName{step, false}, total, f)
	if err != nil {
		return err
	}
	if err := r.prune(step); err != nil || r.journal == nil {
		return err
	}
	return r.journal.saved(s)
}

// Interrupt is Checkpoint outside the regular schedule, before the process ends. The state may be further on than that
// of a regular checkpoint of the same step: in the middle of an update.
func (r *Run) Interrupt(step, total int64, f *net.File) error {
	s, err := r.save(checkpointName{step, true}, total, f)
	if err != nil || r.journal == nil {
		return err
	}
	return r.journal.saved(s)
}

// save writes a checkpoint after what it refers to, and returns what it says of the journal, if there is one.
func (r *Run) save(name checkpointName, total int64, f *net.File) (s journalState, err error) {
	if err := r.metrics.file.Sync(); err != nil {
		return s, err
	}
	h := header{checkpointFormat, name.step, r.metrics.length, r.metrics.digest(), total}
	g := net.File{Tensors: f.Tensors, Meta: map[string]string{headerKey: string(mustJSON(h)), configKey: string(r.config)}}
	for key, text := range f.Meta {
		g.Meta[key] = text
	}
	if r.journal != nil {
		if s, err = r.journal.save(name.interrupted); err != nil {
			return s, err
		}
		g.Meta[journalKey] = string(mustJSON(s))
	}
	return s, r.WriteTensors(name.String(), &g)
}

// prune removes what a regular checkpoint at step has made superfluous: older generations, those of interruptions,
// and any of later steps, which belong to a future that was abandoned.
func (r *Run) prune(step int64) error {
	names, err := r.checkpoints()
	if err != nil {
		return err
	}
	kept := 0
	for _, name := range slices.Backward(names) {
		if name.step <= step && !name.interrupted && kept < generations {
			kept++
			continue
		}
		if err := r.o.Disk.Remove(r.path(name.String())); err != nil {
			return err
		}
	}
	return nil
}

// restore finds the newest checkpoint that is whole, says which ones it had to pass over, and cuts the metrics to
// where it was taken.
func (r *Run) restore() (*Checkpoint, error) {
	names, err := r.checkpoints()
	if err != nil {
		return nil, err
	}
	var damaged []error
	for _, name := range slices.Backward(names) {
		c, err := r.load(name)
		if err != nil {
			damaged = append(damaged, err)
			continue
		}
		for _, d := range damaged {
			r.o.Note(fmt.Sprintf("%v; continuing from %s", d, name))
		}
		if err := r.reconcileWith(&c.Checkpoint); err != nil {
			return nil, err
		}
		return &c.Checkpoint, r.goOn(name, c)
	}
	if len(damaged) > 0 {
		const hint = "put back copies of the damaged files, or begin again in another directory"
		return nil, fmt.Errorf("no checkpoint can be read: %s: %w", hint, errors.Join(damaged...))
	}
	r.o.Note(fmt.Sprintf("%s has no checkpoint yet: starting at the beginning", r.dir))
	r.metrics, err = newMetrics(r.o.Disk, r.path(MetricsFile))
	return nil, err
}

// goOn takes the files of the run back to where a checkpoint was taken.
func (r *Run) goOn(name checkpointName, c *restored) (err error) {
	if r.metrics, err = resumeMetrics(r.o.Disk, r.path(MetricsFile), c.header.Metrics, c.header.Digest); err != nil {
		return err
	}
	if !name.interrupted { // a run that died in between has not pruned yet
		if err := r.prune(name.step); err != nil {
			return err
		}
	}
	if c.journal != nil {
		r.journal, err = resumeJournal(r.o.Disk, r.dir, c.journal, c.last)
	}
	return err
}

// isCheckpoint reports whether a file was written as a checkpoint of a run.
func isCheckpoint(f *net.File) bool {
	_, ok := f.Meta[headerKey]
	return ok
}

// restored is a checkpoint as it was read, the rows of its journal included.
type restored struct {
	Checkpoint
	header  header
	journal *journalState // nil: it has none
	last    *journalFile  // holds the last row that it needs; nil where it needs none
}

// load reads a checkpoint, and changes nothing.
func (r *Run) load(name checkpointName) (*restored, error) {
	path := r.path(name.String())
	data, err := disk.ReadFile(r.o.Disk, path, nil, maxCheckpoint)
	if err != nil {
		return nil, err
	}
	f, sealed, err := net.Read(bytes.NewReader(data), int64(len(data)), maxCheckpoint)
	if err == nil && !sealed {
		err = net.ErrNoDigest
	}
	c := restored{Checkpoint: Checkpoint{Step: name.step, File: f}}
	s := &c.header
	if err == nil {
		err = json.Unmarshal([]byte(f.Meta[headerKey]), s)
	}
	if err == nil && (s.Format != checkpointFormat || s.Step != name.step) {
		err = fmt.Errorf("format %d of step %d: want format %d of step %d", s.Format, s.Step, checkpointFormat, name.step)
	}
	if err == nil {
		c.journal, err = parseJournalState(f)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if c.journal != nil {
		c.last, err = c.journal.inline(r.o.Disk, r.dir, f)
	}
	return &c, err
}

// checkpointName is the name of a checkpoint's file, taken apart.
type checkpointName struct {
	step        int64
	interrupted bool
}

func (n checkpointName) String() string {
	mark := ""
	if n.interrupted {
		mark = interrupted
	}
	return fmt.Sprintf("%s%09d%s%s", checkpoints, n.step, mark, extension)
}

// parseCheckpoint is the inverse of String. Any other name is not one of a checkpoint.
func parseCheckpoint(name string) (n checkpointName, ok bool) {
	digits := strings.TrimSuffix(strings.TrimPrefix(name, checkpoints), extension)
	digits, n.interrupted = strings.CutSuffix(digits, interrupted)
	step, err := strconv.ParseUint(digits, 10, 63)
	n.step = int64(step)
	return n, err == nil && n.String() == name
}

// checkpoints lists the checkpoints of the directory, oldest first. A name that we would not write is not one.
func (r *Run) checkpoints() ([]checkpointName, error) { return listCheckpoints(r.o.Disk, r.dir) }

func listCheckpoints(d disk.FS, dir string) ([]checkpointName, error) {
	entries, err := d.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var names []checkpointName
	for _, e := range entries {
		if n, ok := parseCheckpoint(e.Name()); ok {
			names = append(names, n)
		}
	}
	slices.SortFunc(names, func(a, b checkpointName) int {
		if a.step == b.step && a.interrupted != b.interrupted {
			if a.interrupted {
				return 1
			}
			return -1
		}
		return cmp.Compare(a.step, b.step)
	})
	return names, nil
}
