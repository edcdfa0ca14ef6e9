package envs_test

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/classic"
)

func newPendulum() envs.Env { return classic.NewPendulum(classic.DefaultPendulum()) }

func newCartPole() envs.Env { return classic.NewCartPole(classic.DefaultCartPole()) }

// noisy is a policy with a stream and a state: its action at step t is drawn from PCG(seed, t).
type noisy struct {
	seed, step uint64
	resets     int
	scale      float64
}

func (p *noisy) Reset(rng *rand.Rand) {
	p.seed, p.step = rng.Uint64(), 0
	p.resets++
}

func (p *noisy) Act(dst, _ []float64) {
	rng := rand.New(rand.NewPCG(p.seed, p.step))
	for i := range dst {
		dst[i] = p.scale * (2*rng.Float64() - 1)
	}
	p.step++
}

func (p *noisy) SaveState(dst []byte) []byte {
	return binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint64(dst, p.seed), p.step)
}

func (p *noisy) LoadState(src []byte) error {
	if len(src) != 16 {
		return fmt.Errorf("noisy: %d bytes", len(src))
	}
	p.seed, p.step = binary.LittleEndian.Uint64(src), binary.LittleEndian.Uint64(src[8:])
	return nil
}

// still is a policy that does the same always, and is no Resetter.
type still struct{ act []float64 }

func (p still) Act(dst, _ []float64) { copy(dst, p.act) }

func TestRolloutChainsTransitions(t *testing.T) {
	r := envs.NewRollout(newPendulum(), &noisy{scale: 2})
	r.Start(1, envs.Tuning, 0)
	var ret float64
	var last []float64
	first := slices.Clone(r.Obs())
	for n := 0; r.Next(); n++ {
		tr := r.Transition()
		if tr.Step != n || r.Steps() != n+1 {
			t.Fatalf("step %d calls itself %d, and the rollout counts %d", n, tr.Step, r.Steps())
		}
		if n == 0 && !slices.Equal(tr.Obs, first) || n > 0 && !slices.Equal(tr.Obs, last) {
			t.Fatalf("step %d starts at %v, not where the one before ended", n, tr.Obs)
		}
		last = append(last[:0], tr.Next...)
		ret += tr.Reward
		if (tr.End == envs.Running) != (n+1 < 200) {
			t.Fatalf("step %d: %v", n, tr.End)
		}
	}
	if r.Next() || r.End() != envs.TimedOut || r.Steps() != 200 || r.Return() != ret {
		t.Errorf("at the end: %v after %d steps with return %v, want %v", r.End(), r.Steps(), r.Return(), ret)
	}
}

func TestRolloutTellsSentFromApplied(t *testing.T) {
	r := envs.NewRollout(newPendulum(), still{[]float64{5}})
	r.Start(1, envs.Tuning, 0)
	r.Next()
	if tr := r.Transition(); tr.Act[0] != 5 || tr.Applied[0] != 2 || r.Clipped() != 1 {
		t.Errorf("sent %v, applied %v, %d clipped: want 5, 2, 1", tr.Act, tr.Applied, r.Clipped())
	}
	r = envs.NewRollout(newCartPole(), still{[]float64{0.3, 0.7}})
	r.Start(1, envs.Tuning, 0)
	r.Next()
	if diff := cmp.Diff([]float64{0, 1}, r.Transition().Applied); diff != "" || r.Clipped() != 0 {
		t.Errorf("a relaxed action, %d clipped:\n%s", r.Clipped(), diff)
	}
}

func TestCloneOutlivesTheNextStep(t *testing.T) {
	r := envs.NewRollout(newPendulum(), &noisy{scale: 2})
	r.Start(1, envs.Tuning, 0)
	r.Next()
	kept := r.Transition().Clone()
	copied := *kept.Clone()
	for range 5 {
		r.Next()
	}
	if diff := cmp.Diff(&copied, kept); diff != "" {
		t.Error(diff)
	}
	if slices.Equal(kept.Obs, r.Transition().Obs) {
		t.Error("five steps on, the observation is the same: nothing was tested")
	}
}

func TestEpisodeIsARollout(t *testing.T) {
	r := envs.NewRollout(newCartPole(), &noisy{scale: 1})
	r.Start(2, envs.Tuning, 0)
	n := 0
	for tr := range envs.Episode(newCartPole(), &noisy{scale: 1}, envs.Stream(2, envs.Tuning, 0)) {
		r.Next()
		if diff := cmp.Diff(r.Transition(), tr); diff != "" {
			t.Fatalf("step %d:\n%s", n, diff)
		}
		n++
	}
	if r.Next() || n == 0 {
		t.Errorf("Episode yields %d steps, the rollout goes on", n)
	}
	for range envs.Episode(newCartPole(), &noisy{scale: 1}, envs.Stream(2, envs.Tuning, 0)) {
		break // must not panic
	}
}

func TestNextBeforeResetPanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("Next before Reset did not panic")
		}
	}()
	envs.NewRollout(newPendulum(), still{[]float64{0}}).Next()
}

// planner notes when it is handed the environment.
type planner struct {
	still
	log *[]string
}

func (p planner) Privileged(e envs.Env)  { *p.log = append(*p.log, "privileged "+e.Spec().Name) }
func (p planner) Reset(*rand.Rand)       { *p.log = append(*p.log, "policy") }
func (p planner) Act(dst, obs []float64) { p.still.Act(dst, obs) }

