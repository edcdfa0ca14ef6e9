package losses

import (
	"fmt"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/agents/report"
)

// charts are the charts by file name.
func charts(f *Result, t *Times) map[string]report.Chart {
	memory := report.Chart{Title: "Memory that a loss holds", X: "inner iterations allowed", Y: "bytes", LogX: true, LogY: true}
	took := report.Chart{Title: "Time of a step", X: "inner iterations allowed", Y: fmt.Sprintf("µs for %d problems", f.Timed), LogX: true, LogY: true}
	gradient := report.Chart{Title: "Error of the gradient", X: "inner iterations", Y: "relative error", LogX: true, LogY: true}
	tolerance := report.Chart{Title: "Error of the gradient", X: "gap at which inner solves end", Y: "relative error", LogX: true, LogY: true}
	training := report.Chart{Title: "Cloning the expert of " + f.Task, X: "step", Y: "validation error", LogY: true}
	clock := report.Chart{Title: "Cloning the expert of " + f.Task, X: "seconds", Y: "validation error", LogY: true}
	bound := report.Series{Name: "bound for fenchel-young"}
	for i, c := range f.Curves {
		bytes, micros := dots(c.Loss), dots(c.Loss)
		for j, cost := range f.Held {
			if cost.Loss == c.Loss {
				put(&bytes, float64(cost.Steps), float64(cost.Bytes))
				put(&micros, float64(cost.Steps), t.Steps[j].Step.Seconds()*1e6)
			}
		}
		byIters, byTol := dots(c.Loss), dots(c.Loss)
		for _, e := range f.Errors {
			if e.Loss != c.Loss {
				continue
			}
			put(&byIters, e.Iters, e.Error)
			if e.Tol > 0 {
				put(&byTol, e.Tol, e.Error)
			}
			if e.Bound > 0 {
				put(&bound, e.Tol, e.Bound)
			}
		}
		curve, seconds := report.Series{Name: c.Loss}, report.Series{Name: c.Loss}
		for j, e := range c.Error {
			put(&curve, float64(c.Steps[j]), e)
			put(&seconds, float64(c.Steps[j])*t.Curves[i].Step.Seconds(), e)
		}
		memory.Series, took.Series = append(memory.Series, bytes), append(took.Series, micros)
		gradient.Series, training.Series, clock.Series = append(gradient.Series, byIters), append(training.Series, curve), append(clock.Series, seconds)
		if len(byTol.X) > 0 {
			tolerance.Series = append(tolerance.Series, byTol)
		}
	}
	tolerance.Series = append(tolerance.Series, bound)
	shapes := report.Chart{Title: "Unary losses of y = ½ on [−1,1]", X: "u", Y: "L(u,y)"}
	for _, s := range f.Shapes {
		shapes.Series = append(shapes.Series, report.Series{Name: s.Name, X: s.U, Y: s.Loss})
	}
	all := map[string]report.Chart{"memory": memory, "time": took, "error": gradient, "tolerance": tolerance, "curves": training, "seconds": clock, "shapes": shapes}
	for name, c := range all {
		c.Title = grid.ChartTitle(c.Title, f.Citable)
		all[name] = c
	}
	return all
}

func dots(name string) report.Series { return report.Series{Name: name, Points: true} }

func put(s *report.Series, x, y float64) { s.X, s.Y = append(s.X, x), append(s.Y, y) }
