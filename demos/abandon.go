package demos

import (
	"errors"
	"path/filepath"
)

// Abandon removes the data set that Create made, with all that was appended, and releases the directory, which is empty
// then: half of a copy would pass for the whole.
func (r *Recorder) Abandon() error {
	entries, err := r.fsys.ReadDir(r.dir)
	for _, e := range entries {
		if e.Name() != LockName {
			err = errors.Join(err, r.fsys.Remove(filepath.Join(r.dir, e.Name())))
		}
	}
	return errors.Join(err, r.Close())
}

// end closes the recorder of a copy, or abandons it where the copy failed.
func (r *Recorder) end(err error) error {
	if err != nil {
		return errors.Join(err, r.Abandon())
	}
	return r.Close()
}
