package bench

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/agents/expert"
	"github.com/fenchel-gym/fenchel/agents/expert/rl"
	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/suite"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/net/kernel"
)

// Adversarial is the benchmark of adversarial imitation: from very few episodes one policy is cloned, and another learns
// by acting before a judge (package rl, GAIL). It acts in episodes that nothing ends early, so that their length tells
// nothing, and that are short, so that little time goes by after a fall; both are measured on whole ones of the
// fixed-horizon variant. No reward is used, nor to choose a policy: the last one is measured.
type Adversarial struct {
	Tasks    []string
	Demos    []int
	Seeds    int
	Clone    int   // optimizer steps of cloning
	Steps    int64 // of the environment, before the judge
	Horizon  int   // of the episodes there
	Episodes int   // of the evaluation
}

// DefaultAdversarial is hopper and halfcheetah from 1 and 4 episodes.
func DefaultAdversarial() *Adversarial {
	return &Adversarial{Tasks: []string{"hopper", "halfcheetah"}, Demos: []int{1, 4}, Seeds: 1, Clone: 4000, Steps: 1_000_000, Horizon: 300, Episodes: 50}
}

// Judged is what one training came to, as mean returns on common episodes.
type Judged struct {
	Task   string  `json:"task"`
	Demos  int     `json:"demos"`
	Seed   uint64  `json:"seed"`
	Random float64 `json:"random"`
	Expert float64 `json:"expert"`
	Cloned float64 `json:"cloned"`
	Judged float64 `json:"judged"`
}

// Score is a mean return with 0 for random actions and 1 for the expert.
func (j Judged) Score(mean float64) float64 { return (mean - j.Random) / (j.Expert - j.Random) }

// Run carries out what is not done yet; done is told each result in the order of tasks, demonstrations and seeds.
func (b *Adversarial) Run(ctx context.Context, s Setting, done func(Judged)) error {
	for _, task := range b.Tasks {
		for _, n := range b.Demos {
			for seed := range uint64(b.Seeds) {
				dir := filepath.Join(s.Dir, fmt.Sprintf("%s-%d-%d", task, n, seed))
				c := cell[Judged]{path: filepath.Join(dir, "result.json"), digest: b.digest(task, n, s.Seed+seed), find: func(ctx context.Context) (Judged, error) {
					return b.find(ctx, s, dir, task, n, s.Seed+seed)
				}}
				found, err := c.run(ctx)
				if err != nil {
					return interruption(err)
				}
				done(found)
			}
		}
	}
	return nil
}

// digest names all that decides what a cell finds.
func (b *Adversarial) digest(task string, n int, seed uint64) string {
	return fmt.Sprint(task, n, seed, b.Clone, b.Steps, b.Horizon, b.Episodes, rl.DefaultsOf("gail"), kernel.Path())
}

func (b *Adversarial) find(ctx context.Context, s Setting, dir, task string, n int, seed uint64) (j Judged, err error) {
	j = Judged{Task: task, Demos: n, Seed: seed}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return j, err
	}
	whole, errWhole := suite.Make(task + ":fixed-horizon")
	short, errShort := suite.Make(fmt.Sprintf("%s:fixed-horizon:horizon=%d", task, b.Horizon))
	teacher, errTeacher := expert.For(task)
	if err := errors.Join(errWhole, errShort, errTeacher); err != nil {
		return j, err
	}
	list := demonstrate(whole(), teacher, n, seed)
	cloned, err := b.clone(ctx, s, filepath.Join(dir, "cloned"), whole(), list, seed)
	if err != nil {
		return j, err
	}
	judged, err := b.judge(ctx, s, filepath.Join(dir, "judged"), short, list, seed)
	if err != nil {
		return j, err
	}
	set := whole().Spec().Action
	for _, m := range []struct {
		mean *float64
		who  func() envs.Policy
	}{
		{&j.Random, func() envs.Policy { return policy.NewRandom(set) }}, {&j.Expert, teacher.New},
		{&j.Cloned, func() envs.Policy { return cloned.Clone() }}, {&j.Judged, func() envs.Policy { return judged.Clone() }},
	} {
		o := agents.DefaultEval()
		o.Episodes, o.Seed, o.Bootstrap.Resamples = b.Episodes, seed, 1
		res, err := agents.Evaluate(ctx, whole, m.who, o)
		if err != nil {
			return j, err
		}
		*m.mean = res.Mean
	}
	return j, nil
}

// demonstrate plays the expert's first episodes.
func demonstrate(e envs.Env, teacher expert.Expert, n int, seed uint64) []*demos.Demonstration {
	r := envs.NewRollout(e, teacher.New())
	list := make([]*demos.Demonstration, n)
	for i := range list {
		list[i] = &demos.Demonstration{Seed: seed, Purpose: envs.Demonstration, Index: uint64(i)}
		list[i].Play(r)
	}
	return list
}

// clone trains a policy on the demonstrations alone.
func (b *Adversarial) clone(ctx context.Context, s Setting, dir string, e envs.Env, list []*demos.Demonstration, seed uint64) (*policy.Network, error) {
	data := agents.NewData(e.Spec())
	defer data.Close()
	for i, d := range list {
		if err := data.Add(fmt.Sprint("episode ", i), d); err != nil {
			return nil, err
		}
	}
	o := agents.DefaultTrain()
	o.Task, o.Seed, o.Batch = e.Spec().Name, seed, 128
	o.Policy.Hidden, o.Policy.Energy = []int{128, 128}, "pairwise-lowrank"
	o.Steps, o.Schedule.Steps, o.Schedule.Rate = b.Clone, b.Clone, 2e-3
	t := agents.Training{
		Dir: dir, Data: data, Options: o, Run: agents.DefaultRun(), Clock: s.Clock,
		Progress: func(p agents.Progress) { s.Progress("clone "+o.Task, p.Step, p.Steps) },
	}
	t.Run.Resume = true
	trained, err := t.Train(ctx)
	if err != nil {
		return nil, err
	}
	return trained.Policy, nil
}

// judge trains a policy from nothing before a judge.
func (b *Adversarial) judge(ctx context.Context, s Setting, dir string, newEnv func() envs.Env, list []*demos.Demonstration, seed uint64) (*policy.Network, error) {
	o := rl.DefaultsOf("gail")
	o.Task, o.Seed, o.Steps, o.EvalEpisodes = newEnv().Spec().Name, seed, b.Steps, 1
	t := rl.Training{
		Dir: dir, Options: o, NewEnv: newEnv, Demos: list, Run: agents.DefaultRun(), Clock: s.Clock,
		Progress: func(p rl.Progress) { s.Progress("judge "+o.Task, int(p.Line.Step), int(p.Steps)) },
	}
	t.Run.Resume = true
	if err := t.Train(ctx); err != nil {
		return nil, err
	}
	return policy.Open(filepath.Join(dir, agents.PolicyFile))
}
