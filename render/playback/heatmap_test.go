package playback_test

import (
	"math"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/classic"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/energy"
	"github.com/fenchel-gym/fenchel/render/playback"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// corner is a policy that always sends the same action.
type corner []float64

func (c corner) Act(dst, _ []float64) { copy(dst, c) }

// seeing is a player of particle-3 in which an energy with several modes acts, and a corner is the expert's.
func seeing(t *testing.T) *playback.Player {
	t.Helper()
	e := classic.NewParticle(classic.DefaultParticle(3))
	c := policy.DefaultConfig()
	c.Hidden = []int{8}
	g, _ := c.Greedy()
	g.Energy = energy.Choose("modes")
	c.SetGreedy(g)
	n, err := policy.New(c, agents.TaskOf(e.Spec()), envs.Stream(1, envs.Weights, 0))
	if err != nil {
		t.Fatal(err)
	}
	return playback.New(e, n, playback.Options{Expert: corner{1, 0, 1}})
}

// TestHeatMap: the second pair of three coordinates is the first and the last; p* is marked where it is, the expert with its
// height and how far it is off the plane; nothing on the map is above p*, unless a better mode is named.
func TestHeatMap(t *testing.T) {
	p := seeing(t)
	p.HeatMap(2)
	p.Seek(5)
	var f scene.Frame
	p.Show(&f)
	p.Panels(&f)
	heat := &f.Panels[0]
	land := p.Landscape(p.Rollout().Transition().Obs)
	if heat.Heat.Columns == 0 || heat.Title != "set-point 1 across, set-point 3 up" || heat.X != (scene.Range{Hi: 1}) {
		t.Fatalf("the first panel is %q over %v", heat.Title, heat.X)
	}
	if m := heat.Marks[0]; m.Name != "p*" || m.X != land.Best[0] || m.Y != land.Best[2] {
		t.Errorf("p* at %v, %v: marked at %v, %v", land.Best[0], land.Best[2], m.X, m.Y)
	}
	expert := heat.Marks[len(heat.Marks)-1]
	if !strings.HasPrefix(expert.Name, "expert, ") || !strings.HasSuffix(expert.Name, " off") || expert.X != 1 || expert.Y != 1 {
		t.Errorf("the expert's mark is %+v", expert)
	}
	best := p.Modes(p.Rollout().Transition().Obs)[0].Value - land.Value
	for _, v := range heat.Heat.Values {
		if v > max(best, 0)+1e-6 || math.IsNaN(v) {
			t.Fatalf("the map reaches %v above p*, the best mode is %v above", v, best)
		}
	}
	checkTitles(t, f.Panels)
	if p.Rollout().Steps() != 5 {
		t.Errorf("after the traces the episode is at step %d", p.Rollout().Steps())
	}
}

// checkTitles looks at what lies below the map: a curve for each coordinate, and the traces.
func checkTitles(t *testing.T, panels []scene.Panel) {
	t.Helper()
	var names []string
	for _, panel := range panels {
		names = append(names, panel.Title)
	}
	if all := strings.Join(names, "|"); !strings.HasSuffix(all, "set-point 3|Φ − Ω at p*|margin of p*") && !strings.HasSuffix(all, "set-point 3|Φ − Ω at p*") {
		t.Errorf("panels %q", all)
	}
}

// TestScaleIsTheEpisodes: the color scale and the ranges of the traces do not change from frame to frame.
func TestScaleIsTheEpisodes(t *testing.T) {
	p := seeing(t)
	p.HeatMap(1)
	var ranges []scene.Range
	for step := range 4 {
		p.Seek(10 * step)
		var f scene.Frame
		p.Show(&f)
		p.Panels(&f)
		ranges = append(ranges, f.Panels[0].Heat.Range)
		if trace := f.Panels[4]; trace.X != (scene.Range{Hi: 49}) || len(trace.Curves[0].X) != 50 {
			t.Errorf("step %d: the trace is over %v, %d moments", 10*step, trace.X, len(trace.Curves[0].X))
		}
	}
	for _, r := range ranges {
		if r != ranges[0] || !(r.Lo < 0) || r.Hi != 0 {
			t.Errorf("scales %v", ranges)
		}
	}
}
