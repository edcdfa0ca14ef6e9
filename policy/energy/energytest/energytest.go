// Package energytest makes every registered energy in a size for tests. Nothing but tests imports it.
package energytest

import (
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/policy/energy"
)

// All returns every energy on k coordinates, with weights of deviation 0.3 where it has any.
func All(k int, rng *rand.Rand) []energy.Energy {
	list := []energy.Energy{energy.Pairwise{K: k, Hollow: true}}
	for _, name := range energy.Names() {
		e := Small(name, space.UnitBox(k))
		Shake(e, 0.3, rng)
		list = append(list, e)
	}
	return list
}

// Small is an energy with options that make it small and smooth, where it has any. Its weights are zero.
func Small(name string, set space.Set) energy.Energy {
	c := energy.Choose(name)
	for _, option := range [][2]string{{"rank", "2"}, {"embed", "5"}, {"width", "[6, 5]"}, {"width", "0.5"}, {"modes", "3"}, {"features", "5"}, {"activation", "softplus"}} {
		_ = c.Set(option[0], option[1]) // refused where there is no such option, or it is of another kind
	}
	return c.Options.New(set)
}

// Shake draws the weights of an energy, where it has any, and moves them to the nearest admissible ones.
func Shake(e energy.Energy, std float64, rng *rand.Rand) {
	own, ok := e.(energy.Parametric)
	if !ok {
		return
	}
	for _, w := range own.Params() {
		for i := range w.Data {
			w.Data[i] = float32(std * rng.NormFloat64())
		}
	}
	if p, ok := e.(energy.Projector); ok {
		p.ProjectParams()
	}
}

// Single reports whether an energy computes in float32: such numbers cannot be differenced, and agree to rounding only.
func Single(e energy.Energy) bool {
	_, ok := e.(energy.WeightedGradient)
	return ok
}

// Phi is Φ(v,p) for one row.
func Phi(e energy.Energy, v, p []float64) float64 {
	dst := make([]float64, 1)
	e.Value(dst, energy.Matrix{Rows: 1, Cols: len(v), Data: v}, energy.Matrix{Rows: 1, Cols: len(p), Data: p})
	return dst[0]
}
