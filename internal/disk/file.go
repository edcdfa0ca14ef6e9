package disk

import (
	"errors"
	"io/fs"
	"os"
)

// OpenRegular opens a regular file for reading, also through a link: what it is, is looked at first, since opening a pipe
// waits for a writer, and reading a device may do anything.
func OpenRegular(name string) (*os.File, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, notRegular("open", name, info)
	}
	return os.Open(name)
}

// notRegular says what a file is that is not regular.
func notRegular(op, name string, info fs.FileInfo) error {
	if info.IsDir() {
		return &fs.PathError{Op: op, Path: name, Err: errDirectory}
	}
	return &fs.PathError{Op: op, Path: name, Err: errNotRegular}
}

// CreateNew creates a file for writing where nothing has the name.
func CreateNew(name string) (*os.File, error) {
	return openForWriting("create", name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o666)
}

// WriteNew creates a file of the given content where nothing has the name, and flushes it.
func WriteNew(name string, data []byte) error {
	f, err := CreateNew(name)
	if err != nil {
		return err
	}
	if _, err = f.Write(data); err == nil {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	return err
}

// RemoveTree removes a file, or a directory with all that is in it, that this process has made.
func RemoveTree(path string) error { return os.RemoveAll(path) }

// Tree is a folder for reading. Of what is in it, regular files and folders are opened, nothing else.
func Tree(dir string) fs.FS { return tree{os.DirFS(dir)} }

type tree struct{ fs.FS }

// Open opens a regular file or a folder.
func (t tree) Open(name string) (fs.File, error) {
	info, err := fs.Stat(t.FS, name)
	if missing, ok := errors.AsType[*fs.PathError](err); ok {
		err = &fs.PathError{Op: "open", Path: missing.Path, Err: missing.Err} // not "statat", of which no user has heard
	}
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() && !info.IsDir() {
		return nil, notRegular("open", name, info)
	}
	return t.FS.Open(name)
}
