package playback

import (
	"fmt"
	"math"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/solve"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// heatPoints is the resolution of the heat map, modeStarts how many ascents look for other modes than p*, and pathSteps the
// most iterations of the solver whose path is drawn.
const (
	heatPoints = 81
	modeStarts = 24
	pathSteps  = 60
)

// heatLevels are the contours, in parts of the scale's depth below p*.
var heatLevels = [...]float64{0.0025, 0.01, 0.04, 0.09, 0.16, 0.25, 0.49}

// planar is a policy whose energy can be shown over two coordinates at once.
type planar interface {
	Plane(dst *policy.Plane, obs, action []float64, i, j, points int) bool
	Modes(obs []float64, starts int) []solve.Mode
	Path(obs []float64, most int) [][]float64
}

// HeatMap has the panels begin with the energy over the n-th pair of the action's coordinates, counted from 1 and around;
// 0 shows none. An action of one coordinate has no pair.
func (p *Player) HeatMap(n int) { p.pair = n }

// pairOf is the n-th pair of k coordinates: (0,1), (0,2) … (1,2) …
func pairOf(n, k int) (i, j int) {
	n = (n - 1) % (k * (k - 1) / 2)
	for i = 0; n >= k-1-i; i++ {
		n -= k - 1 - i
	}
	return i, i + 1 + n
}

// heat adds the heat map through p*, with p*, the other modes, the action applied and the expert's, and the solver's path.
func (p *Player) heat(f *scene.Frame, land *policy.Landscape, obs []float64, acted bool) {
	acts, ok := envs.PolicyAs[planar](p.rollout.Policy())
	spec := p.rollout.Env().Spec()
	k := len(land.Best)
	if _, box := spec.Action.(space.Box); p.pair < 1 || !ok || !box || k < 2 {
		return
	}
	i, j := pairOf(p.pair, k)
	if !acts.Plane(&p.plane, obs, land.Best, i, j, heatPoints) {
		return
	}
	name := func(i int) string { return coordinate(spec.Act[i%len(spec.Act)].Name, i/len(spec.Act)) }
	panel := f.AddPanel(fmt.Sprintf("%s across, %s up", name(i), name(j)))
	panel.X, panel.Y = rangeOf(p.plane.X), rangeOf(p.plane.Y)
	panel.Unit = spec.Act[i%len(spec.Act)].Unit
	h := &panel.Heat
	h.Columns, h.Range, h.Up = heatPoints, scene.Range{Lo: -p.depth}, name(j)
	for _, v := range p.plane.Values.Data {
		h.Values = append(h.Values, v-land.Value)
	}
	for _, share := range heatLevels {
		h.Levels = append(h.Levels, -share*p.depth)
	}
	for _, at := range acts.Path(obs, pathSteps) {
		h.Path = append(h.Path, scene.Vec2{X: at[i], Y: at[j]})
	}
	p.heatMarks(panel, land, acts.Modes(obs, modeStarts), i, j)
	if acted {
		p.heatMark(panel, land, obs, p.rollout.Transition().Applied, i, j, mark{"applied", scene.Circle, scene.Accent})
	}
	if p.o.Expert != nil {
		p.heatMark(panel, land, obs, p.advice, i, j, mark{"expert", scene.Diamond, scene.Goal})
	}
}

// heatMarks marks p* and the second mode, which is named with how much worse it is.
func (p *Player) heatMarks(panel *scene.Panel, land *policy.Landscape, modes []solve.Mode, i, j int) {
	panel.AddMark("p*", scene.Dot, land.Best[i], scene.Body).Y = land.Best[j]
	if second, ok := secondMode(land, modes); ok {
		name := fmt.Sprintf("second mode, %.2g below", land.Value-second.Value)
		panel.AddMark(name, scene.Dot, second.At[i], scene.Alarm).Y = second.At[j]
	}
}

// Modes are the local maxima of the energy at an observation, the best first; none where the policy has no energy.
func (p *Player) Modes(obs []float64) []solve.Mode {
	acts, ok := envs.PolicyAs[planar](p.rollout.Policy())
	if !ok {
		return nil
	}
	return acts.Modes(obs, modeStarts)
}

// secondMode is the best mode that is not p*.
func secondMode(land *policy.Landscape, modes []solve.Mode) (solve.Mode, bool) {
	for _, m := range modes {
		if !near(land, m.At) {
			return m, true
		}
	}
	return solve.Mode{}, false
}

// heatMark marks an action at its place on the plane. What is not on the plane, in the other coordinates, is named by its
// height and by its distance from the plane, in half widths of the set.
func (p *Player) heatMark(panel *scene.Panel, land *policy.Landscape, obs, action []float64, i, j int, m mark) {
	now := land.Ahead * len(action)
	whole := append(p.chunk[:0], land.Best...)
	copy(whole[now:], action)
	p.chunk = whole
	name, off := m.name, 0.0
	for c, x := range whole {
		if c != i && c != j {
			at := land.At.Row(c)
			off += square((x - land.Best[c]) / ((last(at) - at[0]) / 2))
		}
	}
	if !near(land, whole) {
		name = fmt.Sprintf("%s, %.2g below", name, land.Value-p.section(obs, whole).Value)
		if off > 1e-6 {
			name += fmt.Sprintf(", %.2g off", math.Sqrt(off))
		}
	}
	panel.AddMark(name, m.kind, whole[i], m.color).Y = whole[j]
}

func square(x float64) float64 { return x * x }

func rangeOf(axis []float64) scene.Range { return scene.Range{Lo: axis[0], Hi: last(axis)} }
