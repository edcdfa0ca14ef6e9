package envtest_test

import (
	"encoding/binary"
	"errors"
	"math"
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// point is a correct little task, a mass on a line that is pushed, and the faults that can be put into it.
type point struct {
	spec    envs.Spec
	x, v    float64
	latch   bool // whether x has been beyond 0.3: it doubles the force
	step    int
	end     envs.End
	fault   string
	rng     *rand.Rand // kept by a faulty Reset
	lastObs []float64  // kept by a faulty Step
	push    float64    // of the next step
}

// shared is what faulty environments have in common.
var shared float64

const pointHorizon = 80

func newPoint(fault string) *point {
	p := &point{fault: fault, spec: envs.Spec{
		Name: "point", Physics: "test/1",
		Obs:    []envs.Channel{{Name: "x", Unit: "m", Lo: -20, Hi: 20}, {Name: "v", Unit: "m/s", Lo: -5, Hi: 5}},
		Act:    []envs.Channel{{Name: "force", Unit: "N", Lo: -1, Hi: 1}},
		Action: space.UnitBox(1), Period: 0.1, Horizon: pointHorizon,
		Summary: "move", Reward: "−x²", Start: "x uniform in ±0.5, at rest", Ends: "failed when |x| > 2", Source: "this test",
	}}
	switch fault {
	case "channel without a unit":
		p.spec.Obs[0].Unit = ""
	case "range of the action unlike the set's":
		p.spec.Act[0].Hi = 2
	case "another name for every environment":
		shared++
		p.spec.Params = []envs.Param{{Name: "n", Value: string(rune('A' + int(shared)%26))}}
	case "fixed horizon that is not":
		p.spec.FixedHorizon = true
	}
	return p
}

func (p *point) Spec() envs.Spec { return p.spec }

func (p *point) Reset(obs []float64, rng *rand.Rand) {
	p.checkLength(obs, 2)
	p.x, p.v = rng.Float64()-0.5, 0
	switch p.fault {
	case "reset from global chance":
		p.x = rand.Float64() - 0.5
	case "reset that keeps state":
		p.x += float64(p.step) * 1e-6
	case "reset that allocates":
		p.lastObs = make([]float64, 8)
	case "reset that panics":
		panic("out of luck")
	}
	p.rng = rng
	p.begin(obs)
}

func (p *point) begin(obs []float64) {
	if p.fault != "latch that outlives the episode" {
		p.latch = false
	}
	p.step, p.end, p.push = 0, envs.Running, 0
	p.observe(obs)
}

func (p *point) checkLength(xs []float64, want int) {
	if len(xs) != want && p.fault != "any length goes" {
		panic("point: a slice of a wrong length")
	}
}

func (p *point) observe(obs []float64) {
	obs[0] = p.x
	switch {
	case p.fault == "entry not written":
	case len(obs) > 1:
		obs[1] = p.v
	}
}

func (p *point) Step(obs, act []float64) (float64, envs.End) {
	p.checkLength(obs, 2)
	p.checkLength(act, 1)
	if p.end != envs.Running && p.fault != "step after the end" {
		panic("point: Step after the end")
	}
	p.step++
	a := act[0]
	if !envs.Finite(act) && p.fault != "NaN taken for zero" {
		p.end = envs.Diverged
		p.observe(obs)
		return 0, p.end
	}
	if !envs.Finite(act) {
		a = 0
	}
	if p.fault != "action not clipped" {
		a = min(max(a, -1), 1)
	}
	p.move(p.sabotage(obs, act, a+p.push))
	if p.fault != "push that lasts" {
		p.push = 0
	}
	p.observe(obs)
	return p.reward(), p.outcome()
}

// sabotage puts the faults into the force.
func (p *point) sabotage(obs, act []float64, a float64) float64 {
	switch p.fault {
	case "noise in the dynamics":
		a += 1e-9 * rand.Float64()
	case "stream kept and drawn from":
		a += 1e-9 * p.rng.Float64()
	case "state shared by all":
		shared++
		a += 1e-9 * math.Mod(shared, 7)
	case "observation kept":
		if p.lastObs != nil {
			p.x = p.lastObs[0]
		}
		p.lastObs = obs
	case "action written":
		act[0] = a / 2
	case "step that allocates":
		p.lastObs = make([]float64, 8)
	}
	return a
}

func (p *point) move(force float64) {
	if p.x > 0.3 {
		p.latch = true
	}
	if p.latch {
		force *= 2
	}
	p.v = min(max(p.v+0.1*force, -5), 5)
	p.x += 0.1 * p.v
	if p.fault == "out of range" {
		p.v *= 10
	}
}

func (p *point) reward() float64 {
	if p.fault == "reward that is not a number" {
		return math.Sqrt(-1 - p.x*p.x)
	}
	return -p.x * p.x
}

func (p *point) outcome() envs.End {
	horizon := pointHorizon
	switch p.fault {
	case "one step too many":
		horizon++
	case "timed out early":
		horizon--
	}
	switch {
	case p.fault == "end unheard of" && p.step == 5:
		p.end = 77
	case math.Abs(p.x) > 2 && !p.late():
		p.end = envs.Failed
	case p.step >= horizon:
		p.end = envs.TimedOut
	}
	return p.end
}

// late reports whether the fault shows only in an episode that reaches the horizon.
func (p *point) late() bool {
	return p.fault == "one step too many" || p.fault == "timed out early" || p.fault == "step count not saved"
}

func (p *point) SaveState(dst []byte) []byte {
	numbers := [...]float64{p.x, p.v, float64(p.step), float64(p.end), 0}
	if p.latch && p.fault != "latch not saved" {
		numbers[4] = 1
	}
	if p.fault == "step count not saved" {
		numbers[2] = 0
	}
	if p.fault == "end not saved" {
		numbers[3] = 0
	}
	for _, x := range numbers {
		dst = binary.LittleEndian.AppendUint64(dst, math.Float64bits(x))
	}
	return dst
}

func (p *point) LoadState(src []byte) error {
	if len(src) != 40 && p.fault != "any bytes loaded" {
		return errors.New("point: not a snapshot")
	}
	var numbers [5]float64
	for i := range min(len(src)/8, 5) {
		numbers[i] = math.Float64frombits(binary.LittleEndian.Uint64(src[8*i:]))
	}
	p.x, p.v, p.step, p.end, p.latch = numbers[0], numbers[1], int(numbers[2]), envs.End(numbers[3]), numbers[4] == 1
	p.push = 0
	return nil
}

func (p *point) State() (q, v []float64) { return []float64{p.x}, []float64{p.v} }

func (p *point) SetState(obs, q, v []float64) {
	p.x, p.v = q[0], v[0]
	step := p.step
	p.begin(obs)
	if p.fault == "set state at the old step" {
		p.step = step
	}
}

// Success is whether the point has been beyond 0.3.
func (p *point) Success() bool {
	if p.fault == "success by chance" {
		return rand.IntN(2) == 0
	}
	return p.latch
}

func (p *point) Starts() int {
	if p.fault == "empty list of starts" {
		return 0
	}
	return 3
}

func (p *point) ResetTo(obs []float64, start int) {
	p.x, p.v = float64(start)/4, 0
	if p.fault == "start that keeps state" {
		p.x += float64(p.step) * 1e-6
	}
	p.begin(obs)
}

func (p *point) Bodies(dst []envs.Pushable) []envs.Pushable {
	return append(dst, envs.Pushable{Name: "point", At: scene.Vec3{X: p.x}, Size: 0.1, Scale: 1})
}

func (p *point) Push(push envs.Push) {
	if p.fault != "push that does nothing" {
		p.push = push.Force.X
	}
}

func (p *point) Scene(s *scene.Scene) {
	s.View = scene.View{Min: scene.Vec2{X: -2, Y: -1}, Max: scene.Vec2{X: 2, Y: 1}}
	switch p.fault {
	case "scene that moves the world":
		p.x += 1e-6
	case "scene without a view":
		s.View = scene.View{}
	}
	s.Disc(scene.Vec2{X: p.x}, 0.1, scene.Body)
}
