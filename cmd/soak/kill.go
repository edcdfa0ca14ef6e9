package main

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/internal/disk"
	"github.com/fenchel-gym/fenchel/internal/disk/disktest"
)

// childRecord goes on with a data set, single episodes and files of three in turn.
func childRecord(_ context.Context, dir string, acknowledge func(uint64)) error {
	r, err := demos.Resume(dir, manifest(), demos.DefaultOptions())
	if err != nil {
		return err
	}
	rollout := newRollout()
	for {
		for _, n := range []int{1, 1, 3} {
			batch := make([]*demos.Demonstration, n)
			for i := range batch {
				_, index := r.Next()
				batch[i] = &demos.Demonstration{Seed: 1, Purpose: 1, Index: index + uint64(i)}
				batch[i].Play(rollout)
			}
			if err := r.Append(batch...); err != nil {
				return err
			}
			number, _ := r.Next()
			acknowledge(number)
		}
	}
}

const (
	killEvery = 100 * time.Millisecond // the latest moment of a kill; some come while the process still starts
	perDir    = 50                     // kills in one directory: each goes on where the last was killed
)

// recordKill kills recorders at random instants and looks for every acknowledged episode.
func recordKill(s *soak) (string, error) {
	rng, src := s.rng(1), newSource()
	kills := s.rounds(1000)
	var dir string
	total, known := 0, 0
	for i := range kills {
		if s.ctx.Err() != nil {
			return "", s.ctx.Err()
		}
		if i%perDir == 0 {
			total, known = total+known, 0
			var err error
			if dir, err = s.emptySet(manifest()); err != nil {
				return "", err
			}
		}
		lines, err := disktest.KillAfter(s.child("record", dir), time.Duration(rng.Int64N(int64(killEvery))))
		if err != nil {
			return "", err
		}
		if len(lines) > 0 {
			if known, err = strconv.Atoi(lines[len(lines)-1]); err != nil {
				return "", err
			}
		}
		if known, err = src.compare(disk.OS{}, dir, known); err == nil {
			err = swept(disk.OS{}, dir, manifest())
		}
		if err != nil {
			return "", fmt.Errorf("after kill %d: %w", i+1, err)
		}
	}
	return fmt.Sprintf("%d kills, %d episodes, none lost, none beyond, nothing left behind", kills, total+known), nil
}
