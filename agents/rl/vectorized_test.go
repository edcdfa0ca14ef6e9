package rl

import (
	"slices"
	"testing"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// TestTally: a line of metrics says the mean return and length of the episodes that ended since the line before.
func TestTally(t *testing.T) {
	y := tally{ret: make([]float64, 2), length: make([]int, 2)}
	for _, s := range []struct {
		env    int
		reward float64
		end    envs.End
	}{{0, 1, envs.Running}, {1, 5, envs.Running}, {0, 2, envs.Failed}, {1, 5, envs.Running}, {0, 4, envs.Running}, {1, -1, envs.TimedOut}} {
		y.add(s.env, envs.Outcome{Reward: s.reward, End: s.end})
	}
	if ret, length, n := y.take(); ret != 6 || length != 2.5 || n != 2 { // 3 in two steps, 9 in three
		t.Errorf("%d episodes of return %v and length %v, want 2 of 6 and 2.5", n, ret, length)
	}
	if ret, length, n := y.take(); ret != 0 || length != 0 || n != 0 {
		t.Errorf("nothing ended since, and yet %d episodes of %v and %v", n, ret, length)
	}
	y.add(0, envs.Outcome{Reward: 1, End: envs.Reached})
	if ret, _, _ := y.take(); ret != 5 {
		t.Errorf("the episode that went on across a line returned %v, want 5", ret)
	}
}

// TestStepProjects: actions are projected onto the normalized box, and scaled to the task's.
func TestStepProjects(t *testing.T) {
	f := newVectorized(taskEnv(t, "inverted-pendulum"), 3, 1)
	defer f.pool.Close()
	f.restart(0)
	f.step([]float32{0.5, -7, 1.5})
	if want := []float64{1.5, -3, 3}; !slices.Equal(f.act, want) { // the task's bound is 3
		t.Errorf("the actions are %v, want %v", f.act, want)
	}
}

// short makes environments whose episodes end soon.
func short(t *testing.T, n int) *vectorized {
	t.Helper()
	f := newVectorized(taskEnv(t, "inverted-pendulum:horizon=20"), n, 1)
	t.Cleanup(f.pool.Close)
	f.restart(0)
	return f
}

// TestNewEpisodesNeedNoState: at the start of episodes there is nothing to save but their numbers.
func TestNewEpisodesNeedNoState(t *testing.T) {
	a, b := short(t, 3), short(t, 3)
	a.restart(5)
	fresh := &net.File{Meta: map[string]string{}}
	if !a.save(fresh) || len(fresh.Tensors) > 0 {
		t.Errorf("%d tensors at the start of an episode", len(fresh.Tensors))
	}
	if err := b.load(fresh, 5); err != nil || !slices.Equal(a.obs, b.obs) {
		t.Fatalf("observations %v, want %v (%v)", b.obs, a.obs, err)
	}
}

// TestEpisodesInProgressAreSaved: environments that load a State go on as those that were saved, and a State of another
// number of environments is refused.
func TestEpisodesInProgressAreSaved(t *testing.T) {
	a, b := short(t, 3), short(t, 3)
	act := []float32{0.1, -0.2, 0.3}
	for range 4 {
		a.step(act)
	}
	f := &net.File{Meta: map[string]string{}}
	if !a.save(f) {
		t.Fatal("the task cannot be saved")
	}
	if err := b.load(f, 0); err != nil {
		t.Fatal(err)
	}
	for step := range 60 {
		x, y := slices.Clone(a.step(act)), b.step(act)
		for i := range x {
			if x[i].Reward != y[i].Reward || x[i].End != y[i].End || !slices.Equal(a.obs, b.obs) {
				t.Fatalf("step %d: %+v, loaded %+v", step, x[i], y[i])
			}
		}
	}
	if x, _, n := a.tally.take(); n == 0 {
		t.Error("no episode ended: the test shows little")
	} else if y, _, m := b.tally.take(); x != y || n != m {
		t.Errorf("the tallies are %v of %d and %v of %d", x, n, y, m)
	}
	if err := short(t, 2).load(f, 0); err == nil {
		t.Error("the state of three environments was loaded into two")
	}
}

// TestNormalizerAdopts: a normalizer that continues from a standardizer standardizes by it, and hardly moves with a row.
func TestNormalizerAdopts(t *testing.T) {
	s := &net.Standardizer{Mean: []float64{1, -2}, Std: []float64{0.5, 3}}
	z := newNormalizer(2, 1e-3)
	z.adopt(s, adoptedRows)
	z.add([]float64{100, 100})
	got := z.standardizer()
	for j := range s.Mean {
		if d := got.Mean[j] - s.Mean[j]; d <= 0 || d > 2e-4 {
			t.Errorf("channel %d: mean %v after one row, was %v", j, got.Mean[j], s.Mean[j])
		}
		if d := got.Std[j]/s.Std[j] - 1; d < 0 || d > 0.03 {
			t.Errorf("channel %d: deviation %v after one row, was %v", j, got.Std[j], s.Std[j])
		}
	}
	if err := z.load(&net.File{}, "obs.", -1); err == nil {
		t.Error("a normalizer of −1 rows was loaded")
	}
}
