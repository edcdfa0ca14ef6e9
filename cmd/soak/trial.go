package main

import (
	"context"
	"math/rand/v2"
	"os"
	"os/exec"
)

// trial is one way of losing data. run returns what it tried, in a line, or what was lost.
type trial struct {
	name string // what/how
	run  func(s *soak) (string, error)
}

// trials is the table, in the order in which they are run.
var trials = []trial{
	{"record/kill", recordKill},
	{"record/faults", recordFaults},
	{"record/flips", recordFlips},
	{"record/damage", recordDamage},
	{"record/repair", recordRepair},
	{"record/readers", recordReaders},
	{"record/leaks", recordLeaks},
	{"train/kill", trainKill},
	{"train/faults", trainFaults},
	{"train/flips", trainFlips},
	{"train/memory", trainMemory},
	{"train/leaks", trainLeaks},
	{"dagger/kill", daggerKill},
	{"dagger/faults", daggerFaults},
}

// children is what a process that is to be interrupted may do, by name: go on in a directory, printing what is
// acknowledged.
var children = map[string]func(ctx context.Context, dir string, acknowledge func(n uint64)) error{
	"record": childRecord,
	"train":  childTrain,
	"dagger": childDAgger,
	"memory": childMemory,
}

// soak is what the trials share.
type soak struct {
	ctx   context.Context
	scale float64
	seed  uint64
	dir   string                           // scratch
	child func(what, dir string) *exec.Cmd // a process that does what children says
}

// rounds scales the number of rounds of a trial's full length.
func (s *soak) rounds(full int) int { return max(1, int(s.scale*float64(full))) }

// rng is the stream of a trial.
func (s *soak) rng(trial uint64) *rand.Rand { return rand.New(rand.NewPCG(s.seed, trial)) }

// scratch is a new directory on the disk that is tried.
func (s *soak) scratch() (string, error) { return os.MkdirTemp(s.dir, "") }