// logged notes its resets.
type logged struct {
	envs.Env
	log *[]string
}

func (e logged) Reset(obs []float64, rng *rand.Rand) {
	*e.log = append(*e.log, "env")
	e.Env.Reset(obs, rng)
}

func TestResetOrder(t *testing.T) {
	var log []string
	r := envs.NewRollout(logged{newPendulum(), &log}, planner{still{[]float64{0}}, &log})
	r.Start(0, envs.Tuning, 0)
	if diff := cmp.Diff([]string{"privileged pendulum", "env", "policy"}, log); diff != "" {
		t.Error(diff)
	}
}

// listed is a pendulum whose starts are a list of angles.
type listed struct {
	envs.Env
	angles []float64
}

func (e listed) Starts() int { return len(e.angles) }

func (e listed) ResetTo(obs []float64, start int) {
	e.Env.(envs.StateSetter).SetState(obs, e.angles[start:start+1], []float64{0})
}

func TestStartEnumerates(t *testing.T) {
	e := listed{newPendulum(), []float64{0, 0.1, 0.2}}
	obs := make([]float64, 3)
	for index, want := range []float64{0, 0.1, 0.2, 0, 0.1} {
		rng := envs.Start(e, obs, 4, envs.Tuning, uint64(index))
		if got := math.Atan2(obs[1], obs[0]); math.Abs(got-want) > 1e-15 {
			t.Errorf("episode %d starts at %v, want %v", index, got, want)
		}
		if got, want := rng.Uint64(), envs.Stream(4, envs.Tuning, uint64(index)).Uint64(); got != want {
			t.Errorf("episode %d: the policy's stream is not the episode's", index)
		}
	}
}

func TestStartIsResetOnTheStream(t *testing.T) {
	a, b := envs.NewRollout(newPendulum(), &noisy{scale: 2}), envs.NewRollout(newPendulum(), &noisy{scale: 2})
	a.Start(4, envs.Tuning, 7)
	b.Reset(envs.Stream(4, envs.Tuning, 7))
	for range 3 {
		a.Next()
		b.Next()
		if diff := cmp.Diff(a.Transition(), b.Transition()); diff != "" {
			t.Fatal(diff)
		}
	}
}

func TestBeginStartsWhereTheEnvironmentStands(t *testing.T) {
	e := newPendulum()
	obs := make([]float64, 3)
	e.(envs.StateSetter).SetState(obs, []float64{1}, []float64{0.5})
	r := envs.NewRollout(e, still{[]float64{0}})
	r.Begin(obs, envs.Stream(0, envs.Tuning, 0))
	r.Next()
	if diff := cmp.Diff(obs, r.Transition().Obs); diff != "" || r.Steps() != 1 {
		t.Errorf("%d steps; the first acts on:\n%s", r.Steps(), diff)
	}
}

// TestSnapshotRewinds goes back twice, across a step and across the end, with a policy that draws.
func TestSnapshotRewinds(t *testing.T) {
	r := envs.NewRollout(newCartPole(), &noisy{scale: 1})
	r.Start(3, envs.Tuning, 1)
	for range 5 {
		r.Next()
	}
	before := r.Clipped()
	saved, err := r.Save()
	if err != nil {
		t.Fatal(err)
	}
	play := func() (list []*envs.Transition) {
		for r.Next() {
			list = append(list, r.Transition().Clone())
		}
		return list
	}
	want, ret, steps, clipped := play(), r.Return(), r.Steps(), r.Clipped()
	if before == 0 || clipped == before {
		t.Fatalf("%d actions are clipped before the snapshot, %d in all: nothing was tested", before, clipped)
	}
	for range 2 {
		if err := r.Load(saved); err != nil {
			t.Fatal(err)
		}
		if r.Steps() != 5 || r.End() != envs.Running {
			t.Fatalf("loaded: step %d, %v", r.Steps(), r.End())
		}
		if diff := cmp.Diff(want, play()); diff != "" {
			t.Fatal(diff)
		}
		if r.Return() != ret || r.Steps() != steps || r.Clipped() != clipped {
			t.Errorf("return %v after %d steps, %d clipped, the first time %v after %d, %d clipped",
				r.Return(), r.Steps(), r.Clipped(), ret, steps, clipped)
		}
	}
}

func TestSaveWithoutSnapshots(t *testing.T) {
	r := envs.NewRollout(logged{newPendulum(), new([]string)}, still{[]float64{0}}) // hides the powers of what it holds
	r.Start(0, envs.Tuning, 0)
	if _, err := r.Save(); err != envs.ErrNoSnapshot {
		t.Errorf("Save: %v, want ErrNoSnapshot", err)
	}
}

func TestRolloutAllocatesNothing(t *testing.T) {
	r := envs.NewRollout(newPendulum(), still{[]float64{1}})
	r.Start(0, envs.Tuning, 0)
	if n := testing.AllocsPerRun(100, func() { r.Next() }); n != 0 {
		t.Errorf("Next allocates %v times", n)
	}
}

func ExampleRollout() {
	e := classic.NewCartPole(classic.DefaultCartPole())
	r := envs.NewRollout(e, still{[]float64{0, 1}}) // always to the right
	r.Start(0, envs.Evaluation, 0)
	for r.Next() {
	}
	fmt.Printf("%v after %d steps, return %g\n", r.End(), r.Steps(), r.Return())
	// Output: failed after 8 steps, return 8
}
