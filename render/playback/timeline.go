package playback

import (
	"math"
	"slices"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/policy/solve"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// reporter is a policy that says how its last decision went.
type reporter interface{ Report() solve.Report }

// value is what the policy reports of its last decision, NaN where it reports nothing.
func (p *Player) value() float64 {
	if r, ok := envs.PolicyAs[reporter](p.rollout.Policy()); ok {
		return r.Report().Value
	}
	return math.NaN()
}

// Moments is what is known of an episode besides: the steps at which a person took over and gave back.
type Moments func(dst []scene.Moment) []scene.Moment

// timeline says how far the episode is known and what stands out in it.
func (p *Player) timeline(t *scene.Timeline) {
	t.Known = p.known()
	t.Length = max(p.rollout.Env().Spec().Horizon, t.Known)
	t.Moments = runs(t.Moments, p.clipped, scene.Clipped)
	t.Moments = runs(t.Moments, surprises(p.values), scene.Surprise)
	if p.o.Moments != nil {
		t.Moments = p.o.Moments(t.Moments)
	}
	if p.ended {
		t.Length = t.Known
		t.Moments = append(t.Moments, scene.Moment{Step: t.Known, Kind: scene.Ended})
	}
}

// runs adds the first step of each run of consecutive steps.
func runs(dst []scene.Moment, steps []int, kind scene.MomentKind) []scene.Moment {
	for i, step := range steps {
		if i == 0 || step != steps[i-1]+1 {
			dst = append(dst, scene.Moment{Step: step, Kind: kind})
		}
	}
	return dst
}

// surprising is how many deviations from the median make a value one that stands out. The deviation is 1.48 times the
// median distance from the median, which is the standard deviation where the values are normal.
const surprising = 6

// surprises are the steps at which the value of the decision is far below those of the rest of the episode.
func surprises(values []float64) []int {
	sorted := slices.DeleteFunc(slices.Clone(values), math.IsNaN)
	if len(sorted) < 10 {
		return nil
	}
	slices.Sort(sorted)
	median := sorted[len(sorted)/2]
	for i, x := range sorted {
		sorted[i] = math.Abs(x - median)
	}
	slices.Sort(sorted)
	limit := median - surprising*1.48*sorted[len(sorted)/2]
	var steps []int
	for i, x := range values {
		if x < limit {
			steps = append(steps, i)
		}
	}
	return steps
}

// Info adds all that is observed and done, by name and unit.
func (p *Player) Info(f *scene.Frame) {
	r, spec := &f.Readout, p.rollout.Env().Spec()
	for i, c := range spec.Obs {
		r.Named = append(r.Named, scene.Fact{Name: c.Name, Value: p.rollout.Obs()[i], Unit: c.Unit})
	}
	for i, g := range r.Actions {
		r.Named = append(r.Named, scene.Fact{Name: "action " + spec.Act[i].Name, Value: g.Value, Unit: g.Unit})
	}
}
