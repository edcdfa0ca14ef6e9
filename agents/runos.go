package agents

import (
	"errors"
	"io"
	"os"

	"github.com/fenchel-gym/fenchel/demos/disk"
)

// OS is the file system of the machine.
type OS struct{ disk.OS }

// Append cuts a file to size bytes and opens it for writing there.
func (OS) Append(name string, size int64) (disk.File, error) {
	f, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	err = f.Truncate(size)
	if err == nil {
		_, err = f.Seek(size, io.SeekStart)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}
