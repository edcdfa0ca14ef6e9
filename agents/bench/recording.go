package bench

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"

	"github.com/fenchel-gym/fenchel/agents/data"
	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
)

// recording is a data set that a benchmark makes for itself: the episodes 0, 1, … of an actor, each named by the seed,
// so that the first n of them are the same however many are recorded.
type recording struct {
	dir      string
	env      envs.Env
	actor    envs.Policy
	who      demos.Actor
	seed     uint64
	episodes int
	perFile  int  // episodes in one file
	resume   bool // take up what the directory holds
	progress func(what string, done, of int)
}

// make records what is not recorded yet and reads all of it.
func (r *recording) make(ctx context.Context) (*data.Pairs, error) {
	rec, err := open(r.dir, demos.NewManifest(r.env.Spec(), r.who, r.seed), r.resume)
	if err != nil {
		return nil, err
	}
	defer rec.Close()
	rollout := envs.NewRollout(r.env, r.actor)
	for n, _ := rec.Next(); int(n) < r.episodes; n, _ = rec.Next() {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := rec.Append(play(rollout, r.seed, n, min(r.perFile, r.episodes-int(n)))...); err != nil {
			return nil, err
		}
		r.progress("record", int(n), r.episodes)
	}
	set, err := demos.Open(r.dir)
	if err != nil {
		return nil, err
	}
	return data.Read(set, data.DefaultStorage(filepath.Dir(r.dir)))
}

func open(dir string, m demos.Manifest, resume bool) (*demos.Recorder, error) {
	if resume {
		rec, err := demos.Resume(dir, m, demos.DefaultOptions())
		if !errors.Is(err, fs.ErrNotExist) {
			return rec, err
		}
	}
	return demos.Create(dir, m, demos.DefaultOptions())
}

// play plays n episodes from an index on.
func play(rollout *envs.Rollout, seed, index uint64, n int) []*demos.Demonstration {
	list := make([]*demos.Demonstration, n)
	for i := range list {
		list[i] = &demos.Demonstration{Seed: seed, Purpose: envs.Demonstration, Index: index + uint64(i)}
		list[i].Play(rollout)
	}
	return list
}
