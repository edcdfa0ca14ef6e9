package demos

import (
	"errors"
	"fmt"

	"github.com/fenchel-gym/fenchel/demos/disk"
)

// Reader reads episodes of a data set one at a time into memory that it reuses; one per goroutine. Each file is checked
// as a whole before anything in it is believed.
type Reader struct {
	d     *Dataset
	x     *decoder
	data  []byte    // the loaded file
	found []located // its episodes
	name  string    // of the loaded file; "" for none
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
	if err := r.decode(dst, &r.found[at]); err != nil {
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
	facts := r.found[at].Facts
	facts.Tags = append([]string(nil), facts.Tags...)
	return facts, nil
}

// load makes a file the loaded one.
func (r *Reader) load(f file) error {
	if r.name == f.name {
		return nil
	}
	r.name = ""
	path := r.d.path(f.name)
	var err error
	if r.data, err = disk.ReadFile(r.d.fsys, path, r.data, maxFile); err != nil {
		return err
	}
	if err := r.check(f.span); err != nil {
		return inFile(path, err)
	}
	r.name = f.name
	return nil
}

// check finds the episodes of the loaded bytes. The data's checksum is compared last, because what the walk and the
// chunks have to say names the place more closely.
func (r *Reader) check(want span) (err error) {
	defer rescue(&err)
	var e envelope
	if err := e.open(r.data); err != nil {
		return err
	}
	if r.found, _, err = walk(r.data, e.dataEnd, r.found[:0]); err != nil {
		return err
	}
	if err := e.checkData(r.data); err != nil {
		return r.closer(err)
	}
	for i := range r.found {
		if err := r.found[i].belongs(&r.d.Manifest); err != nil {
			return err
		}
	}
	if first, last := r.found[0].Number, r.found[len(r.found)-1].Number; first != want.first || last != want.last {
		return damaged(r.found[0].at, "the file holds episodes %d to %d: its name says %d to %d", first, last, want.first, want.last)
	}
	return nil
}

// closer looks for the chunk that a wrong checksum of the whole is due to.
func (r *Reader) closer(whole error) error {
	var demo Demonstration
	for i := range r.found {
		if err := r.x.decode(&demo, &r.found[i], r.d.Manifest.Task.Period); err != nil {
			return err
		}
	}
	return whole
}

func (r *Reader) decode(dst *Demonstration, e *located) (err error) {
	defer rescue(&err)
	if err := r.x.decode(dst, e, r.d.Manifest.Task.Period); err != nil {
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
