package rl

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/demos/disk/disktest"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/space"
)

// dial shows a number and wants half of it, for ten steps: return −Σ(a − x/2)².
type dial struct {
	rng  *rand.Rand
	x    float64
	step int
}

func newDial() envs.Env { return &dial{} }

func (d *dial) Spec() envs.Spec {
	return envs.Spec{
		Name: "dial", Physics: "test/1", Period: 1, Horizon: 10, FixedHorizon: true, Action: space.UnitBox(1),
		Obs: []envs.Channel{{Name: "number", Unit: "1", Lo: -1, Hi: 1}}, Act: []envs.Channel{{Name: "half", Unit: "1", Lo: -1, Hi: 1}},
	}
}

func (d *dial) Reset(obs []float64, rng *rand.Rand) {
	*d = dial{rng: rand.New(rand.NewPCG(rng.Uint64(), 0))}
	d.show(obs)
}

func (d *dial) show(obs []float64) {
	d.x = 2*d.rng.Float64() - 1
	obs[0] = d.x
}

func (d *dial) Step(obs, act []float64) (float64, envs.End) {
	off := act[0] - d.x/2
	d.show(obs)
	if d.step++; d.step == 10 {
		return -off * off, envs.TimedOut
	}
	return -off * off, envs.Running
}

// halver is the dial's expert.
type halver struct{}

func (halver) Act(dst, obs []float64) { dst[0] = obs[0] / 2 }

func halves(n int) []*demos.Demonstration {
	r := envs.NewRollout(newDial(), halver{})
	list := make([]*demos.Demonstration, n)
	for i := range list {
		list[i] = &demos.Demonstration{Purpose: envs.Demonstration, Index: uint64(i)}
		list[i].Play(r)
	}
	return list
}

// TestGAILImitates: paid by the judge alone, the policy does what the expert did.
func TestGAILImitates(t *testing.T) {
	o := quick("gail")
	o.Task, o.Steps, o.GAIL.Rate, o.GAIL.Noise, o.GAIL.Steps = "dial", 80_000, 2e-3, 0.1, 8
	best := math.Inf(-1)
	run := agents.DefaultRun()
	run.Disk = disktest.NewMemory()
	tr := &Training{Dir: "run", Options: o, NewEnv: newDial, Demos: halves(20), Run: run}
	tr.Progress = func(p Progress) {
		if p.Eval != nil {
			best = max(best, p.Eval.Mean)
		}
	}
	if err := tr.Train(context.Background()); err != nil {
		t.Fatal(err)
	}
	if best < -0.05 { // doing nothing returns −0.8, the expert 0
		t.Errorf("best return %v", best)
	}
}

// TestJudge: it comes to tell an expert's pairs from others, pays the expert more, and cannot tell pairs from their like.
func TestJudge(t *testing.T) {
	o := quick("gail")
	o.GAIL.Rate, o.GAIL.Steps, o.GAIL.Noise = 3e-3, 400, 0.2
	expert := halves(20)
	rng := rand.New(rand.NewPCG(1, 2))
	var obs []float64
	var like, other []float32
	for range 64 {
		x := 2*rng.Float64() - 1
		obs = append(obs, x)
		like, other = append(like, float32(x/2)), append(other, float32(-x/2))
	}
	paid := func(act []float32) (mean, loss float64) {
		g := newJudge(o, newDial().Spec(), expert, len(obs))
		g.learn(obs, act, space.UnitBox(1), rng)
		loss = g.learn(obs, act, space.UnitBox(1), rng)
		for _, x := range g.rate(obs, like, space.UnitBox(1)).Data {
			mean += float64(x) / float64(len(obs))
		}
		return mean, loss
	}
	if mean, loss := paid(other); mean < 0.5 || loss > 1 {
		t.Errorf("against another policy: the expert's pairs are paid %v, the loss is %v", mean, loss)
	}
	if _, loss := paid(like); math.Abs(loss-2*math.Ln2) > 0.15 {
		t.Errorf("against the expert itself the loss is %v, want 2·log 2", loss)
	}
}
