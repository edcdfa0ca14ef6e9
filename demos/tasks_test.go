package demos_test

import (
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/envs/suite"
	"github.com/fenchel-gym/fenchel/internal/disk/disktest"
)

// random acts uniformly, sometimes beyond the set, and on discrete tasks with an interior point.
type random struct {
	set space.Set
	rng *rand.Rand
}

func (p *random) Reset(rng *rand.Rand) { p.rng = rand.New(rand.NewPCG(rng.Uint64(), 0)) }

func (p *random) Act(dst, _ []float64) {
	p.set.Sample(dst, p.rng)
	for i := range dst {
		dst[i] += 0.3 * p.rng.NormFloat64()
	}
}

// TestEveryTaskReplays records two episodes of every task of the suite and simulates them again, bit for bit.
func TestEveryTaskReplays(t *testing.T) {
	for _, task := range suite.All() {
		t.Run(task.Name, func(t *testing.T) {
			env := task.New()
			spec := env.Spec()
			m := demos.NewManifest(spec, demos.Actor{Name: "random"}, 11)
			fsys := disktest.NewMemory()
			r, err := demos.Create("d", m, demos.Options{FS: fsys, Compress: true})
			if err != nil {
				t.Fatal(err)
			}
			rollout := envs.NewRollout(env, &random{set: spec.Action})
			for range 2 {
				if _, err := r.Record(rollout); err != nil {
					t.Fatal(err)
				}
			}
			closed(t, r)
			v, err := demos.Verify(fsys, "d", func(int, int) {})
			if err != nil || len(v.Problems) > 0 {
				t.Fatalf("problems %v, %v", v.Problems, err)
			}
			d, err := demos.OpenFS(fsys, "d")
			if err != nil {
				t.Fatal(err)
			}
			if err := d.Replay(task.New, func(int) {}); err != nil {
				t.Error(err)
			}
			if err := spec.Compatible(d.Manifest.Task); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestManyTinyEpisodes records one-step episodes by the thousand, in one file.
func TestManyTinyEpisodes(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "tiny")
	r, err := demos.Create(dir, manifest(), demos.DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	all := make([]*demos.Demonstration, 1000)
	for i := range all {
		x := float64(i)
		all[i] = &demos.Demonstration{
			Seed: 7, Purpose: envs.Demonstration, Index: uint64(i), Obs: []float64{x, -x, x, 1 / (1 + x)},
			Act: []float64{x}, Applied: []float64{min(x, 2)}, Reward: []float64{x}, End: envs.Reached,
		}
	}
	if err := r.Append(all...); err != nil {
		t.Fatal(err)
	}
	closed(t, r)
	got, err := open(t, dir).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	sameEpisodes(t, got, all)
	if len(files(t, dir)) != 2 {
		t.Error("more than a manifest and one recording")
	}
}
