package solve

import (
	"math"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/internal/config"
	"github.com/fenchel-gym/fenchel/internal/floats"
	"github.com/fenchel-gym/fenchel/policy/energy"
)

// SamplerOptions set the budget of a search by samples.
type SamplerOptions struct {
	Candidates int     `json:"candidates" yaml:"candidates"` // points a round for each row; more find narrower maxima
	Rounds     int     `json:"rounds" yaml:"rounds"`         // rounds, the first drawn uniformly in C
	Elites     int     `json:"elites" yaml:"elites"`         // best points so far, around which the next round is drawn
	Noise      float64 `json:"noise" yaml:"noise"`           // deviation of the second round's draws, in normalized coordinates
	Shrink     float64 `json:"shrink" yaml:"shrink"`         // factor on the deviation from round to round
	Refine     int     `json:"refine" yaml:"refine"`         // steps of projected gradient from the best point, 0 for none
}

// DefaultSampler is 3 rounds of 64 candidates around 8 elites, and 5 steps of gradient.
func DefaultSampler() SamplerOptions {
	return SamplerOptions{Candidates: 64, Rounds: 3, Elites: 8, Noise: 0.25, Shrink: 0.4, Refine: 5}
}

// Validate says what is wrong with the options.
func (o SamplerOptions) Validate() error {
	return config.Join(config.Range("elites", o.Elites, 1, o.Candidates), checkRounds(o.Candidates, o.Rounds, o.Refine, o.Noise, o.Shrink))
}

// New makes the solver.
func (o SamplerOptions) New() Solver { return NewSampler(o) }

// checkRounds says what is wrong with the options that searches by rounds of candidates have in common.
func checkRounds(candidates, rounds, refine int, noise, shrink float64) error {
	return config.Join(
		config.Range("candidates", candidates, 1, maxCandidates),
		config.Range("rounds", rounds, 1, maxIters),
		config.Positive("noise", noise, math.MaxFloat64),
		config.Positive("shrink", shrink, 1),
		config.Range("refine", refine, 0, maxIters),
	)
}

// Sampler maximizes any energy, concave or not, without derivatives: it draws candidates uniformly in C, keeps the
// best, and draws the next round around them with noise that shrinks (the derivative-free inference of implicit
// behavioral cloning, Florence et al. 2021, with elites in place of resampling by weight). The candidates of a row
// share what the energy computes from v. At the end the best point climbs by projected gradient, if asked and if the
// regularizer allows it. No bound is known: Gap = +Inf.
type Sampler struct {
	opt    SamplerOptions
	refine *refiner
	stream Stream
	points Matrix    // candidates of a block (block·Candidates × k)
	values []float64 // their objective
	best   Matrix    // elites of each row, best first (block·Elites × k)
	score  []float64 // their objective
}

// NewSampler returns the solver.
func NewSampler(o SamplerOptions) *Sampler {
	return &Sampler{opt: o, refine: newRefiner(o.Refine)}
}

// Name is "sampler".
func (s *Sampler) Name() string { return "sampler" }

// Clone has its own scratch.
func (s *Sampler) Clone() Solver { return NewSampler(s.opt) }

// Check requires sensible options.
func (s *Sampler) Check(*Problem) error { return s.opt.Validate() }

// maxPoints bounds the candidates that are evaluated at once, so that they stay in cache.
const maxPoints = 1024

// Maximize searches block after block, then refines all rows together.
func (s *Sampler) Maximize(p Matrix, reports []Report, on *Problem, v Matrix, rows Rows) {
	size := max(1, maxPoints/s.opt.Candidates)
	for lo := 0; lo < v.Rows; lo += size {
		hi := min(lo+size, v.Rows)
		s.block(p.Slice(lo, hi), reports[lo:hi], on, v.Slice(lo, hi), rows.Slice(lo, hi))
	}
	s.refine.climb(p, reports, on, v)
}

func (s *Sampler) block(p Matrix, reports []Report, on *Problem, v Matrix, rows Rows) {
	n, k := v.Rows, p.Cols
	s.points, s.values = s.points.Reshape(n*s.opt.Candidates, k), floats.Grow(s.values, n*s.opt.Candidates)
	s.best, s.score = s.best.Reshape(n*s.opt.Elites, k), floats.Grow(s.score, n*s.opt.Elites)
	for i := range s.score {
		s.score[i] = math.Inf(-1)
	}
	noise := s.opt.Noise
	for round := range s.opt.Rounds {
		for i := range n {
			s.draw(i, round, noise, on.Set, rows)
		}
		on.Value(s.values, v, s.points)
		for i := range n {
			s.keep(i)
		}
		if round > 0 {
			noise *= s.opt.Shrink
		}
	}
	for i := range n {
		copy(p.Row(i), s.best.Row(i*s.opt.Elites))
		reports[i] = Report{Value: s.score[i*s.opt.Elites], Gap: math.Inf(1), Iters: s.opt.Rounds}
		if math.IsInf(reports[i].Value, -1) { // no candidate had a value
			floats.Fill(p.Row(i), math.NaN())
		}
	}
}

// draw writes the candidates of row i for one round. The row's stream is taken up where the round before left it by
// giving each round a stream of its own.
func (s *Sampler) draw(i, round int, noise float64, set space.Set, rows Rows) {
	rows.Seed += uint64(round) * roundStride
	rng := s.stream.At(rows, i)
	c := s.opt.Candidates
	if round > 0 {
		for j := range c {
			x := s.points.Row(i*c + j)
			copy(x, s.best.Row(i*s.opt.Elites+j%s.opt.Elites))
			for a := range x {
				x[a] += noise * rng.NormFloat64()
			}
			set.Project(x, x)
		}
		return
	}
	for j := range c {
		x := s.points.Row(i*c + j)
		if j%2 == 0 {
			set.Sample(x, rng) // vertices of the cube and the simplex
			continue
		}
		space.DrawUniform(x, set, rng)
	}
	if from := rows.StartOf(i); from != nil {
		copy(s.points.Row(i*c), from)
	}
}

// roundStride separates the rounds' streams (an odd constant, 2⁶⁴ over the golden ratio).
const roundStride = 0x9e3779b97f4a7c15

// keep merges the candidates of row i into its elites, which stay sorted. A NaN is never kept.
func (s *Sampler) keep(i int) {
	c, e := s.opt.Candidates, s.opt.Elites
	score := s.score[i*e : (i+1)*e]
	for j := range c {
		value := s.values[i*c+j]
		if !(value > score[e-1]) {
			continue
		}
		at := e - 1
		for ; at > 0 && value > score[at-1]; at-- {
			score[at] = score[at-1]
			copy(s.best.Row(i*e+at), s.best.Row(i*e+at-1))
		}
		score[at] = value
		copy(s.best.Row(i*e+at), s.points.Row(i*c+j))
	}
}

func init() {
	Register(Registration{Name: "sampler", About: "any problem, by drawing candidates and drawing again around the best", Options: DefaultSampler(),
		Warm: true, Rank: 60, Suits: func(on *Problem) bool {
			_, many := on.Energy.(energy.WeightedGradient)
			return many
		}})
}
