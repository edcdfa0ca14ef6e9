package losses

import (
	"fmt"
	"strconv"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/agents/report"
)

// Sections is the part of the report that is the same on every run.
func (f *Result) Sections() []report.Section {
	return []report.Section{leadSection(f), costSection(f), errorSection(f), curveSection(f), solveSection(f)}
}

func leadSection(f *Result) report.Section {
	s := report.Section{Title: "losses", Text: []string{
		"Fenchel-Young, which needs no derivative of the argmax, compared with the squared error of the argmax, unrolled and implicit.",
		fmt.Sprintf("Input-concave SPEN of %d units, Ω = ½γ‖p‖², p in the box [−1,1]^%d, γ = %g, %d problems a batch, seed %d.", f.Hidden, f.K, f.Gamma, f.Rows, f.Seed)}}
	if !f.Citable {
		s.Text = append([]string{grid.NotForCitation}, s.Text...)
	}
	return s
}

// lossNames are the methods in the order of the report.
func lossNames(f *Result) []string {
	var names []string
	for _, c := range f.Curves {
		names = append(names, c.Loss)
	}
	return names
}

func costSection(f *Result) report.Section {
	s := report.Section{Title: "memory that a loss holds, bytes, by inner iterations allowed", Right: 0, Head: []string{"iterations"},
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

func errorSection(f *Result) report.Section {
	s := report.Section{Title: "error of the gradient in v, relative, when inner solves end early", Right: 1,
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

func curveSection(f *Result) report.Section {
	s := report.Section{Title: "cloning the expert of " + f.Task, Right: 1, Head: []string{"loss", "steps", "last validation error", "steps to equal accuracy"},
		Text: []string{"A pairwise energy, U = −AAᵀ of rank 2, on the same episodes with the same rate. Equal accuracy is the largest of the last errors."}}
	for _, c := range f.Curves {
		last := len(c.Steps) - 1
		s.Rows = append(s.Rows, []string{c.Loss, strconv.Itoa(c.Steps[last]), fmt.Sprintf("%.2e", c.Error[last]), strconv.Itoa(c.Reach)})
	}
	return s
}

func solveSection(f *Result) report.Section {
	s := report.Section{Title: "solvers", Right: 3, Head: []string{"energy", "regularizer", "solver", "k", "problems", "iterations", "largest gap"}}
	for _, q := range f.Solves {
		s.Rows = append(s.Rows, []string{q.Energy, q.Regularizer, q.Solver, strconv.Itoa(q.K), strconv.Itoa(q.Problems), fmt.Sprintf("%.1f", q.Iters), fmt.Sprintf("%.1e", q.Gap)})
	}
	return s
}

// Sections is the part of the report that depends on the machine.
func (t *Times) Sections(f *Result) []report.Section {
	step := report.Section{Title: fmt.Sprintf("time of a step, µs for %d problems, by inner iterations allowed", f.Timed), Head: append([]string{"iterations"}, lossNames(f)...)}
	memory := report.Section{Title: "bytes allocated by building a loss and its first step, measured", Head: step.Head}
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
	curve := report.Section{Title: "cloning the expert of " + f.Task, Right: 1, Head: []string{"loss", "µs a step, median", "seconds to equal accuracy"}}
	for _, c := range t.Curves {
		curve.Rows = append(curve.Rows, []string{c.Loss, fmt.Sprintf("%.1f", c.Step.Seconds()*1e6), fmt.Sprintf("%.3f", c.Reach.Seconds())})
	}
	solves := report.Section{Title: "problems solved a second, one core", Right: 3, Head: []string{"energy", "regularizer", "solver"}}
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
	return []report.Section{step, memory, curve, solves}
}
