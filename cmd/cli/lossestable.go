package cli

import (
	"fmt"
	"strconv"

	"github.com/fenchel-gym/fenchel/agents/bench/losses"
	"github.com/fenchel-gym/fenchel/agents/report"
)

// lossesSections is the part of the report that is the same on every run.
func lossesSections(f *losses.Result) []section {
	return []section{lossesLead(f), costSection(f), errorSection(f), curveSection(f), solveSection(f)}
}

func lossesLead(f *losses.Result) section {
	s := section{Title: "losses", Text: []string{
		"Fenchel-Young, which asks for no derivative of the argmax, beside the squared error of the argmax, unrolled and implicit.",
		fmt.Sprintf("Input-concave SPEN of %d units, Ω = ½γ‖p‖², p in the box [−1,1]^%d, γ = %g, %d problems a batch, seed %d.", f.Hidden, f.K, f.Gamma, f.Rows, f.Seed)}}
	if !f.Citable {
		s.Text = append([]string{notForCitation}, s.Text...)
	}
	return s
}

// lossNames are the methods in the order of the report.
func lossNames(f *losses.Result) []string {
	var names []string
	for _, c := range f.Curves {
		names = append(names, c.Loss)
	}
	return names
}

func costSection(f *losses.Result) section {
	s := section{Title: "memory that a loss holds, bytes, by inner iterations allowed", Right: 0, Head: []string{"iterations"},
		Text: []string{"Counted: iterates, tape and scratch. In parentheses the iterations taken, where the solver ends earlier."}}
	s.Head = append(s.Head, lossNames(f)...)
	for _, steps := range f.Steps {
		row := []string{strconv.Itoa(steps)}
		for _, c := range f.Held {
			if c.Steps != steps {
				continue
			}
			cell := strconv.Itoa(c.Bytes)
			if c.Iters < float64(steps) {
				cell += fmt.Sprintf(" (%.0f)", c.Iters)
			}
			row = append(row, cell)
		}
		s.Rows = append(s.Rows, row)
	}
	return s
}

func errorSection(f *losses.Result) section {
	s := section{Title: "error of the gradient in v, relative, when inner solves end early", Right: 1,
		Head: []string{"loss", "gap", "iterations", "error", "bound"},
		Text: []string{"The bound is √(2·gap/γ) for a row: the quadratic lower bound and the Lipschitz constant of ∇₁Φ. Unrolling takes a number of steps."}}
	for _, e := range f.Errors {
		gap, bound := "", ""
		if e.Tol > 0 {
			gap = fmt.Sprintf("%.0e", e.Tol)
		}
		if e.Bound > 0 {
			bound = fmt.Sprintf("%.1e", e.Bound)
		}
		s.Rows = append(s.Rows, []string{e.Loss, gap, fmt.Sprintf("%.1f", e.Iters), fmt.Sprintf("%.1e", e.Error), bound})
	}
	return s
}

func curveSection(f *losses.Result) section {
	s := section{Title: "cloning the expert of " + f.Task, Right: 1, Head: []string{"loss", "steps", "last validation error", "steps to equal accuracy"},
		Text: []string{"A pairwise energy, U = −AAᵀ of rank 2, on the same episodes with the same rate. Equal accuracy is the largest of the last errors."}}
	for _, c := range f.Curves {
		last := len(c.Steps) - 1
		s.Rows = append(s.Rows, []string{c.Loss, strconv.Itoa(c.Steps[last]), fmt.Sprintf("%.2e", c.Error[last]), strconv.Itoa(c.Reach)})
	}
	return s
}

func solveSection(f *losses.Result) section {
	s := section{Title: "solvers", Right: 3, Head: []string{"energy", "regularizer", "solver", "k", "problems", "iterations", "largest gap"}}
	for _, q := range f.Solves {
		s.Rows = append(s.Rows, []string{q.Energy, q.Regularizer, q.Solver, strconv.Itoa(q.K), strconv.Itoa(q.Problems), fmt.Sprintf("%.1f", q.Iters), fmt.Sprintf("%.1e", q.Gap)})
	}
	return s
}

// lossesTimeSections is the part that depends on the machine.
func lossesTimeSections(f *losses.Result, t *losses.Times) []section {
	step := section{Title: fmt.Sprintf("time of a step, µs for %d problems, by inner iterations allowed", f.Timed), Head: append([]string{"iterations"}, lossNames(f)...)}
	memory := section{Title: "bytes allocated by building a loss and its first step, measured", Head: step.Head}
	for _, steps := range f.Steps {
		row, bytes := []string{strconv.Itoa(steps)}, []string{strconv.Itoa(steps)}
		for _, c := range t.Steps {
			if c.Steps == steps {
				row = append(row, fmt.Sprintf("%.1f", c.Step.Seconds()*1e6))
				bytes = append(bytes, strconv.FormatUint(c.Allocated, 10))
			}
		}
		step.Rows, memory.Rows = append(step.Rows, row), append(memory.Rows, bytes)
	}
	curve := section{Title: "cloning the expert of " + f.Task, Right: 1, Head: []string{"loss", "µs a step, median", "seconds to equal accuracy"}}
	for _, c := range t.Curves {
		curve.Rows = append(curve.Rows, []string{c.Loss, fmt.Sprintf("%.1f", c.Step.Seconds()*1e6), fmt.Sprintf("%.3f", c.Reach.Seconds())})
	}
	solves := section{Title: "problems solved a second, one core", Right: 3, Head: []string{"energy", "regularizer", "solver"}}
	for _, k := range f.Dims {
		solves.Head = append(solves.Head, fmt.Sprintf("k = %d", k))
	}
	kinds := len(t.Solves) / len(f.Dims)
	for i, q := range t.Solves[:kinds] {
		row := []string{q.Energy, q.Regularizer, q.Solver}
		for j := range f.Dims {
			row = append(row, fmt.Sprintf("%.0f", t.Solves[i+j*kinds].PerSecond))
		}
		solves.Rows = append(solves.Rows, row)
	}
	return []section{step, memory, curve, solves}
}

// lossesCharts are the charts by file name.
func lossesCharts(f *losses.Result, t *losses.Times) map[string]report.Chart {
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
	charts := map[string]report.Chart{"memory": memory, "time": took, "error": gradient, "tolerance": tolerance, "curves": training, "seconds": clock, "shapes": shapes}
	for name, c := range charts {
		c.Title = chartTitle(c.Title, f.Citable)
		charts[name] = c
	}
	return charts
}

func dots(name string) report.Series { return report.Series{Name: name, Points: true} }

func put(s *report.Series, x, y float64) { s.X, s.Y = append(s.X, x), append(s.Y, y) }
