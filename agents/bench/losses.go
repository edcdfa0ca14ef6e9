package bench

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"time"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/loss"
	"github.com/fenchel-gym/fenchel/policy"
)

// LossStudy measures what it buys that the generalized Fenchel-Young loss needs no derivative of the argmax, beside the
// squared error of the argmax differentiated by unrolling the solver and by the implicit function theorem. The energy is
// an input-concave SPEN: concave, so that every loss has one answer, and without a closed form.
type LossStudy struct {
	Seed   uint64
	Clock  agents.Clock // nil: no timings
	K      int          // coordinates of the action
	Hidden int          // units of the energy
	Batch  int          // rows of a step
	Steps  []int        // inner iterations to try
	Train  int          // optimizer steps of the training curves
}

// DefaultLossStudy is a study of a quarter of a minute.
func DefaultLossStudy() LossStudy {
	return LossStudy{K: 8, Hidden: 32, Batch: 64, Steps: []int{5, 10, 20, 40, 80, 160, 320}, Train: 1000}
}

// Growth is a training step's cost with a number of inner iterations, forward and backward through the energy.
type Growth struct {
	Loss  string  `json:"loss"`
	Steps int     `json:"steps"`
	Micro float64 `json:"us"`    // a step, microseconds
	Bytes int     `json:"bytes"` // that the loss and its solver keep
}

// Accuracy is how exact a gradient is whose inner problem was left unfinished.
type Accuracy struct {
	Loss  string  `json:"loss"`
	Steps int     `json:"steps"`
	Gap   float64 `json:"gap"`   // mean over the batch of what the inner solution misses; absent where not known
	Error float64 `json:"error"` // ‖g − g*‖/‖g*‖, g* the gradient with the inner problem solved
}

// LossCurve is a training: the validation error of the decoded action after every so many steps, and when it was reached.
type LossCurve struct {
	Loss    string    `json:"loss"`
	Steps   []int     `json:"steps"`
	Error   []float64 `json:"error"`
	Seconds []float64 `json:"-"` // spent in steps so far
}

// Solves is how fast and how well box problems of a size are solved.
type Solves struct {
	K      int     `json:"k"`
	Iters  float64 `json:"iters"`  // sweeps of a solve, mean
	Gap    float64 `json:"gap"`    // largest over the problems
	Active float64 `json:"active"` // share of the coordinates at a bound
	Rate   float64 `json:"-"`      // solves a second
}

// rivals are the losses that are compared, each with the inner iterations that it is given.
var rivals = []struct {
	name string
	make func(q policy.Problem, steps int) loss.Loss
}{
	{"fenchel-young", func(q policy.Problem, steps int) loss.Loss { return loss.NewFenchelYoung(climbing(q, steps)) }},
	{"squared-implicit", func(q policy.Problem, steps int) loss.Loss { return must(loss.NewImplicit(climbing(q, steps))) }},
	{"squared-unrolled", func(q policy.Problem, steps int) loss.Loss {
		return must(loss.NewUnrolled(climbing(q, steps), loss.UnrolledOptions{Steps: steps, Rate: 0.2}))
	}},
}

// must is for problems of this file's own.
func must[T any](x T, err error) T {
	if err != nil {
		panic("bench: " + err.Error())
	}
	return x
}

// climbing is a head that takes at most so many steps of projected gradient.
func climbing(q policy.Problem, steps int) *policy.Greedy {
	return must(policy.NewGreedy(q.Clone(), policy.NewProjectedGradient(policy.ProjectedGradientOptions{Tol: 1e-13, Steps: steps})))
}

// problem is the study's energy on a box, and a batch of v and y.
func (s LossStudy) problem() (q policy.Problem, v, y policy.Matrix) {
	rng := envs.Stream(s.Seed, envs.Weights, 0)
	e := policy.NewSPEN(s.K, []int{s.Hidden}, true)
	e.Init(rng)
	for _, p := range e.Params() {
		for i := range p.Data {
			p.Data[i] *= 2 // a curvature worth the name
		}
	}
	q = policy.Problem{Energy: e, Omega: policy.Norm2{Gamma: 0.2}, Set: space.UnitBox(s.K)}
	v, y = policy.NewMatrix(s.Batch, e.VDim()), policy.NewMatrix(s.Batch, s.K)
	for i := range v.Data {
		v.Data[i] = rng.NormFloat64()
	}
	for i := range y.Data {
		y.Data[i] = 2*rng.Float64() - 1
	}
	return q, v, y
}

