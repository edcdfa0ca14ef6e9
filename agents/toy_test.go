package agents

import (
	"encoding/binary"
	"errors"
	"math"
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/space"
)

// slider is a point on a line that is pushed towards the origin: x' = x + 0.4·a with |a| ≤ 0.5, reward −x². Its
// expert pushes by −x, clipped. Small enough to learn in a blink, and its optimum is known.
type slider struct {
	x float64
	t int
}

func newSlider() envs.Env { return &slider{} }

func (s *slider) Spec() envs.Spec {
	return envs.Spec{
		Name: "slider", Physics: "test/1", Period: 0.1, Horizon: 20,
		Obs:    []envs.Channel{{Name: "position", Unit: "m", Lo: -2, Hi: 2}, {Name: "half", Unit: "m", Lo: -1, Hi: 1}},
		Act:    []envs.Channel{{Name: "push", Unit: "m", Lo: -0.5, Hi: 0.5}},
		Action: space.SymmetricBox(1, 0.5),
	}
}

func (s *slider) Reset(obs []float64, rng *rand.Rand) {
	*s = slider{x: 2*rng.Float64() - 1}
	obs[0], obs[1] = s.x, s.x/2
}

func (s *slider) Step(obs, act []float64) (float64, envs.End) {
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

func (s *slider) Success() bool { return math.Abs(s.x) < 0.05 }

func (s *slider) SaveState(dst []byte) []byte {
	dst = binary.LittleEndian.AppendUint64(dst, math.Float64bits(s.x))
	return append(dst, byte(s.t))
}

func (s *slider) LoadState(src []byte) error {
	if len(src) != 9 {
		return errors.New("slider: bad state")
	}
	s.x, s.t = math.Float64frombits(binary.LittleEndian.Uint64(src)), int(src[8])
	return nil
}

// pusher is the slider's expert, with gain 1; noisy adds its own chance, drawn at Reset.
type pusher struct {
	gain  float64
	noisy bool
	rng   *rand.Rand
}

func newPusher() envs.Policy { return &pusher{gain: 1} }

func (p *pusher) Act(dst, obs []float64) {
	dst[0] = min(max(-p.gain*obs[0], -0.5), 0.5)
	if p.noisy {
		dst[0] += p.rng.NormFloat64()
	}
}

func (p *pusher) Reset(rng *rand.Rand) { p.rng = rand.New(rand.NewPCG(rng.Uint64(), 0)) }

// crowd is the same expert as a batch policy.
type crowd struct{ pusher }

func (c *crowd) ActBatch(dst, obs []float64, n int) {
	for i := range n {
		c.Act(dst[i:i+1], obs[2*i:2*i+2])
	}
}
