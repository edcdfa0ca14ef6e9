package disktest

import (
	"io"
	"io/fs"
	"sync/atomic"

	"github.com/fenchel-gym/fenchel/internal/disk"
)

// Faulty is a disk one of whose calls fails. Calls are counted over the disk and its files, from 1, in the order in
// which they are made; a write that fails has written half of its bytes.
type Faulty struct {
	disk.FS
	At     int   // the call that fails; 0 for none
	Err    error // how it fails; nil for a write that is short without saying so
	Sticky bool  // every later call that changes the disk fails too, as on a full disk

	calls atomic.Int64
	fired atomic.Bool
}

// Fired reports whether the call came.
func (f *Faulty) Fired() bool { return f.fired.Load() }

// Calls is how many calls there were.
func (f *Faulty) Calls() int { return int(f.calls.Load()) }

// fails counts a call and reports whether it is to fail.
func (f *Faulty) fails(changes bool) bool {
	n := int(f.calls.Add(1))
	if n == f.At {
		f.fired.Store(true)
		return true
	}
	return f.Sticky && changes && f.At > 0 && n > f.At
}

// fault is the error of a call, or nil.
func (f *Faulty) fault(op, name string, changes bool) error {
	if !f.fails(changes) || f.Err == nil {
		return nil
	}
	return &fs.PathError{Op: op, Path: name, Err: f.Err}
}

// Mkdir makes a directory, or fails.
func (f *Faulty) Mkdir(name string) error {
	if err := f.fault("mkdir", name, true); err != nil {
		return err
	}
	return f.FS.Mkdir(name)
}

// ReadDir lists a directory, or fails.
func (f *Faulty) ReadDir(name string) ([]fs.DirEntry, error) {
	if err := f.fault("readdir", name, false); err != nil {
		return nil, err
	}
	return f.FS.ReadDir(name)
}

// Open opens a file, or fails.
func (f *Faulty) Open(name string) (disk.File, error) {
	if err := f.fault("open", name, false); err != nil {
		return nil, err
	}
	return f.opened(name)(f.FS.Open(name))
}

// Create makes a file, or fails.
func (f *Faulty) Create(name string) (disk.File, error) {
	if err := f.fault("create", name, true); err != nil {
		return nil, err
	}
	return f.opened(name)(f.FS.Create(name))
}

// Append opens a file for writing at its end, or fails.
func (f *Faulty) Append(name string) (disk.File, error) {
	if err := f.fault("append", name, true); err != nil {
		return nil, err
	}
	return f.opened(name)(f.FS.Append(name))
}

func (f *Faulty) opened(name string) func(disk.File, error) (disk.File, error) {
	return func(file disk.File, err error) (disk.File, error) {
		if err != nil {
			return nil, err
		}
		return &faultyFile{file, f, name}, nil
	}
}

// Rename moves a file, or fails.
func (f *Faulty) Rename(from, to string) error {
	if err := f.fault("rename", from, true); err != nil {
		return err
	}
	return f.FS.Rename(from, to)
}

// Remove removes a file, or fails. A full disk does not keep a file from being removed.
func (f *Faulty) Remove(name string) error {
	if err := f.fault("remove", name, false); err != nil {
		return err
	}
	return f.FS.Remove(name)
}

// SyncDir flushes a directory, or fails.
func (f *Faulty) SyncDir(name string) error {
	if err := f.fault("sync", name, true); err != nil {
		return err
	}
	return f.FS.SyncDir(name)
}

// Lock takes a lock, or fails.
func (f *Faulty) Lock(name string) (io.Closer, error) {
	if err := f.fault("lock", name, true); err != nil {
		return nil, err
	}
	return f.FS.Lock(name)
}

type faultyFile struct {
	disk.File
	f    *Faulty
	name string
}

func (f *faultyFile) Read(p []byte) (int, error) {
	if err := f.f.fault("read", f.name, false); err != nil {
		return 0, err
	}
	return f.File.Read(p)
}

func (f *faultyFile) ReadAt(p []byte, at int64) (int, error) {
	if err := f.f.fault("read", f.name, false); err != nil {
		return 0, err
	}
	return f.File.ReadAt(p, at)
}

func (f *faultyFile) Write(p []byte) (int, error) {
	if !f.f.fails(true) {
		return f.File.Write(p)
	}
	n, err := f.File.Write(p[:len(p)/2])
	if err == nil && f.f.Err != nil {
		err = &fs.PathError{Op: "write", Path: f.name, Err: f.f.Err}
	}
	return n, err
}

func (f *faultyFile) Stat() (fs.FileInfo, error) {
	if err := f.f.fault("stat", f.name, false); err != nil {
		return nil, err
	}
	return f.File.Stat()
}

func (f *faultyFile) Sync() error {
	if err := f.f.fault("sync", f.name, true); err != nil {
		return err
	}
	return f.File.Sync()
}

func (f *faultyFile) Close() error {
	err := f.f.fault("close", f.name, true)
	if cerr := f.File.Close(); err == nil {
		err = cerr
	}
	return err
}
