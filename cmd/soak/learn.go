package main

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/agents/clone"
	"github.com/fenchel-gym/fenchel/agents/dagger"
	"github.com/fenchel-gym/fenchel/agents/data"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/internal/disk"
)

// demonstrations are the pairs that the learners of the trials imitate.
func demonstrations(episodes int) (*data.Pairs, error) {
	data := data.New(newEnv().Spec())
	for i, d := range newSource().upTo(episodes) {
		if err := data.Add(fmt.Sprint("episode ", i), d); err != nil {
			return nil, err
		}
	}
	return data, nil
}

// training is a run of a small network that writes to the disk as often as it can.
func training(dir string, d disk.FS, data *data.Pairs, steps int) agents.Training {
	o := clone.Default()
	o.Policy.Hidden, o.Batch = []int{8}, 16
	o.Steps, o.Schedule.Steps, o.Schedule.Warmup, o.Schedule.Rate = steps, steps, min(steps/10, 10), 1e-2
	o.LogEvery, o.ValidateEvery, o.CheckpointEvery = 1, max(steps/8, 1), max(steps/20, 2)
	run := agents.DefaultRun()
	run.Disk, run.Resume = d, true
	start := time.Now()
	return agents.Training{Dir: dir, Options: o, Sources: agents.Sources{Pairs: data}, Run: run, Clock: func() time.Duration { return time.Since(start) }}
}

// daggerTraining is the same in rounds of DAgger, in each of which the policy acts and the expert labels.
func daggerTraining(t agents.Training) *agents.Training {
	o := t.Options.(clone.Options)
	o.DAgger = clone.Rounds{Rounds: daggerRounds, Episodes: 3, Beta: 0.5}
	t.Options = dagger.Options(o)
	t.Sources.NewEnv, t.Sources.Expert = newEnv, func() envs.Policy { return swing{} }
	return &t
}

// daggerRounds is how many rounds daggerTraining has.
const daggerRounds = 2

// learnSteps is the length of a run that is to be killed: about half a second.
const learnSteps = 1000

// learnBatch is the rows of a batch of such a run: three shards, which as many workers share as there are processors.
const learnBatch = 300

// childTrain goes on with the run in dir until it is finished.
func childTrain(ctx context.Context, dir string, _ func(uint64)) error {
	data, err := demonstrations(8)
	if err != nil {
		return err
	}
	t := training(filepath.Join(dir, "run"), disk.OS{}, data, learnSteps)
	o := t.Options.(clone.Options)
	o.Batch = learnBatch
	t.Options = o
	_, err = t.Train(ctx)
	return err
}

// childDAgger is childTrain in rounds.
func childDAgger(ctx context.Context, dir string, _ func(uint64)) error {
	data, err := demonstrations(2)
	if err != nil {
		return err
	}
	_, err = daggerTraining(training(filepath.Join(dir, "run"), disk.OS{}, data, learnSteps/3)).Train(ctx)
	return err
}
