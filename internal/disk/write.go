package disk

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// TempSuffix ends the name of every file that is being written aside. Nobody else names files so: Sweep may be let
// loose in a directory that turns out to be somebody's own.
const TempSuffix = ".fenchel-tmp"

var (
	errNotRegular  = errors.New("not a regular file")
	errDirectory   = errors.New("it is a directory")
	errNoDirectory = errors.New("it is there and no directory")
)

// WriteFile is Write of data.
func WriteFile(fsys FS, name string, data []byte) error {
	return Write(fsys, name, func(w io.Writer) error {
		n, err := w.Write(data)
		if err == nil && n < len(data) {
			err = &fs.PathError{Op: "write", Path: name, Err: io.ErrShortWrite}
		}
		return err
	})
}

// Write puts what a function writes under a name, durably and as a whole: after an error, the function's own included,
// the name holds what it held before, or, where only the last flush failed, the new data without the promise that it
// lasts.
func Write(fsys FS, name string, write func(io.Writer) error) error {
	temp := name + TempSuffix
	err := writeAside(fsys, temp, write)
	if err == nil {
		err = fsys.Rename(temp, name)
	}
	if err != nil {
		fsys.Remove(temp) // what is left behind is swept later
		return asOf(name, temp, err)
	}
	return fsys.SyncDir(filepath.Dir(name))
}

// asOf makes an error about the temporary one about the file that the caller knows, unless it is the temporary itself
// that is wrong.
func asOf(name, temp string, err error) error {
	if moved, ok := errors.AsType[*os.LinkError](err); ok {
		return &fs.PathError{Op: moved.Op, Path: name, Err: moved.Err}
	}
	if failed, ok := errors.AsType[*fs.PathError](err); ok && failed.Path == temp && failed.Err != errNotRegular {
		return &fs.PathError{Op: failed.Op, Path: name, Err: failed.Err}
	}
	return err
}

func writeAside(fsys FS, temp string, write func(io.Writer) error) error {
	f, err := fsys.Create(temp)
	if err != nil {
		return err
	}
	if err = write(f); err == nil {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	return err
}

// TooLargeError refuses to read a file.
type TooLargeError struct {
	Name        string
	Size, Limit int64 // bytes
}

func (e *TooLargeError) Error() string {
	return fmt.Sprintf("%s: %d bytes are more than the %d that such a file may have", e.Name, e.Size, e.Limit)
}

// ReadFile reads a regular file of at most limit bytes into buf, grown where it is too small, and returns the filled
// part of it.
func ReadFile(fsys FS, name string, buf []byte, limit int64) ([]byte, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return buf[:0], err
	}
	defer f.Close()
	info, err := f.Stat()
	switch {
	case err != nil:
		return buf[:0], err
	case !info.Mode().IsRegular():
		return buf[:0], &fs.PathError{Op: "read", Path: name, Err: errNotRegular}
	case info.Size() > limit:
		return buf[:0], &TooLargeError{name, info.Size(), limit}
	}
	buf = slices.Grow(buf[:0], int(info.Size()))[:info.Size()]
	if n, err := io.ReadFull(f, buf); err != nil {
		return buf[:n], &fs.PathError{Op: "read", Path: name, Err: err}
	}
	return buf, nil
}

// Sweep removes the temporaries that a crash left in a directory and returns their names. Only who holds the lock of
// the directory may sweep: a temporary may belong to a live writer.
func Sweep(fsys FS, dir string) ([]string, error) {
	entries, err := fsys.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var swept []string
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), TempSuffix) || e.IsDir() {
			continue
		}
		if err := fsys.Remove(filepath.Join(dir, e.Name())); err != nil {
			return swept, err
		}
		swept = append(swept, e.Name())
	}
	return swept, nil
}
