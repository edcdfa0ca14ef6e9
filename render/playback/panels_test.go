package playback_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/classic"
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
	for i := range dst {
		dst[i] = 0.75 / float64(i+1)
	}
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
	surveyed := expert.queries
	p.Next()
	f.Reset()
	p.Panels(&f)
	panel := f.Panels[0]
	if f.Heading != "Φ − Ω below its value at p*, over" || panel.Title != "torque" || panel.Unit != "N·m" || len(panel.Marks) != 3 {
		t.Fatalf("%+v", panel)
	}
	curve := panel.Curves[0]
	best := curve.X[slices.Index(curve.Y, slices.Max(curve.Y))]
	star, applied, asked := panel.Marks[0].X, panel.Marks[1].X, panel.Marks[2].X
	if pitch := curve.X[1] - curve.X[0]; math.Abs(best-star) > pitch {
		t.Errorf("the curve is highest at %v, p* is %v", best, star)
	}
	if math.Abs(star-applied) > 1e-6 || applied != p.Rollout().Transition().Applied[0] || asked != 0.75 || expert.queries != surveyed+1 {
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

// TestExpertIsAtItsOwnHeight: where the expert's action is another than p* its mark is on a curve of its own, at the
// energy of that action.
func TestExpertIsAtItsOwnHeight(t *testing.T) {
	e := classic.NewParticle(classic.DefaultParticle(2))
	n := network(t, e)
	p := playback.New(e, n, playback.Options{Expert: &steady{}})
	p.Seek(3)
	var f scene.Frame
	p.Panels(&f)
	var best, through policy.Landscape
	obs := p.Rollout().Transition().Obs
	n.Landscape(&best, obs, 3)
	n.Section(&through, obs, []float64{0.75, 0.375}, 3)
	want := through.Value - best.Value
	if len(f.Panels) != 2 || want > -1e-3 {
		t.Fatalf("%d panels; the expert's action is worth %v less than p*", len(f.Panels), -want)
	}
	for i, panel := range f.Panels {
		m := panel.Marks[2]
		if m.Name != "expert" || m.Curve != 1 || len(panel.Curves) != 2 || !panel.Curves[1].Faint {
			t.Fatalf("axis %d: marks %+v, %d curves", i, panel.Marks, len(panel.Curves))
		}
		k := panel.Curves[1]
		j, _ := slices.BinarySearch(k.X, m.X)
		if lo, hi := min(k.Y[j-1], k.Y[j]), max(k.Y[j-1], k.Y[j]); want < lo-1e-3 || want > hi+1e-3 {
			t.Errorf("axis %d: the curve at the mark is at %v to %v, the expert's action at %v", i, lo, hi, want)
		}
		if first := panel.Marks[0]; first.Curve != 0 || panel.Marks[1].Curve != 0 {
			t.Errorf("axis %d: p* and the action applied are one: %+v", i, panel.Marks)
		}
	}
}

// TestScaleStays: the panels have one scale in every frame, and finding it leaves the episode where it was.
func TestScaleStays(t *testing.T) {
	e, other := pendulum(), pendulum()
	p := playback.New(e, network(t, e), playback.Options{})
	alone := playback.New(other, network(t, other), playback.Options{})
	var f scene.Frame
	var scale scene.Range
	for step := range 30 {
		f.Reset()
		p.Panels(&f)
		if step > 0 && f.Panels[0].Y != scale {
			t.Fatalf("step %d: the scale goes from %v to %v", step, scale, f.Panels[0].Y)
		}
		if scale = f.Panels[0].Y; scale.Empty() || scale.Hi < 0 {
			t.Fatalf("the scale is %v", scale)
		}
		if a, b := show(p), show(alone); !slices.Equal(a.trace, b.trace) || !slices.Equal(p.Rollout().Obs(), alone.Rollout().Obs()) {
			t.Fatalf("step %d: with panels another episode is played", step)
		}
		p.Next()
		alone.Next()
	}
}

// TestChoicesAreBars: p* as a bar for each choice, and what each is worth.
func TestChoicesAreBars(t *testing.T) {
	e := classic.NewCartPole(classic.DefaultCartPole())
	p := playback.New(e, network(t, e), playback.Options{Expert: &steady{}})
	p.Next()
	var f scene.Frame
	p.Panels(&f)
	if len(f.Panels) != 2 || len(f.Panels[0].Bars) != 2 || len(f.Panels[0].Curves) != 0 {
		t.Fatalf("%d panels, the first with %d bars and %d curves", len(f.Panels), len(f.Panels[0].Bars), len(f.Panels[0].Curves))
	}
	share, worth := f.Panels[0].Bars, f.Panels[1].Bars
	if share[0].Name != "left" || share[1].Name != "right" || math.Abs(share[0].Value+share[1].Value-1) > 1e-9 {
		t.Errorf("p* is %+v", share)
	}
	if (share[0].Value > share[1].Value) != (worth[0].Value > worth[1].Value) || max(worth[0].Value, worth[1].Value) > 1e-9 {
		t.Errorf("p* is %+v, the choices are worth %+v", share, worth)
	}
	taken := slices.Index(p.Rollout().Transition().Applied, 1)
	marks := f.Panels[0].Marks
	if len(marks) != 2 || !slices.ContainsFunc(marks, func(m scene.Mark) bool { return m.Name == "applied" && m.X == float64(taken) }) {
		t.Errorf("choice %d was taken; the marks are %+v", taken, marks)
	}
}

// TestPanelsOfAChunk: a policy that decides on three actions has a panel for each, named by its step after the decision,
// and the action applied is on the one that is carried out.
func TestPanelsOfAChunk(t *testing.T) {
	e := classic.NewParticle(classic.DefaultParticle(2))
	c := policy.DefaultConfig()
	c.Hidden, c.Window = []int{8}, policy.Window{History: 2, Chunk: 3, Replan: 2}
	n, err := policy.New(c, agents.TaskOf(e.Spec()), envs.Stream(1, envs.Weights, 0))
	if err != nil {
		t.Fatal(err)
	}
	p := playback.New(e, n, playback.Options{Expert: &steady{}})
	act := e.Spec().Act
	for step := range 4 {
		p.Next()
		var f scene.Frame
		p.Panels(&f)
		if len(f.Panels) != 6 {
			t.Fatalf("%d panels of 3 actions of 2 coordinates", len(f.Panels))
		}
		for i, panel := range f.Panels {
			want := act[i%2].Name
			if i >= 2 {
				want += fmt.Sprintf("[t+%d]", i/2)
			}
			marks := 1
			if i/2 == step%2 { // carried out now
				marks = 3
			}
			if panel.Title != want || len(panel.Marks) != marks {
				t.Fatalf("step %d: panel %d is %q with marks %+v: want %q with %d", step, i, panel.Title, panel.Marks, want, marks)
			}
			if marks == 3 && math.Abs(panel.Marks[0].X-p.Rollout().Transition().Applied[i%2]) > 1e-6 {
				t.Errorf("step %d: %s: p* is at %v, applied %v", step, want, panel.Marks[0].X, p.Rollout().Transition().Applied)
			}
		}
	}
}
