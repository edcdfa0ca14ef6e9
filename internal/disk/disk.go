// Package disk is the file system as a crash sees it: the few operations that a data set or a run needs, behind an
// interface, so that tests can let any of them fail.
//
// A file that must survive a crash is never written in place. WriteFile writes it aside, and each step waits for the
// one before:
//
//	write name.fenchel-tmp → fsync it → rename it to name → fsync the directory
//
// A process that dies on the way leaves either the old file or the new one under the name, and perhaps a temporary,
// which Sweep removes. Once WriteFile has returned nil the new file survives kill -9, and a power cut as far as the
// disk keeps its promise about fsync. The price is one or two disk flushes a file.
//
// Lock keeps two writers apart. On systems that have flock the kernel drops the lock with the process that held it,
// so a lock file left by a killed process is no obstacle and a process number used again is no deception.
package disk

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"runtime"
)

// FS is a file system. Errors name the file and the reason, as those of package os do.
type FS interface {
	Mkdir(dir string) error                    // one level; the error is fs.ErrExist where there is one already
	ReadDir(dir string) ([]fs.DirEntry, error) // sorted by name
	Open(name string) (File, error)            // an existing file, for reading
	Create(name string) (File, error)          // an empty file, for writing, in place of what had the name
	Append(name string) (File, error)          // an existing file, for writing at its end
	Rename(from, to string) error              // atomically, in place of what had the name
	Remove(name string) error                  // a file
	SyncDir(dir string) error                  // makes creations, renames and removals in dir durable
	Lock(name string) (io.Closer, error)       // a lock file, held until closed; a *HeldError where another holds it
}

// File is an open file.
type File interface {
	io.Reader
	io.ReaderAt
	io.Writer
	io.Closer
	Stat() (fs.FileInfo, error)
	Sync() error // returns once what was written is on the disk
}

// OS is the file system of the machine.
type OS struct{}

// Mkdir makes one directory. Where there is something else than a directory already, the error says so.
func (OS) Mkdir(dir string) error {
	err := os.Mkdir(dir, 0o777)
	if errors.Is(err, fs.ErrExist) {
		if info, serr := os.Stat(dir); serr == nil && !info.IsDir() {
			return &fs.PathError{Op: "mkdir", Path: dir, Err: errNoDirectory}
		}
	}
	return err
}

// ReadDir lists a directory.
func (OS) ReadDir(dir string) ([]fs.DirEntry, error) { return os.ReadDir(dir) }

// Open is OpenRegular.
func (OS) Open(name string) (File, error) { return opened(OpenRegular(name)) }

// Create makes or empties a file. It writes through no link: a directory from elsewhere must not aim it at another file.
func (OS) Create(name string) (File, error) {
	return opened(openForWriting("create", name, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o666))
}

// Append opens a file that exists for writing at its end, through no link either.
func (OS) Append(name string) (File, error) {
	return opened(openForWriting("append", name, os.O_WRONLY|os.O_APPEND, 0))
}

// opened keeps a nil *os.File from becoming a File that is not nil.
func opened(f *os.File, err error) (File, error) {
	if err != nil {
		return nil, err
	}
	return f, nil
}

// Rename moves a file over another.
func (OS) Rename(from, to string) error { return os.Rename(from, to) }

// Remove removes a file.
func (OS) Remove(name string) error { return os.Remove(name) }

// SyncDir flushes a directory. Windows has no such operation: there a rename is as durable as its journal makes it.
func (OS) SyncDir(dir string) error {
	if runtime.GOOS == "windows" || runtime.GOOS == "js" {
		return nil
	}
	if err := isDirectory(dir); err != nil {
		return err
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
