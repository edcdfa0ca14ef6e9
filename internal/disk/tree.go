package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
)

// MakeDirs makes a directory and those above it that are missing. Each is flushed into the one that it is in.
func MakeDirs(fsys FS, dir string) error {
	dir = filepath.Clean(dir)
	parent := filepath.Dir(dir)
	err := fsys.Mkdir(dir)
	if errors.Is(err, fs.ErrNotExist) && parent != dir {
		if err := MakeDirs(fsys, parent); err != nil {
			return err
		}
		err = fsys.Mkdir(dir)
	}
	switch {
	case errors.Is(err, fs.ErrExist):
		return nil
	case err != nil:
		return err
	}
	return fsys.SyncDir(parent)
}

// RefuseLinks refuses a directory in which, at any depth, a link leads to a directory: what is written below it would be
// written elsewhere. Links at the names of files do no harm, since nothing is written through those.
func RefuseLinks(fsys FS, dir string) error {
	entries, err := fsys.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		switch {
		case e.IsDir():
			if err := RefuseLinks(fsys, path); err != nil {
				return err
			}
		case e.Type()&fs.ModeSymlink != 0:
			if _, err := fsys.ReadDir(path); err == nil {
				return fmt.Errorf("%s: it is a link to a directory elsewhere, and what is in %s is written to", path, dir)
			}
		}
	}
	return nil
}
