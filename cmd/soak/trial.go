package main

import (
	"context"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"time"

	"github.com/fenchel-gym/fenchel/demos"
)

// trial is one way of losing data. run returns what it tried, in a line, or what was lost.
type trial struct {
	name string // what/how
	run  func(s *soak) (string, error)

	compares bool // with a commit before
	apart    bool // it builds programs: short tests leave it out
}

// trials is the table, in the order in which they are run.
var trials = []trial{
	{name: "record/kill", run: recordKill},
	{name: "record/faults", run: recordFaults},
	{name: "record/flips", run: recordFlips},
	{name: "record/damage", run: recordDamage},
	{name: "record/repair", run: recordRepair},
	{name: "record/readers", run: recordReaders},
	{name: "record/leaks", run: recordLeaks},
	{name: "record/memory", run: recordMemory},
	{name: "human/kill", run: humanKill},
	{name: "train/kill", run: trainKill},
	{name: "train/faults", run: trainFaults},
	{name: "train/flips", run: trainFlips},
	{name: "train/memory", run: trainMemory},
	{name: "train/leaks", run: trainLeaks},
	{name: "dagger/kill", run: daggerKill},
	{name: "dagger/faults", run: daggerFaults},
	{name: "ppo/kill", run: reinforceKill("ppo", 302)},
	{name: "ars/kill", run: reinforceKill("ars", 303)},
	{name: "sac/kill", run: reinforceKill("sac", 304)},
	{name: "sac/faults", run: reinforceFaults("sac")},
	{name: "gail/kill", run: reinforceKill("gail", 305)},
	{name: "gail/faults", run: reinforceFaults("gail")},
	{name: "fuzz", run: fuzz, apart: true},
	{name: "matrix", run: matrix, apart: true},
	{name: "remote/kill", run: remoteKill},
	{name: "same", run: same, compares: true},
}

// children is what a process that is to be interrupted may do, by name: go on in a directory, printing what is
// acknowledged.
var children = map[string]func(ctx context.Context, dir string, acknowledge func(n uint64)) error{
	"record": childRecord,
	"human":  childHuman,
	"train":  childTrain,
	"dagger": childDAgger,
	"ppo":    childReinforce("ppo"),
	"ars":    childReinforce("ars"),
	"sac":    childReinforce("sac"),
	"gail":   childReinforce("gail"),
	"memory": childMemory,
	"cli":    childCLI,

	"serve":         childServe,
	"label":         childLabel,
	"remote-record": childRemote("record"),
	"remote-eval":   childRemote("eval"),
	"remote-dagger": childRemote("dagger"),
}

// soak is what the trials share.
type soak struct {
	ctx   context.Context
	scale float64
	seed  uint64
	dir   string                           // scratch
	out   io.Writer                        // for a trial that prints more than its line
	child func(what, dir string) *exec.Cmd // a process that does what children says

	fuzzTime time.Duration // of each target of fuzz, at full length

	before string         // a checkout of the commit to compare with
	cases  *regexp.Regexp // which cases of same and matrix, and targets of fuzz, are run
}

// rounds scales the number of rounds of a trial's full length.
func (s *soak) rounds(full int) int { return max(1, int(s.scale*float64(full))) }

// rng is the stream of a trial.
func (s *soak) rng(trial uint64) *rand.Rand { return rand.New(rand.NewPCG(s.seed, trial)) }

// scratch is a new directory on the disk that is tried.
func (s *soak) scratch() (string, error) { return os.MkdirTemp(s.dir, "") }

// emptySet makes a data set without episodes in a folder of its own.
func (s *soak) emptySet(m demos.Manifest) (dir string, err error) {
	parent, err := s.scratch()
	if err != nil {
		return "", err
	}
	dir = filepath.Join(parent, "d")
	r, err := demos.Create(dir, m, demos.DefaultOptions())
	if err != nil {
		return "", err
	}
	return dir, r.Close()
}
