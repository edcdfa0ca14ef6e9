package agents

import (
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/fenchel-gym/fenchel/internal/disk"
)

const (
	journals     = "journal-" // journal-000004000.rows
	journalFiles = ".rows"
)

// journalFile is a file of the journal, open for appending.
type journalFile struct {
	disk.File
	name   string
	first  int64     // row
	sum    hash.Hash // SHA-256 of what it holds
	longer bool      // than the checkpoint says from which the run is resumed
}

func (f *journalFile) Write(p []byte) (int, error) {
	n, err := f.File.Write(p)
	f.sum.Write(p[:n])
	if err == nil && n < len(p) {
		err = io.ErrShortWrite
	}
	if err != nil {
		err = fmt.Errorf("%s: %w", f.name, err)
	}
	return n, err
}

func (f *journalFile) digest() string { return hex.EncodeToString(f.sum.Sum(nil)) }

func journalName(first int64) string { return fmt.Sprintf("%s%09d%s", journals, first, journalFiles) }

// parseJournal is the inverse of journalName. It refuses every name that journalName would not write.
func parseJournal(name string) (first int64, ok bool) {
	digits := strings.TrimSuffix(strings.TrimPrefix(name, journals), journalFiles)
	n, err := strconv.ParseUint(digits, 10, 63)
	return int64(n), err == nil && journalName(int64(n)) == name
}

// cut shortens a file to a length.
func cut(d disk.FS, name string, length int64) error {
	data, err := disk.ReadFile(d, name, nil, math.MaxInt64)
	if err != nil {
		return err
	}
	return disk.WriteFile(d, name, data[:length])
}
