package demos

import (
	"path/filepath"
	"testing"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/classic"
	"github.com/fenchel-gym/fenchel/internal/disk/disktest"
)

// TestFilesAreCutBySize: more episodes in a file than fit are more files, and none of them is lost.
func TestFilesAreCutBySize(t *testing.T) {
	newEnv := func() envs.Env { return classic.NewPendulum(classic.DefaultPendulum()) }
	o := DefaultOptions()
	o.FS = disktest.NewMemory()
	r, err := Create("set", NewManifest(newEnv().Spec(), Actor{Name: "nobody"}, 1), o)
	if err != nil {
		t.Fatal(err)
	}
	r.fileSize = 50_000 // two or three episodes of 200 steps
	saved := 0
	err = r.RecordAll(t.Context(), Session{
		Episodes: 9, Workers: 2, Batch: 1 << 20,
		NewRollout: func() *envs.Rollout { return envs.NewRollout(newEnv(), idle{}) },
		Keep:       func(*envs.Rollout, *Demonstration) bool { return true },
		Saved:      func(*Demonstration) { saved++ },
	})
	if err != nil || saved != 9 {
		t.Fatalf("%d episodes are saved: %v", saved, err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	d, err := OpenFS(o.FS, "set")
	if err != nil || d.Len() != 9 {
		t.Fatalf("the data set holds %d episodes: %v", d.Len(), err)
	}
	entries, _ := o.FS.ReadDir("set")
	files := 0
	for _, e := range entries {
		if filepath.Ext(e.Name()) == ".mcap" {
			files++
		}
	}
	if files < 3 || files > 8 {
		t.Errorf("%d files for 9 episodes", files)
	}
}

// idle acts not at all.
type idle struct{}

func (idle) Act(dst, _ []float64) { clear(dst) }
