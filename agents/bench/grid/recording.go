package grid

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"

	"github.com/fenchel-gym/fenchel/agents/data"
	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
)

// Recording is a data set that a benchmark makes for itself: the episodes 0, 1, … of an actor, each started by the seed
// and its own number, so that the first n of them are the same however many are recorded.
type Recording struct {
	Dir      string
	Env      envs.Env
	Actor    envs.Policy
	Who      demos.Actor
	Seed     uint64
	Episodes int
	PerFile  int // episodes in one file
	Progress func(what string, done, of int)
}

// Make records the episodes that the directory does not hold yet and reads all of them.
func (r *Recording) Make(ctx context.Context) (*data.Pairs, error) {
	if err := MakeDir(filepath.Dir(r.Dir)); err != nil {
		return nil, err
	}
	rec, err := open(r.Dir, demos.NewManifest(r.Env.Spec(), r.Who, r.Seed))
	if err != nil {
		return nil, err
	}
	defer rec.Close()
	rollout := envs.NewRollout(r.Env, r.Actor)
	for n, _ := rec.Next(); int(n) < r.Episodes; n, _ = rec.Next() {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := rec.Append(Play(rollout, r.Seed, n, min(r.PerFile, r.Episodes-int(n)))...); err != nil {
			return nil, err
		}
		r.Progress("record", int(n), r.Episodes)
	}
	set, err := demos.Open(r.Dir)
	if err == nil {
		err = set.Complete()
	}
	if err != nil {
		return nil, err
	}
	return data.Read(set, data.DefaultStorage(filepath.Dir(r.Dir)))
}

func open(dir string, m demos.Manifest) (*demos.Recorder, error) {
	rec, err := demos.Resume(dir, m, demos.DefaultOptions())
	if errors.Is(err, fs.ErrNotExist) {
		return demos.Create(dir, m, demos.DefaultOptions())
	}
	return rec, err
}

// Play plays n episodes from a number on, into memory.
func Play(rollout *envs.Rollout, seed, first uint64, n int) []*demos.Demonstration {
	list := make([]*demos.Demonstration, n)
	for i := range list {
		list[i] = &demos.Demonstration{Seed: seed, Purpose: envs.Demonstration, Index: first + uint64(i)}
		list[i].Play(rollout)
	}
	return list
}
