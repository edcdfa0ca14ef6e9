package interchange

import (
	"context"
	"path/filepath"
	"slices"
	"testing"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/space"
)

// TestMasksComeBack: the filters of robomimic are tags here, and filters again where they are exported.
func TestMasksComeBack(t *testing.T) {
	own := ownSet(t, space.UnitBox(2), envs.Reached)
	set, err := demos.Open(own)
	if err != nil {
		t.Fatal(err)
	}
	r, err := demos.Resume(own, set.Manifest, demos.DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	for i, tags := range [][]string{{"mask:train", "mask:20_percent"}, {"mask:valid"}, {"mask:train", "mask:a/b"}} {
		d := episode(i+1, envs.Failed, space.UnitBox(2))
		d.Tags = tags
		if err := r.Append(d); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	target := filepath.Join(t.TempDir(), "masks.hdf5")
	if _, err := ExportTo(context.Background(), own, target, "robomimic"); err != nil {
		t.Fatal(err)
	}
	s, err := PathSource(target)
	if err != nil {
		t.Fatal(err)
	}
	c, err := s.openHDF5("")
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	masks, err := readMasks(c.Root())
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string][]string{
		"demo_0": nil, "demo_1": {"mask:20_percent", "mask:train"}, "demo_2": {"mask:valid"}, "demo_3": {"mask:train"},
	} {
		if !slices.Equal(masks[name], want) {
			t.Errorf("%s: %q, want %q", name, masks[name], want)
		}
	}
	if list := episodesOf(t, s); !slices.Equal(list[1].Tags, []string{"mask:train", "mask:20_percent"}) {
		t.Errorf("%q", list[1].Tags)
	}
}
