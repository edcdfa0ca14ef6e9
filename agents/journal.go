package agents

import (
	"bufio"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"hash/crc32"
	"math"
	"path/filepath"
	"slices"

	"github.com/fenchel-gym/fenchel/internal/disk"
)

// Journal holds the rows that a learner adds one after another and of which the newest affect its future: a replay buffer.
// It lies beside the checkpoints, so that each of them writes only the rows that are new.
//
// It is cut into files of a fixed number of rows, journal-000004000.rows from row 4,000 on, that are only appended to. A row
// is its numbers, float32 in little-endian order, and the CRC-32C of those bytes. A checkpoint holds the number of rows and
// the SHA-256 of the files that it needs up to there; a run that is resumed cuts the journal to them. A file whose rows
// neither a checkpoint nor the learner can need any more is removed when another is full, and after each regular checkpoint:
// the disk holds what the learner does about three times at most, and after interruptions five times.
type Journal struct {
	disk    disk.FS
	dir     string
	width   int              // numbers in a row
	most    int64            // rows that the learner holds at most
	segment int64            // rows in a file
	rows    int64            // appended so far
	needed  int64            // of them, the newest that the learner's State leaves out
	held    []mark           // the checkpoints that can be resumed from, oldest first
	files   []int64          // first rows of the files in the directory, ascending
	digests map[int64]string // of files that are full, by their first rows
	file    *journalFile     // the newest; nil before its first row
	buf     *bufio.Writer    // in front of it
	row     []byte           // encoded
	err     error            // what ended the writing
}

// mark is what a checkpoint needs of the journal: of the first Rows the newest Needed.
type mark struct {
	Rows        int64 `json:"rows"`
	Needed      int64 `json:"needed"`
	Interrupted bool  `json:"interrupted,omitempty"` // the checkpoint is removed after the next regular one
}

// reads reports whether a checkpoint needs rows of a file.
func (m mark) reads(first, segment int64) bool {
	return first < m.Rows && first+segment > m.Rows-m.Needed
}

// Extent is how large a learner's journal is.
type Extent struct {
	Width  int // numbers in a row
	Most   int // rows that are held at most
	Needed int // newest rows that a State leaves out now
}

