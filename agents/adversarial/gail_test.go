package adversarial

import (
	"context"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"gonum.org/v1/gonum/diff/fd"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/agents/learnertest"
	"github.com/fenchel-gym/fenchel/agents/rl"
	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/internal/disk/disktest"
)

// dial shows a number and rewards half of it, for ten steps: return −Σ(a − x/2)².
type dial struct {
	pcg  rand.PCG
	x    float64
	step int
}

func newDial() envs.Env { return &dial{} }

func (d *dial) Spec() envs.Spec {
	return envs.Spec{
		Name: "dial", Physics: "test/1", Period: 1, Horizon: 10, FixedHorizon: true, Action: space.UnitBox(1),
		Obs: []envs.Channel{{Name: "number", Unit: "1", Lo: -1, Hi: 1}}, Act: []envs.Channel{{Name: "half", Unit: "1", Lo: -1, Hi: 1}},
	}
}

func (d *dial) Reset(obs []float64, rng *rand.Rand) {
	*d = dial{pcg: *rand.NewPCG(rng.Uint64(), 0)}
	d.show(obs)
}

func (d *dial) show(obs []float64) {
	d.x = 2*rand.New(&d.pcg).Float64() - 1
	obs[0] = d.x
}

func (d *dial) Step(obs, act []float64) (float64, envs.End) {
	off := act[0] - d.x/2
	d.show(obs)
	if d.step++; d.step == 10 {
		return -off * off, envs.TimedOut
	}
	return -off * off, envs.Running
}

func (d *dial) SaveState(dst []byte) []byte {
	state, _ := d.pcg.MarshalBinary()
	dst = binary.LittleEndian.AppendUint64(append(dst, byte(d.step)), math.Float64bits(d.x))
	return append(dst, state...)
}

func (d *dial) LoadState(src []byte) error {
	d.step, d.x = int(src[0]), math.Float64frombits(binary.LittleEndian.Uint64(src[1:]))
	return d.pcg.UnmarshalBinary(src[9:])
}

// halver is the dial's expert.
type halver struct{}

func (halver) Act(dst, obs []float64) { dst[0] = obs[0] / 2 }

func halves(n int) []*demos.Demonstration {
	r := envs.NewRollout(newDial(), halver{})
	list := make([]*demos.Demonstration, n)
	for i := range list {
		list[i] = &demos.Demonstration{Purpose: envs.Demonstration, Index: uint64(i)}
		list[i].Play(r)
	}
	return list
}

// quick is a configuration that imitates in a moment.
func quick() Options {
	o := Options(rl.DefaultOptions())
	o.Method, o.Task, o.Hidden, o.EvalEpisodes, o.MinStd = "gail", "dial", []int{16}, 8, 0.01
	o.SAC.Envs, o.SAC.Warmup, o.SAC.Batch, o.SAC.Replay, o.SAC.Critic = 2, 500, 32, 4000, []int{32}
	o.SAC.Rate, o.SAC.LogEvery, o.SAC.Average = 2e-3, 500, 0.99
	o.GAIL.Hidden, o.GAIL.Rate = []int{16}, 1e-3
	o.Steps, o.EvalEvery, o.CheckpointEvery = 20_000, 5_000, 5_000
	return o
}

func TestContract(t *testing.T) {
	o := quick()
	o.Steps, o.EvalEvery, o.CheckpointEvery, o.SAC.LogEvery = 3000, 1000, 750, 250
	list := halves(5)
	learnertest.Check(t, learnertest.Case{Looks: 900, Obs: 1, Training: func() *agents.Training {
		return &agents.Training{Options: o, Sources: agents.Sources{NewEnv: newDial, Demos: list}}
	}})
}

// TestWithoutDemonstrations: they are asked for.
func TestWithoutDemonstrations(t *testing.T) {
	tr := &agents.Training{Dir: learnertest.Dir, Options: quick(), Sources: agents.Sources{NewEnv: newDial}, Run: learnertest.On(disktest.NewMemory())}
	if _, err := tr.Train(context.Background()); err == nil || !strings.Contains(err.Error(), "needs demonstrations") {
		t.Errorf("gail without demonstrations: %v", err)
	}
}

