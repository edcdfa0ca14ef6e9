package locomotion

import (
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/physics"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// body is a mechanism and its state, which the rules of a task read.
type body struct {
	model *physics.Model
	*physics.Data
	period float64 // of one step of the task, s
}

// rest is qpos0 at rest; what positions and velocities leave open, activations and bodies placed from outside, is as in
// the model's first keyframe.
func (b *body) rest() {
	b.model.Reset(b.Data)
	if len(b.model.Key) > 0 {
		k := &b.model.Key[0]
		copy(b.Act, k.Act)
		copy(b.MocapPos, k.MocapPos)
		copy(b.MocapQuat, k.MocapQuat)
	}
}

// rules make a task of a mechanism. They are constant: all that changes is in the body.
type rules interface {
	// start draws the first state. QPos is QPos0 and QVel is 0 when it is called.
	start(b *body, rng *rand.Rand)
	// reward pays for a step. moved is the change of a runner's progress, act the action as it was sent.
	reward(b *body, moved float64, act []float64) float64
	// healthy is the task's own test: an episode ends as Failed where it does not hold.
	healthy(b *body) bool
	// observe writes the observation.
	observe(obs []float64, b *body)
	// camera says from where the task is seen.
	camera(b *body) scene.Camera
}

// runner is the rules of a task that rewards how far the body moves. progress is the coordinate, m, read before and after
// the physics moves.
type runner interface {
	progress(b *body) float64
}

// motion is a body that moves under the rules of a task: the episode.Body of a Task.
type motion struct {
	body
	rules        rules
	skip         int  // timesteps in one step
	forces       bool // whether the rules read contact forces
	fixedHorizon bool // whether the rules alone decide what an unhealthy body is paid
	pushable     []int
	push         envs.Push // of the next step
}

// Advance holds the action for the timesteps of one step.
func (m *motion) Advance(applied, act []float64) (float64, envs.End) {
	b := &m.body
	copy(b.Ctrl, applied)
	before, _ := m.progress()
	for range m.skip {
		m.pushed()
		b.model.Step(b.Data)
	}
	m.letGo()
	if m.forces {
		b.model.RNEPostConstraint(b.Data)
	}
	after, _ := m.progress()
	end := envs.Running
	switch {
	case b.Diverged:
		end = envs.Diverged
	case !m.fixedHorizon && !m.rules.healthy(b):
		end = envs.Failed
	}
	return m.rules.reward(b, after-before, act), end
}

// progress is the coordinate whose rate is rewarded, 0 and false where there is none.
func (m *motion) progress() (x float64, ok bool) {
	r, ok := m.rules.(runner)
	if !ok {
		return 0, false
	}
	return r.progress(&m.body), true
}

// Observe writes the observation, with the lag that the package comment describes.
func (m *motion) Observe(obs []float64) { m.rules.observe(obs, &m.body) }
