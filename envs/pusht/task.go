package pusht

import (
	"math"
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/episode"
	"github.com/fenchel-gym/fenchel/envs/space"
)

// Version is the version of this package's dynamics; data of another version is refused.
const Version = "pusht/1"

// Size is the side of the field, px.
const Size = 512

// Options are the constructor parameters of `pusht`.
type Options struct {
	episode.Options
	State     bool   // default false: whether to observe the state (5 numbers) instead of key points and agent (20)
	Published string // default "": the name of published starts, which episodes then go through in order; "" draws
}

// DefaultOptions are those of the plain task.
func DefaultOptions() Options { return Options{Options: episode.Options{Horizon: 300}} }

// Validate reports what is wrong with the options.
func (o Options) Validate() error {
	if o.Published != "" {
		if _, err := FindPublished(o.Published); err != nil {
			return err
		}
	}
	return o.Options.Validate()
}

// Task is PushT, an envs.Env with the powers Snapshotter, StateSetter, Scener, Succeeder,
// Pointable and Perturber. Its state is
// q = (agent x, y, the block's center of gravity x, y, its angle) and v = q̇.
type Task struct {
	episode.Episode
	body *body
}

// Listed is PushT from published starts, an envs.Enumerator besides.
type Listed struct {
	*Task
	starts []Pose
}

// New makes the task: a *Task, or a *Listed where the options name published starts. It panics on options that do not
// validate.
func New(o Options) envs.Env {
	if err := o.Validate(); err != nil {
		panic(err.Error())
	}
	b := &body{World: NewWorld(), observe: (*World).observeKeyPoints}
	spec := datasheet()
	if o.State {
		b.observe = (*World).observeState
		spec.Name += ":state"
		spec.Params = append(spec.Params, envs.Param{Name: "state", Value: "true"})
		spec.Obs = stateChannels()
	}
	var starts []Pose
	if o.Published != "" {
		list, _ := FindPublished(o.Published)
		starts = list.Starts
		spec.Name += ":published=" + o.Published
		spec.Params = append(spec.Params, envs.Param{Name: "published", Value: o.Published})
		spec.Start = list.summary()
	}
	o.Apply(&spec)
	t := &Task{body: b}
	b.runsOn = o.FixedHorizon
	t.Episode = episode.Make(b, spec, true)
	if starts != nil {
		return &Listed{t, starts}
	}
	return t
}

func datasheet() envs.Spec {
	field := space.Box{Lo: []float64{0, 0}, Hi: []float64{Size, Size}}
	return envs.Spec{
		Name:    "pusht",
		Physics: Version,
		Obs:     keyPointChannels(),
		Act: []envs.Channel{
			{Name: "target x", Unit: "px", Hi: Size},
			{Name: "target y", Unit: "px", Hi: Size},
		},
		Action:  field,
		Period:  substeps * dt,
		Horizon: 300,
		Summary: "push a T-shaped block into its goal pose with a round agent that follows the target",
		Reward:  "coverage of the goal / 0.95, at most 1",
		Start:   "whole numbers, uniform: agent in [50, 450)², block in [100, 400)²; angle normal, mean −π, sd 2π",
		Ends:    "Reached when more than 0.95 of the goal is covered",
		Source:  "real-stanford/diffusion_policy, gym-pusht; Florence et al. 2021, Chi et al. 2023",
	}
}

// Reset draws a start.
func (t *Task) Reset(obs []float64, rng *rand.Rand) { t.beginAt(obs, Draw(rng), Legacy) }

func (t *Task) beginAt(obs []float64, p Pose, m Mode) {
	t.body.best = 0
	t.body.World.Reset(p, m)
	t.Begin(obs)
}

// Reset draws one of the starts.
func (t *Listed) Reset(obs []float64, rng *rand.Rand) { t.ResetTo(obs, rng.IntN(len(t.starts))) }

// Starts is the number of published starts.
func (t *Listed) Starts() int { return len(t.starts) }

// ResetTo starts the episode of the i-th.
func (t *Listed) ResetTo(obs []float64, i int) { t.beginAt(obs, t.starts[i], Legacy) }

// SetState starts an episode at positions q and velocities v, in px, rad and s. As after a Reset, contacts of this state
// have no past; the block's velocity lasts for one physics step.
func (t *Task) SetState(obs, q, v []float64) {
	if len(q) != len(t.body.q) || len(v) != len(t.body.v) {
		panic("pusht: SetState: a state of a wrong length")
	}
	t.body.best = 0
	t.body.World.reset(Vec{q[0], q[1]}, Vec{q[2], q[3]}, q[4])
	t.body.velocityOfAgent = Vec{v[0], v[1]}
	t.body.block.motion = twist{Vec{v[2], v[3]}, v[4]}
	t.Begin(obs)
}

// State is the positions and velocities, valid until the next Step.
func (t *Task) State() (q, v []float64) {
	b := t.body
	b.q = [5]float64{b.agent.X, b.agent.Y, b.block.center.X, b.block.center.Y, b.block.angle}
	b.v = [5]float64{b.velocityOfAgent.X, b.velocityOfAgent.Y, b.block.motion.v.X, b.block.motion.v.Y, b.block.motion.w}
	return b.q[:], b.v[:]
}

// Success reports whether the block has arrived in this episode.
func (t *Task) Success() bool { return Arrived(t.body.best) }

// Score is the largest reward of this episode, which is what is published of a policy.
func (t *Task) Score() float64 { return Reward(t.body.best) }

// body is the World as an episode.Body.
type body struct {
	*World
	observe func(w *World, obs []float64)
	runsOn  bool    // whether the episode goes on after the goal
	best    float64 // largest coverage after a step of this episode
	q, v    [5]float64
}

// Advance is one control step.
func (b *body) Advance(applied, _ []float64) (float64, envs.End) {
	b.Control(Vec{applied[0], applied[1]})
	b.push = Vec{}
	if !b.finite() {
		return 0, envs.Diverged
	}
	coverage := b.Coverage()
	b.best = max(b.best, coverage)
	if Arrived(coverage) && !b.runsOn {
		return Reward(coverage), envs.Reached
	}
	return Reward(coverage), envs.Running
}

// Observe writes the observation.
func (b *body) Observe(obs []float64) { b.observe(b.World, obs) }

// Reward is that of a coverage: coverage/0.95, at most 1.
func Reward(coverage float64) float64 { return min(max(coverage/threshold, 0), 1) }

// Arrived is whether a coverage is above 0.95.
func Arrived(coverage float64) bool { return coverage > threshold }

// turns is an angle modulo 2π, in [0, 2π].
func turns(angle float64) float64 {
	m := math.Mod(angle, 2*math.Pi)
	if m < 0 {
		m += 2 * math.Pi
	}
	return m
}