// TestGAILImitates: rewarded by the discriminator alone, the policy does what the expert did.
func TestGAILImitates(t *testing.T) {
	o := quick()
	o.Task, o.Steps, o.SAC.Entropy = "dial", 12_000, -2
	best := math.Inf(-1)
	run := agents.DefaultRun()
	run.Disk = disktest.NewMemory()
	tr := &agents.Training{Dir: "run", Options: o, Sources: agents.Sources{NewEnv: newDial, Demos: halves(20)}, Run: run}
	tr.Progress = func(p agents.Progress) {
		if p.Eval != nil {
			best = max(best, p.Eval.Mean)
		}
	}
	if _, err := tr.Train(context.Background()); err != nil {
		t.Fatal(err)
	}
	if best < -0.05 { // doing nothing returns −0.8, the expert 0
		t.Errorf("best return %v", best)
	}
}

// TestDiscriminator: it comes to tell an expert's pairs from others, rewards the expert more, and cannot tell pairs from their like.
func TestDiscriminator(t *testing.T) {
	const n, rounds = 64, 800
	o := quick()
	o.GAIL.Rate, o.GAIL.Penalty = 3e-3, 0.01
	list := halves(20)
	rng := rand.New(rand.NewPCG(1, 2))
	learn := func(factor float32) (g *discriminator, loss float64) {
		g = newDiscriminator(rl.Options(o), newDial().Spec(), list, n)
		pay := make([]float64, n)
		for r := range rounds {
			for i := range n {
				x := 2*rng.Float32() - 1
				g.See(i, []float32{x}, []float32{factor * x})
			}
			if l := g.Learn(pay, rng); r >= rounds/2 {
				loss += l / (rounds / 2)
			}
		}
		return g, loss
	}
	if _, loss := learn(0.5); math.Abs(loss-2*math.Ln2) > 0.1 {
		t.Errorf("against the expert itself the loss is %v, want 2·log 2", loss)
	}
	g, loss := learn(-0.5)
	pay := make([]float64, n)
	for i := range n {
		x := float32(2*i-n) / n
		g.See(i, []float32{x}, []float32{float32(1-2*(i%2)) * x / 2})
	}
	g.Learn(pay, rng)
	if like, unlike := pay[0], pay[1]; loss > 0.8 || like < 0.5 || unlike > -0.5 {
		t.Errorf("against another policy the loss is %v; the expert's pair is paid %v, the other's %v", loss, like, unlike)
	}
}

// TestDiscriminatorGradient holds the gradient in the discriminator's outputs to central differences of its loss.
func TestDiscriminatorGradient(t *testing.T) {
	const n = 3
	o := quick()
	o.GAIL.Penalty = 0.7
	g := newDiscriminator(rl.Options(o), newDial().Spec(), halves(1), n)
	rng := rand.New(rand.NewPCG(3, 4))
	d := make([]float64, 4*n)
	for i := range d {
		d[i] = rng.NormFloat64()
	}
	loss := func(d []float64) float64 {
		var sum float64
		for i := range n {
			along := (d[2*n+i] - d[3*n+i]) / (2 * nearby)
			sum += (math.Log1p(math.Exp(-d[i])) + math.Log1p(math.Exp(d[n+i])) + o.GAIL.Penalty*along*along) / n
		}
		return sum
	}
	row := make([]float32, 4*n)
	for i, x := range d {
		row[i] = float32(x)
	}
	g.slope(row, 1.0/n)
	for i, want := range fd.Gradient(nil, loss, d, &fd.Settings{Formula: fd.Central}) {
		if got := float64(g.out.Data[i]); math.Abs(got-want) > 1e-4*(1+math.Abs(want)) { // float32
			t.Errorf("∂/∂d_%d = %v, want %v", i, got, want)
		}
	}
}

// TestPenaltyFlattens: what the penalty charges is the mean square of the slope: a linear d(x) = ⟨w,x⟩ pays ‖w‖².
func TestPenaltyFlattens(t *testing.T) {
	const n = 4096
	o := quick()
	o.GAIL.Hidden = nil
	g := newDiscriminator(rl.Options(o), newDial().Spec(), halves(1), n)
	w := g.mlp.Params()[0].Data
	w[0], w[1] = 0.6, -0.8
	g.draw(n, rand.New(rand.NewPCG(5, 6)))
	d := g.mlp.Forward(g.tape, g.in).Data
	var square float64
	for i := range n {
		along := float64(d[2*n+i]-d[3*n+i]) / (2 * nearby)
		square += along * along / n
	}
	if math.Abs(square-1) > 0.1 { // four deviations of the mean of n squares
		t.Errorf("mean square %v, want ‖w‖² = 1", square)
	}
}