// Growth measures every loss with every number of inner iterations.
func (s LossStudy) Growth() []Growth {
	q, v, y := s.problem()
	losses, grad := make([]float64, s.Batch), policy.NewMatrix(v.Rows, v.Cols)
	var list []Growth
	for _, r := range rivals {
		for _, steps := range s.Steps {
			l := r.make(q, steps)
			step := func() { l.AddGrad(losses, grad, nil, 1, v, y, policy.Rows{}) }
			list = append(list, Growth{Loss: r.name, Steps: steps, Bytes: allocated(step), Micro: s.micro(step)})
		}
	}
	return list
}

// allocated is how many bytes of the heap a first call takes; what it keeps is what later calls use again.
func allocated(f func()) int {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return int(after.TotalAlloc - before.TotalAlloc)
}

// micro is the least mean time of a call over a few rounds, microseconds; 0 without a clock.
func (s LossStudy) micro(f func()) float64 {
	if s.Clock == nil {
		return 0
	}
	best := math.Inf(1)
	for range 3 {
		calls, begun := 0, s.Clock()
		for s.Clock()-begun < 20*time.Millisecond {
			f()
			calls++
		}
		best = min(best, float64((s.Clock()-begun).Nanoseconds())/1e3/float64(calls))
	}
	return best
}

// Accuracy compares each gradient with the one of a finished inner problem.
func (s LossStudy) Accuracy() []Accuracy {
	q, v, y := s.problem()
	exact := func(name string) []float64 {
		if name == "fenchel-young" {
			return gradient(loss.NewFenchelYoung(climbing(q, 20_000)), v, y)
		}
		return gradient(must(loss.NewImplicit(climbing(q, 20_000))), v, y)
	}
	var list []Accuracy
	for _, r := range rivals {
		want := exact(r.name)
		for _, steps := range s.Steps {
			l := r.make(q, steps)
			a := Accuracy{Loss: r.name, Steps: steps, Error: relative(gradient(l, v, y), want)}
			if solved, ok := l.(interface {
				Argmax() (policy.Matrix, []policy.Report)
			}); ok {
				_, reports := solved.Argmax()
				for _, r := range reports {
					a.Gap += r.Gap / float64(len(reports))
				}
			}
			list = append(list, a)
		}
	}
	return list
}

func gradient(l loss.Loss, v, y policy.Matrix) []float64 {
	g := policy.NewMatrix(v.Rows, v.Cols)
	l.AddGrad(make([]float64, v.Rows), g, nil, 1, v, y, policy.Rows{})
	return g.Data
}

// relative is ‖a − b‖/‖b‖.
func relative(a, b []float64) float64 {
	var off, size float64
	for i, x := range b {
		off += (a[i] - x) * (a[i] - x)
		size += x * x
	}
	return math.Sqrt(off / size)
}

// Solves measures the box solver on pairwise problems with U = −AAᵀ, A k×min(k,8), half of whose coordinates or more end
// at a bound.
func (s LossStudy) Solves(sizes []int) []Solves {
	var list []Solves
	for _, k := range sizes {
		rng := envs.Stream(s.Seed, envs.Inner, uint64(k))
		e := policy.LowRank{K: k, R: min(k, 8)}
		g := must(policy.NewGreedy(policy.Problem{Energy: e, Omega: policy.Norm2{Gamma: 0.1}, Set: space.UnitBox(k)}, nil))
		n := max(4, 512/k)
		v, p, reports := drawn(n, e.VDim(), rng), policy.NewMatrix(n, k), make([]policy.Report, n)
		solve := func() { g.Decode(p, reports, v, policy.Rows{}) }
		solve()
		row := Solves{K: k}
		for _, r := range reports {
			row.Iters += float64(r.Iters) / float64(n)
			row.Gap = max(row.Gap, r.Gap)
		}
		for _, x := range p.Data {
			if math.Abs(x) == 1 {
				row.Active += 1 / float64(len(p.Data))
			}
		}
		if us := s.micro(solve); us > 0 {
			row.Rate = float64(n) / us * 1e6
		}
		list = append(list, row)
	}
	return list
}

