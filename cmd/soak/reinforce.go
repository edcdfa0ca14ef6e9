package main

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/agents/adversarial"
	"github.com/fenchel-gym/fenchel/agents/rl"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/classic"
	"github.com/fenchel-gym/fenchel/envs/episode"
	"github.com/fenchel-gym/fenchel/internal/disk"
)

// newFixedEnv is newEnv with episodes that all have the same length, as adversarial imitation asks for.
func newFixedEnv() envs.Env {
	return classic.NewPendulum(episode.Options{Horizon: 50, FixedHorizon: true})
}

// reinforced is a run of a method that acts in the task: by reward, or before a discriminator. It takes steps of the
// task, writes a line every 20 and a checkpoint every 60.
func reinforced(method, dir string, d disk.FS, steps int) *agents.Training {
	o := rl.DefaultsOf(method)
	o.Task, o.Seed, o.Hidden, o.EvalEpisodes = newFixedEnv().Spec().Name, 1, []int{8}, 1
	o.Steps, o.EvalEvery, o.CheckpointEvery = int64(steps), 2*reinforcedEvery, reinforcedEvery
	o.PPO.Envs, o.PPO.Horizon, o.PPO.Batch, o.PPO.Critic = 2, 10, 10, []int{8}
	o.ARS.Directions, o.ARS.Top = 2, 1
	o.SAC.Envs, o.SAC.Warmup, o.SAC.Batch, o.SAC.Replay, o.SAC.Critic, o.SAC.LogEvery = 2, 40, 16, 100, []int{8}, 20
	o.GAIL.Hidden = []int{8}
	run := agents.DefaultRun()
	run.Disk, run.Resume = d, true
	start := time.Now()
	t := &agents.Training{Dir: dir, Options: o, Sources: agents.Sources{NewEnv: newFixedEnv}, Run: run,
		Clock: func() time.Duration { return time.Since(start) }}
	if method == "gail" {
		t.Options, t.Sources.Demos = adversarial.Options(o), newSource().upTo(2)
	}
	return t
}

// reinforcedEvery is the steps from one checkpoint of such a run to the next.
const reinforcedEvery = 60

// reinforcedSteps is the length of such a run that is to be killed.
var reinforcedSteps = map[string]int{"ppo": 4000, "ars": 10_000, "sac": 1200, "gail": 800}

// childReinforce goes on with a run of a method until it is finished.
func childReinforce(method string) func(ctx context.Context, dir string, _ func(uint64)) error {
	return func(ctx context.Context, dir string, _ func(uint64)) error {
		_, err := reinforced(method, filepath.Join(dir, "run"), disk.OS{}, reinforcedSteps[method]).Train(ctx)
		return err
	}
}

// reinforceKill is trainKill of a method that acts in the task.
func reinforceKill(method string, stream uint64) func(s *soak) (string, error) {
	return func(s *soak) (string, error) { return interrupted(s, method, s.rounds(50), stream) }
}

// reinforceFaults is trainFaults of a method that acts in the task. Those with a replay buffer append to its journal
// between checkpoints, so that what fails there must not be in the next run twice, or not at all.
func reinforceFaults(method string) func(s *soak) (string, error) {
	return func(s *soak) (string, error) {
		const steps = 4 * reinforcedEvery
		line, err := faulted(s, s.rounds(10), steps, func(d disk.FS, stop int) outcome {
			return goOn(s.ctx, reinforced(method, "run", d, steps), stop)
		})
		if err != nil {
			return "", fmt.Errorf("%s: %w", method, err)
		}
		return line, nil
	}
}
