package expert

import (
	"slices"

	"gonum.org/v1/gonum/mat"

	"github.com/fenchel-gym/fenchel/envs"
)

// linearStep is the half width of the central differences: small compared with the states and large compared with rounding.
const linearStep = 1e-5

// linearize is the task near an equilibrium (q, v) under the action 0, as central differences of its Step:
//
//	x' − x₀ ≈ A·(x − x₀) + B·a        x = (q, v)
//
// The environment needs envs.StateSetter.
func linearize(e envs.Env, q, v []float64) (a, b *mat.Dense) {
	nq, n, k := len(q), len(q)+len(v), e.Spec().Action.Dim()
	x0, act := slices.Concat(q, v), make([]float64, k)
	setter, ok := envs.As[envs.StateSetter](e)
	if !ok {
		panic("expert: linearize of an environment whose state cannot be set")
	}
	obs := make([]float64, len(e.Spec().Obs))
	step := func() []float64 {
		setter.SetState(obs, x0[:nq], x0[nq:])
		e.Step(obs, act)
		q1, v1 := setter.State()
		return slices.Concat(q1, v1)
	}
	column := func(m *mat.Dense, j int, x *float64) {
		x00 := *x
		*x = x00 + linearStep
		hi := step()
		*x = x00 - linearStep
		lo := step()
		*x = x00
		for i := range n {
			m.Set(i, j, (hi[i]-lo[i])/(2*linearStep))
		}
	}
	a, b = mat.NewDense(n, n, nil), mat.NewDense(n, k, nil)
	for j := range x0 {
		column(a, j, &x0[j])
	}
	for j := range act {
		column(b, j, &act[j])
	}
	return a, b
}
