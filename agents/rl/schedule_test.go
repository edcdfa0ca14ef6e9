package rl

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/agents/learnertest"
	"github.com/fenchel-gym/fenchel/internal/disk/disktest"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// scheduled is a configuration of each method with a schedule and a running mean of the weights.
func scheduled(method string) Options {
	o := quick(method)
	o.Steps, o.EvalEvery, o.CheckpointEvery, o.SAC.LogEvery = 3000, 1500, 1500, 250
	fall := net.Decay{Kind: net.Linear, Final: 0.1, Warmup: 600}
	o.PPO.Schedule, o.SAC.Schedule, o.ARS.Schedule = fall, fall, fall
	o.PPO.Average, o.SAC.Average, o.ARS.Average = 0.9, 0.9, 0.9
	return o
}

// TestSchedulesAndMeansAreState: with both a run that is interrupted anywhere ends with the same bytes.
func TestSchedulesAndMeansAreState(t *testing.T) {
	for _, method := range byReward {
		t.Run(method, func(t *testing.T) {
			learnertest.Check(t, learnertest.Case{
				Training: func() *agents.Training { return training(t, scheduled(method), disktest.NewMemory()) }, Looks: 300, Obs: 4,
			})
		})
	}
}

// weights are all weights of what a learner would keep.
func weights(t *testing.T, l agents.Learner) (w []float64) {
	t.Helper()
	p, err := l.Policy()
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range p.(*policy.Network).Params() {
		for _, v := range x.Data {
			w = append(w, float64(v))
		}
	}
	return w
}

// TestMeansLag: what is kept with a running mean is not what is kept without, and moves less from line to line.
func TestMeansLag(t *testing.T) {
	for _, method := range byReward {
		walk := func(a net.Average) (last []float64, moved float64) {
			o := scheduled(method)
			o.PPO.Average, o.SAC.Average, o.ARS.Average = a, a, a
			l, err := o.New(sources(t, o))
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			last = weights(t, l)
			for range 8 {
				if _, err := l.Update(context.Background()); err != nil {
					t.Fatal(err)
				}
				now := weights(t, l)
				for i := range now {
					moved += math.Abs(now[i] - last[i])
				}
				last = now
			}
			return last, moved
		}
		plain, far := walk(0)
		mean, near := walk(0.999)
		if slices.Equal(plain, mean) || near >= far {
			t.Errorf("%s: the mean moved by %.3g, the weights by %.3g", method, near, far)
		}
	}
}

// TestSchedulesDecideTheRate: the lines of metrics show the warm-up and the end.
func TestSchedulesDecideTheRate(t *testing.T) {
	for method, full := range map[string]float64{"ppo": 1e-3, "sac": 2e-3, "ars": 0.05} {
		o := scheduled(method)
		l, err := o.New(sources(t, o))
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		var rates []float64
		for done, total := l.Progress(); done < total; done, _ = l.Progress() {
			line, err := l.Update(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			rate, _ := line.Get("rate")
			rates = append(rates, rate)
		}
		first, most, last := rates[0], slices.Max(rates), rates[len(rates)-1]
		if most > full || most < full/2 || first > most/2 || last > most/2 || last < full/10 {
			t.Errorf("%s: rates %.3g, want a rise to %v and a fall to a tenth", method, rates, full)
		}
	}
}

// TestLostFootingNamesTheRate: an update whose numbers are not finite says which option may help.
func TestLostFootingNamesTheRate(t *testing.T) {
	for method, want := range map[string]string{"ppo": "0.0003 may help (ppo.rate)", "ars": "0.02 may help (ars.rate)", "sac": "0.001 may help (sac.rate)", "gail": "0.0005 may help (sac.rate)"} {
		err := DefaultsOf(method).finite("the loss", 1, math.Inf(1))
		if err == nil || !strings.HasSuffix(err.Error(), "the loss is +Inf: a smaller rate than "+want) {
			t.Errorf("%s: %v", method, err)
		}
	}
	if err := DefaultsOf("ppo").finite("the loss", 1, 2); err != nil {
		t.Error(err)
	}
}

// TestNoScheduleIsNotWritten: a configuration without one is the one that earlier versions wrote.
func TestNoScheduleIsNotWritten(t *testing.T) {
	for _, method := range byReward {
		if text := string(DefaultsOf(method).YAML()); strings.Contains(text, "schedule") || strings.Count(text, "average") != 1 { // sac's
			t.Errorf("%s: the default configuration is\n%s", method, text)
		}
		o, err := ReadConfig("c.yaml", scheduled(method).YAML(), method)
		if err != nil || string(o.YAML()) != string(scheduled(method).YAML()) {
			t.Errorf("%s: read back: %v\n%s", method, err, o.YAML())
		}
	}
}