const (
	journalParts   = 8       // files for the rows that a learner holds
	journalLeast   = 1000    // rows in a file, so that files are not flushed all the time
	journalBuffer  = 1 << 16 // bytes
	checksumLength = 4       // bytes at the end of a row
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func newJournal(d disk.FS, dir string, width int, most, segment int64) *Journal {
	return &Journal{
		disk: d, dir: dir, width: width, most: most, segment: segment, digests: map[int64]string{},
		buf: bufio.NewWriterSize(nil, journalBuffer), row: make([]byte, 4*width+checksumLength),
	}
}

// beginJournal starts an empty journal in place of any that is there.
func beginJournal(d disk.FS, dir string, e Extent) (*Journal, error) {
	most := int64(e.Most)
	j := newJournal(d, dir, e.Width, most, max(journalLeast, (most+journalParts-1)/journalParts))
	return j, j.tidy()
}

// Rows is how many rows were appended so far, in all processes of the run.
func (j *Journal) Rows() int64 { return j.rows }

// Append adds a row. A write that fails ends the run at its next line of metrics or checkpoint; rows are ignored until then.
func (j *Journal) Append(row []float32) {
	if len(row) != j.width {
		panic("agents: a row of a journal has another length")
	}
	if j.err != nil {
		return
	}
	if j.rows%j.segment == 0 {
		if j.err = j.turn(); j.err != nil {
			return
		}
	}
	end := 4 * j.width
	for i, x := range row {
		binary.LittleEndian.PutUint32(j.row[4*i:], math.Float32bits(x))
	}
	binary.LittleEndian.PutUint32(j.row[end:], crc32.Checksum(j.row[:end], castagnoli))
	_, j.err = j.buf.Write(j.row)
	j.rows++
}

// start is the first row of the file that holds a row.
func (j *Journal) start(row int64) int64 { return row - row%j.segment }

func (j *Journal) path(first int64) string { return filepath.Join(j.dir, journalName(first)) }

// turn ends a file that is full and begins the next.
func (j *Journal) turn() error {
	if err := j.end(); err != nil {
		return err
	}
	now := mark{Rows: j.rows, Needed: min(j.most, j.rows)}
	if err := j.sweep(append(slices.Clone(j.held), now)); err != nil {
		return err
	}
	name := j.path(j.rows)
	f, err := j.disk.Create(name)
	if err != nil {
		return err
	}
	j.open(&journalFile{File: f, name: name, first: j.rows, sum: sha256.New()})
	j.files = append(j.files, j.rows)
	return j.disk.SyncDir(j.dir)
}

// open goes on with a file.
func (j *Journal) open(f *journalFile) {
	j.file = f
	j.buf.Reset(f)
}

// end closes the newest file.
func (j *Journal) end() error {
	if j.file == nil {
		return nil
	}
	err := j.flush()
	j.digests[j.file.first] = j.file.digest()
	err = cmp.Or(err, j.file.Close())
	j.file = nil
	return err
}

// flush makes what was appended durable.
func (j *Journal) flush() error {
	if j.err == nil {
		j.err = j.buf.Flush()
	}
	if j.err == nil && j.file != nil {
		j.err = j.file.Sync()
	}
	return j.err
}

// save makes the journal durable and returns what a checkpoint has to say of it.
func (j *Journal) save(interrupted bool) (journalState, error) {
	if err := j.flush(); err != nil {
		return journalState{}, err
	}
	now := mark{Rows: j.rows, Needed: min(j.needed, j.rows), Interrupted: interrupted}
	s := journalState{Width: j.width, Most: j.most, Segment: j.segment, Held: j.after(now)}
	for first := range s.reads() {
		text, ended := j.digests[first]
		if !ended {
			text = j.file.digest()
		}
		s.Digests = append(s.Digests, text)
	}
	return s, nil
}

// saved removes what the checkpoint that was just written has made superfluous.
func (j *Journal) saved(s journalState) error {
	j.held = s.Held
	if s.now().Interrupted {
		return nil
	}
	if s.now().Needed == 0 {
		if err := j.forget(); err != nil {
			return err
		}
	}
	return j.sweep(j.held)
}

// forget begins a new file, since the learner needs none of the rows so far.
func (j *Journal) forget() error {
	j.rows = j.start(j.rows + j.segment - 1)
	return j.end()
}

// after is the checkpoints that can be resumed from once there is one more: the newest regular ones, and the newest of
// interruptions since.
func (j *Journal) after(now mark) []mark {
	held, alike := []mark{now}, 1
	for _, m := range slices.Backward(j.held) {
		switch {
		case m.Rows == now.Rows && m.Interrupted == now.Interrupted, m.Interrupted && !now.Interrupted:
			continue
		case m.Interrupted == now.Interrupted:
			if alike++; alike > generations {
				continue
			}
		}
		held = append(held, m)
	}
	slices.Reverse(held)
	return held
}

// sweep removes the files that none of the given checkpoints reads. The newest stays open until it is full.
func (j *Journal) sweep(held []mark) error {
	var failed error
	j.files = slices.DeleteFunc(j.files, func(first int64) bool {
		read := func(m mark) bool { return m.reads(first, j.segment) }
		if failed != nil || j.file != nil && j.file.first == first || slices.ContainsFunc(held, read) {
			return false
		}
		failed = j.disk.Remove(j.path(first))
		delete(j.digests, first)
		return failed == nil
	})
	return failed
}

// tidy finds the files in the directory and removes those that no checkpoint reads.
func (j *Journal) tidy() error {
	entries, err := j.disk.ReadDir(j.dir)
	if err != nil {
		return err
	}
	j.files = nil
	for _, e := range entries {
		if first, ok := parseJournal(e.Name()); ok {
			j.files = append(j.files, first)
		}
	}
	slices.Sort(j.files)
	return j.sweep(j.held)
}

func (j *Journal) close() error {
	if j == nil || j.file == nil {
		return nil
	}
	return j.file.Close()
}
