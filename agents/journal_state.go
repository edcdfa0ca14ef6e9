package agents

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"io"
	"iter"
	"math"
	"path/filepath"
	"slices"

	"github.com/fenchel-gym/fenchel/internal/disk"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// journalState is what a checkpoint says of the journal, as JSON under journalKey.
type journalState struct {
	Width   int      `json:"width"`   // numbers in a row
	Most    int64    `json:"most"`    // rows that the learner holds at most
	Segment int64    `json:"segment"` // rows in a file
	Held    []mark   `json:"held"`    // the checkpoints that are kept, oldest first, this one last
	Digests []string `json:"sha256"`  // of the files that it needs, oldest first, each up to its last row
}

const (
	journalKey = "journal"

	// JournalTensor is the name under which the newest rows of a journal (Needed×Width, float32, oldest first) are added to a
	// State that leaves them out, before it is loaded.
	JournalTensor = "journal"

	maxRow     = 1 << 20 // numbers in a row
	maxSegment = 1 << 36 // rows in a file
)

// now is what the checkpoint itself needs.
func (s *journalState) now() mark { return s.Held[len(s.Held)-1] }

// reads yields the first rows of the files that the checkpoint needs.
func (s *journalState) reads() iter.Seq[int64] {
	return func(yield func(int64) bool) {
		m := s.now()
		oldest := m.Rows - m.Needed
		for first := oldest - oldest%s.Segment; m.Needed > 0 && first < m.Rows && yield(first); first += s.Segment {
		}
	}
}

// parseJournalState is the state that a checkpoint holds; nil where it has no journal.
func parseJournalState(f *net.File) (*journalState, error) {
	text, ok := f.Meta[journalKey]
	if !ok {
		return nil, nil
	}
	s := &journalState{}
	if err := json.Unmarshal([]byte(text), s); err != nil {
		return nil, fmt.Errorf("%q: %w", journalKey, err)
	}
	if !s.sound() {
		return nil, fmt.Errorf("%q: numbers that no journal has: %.200s", journalKey, text)
	}
	return s, nil
}

// sound is whether there is a journal with these numbers.
func (s *journalState) sound() bool {
	if s.Width <= 0 || s.Width > maxRow || s.Most <= 0 || s.Segment <= 0 || s.Segment > maxSegment || len(s.Held) == 0 {
		return false
	}
	for _, m := range s.Held {
		if m.Needed < 0 || m.Needed > min(m.Rows, s.Most) || m.Rows > math.MaxInt64/2 {
			return false
		}
	}
	m, files := s.now(), int64(0)
	if m.Needed > 0 {
		files = (m.Rows+s.Segment-1)/s.Segment - (m.Rows-m.Needed)/s.Segment
	}
	return int64(len(s.Digests)) == files
}

// inline adds to a checkpoint the rows of the journal that it needs, and returns the file that the last of them are in,
// nil for none. The journal is not changed.
func (s *journalState) inline(d disk.FS, dir string, f *net.File) (*journalFile, error) {
	var rows []float32
	var last *journalFile
	i := 0
	for first := range s.reads() {
		last = &journalFile{name: filepath.Join(dir, journalName(first)), first: first, sum: sha256.New()}
		var err error
		if rows, err = s.read(d, last, rows, s.Digests[i]); err != nil {
			return nil, err
		}
		i++
	}
	if last != nil {
		f.Tensors = append(f.Tensors, net.Tensor{Name: JournalTensor, Shape: []int{len(rows) / s.Width, s.Width}, Data: rows})
	}
	return last, nil
}

// length is how many bytes of a file the checkpoint needs.
func (s *journalState) length(first int64) int64 {
	return min(s.Segment, s.now().Rows-first) * int64(4*s.Width+checksumLength)
}

// read appends the numbers of the rows of a file that the checkpoint needs, and checks all up to its last.
func (s *journalState) read(d disk.FS, f *journalFile, rows []float32, digest string) ([]float32, error) {
	file, err := d.Open(f.name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	length, bytes := s.length(f.first), int64(4*s.Width+checksumLength)
	if f.longer = info.Size() > length; info.Size() < length {
		return nil, fmt.Errorf("%s: it ends at byte %d, the checkpoint was taken at %d", f.name, info.Size(), length)
	}
	m, damaged := s.now(), int64(-1)
	row, r := make([]byte, bytes), bufio.NewReaderSize(file, journalBuffer)
	rows = slices.Grow(rows, int(length/bytes)*s.Width)
	for at := int64(0); at < length; at += bytes {
		if _, err := io.ReadFull(r, row); err != nil {
			return nil, fmt.Errorf("%s: byte %d: %w", f.name, at, err)
		}
		f.sum.Write(row)
		numbers, check := row[:4*s.Width], row[4*s.Width:]
		if damaged < 0 && crc32.Checksum(numbers, castagnoli) != binary.LittleEndian.Uint32(check) {
			damaged = at
		}
		if f.first+at/bytes >= m.Rows-m.Needed {
			rows = appendNumbers(rows, numbers)
		}
	}
	switch {
	case f.digest() == digest:
		return rows, nil
	case damaged >= 0:
		return nil, fmt.Errorf("%s: byte %d: row %d is damaged", f.name, damaged, f.first+damaged/bytes)
	}
	return nil, fmt.Errorf("%s: its first %d bytes are not those that the checkpoint was taken after", f.name, length)
}

func appendNumbers(rows []float32, text []byte) []float32 {
	for ; len(text) > 0; text = text[4:] {
		rows = append(rows, math.Float32frombits(binary.LittleEndian.Uint32(text)))
	}
	return rows
}

// resumeJournal goes on after the rows of a checkpoint. last is the file that holds the last of them.
func resumeJournal(d disk.FS, dir string, s *journalState, last *journalFile) (*Journal, error) {
	j := newJournal(d, dir, s.Width, s.Most, s.Segment)
	j.rows, j.held = s.now().Rows, s.Held
	i := 0
	for first := range s.reads() {
		j.digests[first] = s.Digests[i]
		i++
	}
	if last == nil {
		if err := j.forget(); err != nil {
			return nil, err
		}
		return j, j.tidy()
	}
	if last.longer {
		if err := cut(d, last.name, s.length(last.first)); err != nil {
			return nil, err
		}
	}
	if j.rows%j.segment != 0 {
		f, err := d.Append(last.name)
		if err != nil {
			return nil, err
		}
		delete(j.digests, last.first)
		last.File = f
		j.open(last)
	}
	return j, j.tidy()
}
