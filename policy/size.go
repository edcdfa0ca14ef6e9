package policy

import (
	"slices"
	"strings"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/policy/energy"
)

// weights counts the weights of a policy for d observation channels before any is allocated, in float64 so that no
// product overflows.
func (c Config) weights(d int, set space.Set) float64 {
	v, own := c.outputs(set)
	if c.Skip {
		own += float64(v) * float64(d)
	}
	return layers(slices.Concat([]int{d}, c.Hidden, []int{v})) + own
}

// outputs returns the length of v and the number of weights that the energy owns.
func (c Config) outputs(set space.Set) (v int, own float64) {
	k := set.Dim()
	switch {
	case c.Head == "deterministic":
		return k, 0
	case c.Head == "gaussian" || c.Head == "squashed-gaussian":
		return 2 * k, 0
	case c.Energy == "late":
		return c.Embed, layers(slices.Concat([]int{c.Embed + k}, c.EnergyWidth, []int{1}))
	case c.Energy == "conditional":
		return c.EnergyWidth[0] * (1 + k), layers(slices.Concat(c.EnergyWidth, []int{1}))
	case c.Energy == "modes":
		return c.Modes * (k + 1), 0
	case c.Energy == "linear-concave":
		h := c.EnergyWidth[0]
		return k + h, float64(h) * (float64(k) + 1)
	case c.Energy == "spen":
		return energy.SPENOptions{Width: c.EnergyWidth}.Size(k)
	case c.Energy == "spen-concave":
		return energy.ConcaveSPENOptions{Width: c.EnergyWidth}.Size(k)
	case strings.HasSuffix(c.Energy, globalSuffix):
		return k, float64(c.emitted(set).VDim() - k)
	}
	return c.emitted(set).VDim(), 0
}

// layers counts the weights and biases of a perceptron.
func layers(sizes []int) float64 {
	var sum float64
	for i := 1; i < len(sizes); i++ {
		sum += float64(sizes[i]) * (float64(sizes[i-1]) + 1)
	}
	return sum
}
