package disk

import (
	"errors"
	"io/fs"
	"os"
)

// Scratch is a file for what a process cannot hold in memory and does not need after it ends. It has no name, so that it is
// gone with the process, however that ends. Windows cannot take the name from an open file: there Close does, and a
// process that is killed leaves the file behind.
type Scratch struct {
	*os.File
	named bool
}

// NewScratch makes an empty scratch file in a directory, and the directory if need be.
func NewScratch(dir string) (*Scratch, error) {
	if err := (OS{}).Mkdir(dir); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	f, err := os.CreateTemp(dir, "scratch-")
	if err != nil {
		return nil, err
	}
	return &Scratch{File: f, named: os.Remove(f.Name()) != nil}, nil
}

// Close gives the space back.
func (s *Scratch) Close() error {
	err := s.File.Close()
	if s.named {
		err = errors.Join(err, os.Remove(s.Name()))
	}
	return err
}
