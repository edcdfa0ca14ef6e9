package playback_test

import (
	"math"
	"slices"
	"testing"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/render/playback"
	"github.com/fenchel-gym/fenchel/render/scene"
)

func network(t testing.TB, e envs.Env) *policy.Network {
	t.Helper()
	c := policy.DefaultConfig()
	c.Hidden = []int{8}
	n, err := policy.New(c, agents.TaskOf(e.Spec()), envs.Stream(1, envs.Weights, 0))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// steady is an expert that sends the same action always, and counts how often it is queried.
type steady struct{ queries int }

func (s *steady) Act(dst, _ []float64) {
	s.queries++
	dst[0] = 0.75
}

// TestPanelsShowWhyThePolicyActed: the curve is highest at p*, which was applied; the expert's action is marked.
func TestPanelsShowWhyThePolicyActed(t *testing.T) {
	e := pendulum()
	expert := &steady{}
	p := playback.New(e, network(t, e), playback.Options{Expert: expert})
	var f scene.Frame
	p.Panels(&f)
	if len(f.Panels) != 1 || len(f.Panels[0].Marks) != 2 {
		t.Fatalf("before the first step: %d panels, want 1 with p* and the expert's action", len(f.Panels))
	}
	p.Next()
	f.Reset()
	p.Panels(&f)
	panel := f.Panels[0]
	if panel.Title != "Φ − Ω over torque" || panel.Unit != "N·m" || len(panel.Marks) != 3 {
		t.Fatalf("%+v", panel)
	}
	curve := panel.Curves[0]
	best := curve.X[slices.Index(curve.Y, slices.Max(curve.Y))]
	star, applied, asked := panel.Marks[0].X, panel.Marks[1].X, panel.Marks[2].X
	if pitch := curve.X[1] - curve.X[0]; math.Abs(best-star) > pitch {
		t.Errorf("the curve is highest at %v, p* is %v", best, star)
	}
	if math.Abs(star-applied) > 1e-6 || applied != p.Rollout().Transition().Applied[0] || asked != 0.75 || expert.queries != 2 {
		t.Errorf("p* %v, applied %v, expert %v after %d queries", star, applied, asked, expert.queries)
	}
}

func TestNoPanelsWithoutAnEnergy(t *testing.T) {
	e := pendulum()
	expert := &steady{}
	p := playback.New(e, random(e), playback.Options{Expert: expert})
	var f scene.Frame
	if p.Panels(&f); len(f.Panels) != 0 || expert.queries != 0 || p.Landscape(p.Rollout().Obs()) != nil {
		t.Errorf("%d panels of a random policy, %d queries of the expert", len(f.Panels), expert.queries)
	}
}
