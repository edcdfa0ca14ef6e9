package cli

import "github.com/fenchel-gym/fenchel/envs"

// still is a policy that does nothing, as far as the action set allows.
type still struct{ middle []float64 }

func newStill(spec envs.Spec) still {
	s := still{make([]float64, spec.Action.Dim())}
	spec.Action.Project(s.middle, s.middle)
	return s
}

// Act sends the point of the action set nearest to zero.
func (s still) Act(dst, _ []float64) { copy(dst, s.middle) }
