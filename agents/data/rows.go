package data

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"math"

	"github.com/fenchel-gym/fenchel/internal/disk"
)

// Storage says where the pairs of a data set are held while a run learns from them.
type Storage struct {
	Memory int64  // bytes of pairs held in memory, 64 MB by default; more saves reads where memory is plenty
	Dir    string // of a nameless file for the others; made if need be, and only once memory is full
}

// DefaultStorage holds half a million pairs of a hopper in memory.
func DefaultStorage(dir string) Storage { return Storage{Memory: 64 << 20, Dir: dir} }

// rows are pairs (s, y), row after row, each in the bytes that are also digested: its numbers, and behind them a
// checksum, because it may go to a disk and come back. The newest are in memory; whenever they fill what memory may
// hold they are appended to a file and memory fills again. What a row holds never depends on where it was held, so the
// storage changes no byte of a run. The price is a read from the file for each row of a batch: a system call while
// the system has the file in its cache, and the time of the disk where it has not.
type rows struct {
	storage Storage
	d, k    int
	width   int           // bytes of a row
	recent  [][]byte      // the rows that are not in the file, in blocks of block rows, so that none is copied as they grow
	block   int           // rows of a block
	held    int           // rows that are not in the file
	file    *disk.Scratch // nil until memory was full
	filed   int           // rows in the file
}

const blockSize = 1 << 20 // bytes of a block, about

const checksumSize = 4

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func newRows(d, k int, s Storage) rows {
	width := 8*(d+k) + checksumSize
	return rows{storage: s, d: d, k: k, width: width, block: max(1, blockSize/width)}
}

func (r *rows) len() int { return r.filed + r.held }

// add appends a row and returns its numbers' bytes, valid until the next.
func (r *rows) add(obs, act []float64) ([]byte, error) {
	if int64(r.held+1)*int64(r.width) > r.storage.Memory && r.held > 0 {
		if err := r.spill(); err != nil {
			return nil, err
		}
	}
	if r.held/r.block == len(r.recent) {
		r.recent = append(r.recent, nil)
		if r.held > 0 { // the first block grows: most data sets are small
			r.recent[len(r.recent)-1] = make([]byte, 0, r.block*r.width)
		}
	}
	b := r.recent[r.held/r.block]
	at := len(b)
	for _, xs := range [][]float64{obs, act} {
		for _, x := range xs {
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(x))
		}
	}
	numbers := b[at:]
	r.recent[r.held/r.block] = binary.LittleEndian.AppendUint32(b, crc32.Checksum(numbers, castagnoli))
	r.held++
	return numbers, nil
}

// spill moves the rows in memory to the end of the file.
func (r *rows) spill() (err error) {
	if r.file == nil {
		if r.file, err = disk.NewScratch(r.storage.Dir); err != nil {
			return err
		}
	}
	at := r.offset(r.filed)
	for _, b := range r.recent {
		n, err := r.file.WriteAt(b, at)
		if err != nil {
			return err
		}
		at += int64(n)
	}
	for i := range r.recent {
		r.recent[i] = r.recent[i][:0]
	}
	r.filed, r.held = r.len(), 0
	return nil
}

func (r *rows) offset(row int) int64 { return int64(row) * int64(r.width) }

// view returns the bytes of rows from first on: at least one and at most n of them, as many as lie in one place and
// fit into buf, which it may use.
func (r *rows) view(buf []byte, first, n int) ([]byte, error) {
	if first >= r.filed {
		b, at := r.recent[(first-r.filed)/r.block], (first-r.filed)%r.block
		return b[at*r.width : min((at+n)*r.width, len(b))], nil
	}
	n = min(n, r.filed-first, len(buf)/r.width)
	buf = buf[:n*r.width]
	if _, err := r.file.ReadAt(buf, r.offset(first)); err != nil {
		return nil, fmt.Errorf("reading the scratch file of the demonstrations: %w", err)
	}
	return buf, nil
}

// decode reads a row.
func (r *rows) decode(obs, act []float64, row []byte) error {
	numbers := row[:r.width-checksumSize]
	if crc32.Checksum(numbers, castagnoli) != binary.LittleEndian.Uint32(row[len(numbers):]) {
		return fmt.Errorf("the scratch file of the demonstrations: a pair is not what was written: the disk or the memory is at fault")
	}
	act = act[:r.k]
	for i := range obs[:r.d] {
		obs[i] = math.Float64frombits(binary.LittleEndian.Uint64(numbers[8*i:]))
	}
	for i := range act {
		act[i] = math.Float64frombits(binary.LittleEndian.Uint64(numbers[8*(r.d+i):]))
	}
	return nil
}

// close gives the file's space back.
func (r *rows) close() error {
	if r.file == nil {
		return nil
	}
	return r.file.Close()
}
