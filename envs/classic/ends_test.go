package classic_test

import (
	"math"
	"testing"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/classic"
	"github.com/fenchel-gym/fenchel/envs/episode"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// TestEnds takes one step from a state next to each end. No recorded acrobot or mountain car reaches its goal, so their
// goals are tested here.
func TestEnds(t *testing.T) {
	tests := []struct {
		name   string
		task   string
		q, v   []float64
		act    []float64
		reward float64
		end    envs.End
	}{
		{"acrobot, above the line", "acrobot", []float64{math.Pi, 0}, []float64{0, 0}, []float64{0, 1, 0}, 0, envs.Reached},
		{"acrobot, below the line", "acrobot", []float64{math.Pi / 2, 0}, []float64{0, 0}, []float64{0, 1, 0}, -1, envs.Running},
		{"mountaincar, at the flag", "mountaincar", []float64{0.49}, []float64{0.03}, []float64{0, 0, 1}, -1, envs.Reached},
		{"mountaincar, before the flag", "mountaincar", []float64{0.46}, []float64{0.03}, []float64{0, 0, 1}, -1, envs.Running},
		{"mountaincar, at the flag but rolling back", "mountaincar", []float64{0.55}, []float64{-0.01}, []float64{1, 0, 0}, -1, envs.Running},
		{"mountaincar, into the wall", "mountaincar", []float64{-1.19}, []float64{-0.05}, []float64{1, 0, 0}, -1, envs.Running},
		{"throttle, at the flag", "mountaincar-continuous", []float64{0.44}, []float64{0.03}, []float64{0.5}, 100 - 0.025, envs.Reached},
		{"throttle, raw cost of a clipped action", "mountaincar-continuous", []float64{-0.5}, []float64{0}, []float64{3}, -0.9, envs.Running},
		{"cartpole, off the rail", "cartpole", []float64{2.39, 0}, []float64{2, 0}, []float64{0, 1}, 1, envs.Failed},
		{"cartpole, fallen", "cartpole", []float64{0, 0.2}, []float64{0, 1}, []float64{0, 1}, 1, envs.Failed},
		{"cartpole, up", "cartpole", []float64{0, 0}, []float64{0, 0}, []float64{0, 1}, 1, envs.Running},
		{"cartpole that runs on, fallen", "cartpole:fixed-horizon", []float64{0, 0.2}, []float64{0, 1}, []float64{0, 1}, 0, envs.Running},
		{"mountaincar that runs on, at the flag", "mountaincar:fixed-horizon", []float64{0.49}, []float64{0.03}, []float64{0, 0, 1}, -1, envs.Running},
		{"pendulum, not a number", "pendulum", []float64{0}, []float64{0}, []float64{math.NaN()}, 0, envs.Diverged},
		{"pendulum, from nowhere", "pendulum", []float64{math.Inf(1)}, []float64{0}, []float64{0}, 0, envs.Diverged},
		{"cartpole, too fast for a number", "cartpole:fixed-horizon", []float64{0, 0.1}, []float64{0, 1e200}, []float64{0, 1}, 0, envs.Diverged},
		{"throttle beyond cost", "mountaincar-continuous", []float64{-0.5}, []float64{0}, []float64{1e200}, 0, envs.Diverged},
	}
	all := tasks()
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			e := all[test.task]()
			obs := make([]float64, len(e.Spec().Obs))
			e.(envs.StateSetter).SetState(obs, test.q, test.v)
			reward, end := e.Step(obs, test.act)
			if math.Abs(reward-test.reward) > 1e-12 || end != test.end {
				t.Errorf("reward %v, %v: want %v, %v", reward, end, test.reward, test.end)
			}
			if s, ok := envs.As[envs.Succeeder](e); ok && test.end == envs.Reached && !s.Success() {
				t.Error("reached, and no success")
			}
		})
	}
}

// TestFixedHorizonPaysTheGoalOnce drives on after the flag: no reward, and still a success.
func TestFixedHorizonPaysTheGoalOnce(t *testing.T) {
	o := classic.DefaultMountainCarContinuous()
	o.FixedHorizon, o.Horizon = true, 5
	e := classic.NewMountainCarContinuous(o)
	obs := make([]float64, 2)
	e.SetState(obs, []float64{0.44}, []float64{0.03})
	want := []float64{100 - 0.025, 0, 0, 0, 0}
	for i, w := range want {
		reward, end := e.Step(obs, []float64{0.5})
		if math.Abs(reward-w) > 1e-12 || (end == envs.TimedOut) != (i == 4) || !e.Success() {
			t.Errorf("step %d: reward %v, %v, success %v: want %v", i, reward, end, e.Success(), w)
		}
	}
}

// TestTrueEndBeatsTimeOut reaches the goal on the very last step.
func TestTrueEndBeatsTimeOut(t *testing.T) {
	o := classic.DefaultMountainCar()
	o.Horizon = 1
	e := classic.NewMountainCar(o)
	obs := make([]float64, 2)
	e.SetState(obs, []float64{0.49}, []float64{0.03})
	if _, end := e.Step(obs, []float64{0, 0, 1}); end != envs.Reached {
		t.Errorf("on the last step, at the goal: %v", end)
	}
}

func TestSnapshotsOfOtherTasksAreRefused(t *testing.T) {
	pendulum, car := classic.NewPendulum(classic.DefaultPendulum()), classic.NewMountainCar(classic.DefaultMountainCar())
	pendulum.Reset(make([]float64, 3), envs.Stream(0, envs.Tuning, 0))
	if err := car.LoadState(pendulum.SaveState(nil)); err == nil {
		t.Error("a mountain car takes a pendulum's snapshot")
	}
	other := classic.DefaultPendulum()
	other.Horizon = 7
	if err := classic.NewPendulum(other).LoadState(pendulum.SaveState(nil)); err == nil {
		t.Error("a pendulum of 7 steps takes a snapshot of one of 200")
	}
}

func TestOptionsAreChecked(t *testing.T) {
	if err := (episode.Options{}).Validate(); err == nil {
		t.Error("a horizon of 0 steps is valid")
	}
	for _, n := range []int{0, 33} {
		if err := classic.DefaultParticle(n).Validate(); err == nil {
			t.Errorf("a particle in %d dimensions is valid", n)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("NewAcrobot without options does not panic")
		}
	}()
	classic.NewAcrobot(episode.Options{})
}

// TestScenesShowTheAction checks that every task shows its action in the accent's color once there is one, and its
// goal.
func TestScenesShowTheAction(t *testing.T) {
	for name, newEnv := range tasks() {
		e := newEnv()
		set := e.Spec().Action
		obs, act := make([]float64, len(e.Spec().Obs)), make([]float64, set.Dim())
		rng := envs.Stream(0, envs.Tuning, 0)
		e.Reset(obs, rng)
		shown := 0
		var s scene.Scene
		for range 20 {
			set.Sample(act, rng)
			if _, end := e.Step(obs, act); end != envs.Running {
				e.Reset(obs, rng)
			}
			s.Reset()
			e.(envs.Scener).Scene(&s)
			if s.Title != name {
				t.Errorf("the scene of %s is titled %q", name, s.Title)
			}
			for _, sh := range s.Shapes {
				if sh.Color == scene.Accent {
					shown++
					break
				}
			}
		}
		if shown < 8 { // some torques and throttles are 0
			t.Errorf("%s shows its action in %d of 20 scenes", name, shown)
		}
	}
}
