package episode_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/envtest"
	"github.com/fenchel-gym/fenchel/envs/episode"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// walk is a task of one number, x ← x + a, that ends as Reached from 3 on and as Failed below −1. Every step pays 1.
type walk struct{}

func (walk) Start(s *episode.State, rng *rand.Rand) { s.Q[0] = rng.Float64() }

func (walk) Advance(s *episode.State, act []float64) (float64, envs.End) {
	if act[0] == 0.25 {
		return math.Inf(1), envs.Running // a reward that is no number
	}
	s.Q[0] += s.Applied[0]
	switch {
	case s.Q[0] >= 3:
		return 1, envs.Reached
	case s.Q[0] < -1:
		return 1, envs.Failed
	}
	return 1, envs.Running
}

func (walk) Observe(obs []float64, s *episode.State) { obs[0], obs[1] = s.Q[0], 0 }

// trail is a walk that remembers how far it has been: it succeeds where it has been beyond 1 and is back below it.
type trail struct{ walk }

func (trail) Memory() int { return 1 }

func (trail) Begin(s *episode.State) { s.Memory[0] = s.Q[0] }

func (t trail) Advance(s *episode.State, act []float64) (float64, envs.End) {
	reward, end := t.walk.Advance(s, act)
	s.Memory[0] = max(s.Memory[0], s.Q[0])
	return reward, end
}

func (trail) Observe(obs []float64, s *episode.State) { obs[0], obs[1] = s.Q[0], s.Memory[0] }

func (trail) Success(s *episode.State) bool { return s.Memory[0] >= 1 && s.Q[0] < 1 }

func (trail) Draw(sc *scene.Scene, s *episode.State) {
	sc.View = scene.View{Min: scene.Vec2{X: -2, Y: -1}, Max: scene.Vec2{X: 4, Y: 1}}
	sc.Disc(scene.Vec2{X: s.Q[0]}, 0.1, scene.Body)
}

func walkSpec(name string) envs.Spec {
	s := sledSpec
	s.Name, s.Horizon, s.Ends = name, 5, "reached at 3, failed below −1"
	s.Obs = []envs.Channel{{Name: "x", Unit: "m", Lo: math.Inf(-1), Hi: math.Inf(1)}, {Name: "most", Unit: "1", Lo: -99, Hi: 99}}
	return s
}

func newWalk(o episode.Options) episode.Goal {
	return episode.NewGoal(walk{}, walkSpec("walk"), o, 1, 0)
}

func newTrail(o episode.Options) episode.Goal {
	return episode.NewGoal(trail{}, walkSpec("trail"), o, 1, 0)
}

func TestContract(t *testing.T) {
	for _, o := range []episode.Options{{Horizon: 5}, {Horizon: 40}, {Horizon: 40, FixedHorizon: true}} {
		for _, newEnv := range []func() envs.Env{
			func() envs.Env { return newWalk(o) },
			func() envs.Env { return newTrail(o) },
			func() envs.Env { return episode.New(sled{}, sledSpec, o, 1, 1) },
		} {
			if err := envtest.Check(newEnv); err != nil {
				t.Errorf("%s: %v", newEnv().Spec().Name, err)
			}
		}
	}
}

// TestHowAStepEnds takes steps from a state, and looks at the last.
func TestHowAStepEnds(t *testing.T) {
	tests := []struct {
		name   string
		o      episode.Options
		x      float64
		acts   []float64
		reward float64
		end    envs.End
		met    bool
	}{
		{"on the way", episode.Options{Horizon: 2}, 0, []float64{1}, 1, envs.Running, false},
		{"at the horizon", episode.Options{Horizon: 2}, 0, []float64{1, 1}, 1, envs.TimedOut, false},
		{"at the goal", episode.Options{Horizon: 2}, 2, []float64{1}, 1, envs.Reached, true},
		{"at the goal and the horizon", episode.Options{Horizon: 1}, 2, []float64{1}, 1, envs.Reached, true},
		{"failed at the horizon", episode.Options{Horizon: 1}, -1, []float64{-1}, 1, envs.Failed, false},
		{"clipped", episode.Options{Horizon: 9}, 0, []float64{2.5, 2.5}, 1, envs.Running, false},
		{"an action that is not a number", episode.Options{Horizon: 1}, 2, []float64{math.NaN()}, 0, envs.Diverged, false},
		{"an infinite action", episode.Options{Horizon: 9}, 0, []float64{math.Inf(1)}, 0, envs.Diverged, false},
		{"an infinite reward", episode.Options{Horizon: 1}, 0, []float64{0.25}, 0, envs.Diverged, false},
		{"an infinite state at the goal", episode.Options{Horizon: 1}, math.Inf(1), []float64{1}, 0, envs.Diverged, false},
		{"an infinite state, fixed-horizon", episode.Options{Horizon: 9, FixedHorizon: true}, math.Inf(-1), []float64{1}, 0, envs.Diverged, false},
		{"the goal pays, fixed-horizon", episode.Options{Horizon: 9, FixedHorizon: true}, 2, []float64{1}, 1, envs.Running, true},
		{"and once only", episode.Options{Horizon: 9, FixedHorizon: true}, 2, []float64{1, -1}, 0, envs.Running, true},
		{"a failure pays nothing, fixed-horizon", episode.Options{Horizon: 9, FixedHorizon: true}, -1, []float64{-1}, 0, envs.Running, false},
		{"and is over when it is over", episode.Options{Horizon: 9, FixedHorizon: true}, -1, []float64{-1, 1}, 1, envs.Running, false},
		{"failed at the horizon, fixed-horizon", episode.Options{Horizon: 1, FixedHorizon: true}, -1, []float64{-1}, 0, envs.TimedOut, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			e, obs := newWalk(test.o), make([]float64, 2)
			e.SetState(obs, []float64{test.x}, nil)
			var reward float64
			var end envs.End
			for _, a := range test.acts {
				reward, end = e.Step(obs, []float64{a})
			}
			if reward != test.reward || end != test.end || e.Success() != test.met || e.End() != end {
				t.Errorf("reward %v, %v, goal met %v: want %v, %v, %v", reward, end, e.Success(), test.reward, test.end, test.met)
			}
			if e.Steps() != len(test.acts) {
				t.Errorf("%d steps counted of %d", e.Steps(), len(test.acts))
			}
		})
	}
}

