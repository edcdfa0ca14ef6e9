package classic

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/episode"
	"github.com/fenchel-gym/fenchel/envs/space"
)

// particle is a point in the unit cube of N dimensions that follows a set-point like a spring: visit the first goal,
// then the second, and stay there. With kₚ = 10 /s², kᵥ = 5 /s, dt = 0.005 s, ten times per action, both from old
// values:
//
//	u = kₚ·(a − x) − kᵥ·ẋ        x ← x + ẋ·dt        ẋ ← ẋ + u·dt
//
//	obs  x₁ … x_N     position        m     about 0 … 1, unbounded
//	     ẋ₁ … ẋ_N     velocity        m/s   unbounded
//	     f₁ … f_N     first goal      m     0 … 1
//	     g₁ … g_N     second goal     m     0 … 1
//	act  a₁ … a_N     set-point       m     0 … 1
//
//	reward   1 on the last step if the particle has been within 0.05 m of both goals, else 0
//	start    position, first and second goal uniform in [0,1]^N, drawn in this order, at rest
//	ends     never; timed out after 50 steps (2.5 s)
//	success  within 0.05 m of each goal after some action, and of the second one now
//
// The multimodal variant accepts either order: the particle may stay at either goal, and an expert draws which one it
// visits first. A policy that averages the two kinds of demonstrations visits neither.
//
// State: q = [x, f, g], v = ẋ. Source: the particle environment of Implicit Behavioral Cloning (Florence et al., 2021).
type particle struct {
	n          int
	horizon    int
	multimodal bool
}

const (
	particleSpring   = 10.0
	particleDamping  = 5.0
	particleStep     = 0.005
	particleSubsteps = 10
	particleRadius   = 0.05 // of a goal
	particleMaxDim   = 32
)

// ParticleOptions are the constructor parameters of `particle-N`.
type ParticleOptions struct {
	episode.Options
	Dim        int  // N, 1 to 32: larger is harder for a policy that must search over actions
	Multimodal bool // default false: whether the goals may be visited in either order
}

// DefaultParticle is the plain task in n dimensions, of 50 steps.
func DefaultParticle(n int) ParticleOptions {
	return ParticleOptions{Options: episode.Options{Horizon: 50}, Dim: n}
}

// Validate reports what is wrong with the options.
func (o ParticleOptions) Validate() error {
	if o.Dim < 1 || o.Dim > particleMaxDim {
		return fmt.Errorf("classic: a particle in %d dimensions: want 1 to %d", o.Dim, particleMaxDim)
	}
	return o.Options.Validate()
}

// Particle is a particle's task: an episode.Goal, and in two dimensions envs.Pointable, too.
type Particle interface {
	envs.Env
	envs.Snapshotter
	envs.StateSetter
	envs.Succeeder
	envs.Scener
}

// NewParticle makes the task `particle-N`. It panics on options that do not validate.
func NewParticle(o ParticleOptions) Particle {
	if err := o.Validate(); err != nil {
		panic(err.Error())
	}
	inf := math.Inf(1)
	obs := channels(nil, o.Dim, "x%d", "m", -inf, inf)
	obs = channels(obs, o.Dim, "ẋ%d", "m/s", -inf, inf)
	obs = channels(obs, o.Dim, "first goal %d", "m", 0, 1)
	obs = channels(obs, o.Dim, "second goal %d", "m", 0, 1)
	unit := space.Box{Lo: make([]float64, o.Dim), Hi: make([]float64, o.Dim)}
	for i := range unit.Hi {
		unit.Hi[i] = 1
	}
	spec := envs.Spec{
		Name:    fmt.Sprintf("particle-%d", o.Dim),
		Physics: Version,
		Obs:     obs,
		Act:     channels(nil, o.Dim, "set-point %d", "m", 0, 1),
		Action:  unit,
		Period:  particleStep * particleSubsteps,
		Horizon: DefaultParticle(o.Dim).Horizon,
		Summary: "visit the first goal, then the second, and stay there",
		Reward:  "1 on the last step if the particle has been within 0.05 m of both goals, else 0",
		Start:   "position, first and second goal uniform in [0,1]^N, at rest",
		Ends:    envs.Never,
		Source:  "Implicit Behavioral Cloning, Florence et al. 2021",
	}
	if o.Multimodal {
		spec.Name += ":multimodal"
		spec.Summary = "visit both goals, in either order, and stay at the later one"
		spec.Params = []envs.Param{{Name: "multimodal", Value: "true"}}
	}
	task := episode.NewGoal(particle{o.Dim, o.Horizon, o.Multimodal}, spec, o.Options, 3*o.Dim, o.Dim)
	if o.Dim == 2 {
		return plane{task}
	}
	return task
}

// channels appends n numbered channels of one kind.
func channels(list []envs.Channel, n int, name, unit string, lo, hi float64) []envs.Channel {
	for i := range n {
		list = append(list, envs.Channel{Name: fmt.Sprintf(name, i+1), Unit: unit, Lo: lo, Hi: hi})
	}
	return list
}

// Success reports whether both goals have been hit and the particle is still at the second, or, in the multimodal
// variant, at either.
func (p particle) Success(s *episode.State) bool {
	if !visited(s) {
		return false
	}
	return p.distance(s, second) < particleRadius || p.multimodal && p.distance(s, first) < particleRadius
}

// The two goals: which row of q a goal is, after the position's, and which entry of the memory holds the smallest
// distance from it so far.
const (
	first = iota
	second
)

func visited(s *episode.State) bool {
	return s.Memory[first] < particleRadius && s.Memory[second] < particleRadius
}

// distance is that of the particle from a goal.
func (p particle) distance(s *episode.State, goal int) float64 {
	var sum float64
	at := s.Q[(goal+1)*p.n:]
	for i, x := range s.Q[:p.n] {
		sum += (x - at[i]) * (x - at[i])
	}
	return math.Sqrt(sum)
}

func (particle) Start(s *episode.State, rng *rand.Rand) {
	for i := range s.Q {
		s.Q[i] = rng.Float64()
	}
	clear(s.V)
}

// Memory is the smallest distances so far.
func (particle) Memory() int { return 2 }

// Begin forgets them.
func (particle) Begin(s *episode.State) { s.Memory[first], s.Memory[second] = math.Inf(1), math.Inf(1) }

func (p particle) Advance(s *episode.State, _ []float64) (float64, envs.End) {
	for range particleSubsteps {
		for i, a := range s.Applied {
			x, v := s.Q[i], s.V[i]
			u := particleSpring*(a-x) - particleDamping*v
			s.Q[i] = x + v*particleStep
			s.V[i] = v + u*particleStep
		}
	}
	for goal := first; goal <= second; goal++ {
		s.Memory[goal] = min(s.Memory[goal], p.distance(s, goal))
	}
	if s.Step() == p.horizon && visited(s) {
		return 1, envs.Running
	}
	return 0, envs.Running
}

func (p particle) Observe(obs []float64, s *episode.State) {
	n := p.n
	copy(obs[:n], s.Q[:n])
	copy(obs[n:2*n], s.V)
	copy(obs[2*n:], s.Q[n:])
}
