package demos

import (
	"cmp"
	"slices"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/internal/disk"
)

// Verdict is what Verify found.
type Verdict struct {
	Files    int     // recordings looked at
	Episodes int     // intact episodes in intact files
	Steps    int     // of them
	Problems []error // everything that is wrong, each with its file and place
	Notes    []error // what is not wrong, and yet not of the data set
}

// Verify reads every byte of a data set and reports everything that is wrong with it; it does not stop at the first
// problem. Where the manifest itself is damaged the recordings are held against the one that they carry. After each
// file done is called with the number of those finished and of all. The error is that of a directory in which there is
// nothing to verify.
func Verify(fsys disk.FS, dir string, done func(files, of int)) (*Verdict, error) {
	v := &Verdict{}
	d, lost, err := openDamaged(fsys, dir)
	if err != nil {
		return v, err
	}
	if lost != nil {
		v.Problems = append(v.Problems, lost)
	}
	v.check(d, func(i int, _ file, _ *source) { done(i+1, len(d.files)) })
	return v, nil
}

// check takes over the problems of the directory and reads every recording. After a recording, read is called with it.
func (v *Verdict) check(d *Dataset, read func(i int, f file, src *source)) {
	problems, strays := d.split()
	v.Problems, v.Notes = append(v.Problems, problems...), append(v.Notes, strays...)
	c := checker{v: v, r: d.Reader(), seen: map[Origin]uint64{}}
	for i, f := range d.files {
		c.file(f)
		read(i, f, &c.r.file.src)
	}
}

// checker holds the recordings of a data set against each other.
type checker struct {
	v       *Verdict
	r       *Reader
	seen    map[Origin]uint64 // number of the episode
	demo    Demonstration
	applied []float64
}

func (c *checker) report(f file, err error) {
	c.v.Problems = append(c.v.Problems, inFile(c.r.d.path(f.name), err))
}

func (c *checker) file(f file) {
	c.v.Files++
	if err := c.r.load(f); err != nil {
		c.v.Problems = append(c.v.Problems, err)
		return
	}
	if own, err := c.r.file.ownManifest(); err != nil {
		c.report(f, damaged(0, "the manifest that it carries: %v", err))
	} else if own.TaskHash != c.r.d.Manifest.TaskHash {
		c.report(f, damaged(0, "the manifest that it carries is of task %q", own.Task.Name))
	}
	for i := range c.r.file.found {
		e := &c.r.file.found[i]
		if err := c.episode(e); err != nil {
			c.report(f, err)
			continue
		}
		c.v.Episodes++
		c.v.Steps += e.Steps
	}
}

// episode decodes, and looks at what a single episode cannot know: whether it is another's double.
func (c *checker) episode(e *located) error {
	d := &c.demo
	if err := c.r.decode(d, e); err != nil {
		return err
	}
	from := d.Origin()
	if other, ok := c.seen[from]; ok {
		return damaged(e.at, "episode %d is episode %d once more", e.Number, other)
	}
	c.seen[from] = e.Number
	action := c.r.d.Manifest.Task.Action
	c.applied = resize(c.applied, action.Dim())
	for t := range d.Len() {
		action.Round(c.applied, d.ActAt(t))
		for i, x := range d.AppliedAt(t) {
			if !same(x, c.applied[i]) {
				return damaged(e.chunk.at, "episode %d, step %d: applied action %d is %v: the %s makes %v of what was sent", e.Number, t, i, x, action, c.applied[i])
			}
		}
		if !meant(d, t) {
			return damaged(e.chunk.at, "episode %d, step %d: the %s acted, yet the label is %v and %v was sent", e.Number, t, d.Author[t], d.LabelAt(t), d.ActAt(t))
		}
	}
	return nil
}

// meant reports whether label and author of step t agree: who acts undisturbed sends what is to be imitated.
func meant(d *Demonstration, t int) bool {
	if d.Label == nil || d.Author[t] == envs.TheNoise || d.Author[t] == envs.TheLearner {
		return true
	}
	return slices.EqualFunc(d.LabelAt(t), d.ActAt(t), same)
}

// openDamaged opens a data set whose manifest may be damaged or missing: then under the one that its recordings carry,
// and lost says what is wrong with its own.
func openDamaged(fsys disk.FS, dir string) (d *Dataset, lost error, err error) {
	d, err = OpenFS(fsys, dir)
	if err == nil {
		return d, nil, nil
	}
	entries, listErr := fsys.ReadDir(dir)
	if listErr != nil {
		return nil, nil, err
	}
	d = &Dataset{fsys: fsys, dir: dir}
	d.list(entries)
	for _, f := range d.files {
		if d.Manifest, listErr = d.carried(f); listErr == nil {
			return d, err, nil
		}
	}
	return nil, nil, err
}

// carried is the manifest that an intact recording carries.
func (d *Dataset) carried(f file) (m Manifest, err error) {
	defer rescue(&err)
	var rc recording
	defer rc.src.release()
	if err := rc.src.open(d.fsys, d.path(f.name)); err != nil {
		return m, err
	}
	if err := cmp.Or(rc.src.err, rc.open()); err != nil {
		return m, err
	}
	return rc.ownManifest()
}
