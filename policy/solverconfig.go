package policy

// solver builds the solver that c names, or the default for the problem, with c's options in place of the solver's
// own. A non-concave problem gets several starts.
func (c SolverConfig) solver(q *Problem) Solver {
	name := c.nameFor(q)
	s := c.named(name)
	if name == "closed-form" || name == "sampler" || name == "gibbs" || name == "mean-shift" || q.Energy.Concave() {
		return s
	}
	return NewStarts(s, StartsOptions{Count: or(c.Starts, DefaultStarts().Count)})
}

// nameFor is c's name, or that of the default for the problem.
func (c SolverConfig) nameFor(q *Problem) string {
	if c.Name == "" {
		return defaultName(q)
	}
	return c.Name
}

// named builds the solver itself.
func (c SolverConfig) named(name string) Solver {
	switch name {
	case "closed-form":
		return &ClosedForm{}
	case "box-coordinate":
		o := DefaultBoxCoordinate()
		return NewBoxCoordinate(BoxCoordinateOptions{Tol: or(c.Tol, o.Tol), Sweeps: or(c.Iters, o.Sweeps)})
	case "newton":
		o := DefaultNewton()
		return NewNewton(NewtonOptions{Tol: or(c.Tol, o.Tol), Steps: or(c.Iters, o.Steps)})
	case "projected-gradient":
		o := DefaultProjectedGradient()
		return NewProjectedGradient(ProjectedGradientOptions{Tol: or(c.Tol, o.Tol), Steps: or(c.Iters, o.Steps)})
	case "mirror":
		o := DefaultMirror()
		return NewMirror(MirrorOptions{Tol: or(c.Tol, o.Tol), Steps: or(c.Iters, o.Steps)})
	case "sampler":
		return NewSampler(c.sampler())
	case "gibbs":
		o := DefaultGibbs()
		o.Candidates, o.Rounds = or(c.Candidates, o.Candidates), or(c.Rounds, o.Rounds)
		o.Chains, o.Refine = min(o.Chains, o.Candidates), max(or(c.Refine, o.Refine), 0)
		return NewGibbs(o)
	case "mean-shift":
		o := DefaultMeanShift()
		return NewMeanShift(MeanShiftOptions{Tol: or(c.Tol, o.Tol), Steps: or(c.Iters, o.Steps)})
	}
	panic("policy: solver without a constructor")
}

func (c SolverConfig) sampler() SamplerOptions {
	o := DefaultSampler()
	o.Candidates, o.Rounds, o.Refine = or(c.Candidates, o.Candidates), or(c.Rounds, o.Rounds), or(c.Refine, o.Refine)
	o.Elites = min(o.Elites, o.Candidates)
	if o.Refine < 0 {
		o.Refine = 0
	}
	return o
}

// defaultName names the solver that is exact for the problem, or the one that comes nearest to it.
func defaultName(q *Problem) string {
	if _, linear := q.Energy.(Linear); linear {
		return "closed-form"
	}
	if _, searched := q.Energy.(Mixer); searched {
		return "sampler"
	}
	switch {
	case NewMeanShift(DefaultMeanShift()).Check(q) == nil:
		return "mean-shift"
	case (&BoxCoordinate{}).Check(q) == nil:
		return "box-coordinate"
	case q.Omega.Interior():
		return "mirror"
	case q.Energy.Dim() <= smallDim && NewNewton(DefaultNewton()).Check(q) == nil:
		return "newton"
	}
	return "projected-gradient"
}

// DefaultSolver is the solver that suits the problem, with default options.
func DefaultSolver(q *Problem) Solver { return SolverConfig{}.solver(q) }

// or is x, or other where x is zero.
func or[T comparable](x, other T) T {
	var zero T
	if x == zero {
		return other
	}
	return x
}
