package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/agents/clone"
	"github.com/fenchel-gym/fenchel/agents/data"
	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/locomotion"
	"github.com/fenchel-gym/fenchel/internal/disk/disktest"
	"github.com/fenchel-gym/fenchel/policy"
)

const (
	memorySteps = 10_000_000 // in the data set
	memoryBar   = 512 << 20  // bytes that a process may have had in memory while it learned from them
	memoryFile  = 10         // episodes in a file
)

// trainMemory lets a process learn from a large data set of hopper and looks at the most memory it has ever had.
func trainMemory(s *soak) (string, error) {
	if _, err := peakMemory(); errors.Is(err, fs.ErrNotExist) {
		return "left out: this system has no /proc to tell the peak of a process's memory", nil
	}
	dir, err := s.scratch()
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(dir) // gigabytes: at once, not with the last trial
	steps, err := recordLong(s.ctx, filepath.Join(dir, "data"), s.rounds(memorySteps))
	if err != nil {
		return "", err
	}
	e, err := disktest.SignalAfter(s.child("memory", dir), time.Hour, os.Kill)
	if err == nil && (e.Code != 0 || len(e.Lines) != 1) {
		err = fmt.Errorf("training ended with %d: %s", e.Code, e.Stderr)
	}
	if err != nil {
		return "", err
	}
	peak, err := strconv.ParseInt(e.Lines[0], 10, 64)
	found := fmt.Sprintf("%d MB at most (bar %d MB) for %d steps of 14 numbers", peak>>20, int64(memoryBar)>>20, steps)
	if err == nil && peak > memoryBar {
		return "", fmt.Errorf("%s", found)
	}
	return found, err
}

// recordLong makes a data set of at least so many steps. That its episodes repeat makes it no smaller.
func recordLong(ctx context.Context, dir string, steps int) (recorded int, err error) {
	env := locomotion.NewHopper(locomotion.Options{Horizon: 1000, FixedHorizon: true})
	o := demos.DefaultOptions()
	o.Compress = false
	rec, err := demos.Create(dir, demos.NewManifest(env.Spec(), demos.Actor{Name: "random"}, 1), o)
	if err != nil {
		return 0, err
	}
	defer rec.Close()
	rollout := envs.NewRollout(env, policy.NewRandom(env.Spec().Action))
	batch := make([]*demos.Demonstration, memoryFile)
	for i := range batch {
		batch[i] = &demos.Demonstration{Seed: 1, Purpose: envs.Demonstration, Index: uint64(i)}
		batch[i].Play(rollout)
	}
	for recorded < steps {
		if ctx.Err() != nil {
			return 0, ctx.Err()
		}
		if err := rec.Append(batch...); err != nil {
			return 0, err
		}
		for _, d := range batch {
			recorded += d.Len()
			d.Index += memoryFile
		}
	}
	return recorded, rec.Close()
}

// childMemory learns from the data set in dir as `fenchel train` does, and says how much memory it took.
func childMemory(ctx context.Context, dir string, acknowledge func(uint64)) error {
	set, err := demos.Open(filepath.Join(dir, "data"))
	if err != nil {
		return err
	}
	run := filepath.Join(dir, "run")
	data, err := data.Read(set, data.DefaultStorage(run))
	if err != nil {
		return err
	}
	defer data.Close()
	o := clone.Default()
	o.Steps, o.Schedule.Steps, o.ValidateEvery, o.CheckpointEvery = 1000, 1000, 1000, 500
	t := agents.Training{Dir: run, Options: o, Sources: agents.Sources{Pairs: data}, Run: agents.DefaultRun()}
	if _, err := t.Train(ctx); err != nil {
		return err
	}
	peak, err := peakMemory()
	acknowledge(peak)
	return err
}

// peakMemory is the most memory that this process has had resident, bytes.
func peakMemory() (uint64, error) {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	kilobytes, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
	n, err := strconv.ParseUint(kilobytes, 10, 54)
	return n << 10, err
}