func drawn(rows, cols int, rng *rand.Rand) policy.Matrix {
	m := policy.NewMatrix(rows, cols)
	for i := range m.Data {
		m.Data[i] = rng.NormFloat64()
	}
	return m
}

// Shape is a loss of one coordinate on [−1,1] as v = u varies.
type Shape struct {
	Name    string
	U, Loss []float64
}

// Shapes are the unary losses of an expert's action y on one coordinate: with ½p², with the entropy of the box, and
// without a regularizer.
func (s LossStudy) Shapes(y float64) []Shape {
	const n, reach = 121, 3.0
	u := policy.NewMatrix(n, 1)
	expert := policy.NewMatrix(n, 1)
	for i := range n {
		u.Data[i] = reach * (2*float64(i)/(n-1) - 1)
		expert.Data[i] = y
	}
	var list []Shape
	for _, r := range []struct {
		name  string
		omega policy.Regularizer
	}{{"½p²", policy.Norm2{Gamma: 1}}, {"entropy", policy.BoxEntropy{Gamma: 1}}, {"none: perceptron", policy.None{}}} {
		g := must(policy.NewGreedy(policy.Problem{Energy: policy.Unary{K: 1}, Omega: r.omega, Set: space.UnitBox(1)}, nil))
		shape := Shape{Name: r.name, U: u.Data, Loss: make([]float64, n)}
		loss.NewFenchelYoung(g).AddGrad(shape.Loss, policy.NewMatrix(n, 1), nil, 1, u, expert, policy.Rows{})
		list = append(list, shape)
	}
	return list
}

// Curves trains the same policy on the same episodes with each loss: a pairwise energy on what a task's expert does.
func (s LossStudy) Curves(ctx context.Context, data *agents.Data, progress func(loss string, done, of int)) ([]LossCurve, error) {
	const every = 50
	var list []LossCurve
	for _, r := range rivals {
		o := agents.DefaultTrain()
		o.Task, o.Seed, o.Steps, o.Batch = data.Spec().Name, s.Seed, s.Train, 128
		o.Schedule.Steps, o.Schedule.Rate = s.Train, 3e-3
		o.Policy.Hidden, o.Policy.Energy, o.Policy.Rank = []int{64, 64}, "pairwise-lowrank", 2
		if err := o.UseLoss(r.name); err != nil {
			return nil, err
		}
		c, err := agents.NewCloner(o, data, 1)
		if err != nil {
			return nil, err
		}
		curve := LossCurve{Loss: r.name}
		err = s.follow(ctx, c, &curve, every, progress)
		c.Close()
		if err != nil {
			return nil, err
		}
		list = append(list, curve)
	}
	return list, nil
}

func (s LossStudy) follow(ctx context.Context, c *agents.Cloner, curve *LossCurve, every int, progress func(string, int, int)) error {
	var spent time.Duration
	for !c.Done() {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		begun := s.now()
		if _, err := c.Step(); err != nil {
			return err
		}
		spent += s.now() - begun
		if c.Steps()%every == 0 {
			line, err := c.Validate()
			if err != nil {
				return err
			}
			curve.Steps, curve.Error = append(curve.Steps, c.Steps()), append(curve.Error, line.Error)
			curve.Seconds = append(curve.Seconds, spent.Seconds())
			progress(curve.Loss, c.Steps(), s.Train)
		}
	}
	return nil
}

func (s LossStudy) now() time.Duration {
	if s.Clock == nil {
		return 0
	}
	return s.Clock()
}

// Episodes plays the first episodes of a task's expert into memory, for the curves.
func (s LossStudy) Episodes(newEnv func() envs.Env, expert envs.Policy, episodes int) (*agents.Data, error) {
	e := newEnv()
	data, r := agents.NewData(e.Spec()), envs.NewRollout(e, expert)
	for i := range uint64(episodes) {
		demo := &demos.Demonstration{Seed: s.Seed, Purpose: envs.Demonstration, Index: i}
		demo.Play(r)
		if err := data.Add(fmt.Sprint("episode ", i), demo); err != nil {
			return nil, err
		}
	}
	return data, nil
}
