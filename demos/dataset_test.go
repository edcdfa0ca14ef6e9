package demos_test

import (
	"fmt"
	"io/fs"
	"slices"
	"testing"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/internal/disk"
	"github.com/fenchel-gym/fenchel/internal/disk/disktest"
)

// hasty is a disk whose first listing misses files, as one may that is taken while files are added.
type hasty struct {
	disk.FS
	missed []string
	listed int
}

func (h *hasty) ReadDir(dir string) ([]fs.DirEntry, error) {
	entries, err := h.FS.ReadDir(dir)
	if h.listed++; h.listed == 1 {
		entries = slices.DeleteFunc(entries, func(e fs.DirEntry) bool { return slices.Contains(h.missed, e.Name()) })
	}
	return entries, err
}

func TestAListingTakenWhileRecording(t *testing.T) {
	m := disktest.NewMemory()
	r, err := demos.Create("d", manifest(), demos.Options{FS: m})
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		if _, err := r.Record(newRollout()); err != nil {
			t.Fatal(err)
		}
	}
	closed(t, r)
	h := &hasty{FS: m, missed: []string{"episode-000001.mcap", "episode-000004.mcap"}}
	d, err := demos.OpenFS(h, "d")
	if err != nil {
		t.Fatal(err)
	}
	if d.Len() != 4 || len(d.Problems) > 0 {
		t.Errorf("%d episodes, problems %v: want the 4 that were there for certain", d.Len(), d.Problems)
	}
}

func TestReadersOfOneDataSet(t *testing.T) {
	d := open(t, record(t, 6))
	want := played(6)
	errs := make(chan error, 4)
	for range cap(errs) {
		go func() {
			r, demo := d.Reader(), &demos.Demonstration{}
			for i := range 60 {
				err := r.Read(demo, i*5%6)
				if err == nil && demo.Return() != want[i*5%6].Return() {
					err = fmt.Errorf("episode %d was read as another", i*5%6)
				}
				if err != nil {
					errs <- err
					return
				}
			}
			errs <- nil
		}()
	}
	for range cap(errs) {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
}
