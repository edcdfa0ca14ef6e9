package demos

import (
	"errors"
	"fmt"
)

// Reader reads episodes of a data set one at a time into memory that it reuses; one per goroutine. Each file is checked
// as a whole before anything in it is believed.
type Reader struct {
	d    *Dataset
	x    *decoder
	file recording
	name string // of the loaded file; "" for none
}

// Reader returns a new reader.
func (d *Dataset) Reader() *Reader { return &Reader{d: d, x: newDecoder()} }

// Read reads the episode at a position, 0 ≤ i < Len, into dst, whose slices are reused. What it holds after an error is
// not specified.
func (r *Reader) Read(dst *Demonstration, i int) error {
	f, at := r.d.find(i)
	if err := r.load(f); err != nil {
		return err
	}
	if err := r.decode(dst, &r.file.found[at]); err != nil {
		return inFile(r.d.path(f.name), err)
	}
	return nil
}

// Facts are what the recording says about the episode at a position; its steps are not decoded.
func (r *Reader) Facts(i int) (Facts, error) {
	f, at := r.d.find(i)
	if err := r.load(f); err != nil {
		return Facts{}, err
	}
	return r.file.found[at].Facts, nil
}

// load makes a file the loaded one.
func (r *Reader) load(f file) error {
	if r.name == f.name {
		return nil
	}
	r.name = ""
	path := r.d.path(f.name)
	defer r.file.src.release()
	if err := r.file.src.open(r.d.fsys, path); err != nil {
		return err
	}
	err := r.check(f.span)
	if r.file.src.err != nil {
		return r.file.src.err
	}
	if err != nil {
		return inFile(path, err)
	}
	if err := r.d.seal.holds(f.name, &r.file.src); err != nil {
		return inFile(path, err)
	}
	r.name = f.name
	return nil
}

// check looks for the place of the damage where the file as a whole is found damaged.
func (r *Reader) check(want span) (err error) {
	defer rescue(&err)
	err = r.file.open()
	if _, whole := errors.AsType[*checksumError](err); whole {
		var demo Demonstration
		for i := range r.file.found {
			if err := r.decode(&demo, &r.file.found[i]); err != nil {
				return err
			}
		}
	}
	if err != nil {
		return err
	}
	return r.file.belongs(&r.d.Manifest, want)
}

// decode reads an episode of the loaded file.
func (r *Reader) decode(dst *Demonstration, e *located) (err error) {
	defer rescue(&err)
	src := &r.file.src
	defer src.release()
	err = r.x.decode(dst, src, e, r.d.Manifest.Task.Period)
	if src.err != nil {
		return src.err
	}
	if err != nil {
		return err
	}
	if err := dst.Check(r.d.Manifest.Task); err != nil {
		return damaged(e.chunk.at, "episode %d: %v", e.Number, err)
	}
	return nil
}

// rescue is the last resort against a file that no check foresaw: a panic of a decoder becomes an error.
func rescue(err *error) {
	if p := recover(); p != nil {
		*err = damaged(0, "it cannot be decoded: %v", p)
	}
}

// inFile names the file of a Damage.
func inFile(path string, err error) error {
	if d, ok := errors.AsType[*Damage](err); ok {
		d.File = path
		return d
	}
	return fmt.Errorf("%s: %w", path, err)
}
