// Package toy is a small task and its expert, for tests of what learns from demonstrations.
package toy

import (
	"encoding/binary"
	"errors"
	"math"
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/space"
)

// Task is the slider: a point on a line that is pushed towards the origin: x' = x + 0.4·a with |a| ≤ 0.5, reward −x². Its
// expert pushes by −x, clipped. Small enough to learn in a blink, and its optimum is known.
type Task struct {
	x float64
	t int
}

// New makes the task.
func New() envs.Env { return &Task{} }

// Spec is the task's datasheet.
func (s *Task) Spec() envs.Spec {
	return envs.Spec{
		Name: "slider", Physics: "test/1", Period: 0.1, Horizon: 20,
		Obs:    []envs.Channel{{Name: "position", Unit: "m", Lo: -2, Hi: 2}, {Name: "half", Unit: "m", Lo: -1, Hi: 1}},
		Act:    []envs.Channel{{Name: "push", Unit: "m", Lo: -0.5, Hi: 0.5}},
		Action: space.SymmetricBox(1, 0.5),
	}
}

// Reset draws x from [−1,1].
func (s *Task) Reset(obs []float64, rng *rand.Rand) {
	*s = Task{x: 2*rng.Float64() - 1}
	obs[0], obs[1] = s.x, s.x/2
}

// Step moves the point. Episodes take 20 steps.
func (s *Task) Step(obs, act []float64) (float64, envs.End) {
	s.x += 0.4 * min(max(act[0], -0.5), 0.5)
	s.t++
	obs[0], obs[1] = s.x, s.x/2
	end := envs.Running
	switch {
	case !envs.Finite(act):
		end, s.x = envs.Diverged, 0
	case s.t == 20:
		end = envs.TimedOut
	}
	return -s.x * s.x, end
}

// Success is being at the origin.
func (s *Task) Success() bool { return math.Abs(s.x) < 0.05 }

// SaveState appends position and step.
func (s *Task) SaveState(dst []byte) []byte {
	dst = binary.LittleEndian.AppendUint64(dst, math.Float64bits(s.x))
	return append(dst, byte(s.t))
}

// LoadState reads what SaveState wrote.
func (s *Task) LoadState(src []byte) error {
	if len(src) != 9 {
		return errors.New("slider: bad state")
	}
	s.x, s.t = math.Float64frombits(binary.LittleEndian.Uint64(src)), int(src[8])
	return nil
}

// Expert is the slider's expert, with gain 1; Noisy adds its own chance, drawn at Reset.
type Expert struct {
	Gain  float64
	Noisy bool
	pcg   rand.PCG // of the noise
}

// NewExpert makes one without noise.
func NewExpert() envs.Policy { return &Expert{Gain: 1} }

// Act pushes towards the origin.
func (p *Expert) Act(dst, obs []float64) {
	dst[0] = min(max(-p.Gain*obs[0], -0.5), 0.5)
	if p.Noisy {
		dst[0] += rand.New(&p.pcg).NormFloat64()
	}
}

// Reset draws the stream of the noise.
func (p *Expert) Reset(rng *rand.Rand) { p.pcg.Seed(rng.Uint64(), 0) }

// SaveState appends the stream of the noise.
func (p *Expert) SaveState(dst []byte) []byte {
	dst, _ = p.pcg.AppendBinary(dst)
	return dst
}

// LoadState returns to what SaveState wrote.
func (p *Expert) LoadState(src []byte) error {
	var pcg rand.PCG
	if err := pcg.UnmarshalBinary(src); err != nil {
		return err
	}
	p.pcg = pcg
	return nil
}

// Batched is the same expert as a batch policy.
type Batched struct{ Expert }

// ActBatch acts for n observations.
func (c *Batched) ActBatch(dst, obs []float64, n int) {
	for i := range n {
		c.Act(dst[i:i+1], obs[2*i:2*i+2])
	}
}
