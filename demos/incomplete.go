package demos

import (
	"errors"
	"fmt"
)

// IncompleteError says that the directory of a data set does not hold all that was recorded, or holds what was not.
type IncompleteError struct {
	Dir      string
	Problems []error // each with its file
}

func (e *IncompleteError) Error() string {
	if len(e.Problems) == 1 {
		return fmt.Sprintf("%s: the data set is incomplete: %v", e.Dir, e.Problems[0])
	}
	return fmt.Sprintf("%s: the data set is incomplete: %v, and %d more", e.Dir, e.Problems[0], len(e.Problems)-1)
}

// Unwrap is the list of problems.
func (e *IncompleteError) Unwrap() []error { return e.Problems }

// Complete is nil, or an *IncompleteError with what is wrong with the directory. Files are told by their names, not read;
// those that do not belong to the data set do no harm.
func (d *Dataset) Complete() error {
	problems, _ := d.split()
	if len(problems) == 0 {
		return nil
	}
	return &IncompleteError{d.dir, problems}
}

// Strays are the files of the directory that do not belong to the data set, each a *StrayError.
func (d *Dataset) Strays() []error {
	_, strays := d.split()
	return strays
}

// split tells the problems from the files that do no harm.
func (d *Dataset) split() (problems, strays []error) {
	for _, problem := range d.Problems {
		if _, ok := errors.AsType[*StrayError](problem); ok {
			strays = append(strays, problem)
		} else {
			problems = append(problems, problem)
		}
	}
	return problems, strays
}

// OmitDamaged reads every recording and leaves those out of the data set that cannot be read to their end, or whose
// episodes are damaged: what is read afterwards is intact. They are added to the problems. The data set must not be in
// use meanwhile.
func (d *Dataset) OmitDamaged() {
	r, intact := d.Reader(), d.files[:0:0]
	d.episodes = 0
	for _, f := range d.files {
		if err := r.whole(f); err != nil {
			d.Problems = append(d.Problems, err)
			continue
		}
		f.start = d.episodes
		d.episodes += f.count()
		intact = append(intact, f)
	}
	d.files = intact
}

// whole reads a recording and all of its episodes.
func (r *Reader) whole(f file) error {
	var demo Demonstration
	if err := r.load(f); err != nil {
		return err
	}
	for i := range r.file.found {
		if err := r.decode(&demo, &r.file.found[i]); err != nil {
			return inFile(r.d.path(f.name), err)
		}
	}
	return nil
}
