package demos_test

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/fenchel-gym/fenchel/demos"
)

var update = flag.Bool("update", false, "record testdata/v1 again; a released format must never need it")

// golden is the digest of every number in testdata/v1.
const golden = "1151b95f5e9281ed0471fbbee809795112cc8e1b0e23826dcb21b9fa2d666462"

// TestReleasedFormatStaysReadable reads a data set that this version of the format wrote when it was released.
func TestReleasedFormatStaysReadable(t *testing.T) {
	dir := filepath.Join("testdata", "v1")
	if *update {
		recordGolden(t, dir)
	}
	if v := verify(t, dir); v.Files != 3 || v.Episodes != 4 || len(v.Problems) > 0 {
		t.Fatalf("%+v", v)
	}
	d := open(t, dir)
	all, err := d.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if got := digest(t, all); got != golden {
		t.Errorf("digest %s: want %s", got, golden)
	}
	if m := d.Manifest; m.Format != 1 || m.Reference == nil || m.Reference.Random.Mean != -12.5 || m.Actor.Name != "expert" {
		t.Errorf("manifest %+v", m)
	}
	if tags := all[1].Tags; len(tags) != 2 || tags[1] != "ünïcode" {
		t.Errorf("tags %q", tags)
	}
}

// digest is the SHA-256 of every number of the episodes.
func digest(t *testing.T, all []*demos.Demonstration) string {
	t.Helper()
	sum := sha256.New()
	for _, demo := range all {
		for _, field := range []any{demo.Seed, demo.Purpose, demo.Index, demo.Obs, demo.Act, demo.Applied, demo.Reward, demo.End} {
			if err := binary.Write(sum, binary.LittleEndian, field); err != nil {
				t.Fatal(err)
			}
		}
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// recordGolden records episodes of three steps: one plain, one compressed, two in a file.
func recordGolden(t *testing.T, dir string) {
	t.Helper()
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	all := played(4)
	for _, d := range all {
		d.Obs, d.Act, d.Applied, d.Reward = d.Obs[:8], d.Act[:3], d.Applied[:3], d.Reward[:3]
	}
	all[1].Tags = []string{"good", "ünïcode"}
	o := demos.DefaultOptions()
	o.Compress = false
	r, err := demos.Create(dir, manifest(), o)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Append(all[0]); err != nil {
		t.Fatal(err)
	}
	closed(t, r)
	if r, err = demos.Resume(dir, manifest(), demos.DefaultOptions()); err != nil {
		t.Fatal(err)
	}
	defer closed(t, r)
	for _, batch := range [][]*demos.Demonstration{all[1:2], all[2:]} {
		if err := r.Append(batch...); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.SetReference(demos.Reference{Random: demos.Returns{Mean: -12.5, Std: 3, Episodes: 1000}}); err != nil {
		t.Fatal(err)
	}
}
