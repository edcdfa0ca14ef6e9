package solve

import (
	"math"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/internal/config"
	"github.com/fenchel-gym/fenchel/internal/floats"
)

// GibbsOptions set the budget of a draw.
type GibbsOptions struct {
	Candidates  int     `json:"candidates" yaml:"candidates"`   // points a round for each row
	Rounds      int     `json:"rounds" yaml:"rounds"`           // rounds, the first drawn uniformly in C
	Chains      int     `json:"chains" yaml:"chains"`           // best points of the first round, each of which climbs on its own
	Noise       float64 `json:"noise" yaml:"noise"`             // deviation of the second round's draws, in normalized coordinates
	Shrink      float64 `json:"shrink" yaml:"shrink"`           // factor on the deviation from round to round
	Temperature float64 `json:"temperature" yaml:"temperature"` // γ: of the draw among the tops that the chains reached; 0 takes the highest
	Refine      int     `json:"refine" yaml:"refine"`           // steps of projected gradient from the one drawn, 0 for none
}

// DefaultGibbs is 3 rounds of 64 candidates in 16 chains, and 10 steps of gradient.
func DefaultGibbs() GibbsOptions {
	return GibbsOptions{Candidates: 64, Rounds: 3, Chains: 16, Noise: 0.1, Shrink: 0.3, Temperature: 1, Refine: 10}
}

// Validate says what is wrong with the options.
func (o GibbsOptions) Validate() error {
	return config.Join(config.Range("chains", o.Chains, 1, o.Candidates), config.AtLeast("temperature", o.Temperature, 0),
		checkRounds(o.Candidates, o.Rounds, o.Refine, o.Noise, o.Shrink))
}

// New makes the solver.
func (o GibbsOptions) New() Solver { return NewGibbs(o) }

// Gibbs draws an action from an energy of several modes: candidates are drawn uniformly in C, the best of them climb,
// each on its own, by random steps that shrink, and one of the tops p_c is drawn with probability proportional to
// exp(J(p_c)/γ), J = Φ − Ω. That is q* of the lifted Fenchel-Young loss, restricted to the tops: where the energy is
// sure the action is its maximum, and where two actions are about as good each is taken now and then. A policy that
// takes the maximum can come to rest in a state whose demonstrations were in passing.
//
// The draw is made by the Gumbel trick: the largest J(p_c)/γ − log(−log U_c). No bound is known: Gap = +Inf.
type Gibbs struct {
	opt    GibbsOptions
	refine *refiner
	stream Stream
	points Matrix    // candidates of a block (block·Candidates × k)
	values []float64 // J of them
	top    Matrix    // where each chain of each row is (block·Chains × k)
	score  []float64 // J there
}

// NewGibbs returns the solver.
func NewGibbs(o GibbsOptions) *Gibbs { return &Gibbs{opt: o, refine: newRefiner(o.Refine)} }

// Name is "gibbs".
func (s *Gibbs) Name() string { return "gibbs" }

// Clone has its own scratch.
func (s *Gibbs) Clone() Solver { return NewGibbs(s.opt) }

// Check requires sensible options.
func (s *Gibbs) Check(*Problem) error { return s.opt.Validate() }

// Maximize draws for block after block.
func (s *Gibbs) Maximize(p Matrix, reports []Report, on *Problem, v Matrix, rows Rows) {
	size := max(1, maxPoints/s.opt.Candidates)
	for lo := 0; lo < v.Rows; lo += size {
		hi := min(lo+size, v.Rows)
		s.block(p.Slice(lo, hi), reports[lo:hi], on, v.Slice(lo, hi), rows.Slice(lo, hi))
	}
	s.refine.climb(p, reports, on, v)
}

func (s *Gibbs) block(p Matrix, reports []Report, on *Problem, v Matrix, rows Rows) {
	n, k, c := v.Rows, p.Cols, s.opt.Chains
	s.points, s.values = s.points.Reshape(n*s.opt.Candidates, k), floats.Grow(s.values, n*s.opt.Candidates)
	s.top, s.score = s.top.Reshape(n*c, k), floats.Grow(s.score, n*c)
	for i := range s.score {
		s.score[i] = math.Inf(-1)
	}
	noise := s.opt.Noise
	for round := range s.opt.Rounds {
		for i := range n {
			s.propose(i, round, noise, on.Set, rows)
		}
		on.Value(s.values, v, s.points)
		for i := range n {
			s.climb(i, round)
		}
		if round > 0 {
			noise *= s.opt.Shrink
		}
	}
	rows.Seed += uint64(s.opt.Rounds) * roundStride
	for i := range n {
		chosen := i*c + s.draw(s.score[i*c:(i+1)*c], rows, i)
		copy(p.Row(i), s.top.Row(chosen))
		reports[i] = Report{Value: s.score[chosen], Gap: math.Inf(1), Iters: s.opt.Rounds}
	}
}

// propose writes the candidates of row i: uniform ones first, then steps from the chains, round robin.
func (s *Gibbs) propose(i, round int, noise float64, set space.Set, rows Rows) {
	rows.Seed += uint64(round) * roundStride
	rng := s.stream.At(rows, i)
	for j := range s.opt.Candidates {
		x := s.points.Row(i*s.opt.Candidates + j)
		if round == 0 {
			space.DrawUniform(x, set, rng)
			continue
		}
		copy(x, s.top.Row(i*s.opt.Chains+j%s.opt.Chains))
		for a := range x {
			x[a] += noise * rng.NormFloat64()
		}
		set.Project(x, x)
	}
}

// climb moves the chains of row i: to the best candidates of all in the first round, each to the best of its own after.
// A chain never descends, and a NaN is never taken.
func (s *Gibbs) climb(i, round int) {
	c := s.opt.Chains
	score := s.score[i*c : (i+1)*c]
	for j := range s.opt.Candidates {
		at := j % c
		if round == 0 {
			at = lowest(score)
		}
		if value := s.values[i*s.opt.Candidates+j]; value > score[at] {
			score[at] = value
			copy(s.top.Row(i*c+at), s.points.Row(i*s.opt.Candidates+j))
		}
	}
}

// draw chooses among the tops of a row.
func (s *Gibbs) draw(score []float64, rows Rows, i int) int {
	rng := s.stream.At(rows, i)
	best, chosen := math.Inf(-1), 0
	for c, j := range score {
		key := j
		if s.opt.Temperature > 0 {
			key = j/s.opt.Temperature - math.Log(rng.ExpFloat64())
		}
		if key > best {
			best, chosen = key, c
		}
	}
	return chosen
}

func lowest(xs []float64) int {
	at := 0
	for i, x := range xs {
		if x < xs[at] {
			at = i
		}
	}
	return at
}

func init() {
	Register(Registration{Name: "gibbs", About: "any problem: draws among the tops that candidates climb to, the higher the likelier", Options: DefaultGibbs()})
}
