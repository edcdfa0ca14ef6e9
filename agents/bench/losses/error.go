package losses

import (
	"context"
	"math"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/loss"
	"github.com/fenchel-gym/fenchel/policy/solve"
)

// GradientError is how far the gradient in v is from that at the exact p*, when the inner solution is not finished.
type GradientError struct {
	Loss  string  `json:"loss"`
	Tol   float64 `json:"tol,omitempty"`   // gap at which inner solves end; 0 where the number of steps was given
	Iters float64 `json:"iters"`           // inner iterations, mean over the batch
	Error float64 `json:"error"`           // ‖∇L̃ − ∇L‖/‖∇L‖ over the batch
	Bound float64 `json:"bound,omitempty"` // what docs/paper.md 3.6 and 3.8 promise for it: fenchel-young alone
}

// errors solves to each gap, and for unrolling to each number of steps, and compares with the exact gradients. That of
// both squared losses is the implicit one at the exact p*.
func (b Config) errors(ctx context.Context, s grid.Setting, found *Result) error {
	batch := b.newBatch(s.Seed, b.Rows)
	methods := methods()
	exact := map[string][]float64{}
	for _, m := range methods[:2] {
		g, _, err := batch.gradient(m, ascent(0, 1<<12), 0)
		if err != nil {
			return err
		}
		exact[m.name] = g
	}
	for _, m := range methods[:2] {
		for _, tol := range b.Tols {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			g, l, err := batch.gradient(m, ascent(tol, 1<<12), 0)
			if err != nil {
				return err
			}
			e := GradientError{Loss: m.name, Tol: tol, Iters: iterations(l, 0), Error: distance(g, exact[m.name]) / norm(exact[m.name])}
			if fy, ok := l.(*loss.FenchelYoung); ok {
				e.Bound = promised(fy, b.Gamma) / norm(exact[m.name])
			}
			found.Errors = append(found.Errors, e)
		}
	}
	want := exact["squared-implicit"]
	for _, steps := range b.Steps {
		g, _, err := batch.gradient(methods[2], nil, steps)
		if err != nil {
			return err
		}
		found.Errors = append(found.Errors, GradientError{Loss: methods[2].name, Iters: float64(steps), Error: distance(g, want) / norm(want)})
	}
	return nil
}

// gradient is ∂L/∂v of the batch by a method.
func (b *batch) gradient(m method, s solve.Solver, steps int) ([]float64, loss.Loss, error) {
	l, err := b.build(m, s, steps)
	if err != nil {
		return nil, nil, err
	}
	b.step(l)
	return append([]float64(nil), b.gradV.Data...), l, nil
}

// promised bounds the gradient's error by the gaps: ∇₁Φ(u,p) = p, so a row is off by ‖p̃ − p*‖ ≤ √(2·gap/γ).
func promised(l *loss.FenchelYoung, gamma float64) float64 {
	_, reports := l.Argmax()
	sum := 0.0
	for _, r := range reports {
		sum += 2 * r.Gap / gamma
	}
	return math.Sqrt(sum)
}

// distance is ‖a − b‖.
func distance(a, b []float64) float64 {
	sum := 0.0
	for i, x := range a {
		sum += (x - b[i]) * (x - b[i])
	}
	return math.Sqrt(sum)
}

// norm is ‖a‖.
func norm(a []float64) float64 { return distance(a, make([]float64, len(a))) }
