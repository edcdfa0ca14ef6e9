package main

import (
	"fmt"
	"io/fs"
	"math"
	"strings"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/classic"
	"github.com/fenchel-gym/fenchel/envs/episode"
	"github.com/fenchel-gym/fenchel/internal/disk"
)

// swing pushes a pendulum the way it turns, sometimes beyond the bounds: the trials need episodes, not skill.
type swing struct{}

func (swing) Act(dst, obs []float64) { dst[0] = 3 * math.Copysign(obs[0], obs[2]) }

func newEnv() envs.Env { return classic.NewPendulum(episode.Options{Horizon: 50}) }

func newRollout() *envs.Rollout { return envs.NewRollout(newEnv(), swing{}) }

func manifest() demos.Manifest {
	return demos.NewManifest(newEnv().Spec(), demos.Actor{Name: "swing"}, 1)
}

// source plays the episodes of the manifest's seed again, and remembers them.
type source struct {
	rollout *envs.Rollout
	played  []*demos.Demonstration
}

func newSource() *source { return &source{rollout: newRollout()} }

// upTo are the first n episodes.
func (s *source) upTo(n int) []*demos.Demonstration {
	for len(s.played) < n {
		d := &demos.Demonstration{Seed: 1, Purpose: envs.Demonstration, Index: uint64(len(s.played))}
		d.Play(s.rollout)
		s.played = append(s.played, d)
	}
	return s.played[:n]
}

// compare reads a data set to its end and compares each episode with what was played. At least as many must be there as
// were acknowledged, at most a file more, which was durable and not yet acknowledged; nothing else may be wrong.
func (s *source) compare(fsys disk.FS, dir string, acknowledged int) (episodes int, err error) {
	d, err := demos.OpenFS(fsys, dir)
	if err != nil {
		return 0, err
	}
	if len(d.Problems) > 0 {
		return 0, d.Problems[0]
	}
	if err := accounted(d.Len(), acknowledged, mostInFile); err != nil {
		return 0, err
	}
	want := s.upTo(d.Len())
	for demo, err := range d.All() {
		if err != nil {
			return 0, err
		}
		if err := equal(demo, want[demo.Index]); err != nil {
			return 0, fmt.Errorf("episode %d: %w", demo.Index, err)
		}
	}
	return d.Len(), nil
}

// mostInFile is how many episodes the trials put into a file, at most.
const mostInFile = 3

// accounted is whether a data set holds what was acknowledged, and of what was not no more than was under way.
func accounted(episodes, acknowledged, underWay int) error {
	if episodes < acknowledged {
		return fmt.Errorf("%d of %d acknowledged episodes are there", episodes, acknowledged)
	}
	if episodes > acknowledged+underWay {
		return fmt.Errorf("%d episodes are there: %d were acknowledged and at most %d under way", episodes, acknowledged, underWay)
	}
	return nil
}

// swept is whether no temporary is left in a directory once a recorder has been at work there again.
func swept(fsys disk.FS, dir string, m demos.Manifest) error {
	r, err := demos.Resume(dir, m, demos.Options{FS: fsys, Compress: true})
	if err != nil {
		return err
	}
	if err := r.Close(); err != nil {
		return err
	}
	entries, err := fsys.ReadDir(dir)
	if err != nil {
		return err
	}
	return untidy(entries)
}

// untidy names a temporary among the files of a directory.
func untidy(entries []fs.DirEntry) error {
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), disk.TempSuffix) {
			return fmt.Errorf("%s is left behind", e.Name())
		}
	}
	return nil
}

// equal compares every number of two episodes, bit by bit.
func equal(a, b *demos.Demonstration) error {
	if a.Seed != b.Seed || a.Purpose != b.Purpose || a.Index != b.Index || a.End != b.End {
		return fmt.Errorf("it is %d/%d/%d, %v: recorded %d/%d/%d, %v", a.Seed, a.Purpose, a.Index, a.End, b.Seed, b.Purpose, b.Index, b.End)
	}
	for i, pair := range [][2][]float64{{a.Obs, b.Obs}, {a.Act, b.Act}, {a.Applied, b.Applied}, {a.Reward, b.Reward}} {
		if len(pair[0]) != len(pair[1]) {
			return fmt.Errorf("field %d has %d numbers: recorded %d", i, len(pair[0]), len(pair[1]))
		}
		for j, x := range pair[0] {
			if math.Float64bits(x) != math.Float64bits(pair[1][j]) {
				return fmt.Errorf("field %d, number %d is %v: recorded %v", i, j, x, pair[1][j])
			}
		}
	}
	return nil
}
