package interchange

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/demos/hdf5"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/internal/disk"
)

// Export is a data set on its way to a format of others.
type Export struct {
	Set    *demos.Dataset
	Spec   envs.Spec
	Target string // what is written, which must not be there
	Left   []string

	ctx context.Context
}

// ExportTo writes a data set of ours in a format, to a path that must not be there, and returns what could not be taken
// over. Where it fails, nothing is left at the path.
func ExportTo(ctx context.Context, dir, target, format string) (left []string, err error) {
	f, err := formats.Find(format)
	if err != nil {
		return nil, err
	}
	if f.Export == nil {
		return nil, fmt.Errorf("the format %s is read only", f.Name)
	}
	set, err := demos.Open(dir)
	if err != nil {
		return nil, err
	}
	if set.Len() == 0 {
		return nil, fmt.Errorf("%s: it holds no episode", dir)
	}
	if _, err := os.Lstat(target); err == nil {
		return nil, fmt.Errorf("%s: it is there already", target)
	}
	x := &Export{Set: set, Spec: set.Manifest.Task, Target: target, ctx: ctx}
	if err := set.Complete(); err != nil {
		x.leave(err.Error())
	}
	if err := f.Export(x); err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", target, err), disk.RemoveTree(target))
	}
	return x.Left, nil
}

// leave notes, once, what is not taken over.
func (x *Export) leave(what string) {
	for _, left := range x.Left {
		if left == what {
			return
		}
	}
	x.Left = append(x.Left, what)
}

// file creates an HDF5 file, calls write and closes it.
func (x *Export) file(path string, write func(w *hdf5.Writer) error) (err error) {
	f, err := disk.CreateNew(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w := hdf5.NewWriter(f)
	if err := write(w); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	return f.Sync()
}

// each calls f with each episode, which is valid until the next, and its number.
func (x *Export) each(f func(i int, d *demos.Demonstration) error) error {
	r, d := x.Set.Reader(), &demos.Demonstration{}
	for i := range x.Set.Len() {
		if err := x.ctx.Err(); err != nil {
			return err
		}
		if err := r.Read(d, i); err != nil {
			return err
		}
		if d.End == envs.Diverged {
			x.leave("episodes that diverged, whose numbers are not finite")
			continue
		}
		if err := f(i, d); err != nil {
			return fmt.Errorf("episode %d: %w", i, err)
		}
	}
	x.leave("the streams that the episodes' starts were drawn from")
	return nil
}

// besides reports whether any episode has labels, lateness and forces.
func (x *Export) besides() (labelled, driven, forced bool, err error) {
	r := x.Set.Reader()
	for i := range x.Set.Len() {
		f, err := r.Facts(i)
		if err != nil {
			return false, false, false, err
		}
		labelled, driven, forced = labelled || f.Labelled, driven || f.Driven, forced || f.Forced
	}
	return labelled, driven, forced, nil
}

// discrete reports whether the actions are choices, which are exported as numbers.
func (x *Export) discrete() bool {
	_, ok := x.Spec.Action.(space.Simplex)
	return ok
}

// choices are the applied actions as numbers. The sent ones must be the same, or it is said.
func (x *Export) choices(d *demos.Demonstration) []int64 {
	list := make([]int64, d.Len())
	for t := range list {
		for i, p := range d.AppliedAt(t) {
			if p == 1 {
				list[t] = int64(i)
			}
			if p != d.ActAt(t)[i] {
				x.leave("actions as they were sent, between the choices that were applied")
			}
		}
	}
	return list
}

// mark notes what other formats have no word for.
func mark(g *hdf5.GroupWriter, d *demos.Demonstration) {
	g.SetAttr(endAttr, d.End.String())
	g.SetAttr(tagsAttr, strings.Join(d.Tags, "\n"))
}

// flags are zeros, and a one at the last of n where it is set.
func flags(n int, last bool) []int64 {
	list := make([]int64, n)
	if last && n > 0 {
		list[n-1] = 1
	}
	return list
}

// writeText creates a file.
func writeText(path string, text []byte) error {
	if err := disk.MakeDirs(disk.OS{}, filepath.Dir(path)); err != nil {
		return err
	}
	return disk.WriteNew(path, text)
}
