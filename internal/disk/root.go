package disk

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

var errLinked = errors.New("has several links: writing would change the file under its other names, too")

// openForWriting is the one way in which a file is opened for writing: as a name in its directory, which no link leads out
// of, and only where nothing has the name or a regular file that has no other. What is opened is looked at again, before
// it is written: it may have been replaced in between.
func openForWriting(op, name string, flag int, perm fs.FileMode) (*os.File, error) {
	if err := plain(op, name); err != nil {
		return nil, err
	}
	root, err := openRoot(filepath.Dir(name))
	if err != nil {
		return nil, named(name, err)
	}
	defer root.Close()
	f, err := root.OpenFile(filepath.Base(name), flag&^os.O_TRUNC, perm)
	if err != nil {
		return nil, named(name, err)
	}
	info, err := f.Stat()
	if err == nil {
		err = single(op, name, info)
	}
	if err == nil && flag&os.O_TRUNC != 0 {
		err = f.Truncate(0)
	}
	if err != nil {
		f.Close()
		return nil, named(name, err)
	}
	return f, nil
}

// openRoot opens a directory to open files in.
func openRoot(dir string) (*os.Root, error) {
	if err := isDirectory(dir); err != nil {
		return nil, err
	}
	return os.OpenRoot(dir)
}

// isDirectory refuses what is no directory before it is opened as one: opening a pipe would wait for a writer.
func isDirectory(dir string) error {
	info, err := os.Stat(dir)
	if err == nil && !info.IsDir() {
		err = &fs.PathError{Op: "open", Path: dir, Err: errNoDirectory}
	}
	return err
}

// named gives an error about a name in its directory the whole path.
func named(path string, err error) error {
	if failed, ok := errors.AsType[*fs.PathError](err); ok {
		return &fs.PathError{Op: failed.Op, Path: path, Err: failed.Err}
	}
	return err
}

// plain refuses a name that is there and is not that of a regular file with one link.
func plain(op, name string) error {
	info, err := os.Lstat(name)
	if err != nil {
		return nil
	}
	return single(op, name, info)
}

// single refuses what is no regular file, or one that has other names.
func single(op, name string, info fs.FileInfo) error {
	switch {
	case !info.Mode().IsRegular():
		return &fs.PathError{Op: op, Path: name, Err: errNotRegular}
	case links(info) > 1:
		return &fs.PathError{Op: op, Path: name, Err: errLinked}
	}
	return nil
}
