package demos_test

import (
	"math"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/space"
)

// drift is a task for tests: a point that an action pushes, whose dynamics leave no digit unused.
type drift struct {
	x, v    float64
	step    int
	horizon int
	gain    float64 // 1; another value makes another simulator of the same task
}

func newDrift() envs.Env { return &drift{horizon: 20, gain: 1} }

func (e *drift) Spec() envs.Spec {
	return envs.Spec{
		Name: "drift", Physics: "test/1", Period: 0.05, Horizon: e.horizon,
		Obs:    []envs.Channel{{Name: "x", Unit: "m"}, {Name: "v", Unit: "m/s"}},
		Act:    []envs.Channel{{Name: "push", Unit: "N"}},
		Action: space.SymmetricBox(1, 2),
	}
}

func (e *drift) Reset(obs []float64, rng *rand.Rand) {
	e.x, e.v, e.step = rng.NormFloat64(), 0, 0
	obs[0], obs[1] = e.x, e.v
}

func (e *drift) Step(obs, act []float64) (float64, envs.End) {
	u := min(max(act[0], -2), 2)
	e.v += 0.05 * e.gain * (u - math.Sin(e.x))
	e.x += 0.05 * e.v
	e.step++
	obs[0], obs[1] = e.x, e.v
	switch {
	case math.IsNaN(u):
		return 0, envs.Diverged
	case math.Abs(e.x) < 1e-3:
		return 1, envs.Reached
	case e.step == e.horizon:
		return -e.x * e.x, envs.TimedOut
	}
	return -e.x * e.x, envs.Running
}

// damper is an expert for drift that sometimes leaves the box.
type damper struct{}

func (damper) Act(dst, obs []float64) { dst[0] = -3*obs[0] - obs[1] }

func newRollout() *envs.Rollout { return envs.NewRollout(newDrift(), damper{}) }

func manifest() demos.Manifest {
	return demos.NewManifest(newDrift().Spec(), demos.Actor{Name: "expert", Detail: "damper", Noise: "gaussian", Scale: 0.1}, 7)
}

// record makes a data set of n episodes, one to a file.
func record(t testing.TB, n int) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "drift")
	r, err := demos.Create(dir, manifest(), demos.DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	defer closed(t, r)
	rollout := newRollout()
	for range n {
		if _, err := r.Record(rollout); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func closed(t testing.TB, r *demos.Recorder) {
	t.Helper()
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
}

func open(t testing.TB, dir string) *demos.Dataset {
	t.Helper()
	d, err := demos.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// played are the first n episodes, as a rollout plays them.
func played(n int) []*demos.Demonstration {
	all := make([]*demos.Demonstration, n)
	rollout := newRollout()
	for i := range all {
		all[i] = &demos.Demonstration{Seed: 7, Purpose: envs.Demonstration, Index: uint64(i)}
		all[i].Play(rollout)
	}
	return all
}
