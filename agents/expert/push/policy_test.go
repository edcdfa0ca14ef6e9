package push_test

import (
	"slices"
	"testing"

	"github.com/fenchel-gym/fenchel/agents/expert/push"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/pusht"
)

func newTask(edit func(*pusht.Options)) envs.Env {
	o := pusht.DefaultOptions()
	if edit != nil {
		edit(&o)
	}
	return pusht.New(o)
}

// play plays an episode to its end and returns its actions.
func play(r *envs.Rollout, index uint64) (actions [][]float64) {
	for r.Start(0, envs.Tuning, index); r.Next(); {
		actions = append(actions, slices.Clone(r.Transition().Act))
	}
	return actions
}

// TestArrives: the expert reaches the goal from wherever an episode starts, and long before the horizon.
func TestArrives(t *testing.T) {
	episodes := 60
	if testing.Short() {
		episodes = 12
	}
	r := envs.NewRollout(newTask(nil), push.New())
	steps := 0
	for i := range episodes {
		steps += len(play(r, uint64(i)))
		if r.End() != envs.Reached {
			t.Errorf("episode %d: %v", i, r.End())
		}
	}
	if mean := steps / episodes; mean > 90 {
		t.Errorf("%d steps on average, want at most 90", mean)
	}
}

// TestPublishedStarts: also from the starts of the published evaluation.
func TestPublishedStarts(t *testing.T) {
	if testing.Short() {
		t.Skip("50 episodes")
	}
	e := newTask(func(o *pusht.Options) { o.Published = "dp-test-50" })
	r := envs.NewRollout(e, push.New())
	for i := range e.(envs.Enumerator).Starts() {
		play(r, uint64(i))
		if r.End() != envs.Reached {
			t.Errorf("start %d: %v", i, r.End())
		}
	}
}

// TestStateAndKeyPointsAgree: from either observation the expert sees the same pose, and acts alike up to its rounding.
func TestStateAndKeyPointsAgree(t *testing.T) {
	points := play(envs.NewRollout(newTask(nil), push.New()), 3)
	state := play(envs.NewRollout(newTask(func(o *pusht.Options) { o.State = true }), push.New()), 3)
	if len(points) != len(state) {
		t.Fatalf("%d steps from key points, %d from the state", len(points), len(state))
	}
	for i := range points {
		for j := range points[i] {
			if d := points[i][j] - state[i][j]; d > 1e-6 || d < -1e-6 {
				t.Fatalf("step %d: %v from key points, %v from the state", i, points[i], state[i])
			}
		}
	}
}

// TestPushesInDifferentWays starts twenty episodes from each of ten poses and looks at the place on the block where each
// pushes first: from most poses there are several, and the rarest is no exception.
func TestPushesInDifferentWays(t *testing.T) {
	env := newTask(func(o *pusht.Options) { o.State = true }).(*pusht.Task)
	several := 0
	for pose := range uint64(10) {
		env.Reset(make([]float64, 5), envs.Stream(1, envs.Tuning, pose))
		q, _ := env.State()
		firsts := firstPlaces(env, slices.Clone(q))
		t.Logf("pose %d: %v", pose, firsts)
		if len(firsts) > 1 {
			several++
		}
	}
	if several < 6 {
		t.Errorf("from %d poses of ten the first push has more than one place, want 6", several)
	}
}

// firstPlaces counts where twenty episodes from a state push first, in cells of 40 px of the block's coordinates.
func firstPlaces(env *pusht.Task, q []float64) map[[2]int]int {
	r, obs := envs.NewRollout(env, push.New()), make([]float64, 5)
	firsts := map[[2]int]int{}
	for coin := range uint64(20) {
		env.SetState(obs, q, make([]float64, 5))
		r.Begin(obs, envs.Stream(0, envs.Tuning, coin))
		angle := obs[4]
		for r.Next() && r.Obs()[4] == angle {
		}
		o := r.Transition().Obs // the last one at rest
		at := pusht.Vec{X: o[0] - o[2], Y: o[1] - o[3]}.Rotate(-o[4])
		firsts[[2]int{int(at.X+200) / 40, int(at.Y+200) / 40}]++
	}
	return firsts
}

// TestRewinds: an episode goes on from a snapshot as it went before, also in another policy.
func TestRewinds(t *testing.T) {
	e, p := newTask(nil), push.New()
	r := envs.NewRollout(e, p)
	r.Start(0, envs.Tuning, 5)
	for range 23 {
		r.Next()
	}
	env, pol := e.(envs.Snapshotter).SaveState(nil), p.SaveState(nil)
	rest := func(r *envs.Rollout) (acts []float64) {
		for r.Next() {
			acts = append(acts, r.Transition().Act...)
		}
		return acts
	}
	obs := slices.Clone(r.Obs())
	want := rest(r)
	if len(want) < 20 {
		t.Fatalf("only %d numbers of actions behind the snapshot", len(want))
	}
	other := push.New()
	e2 := newTask(nil)
	r2 := envs.NewRollout(e2, deaf{other})
	e2.Reset(make([]float64, 20), envs.Stream(9, envs.Tuning, 0))
	r2.Begin(obs, envs.Stream(9, envs.Tuning, 0))
	if err := e2.(envs.Snapshotter).LoadState(env); err != nil {
		t.Fatal(err)
	}
	if err := other.LoadState(pol); err != nil {
		t.Fatal(err)
	}
	if got := rest(r2); !slices.Equal(got, want) {
		t.Errorf("rewound, %d numbers of actions that differ from the %d before", len(got), len(want))
	}
	for _, bad := range [][]byte{nil, pol[:len(pol)-1], append(slices.Clone(pol), 0), flipped(pol, len(pol)-20)} {
		if err := p.LoadState(bad); err == nil {
			t.Errorf("%d bytes that are no snapshot are taken for one", len(bad))
		}
	}
}

// deaf hides the powers of a policy.
type deaf struct{ envs.Policy }

func flipped(data []byte, at int) []byte {
	data = slices.Clone(data)
	data[at] ^= 1
	return data
}

// TestAnswersAnything: also to poses that its own episodes do not meet, where another policy acted; nothing is allocated.
func TestAnswersAnything(t *testing.T) {
	e, p := newTask(nil), push.New()
	spec := e.Spec()
	obs, act, mine := make([]float64, 20), make([]float64, 2), make([]float64, 2)
	rng := envs.Stream(0, envs.Tuning, 8)
	e.Reset(obs, rng)
	p.Reset(rng)
	for range 40 {
		spec.Action.Sample(act, rng)
		if _, end := e.Step(obs, act); end != envs.Running {
			e.Reset(obs, rng)
		}
		if n := testing.AllocsPerRun(1, func() { p.Act(mine, obs) }); n != 0 {
			t.Fatalf("Act allocates %v times", n)
		}
		if !spec.Action.Contains(mine, 0) {
			t.Fatalf("answers %v to %v", mine, obs)
		}
	}
}

func BenchmarkAct(b *testing.B) {
	r := envs.NewRollout(newTask(nil), push.New())
	r.Start(0, envs.Tuning, 0)
	i := uint64(0)
	b.ReportAllocs()
	for b.Loop() {
		if !r.Next() {
			i++
			r.Start(0, envs.Tuning, i)
		}
	}
}
