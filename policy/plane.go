package policy

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"strconv"

	"github.com/fenchel-gym/fenchel/internal/floats"
	"github.com/fenchel-gym/fenchel/policy/solve"
)

// Plane is the objective Φ(v,·) − Ω over two coordinates of the action, the others as in the action that it goes through:
// what a viewer draws as a heat map. Coordinates are the task's.
type Plane struct {
	I, J   int       // the coordinates: across, and up
	X, Y   []float64 // positions on them, evenly spaced over the set (points each)
	Values Matrix    // row b, column a: at (X[a], Y[b])

	normal Matrix // scratch: the points in normalized coordinates
}

// Plane fills dst with points × points values through an action in the task's units (c·k), for one observation, and reports
// whether there is one: the policy has an energy, two different coordinates, and a box for an action set.
func (n *Network) Plane(dst *Plane, obs, action []float64, i, j, points int) bool {
	g, ok := n.head.(*Greedy)
	if !ok || points < 2 || n.edge.Half == nil || i == j || max(i, j) >= g.Dim() {
		return false
	}
	v := n.objective(obs)
	p := make([]float64, g.Dim())
	n.edge.Invert(p, action)
	g.Set.Project(p, p)
	dst.I, dst.J = i, j
	dst.X, dst.Y = floats.Grow(dst.X, points), floats.Grow(dst.Y, points)
	dst.Values, dst.normal = dst.Values.Reshape(points, points), dst.normal.Reshape(points*points, len(p))
	for b := range points {
		for a := range points {
			row := dst.normal.Row(b*points + a)
			copy(row, p)
			row[i], row[j] = grade(g, i, a, points), grade(g, j, b, points)
		}
	}
	g.Value(dst.Values.Data, v, dst.normal)
	for a := range points {
		dst.X[a] = n.edge.Mid[i] + n.edge.Half[i]*grade(g, i, a, points)
		dst.Y[a] = n.edge.Mid[j] + n.edge.Half[j]*grade(g, j, a, points)
	}
	return true
}

// grade is the a-th of so many positions on coordinate i.
func grade(g *Greedy, i, a, points int) float64 {
	lo, hi := extent(g.Set, i)
	return lo + (hi-lo)*float64(a)/float64(points-1)
}

// objective is v for the decision at an observation.
func (n *Network) objective(obs []float64) Matrix {
	window, _ := n.windowAt(obs)
	return n.single.forward(n, Matrix{Rows: 1, Cols: len(window), Data: window})
}

// Two maxima are one mode where the objective between them, on a line, does not go below the lower one by more than this
// share of what it varies over the set: a dip that no picture shows.
const modeDip = 0.01

// Modes are the local maxima of the objective that projected gradient ascent finds from p* and so many other points, the
// best first: the second one says what the policy might as well have done, and how much worse it is. One alone where the
// problem is concave; none where the policy has no energy.
func (n *Network) Modes(obs []float64, starts int) []solve.Mode {
	g, ok := n.head.(*Greedy)
	if !ok {
		return nil
	}
	var land Landscape
	n.Landscape(&land, obs, 2)
	best := make([]float64, g.Dim())
	n.edge.Invert(best, land.Best)
	climb := solve.NewProjectedGradient(solve.ProjectedGradientOptions{Tol: 1e-10, Iters: 300})
	if g.Energy.Concave() || climb.Check(&g.Problem) != nil {
		return []solve.Mode{{At: slices.Clone(land.Best), Value: land.Value}}
	}
	from := NewMatrix(starts+1, g.Dim())
	copy(from.Row(0), best)
	rng := rand.New(rand.NewPCG(0, uint64(starts))) // the same points at every moment
	for i := range starts {
		g.Set.Sample(from.Row(i+1), rng)
	}
	v := n.objective(obs)
	vs := NewMatrix(from.Rows, v.Cols)
	for i := range from.Rows {
		copy(vs.Row(i), v.Data)
	}
	p, reports := NewMatrix(from.Rows, g.Dim()), make([]solve.Report, from.Rows)
	heights := make([]float64, from.Rows)
	g.Value(heights, v, from)
	climb.Maximize(p, reports, &g.Problem, vs, solve.Rows{Start: from})
	reports = append(reports, solve.Report{Value: land.Value}) // p* itself, which is better where the ascents were not enough
	p = Matrix{Rows: p.Rows + 1, Cols: p.Cols, Data: append(p.Data, best...)}
	return n.distinct(g, v, p, reports, slices.Min(heights))
}

// distinct are the modes among points that ascents ended at, the best first. floor is a low value of the objective.
func (n *Network) distinct(g *Greedy, v, p Matrix, reports []solve.Report, floor float64) []solve.Mode {
	order := make([]int, p.Rows)
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(reports[b].Value, reports[a].Value) })
	dip := modeDip * (reports[order[0]].Value - floor)
	var modes []solve.Mode
	var found []int
	for _, i := range order {
		same := func(j int) bool { return valley(g, v, p.Row(i), p.Row(j)) >= reports[i].Value-dip }
		if slices.ContainsFunc(found, same) {
			continue
		}
		m := solve.Mode{At: make([]float64, p.Cols), Value: reports[i].Value}
		n.edge.Apply(m.At, p.Row(i))
		modes, found = append(modes, m), append(found, i)
	}
	return modes
}

// valley is the least of the objective at points between two others, on a line.
func valley(g *Greedy, v Matrix, a, b []float64) float64 {
	const points = 15
	between, values := NewMatrix(points, len(a)), make([]float64, points)
	for i := range points {
		t := float64(i+1) / (points + 1)
		for j := range a {
			between.Row(i)[j] = (1-t)*a[j] + t*b[j]
		}
	}
	g.Value(values, v, between)
	return slices.Min(values)
}

// Path is where the policy's solver is after 1, 2, 3 … iterations of the decision at an observation, in the task's units, at
// most so many rows: the same solver is run again and stopped earlier. Of a solver that starts several times it is the
// path from the first start. Empty where the solver does not iterate.
func (n *Network) Path(obs []float64, most int) [][]float64 {
	g, ok := n.head.(*Greedy)
	options, named := n.config.Greedy()
	if !ok || !named {
		return nil
	}
	v := n.objective(obs)
	var path [][]float64
	p, reports := NewMatrix(1, g.Dim()), make([]solve.Report, 1)
	for iters := 1; iters <= most; iters++ {
		choice := options.Solver
		if choice.Set("iters", strconv.Itoa(iters)) != nil {
			return nil
		}
		s, _, err := solve.New(choice, &g.Problem, 1)
		if err != nil {
			return nil
		}
		s.Maximize(p, reports, &g.Problem, v, solve.Rows{Start: n.last()})
		at := make([]float64, g.Dim())
		n.edge.Apply(at, p.Data)
		if len(path) > 0 && slices.Equal(path[len(path)-1], at) {
			break
		}
		path = append(path, at)
	}
	return path
}