// TestAppliedIsClipped looks at the action that the dynamics see, which the next episode forgets.
func TestAppliedIsClipped(t *testing.T) {
	e, obs := newWalk(episode.Options{Horizon: 5}), make([]float64, 2)
	e.SetState(obs, []float64{0}, nil)
	e.Step(obs, []float64{-7})
	if got := e.Applied()[0]; got != -1 || obs[0] != -1 {
		t.Errorf("an action of −7 is applied as %v and moves to %v", got, obs[0])
	}
	if e.SetState(obs, []float64{0}, nil); e.Applied()[0] != 0 {
		t.Error("an episode begins with the action of the last")
	}
}

func TestSuccessIsTheDynamicsOwn(t *testing.T) {
	e, obs := newTrail(episode.Options{Horizon: 9}), make([]float64, 2)
	e.SetState(obs, []float64{0.5}, nil)
	for i, want := range []bool{false, true} {
		if e.Step(obs, []float64{1 - 2*float64(i)}); e.Success() != want {
			t.Errorf("at %v after %v: success %v", obs[0], obs[1], e.Success())
		}
	}
	if e.SetState(obs, []float64{0.5}, nil); obs[1] != 0.5 || e.Success() {
		t.Error("an episode remembers the one before it")
	}
}

func TestMisusePanics(t *testing.T) {
	e, obs := newWalk(episode.Options{Horizon: 1}), make([]float64, 2)
	ended := newWalk(episode.Options{Horizon: 1})
	ended.SetState(obs, []float64{0}, nil)
	ended.Step(obs, []float64{0})
	for want, f := range map[string]func(){
		"episode: Step before Reset":                                func() { e.Step(obs, []float64{0}) },
		"episode: Step after the end of the episode":                func() { ended.Step(obs, []float64{0}) },
		"episode: Step: an observation or action of a wrong length": func() { ended.Step(obs, nil) },
		"episode: an observation of a wrong length":                 func() { e.Reset(nil, rand.New(rand.NewPCG(1, 1))) },
		"episode: SetState: a state of a wrong length":              func() { e.SetState(obs, nil, nil) },
		"episode: horizon 0: want at least 1 step":                  func() { newWalk(episode.Options{}) },
		"episode: Reached in a task without goals":                  func() { newBead(false).Step(make([]float64, 1), []float64{1}) },
	} {
		func() {
			defer func() {
				if got := recover(); got != want {
					t.Errorf("panics with %v, want %q", got, want)
				}
			}()
			f()
		}()
	}
}

func TestOptionsNameTheTask(t *testing.T) {
	for _, test := range []struct {
		o    episode.Options
		name string
		n    int // parameters
	}{
		{episode.Options{Horizon: 5}, "walk", 0},
		{episode.Options{Horizon: 7}, "walk:horizon=7", 1},
		{episode.Options{Horizon: 5, FixedHorizon: true}, "walk:fixed-horizon", 1},
		{episode.Options{Horizon: 7, FixedHorizon: true}, "walk:fixed-horizon:horizon=7", 2},
	} {
		s := newWalk(test.o).Spec()
		if s.Name != test.name || len(s.Params) != test.n || s.Horizon != test.o.Horizon || s.FixedHorizon != test.o.FixedHorizon {
			t.Errorf("%+v: %q, %v, horizon %d, fixed %v", test.o, s.Name, s.Params, s.Horizon, s.FixedHorizon)
		}
	}
}

// TestScenes: a task that draws shows its own picture, one that does not a scale for each channel, with a disc at the
// value.
func TestScenes(t *testing.T) {
	plain, drawn, obs := newWalk(episode.Options{Horizon: 5}), newTrail(episode.Options{Horizon: 5}), make([]float64, 2)
	var s scene.Scene
	drawn.SetState(obs, []float64{2}, nil)
	if drawn.Scene(&s); len(s.Shapes) != 1 || s.Shapes[0].A.X != 2 || s.Title != "trail" {
		t.Errorf("%d shapes, title %q", len(s.Shapes), s.Title)
	}
	s.Reset()
	plain.SetState(obs, []float64{1}, nil)
	plain.Step(obs, []float64{1})
	plain.Scene(&s)
	var discs []float64
	for _, shape := range s.Shapes {
		if shape.Kind == scene.Disc {
			discs = append(discs, shape.A.X)
		}
	}
	if want := []float64{2 / math.Pi * math.Atan(2), 0, 1}; !slices.Equal(discs, want) {
		t.Errorf("discs at %v, want x on an unbounded scale, 0 amid ±99, the force at its bound: %v", discs, want)
	}
	if len(s.Labels) != 6 {
		t.Errorf("%d labels, want a name and a number for each of 3 channels", len(s.Labels))
	}
}
