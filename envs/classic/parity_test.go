package classic_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/classic"
	"github.com/fenchel-gym/fenchel/envs/space"
)

// recorded is one episode that Gymnasium played. testdata holds the first steps of episodes 0 and 3 of each task, as
// Gymnasium 1.4.0 recorded them under uniform random actions.
type recorded struct {
	State []float64         `json:"state0"`
	Obs   []float64         `json:"obs0"`
	Steps []json.RawMessage `json:"steps"`
}

// step is one entry of recorded.Steps: [action, state after, observation, reward, terminated].
type step struct {
	action     any
	state, obs []float64
	reward     float64
	terminated bool
}

func (s *step) decode(t *testing.T, raw json.RawMessage) {
	t.Helper()
	if err := json.Unmarshal(raw, &[]any{&s.action, &s.state, &s.obs, &s.reward, &s.terminated}); err != nil {
		t.Fatal(err)
	}
}

// twin is a task with Gymnasium's name for it.
type twin struct {
	name  string
	make  func() envs.Env
	order []int // which entry of Gymnasium's state each of ours is: q first, then v
	exact bool  // whether the state must be equal bit by bit
}

var twins = []twin{
	{"Pendulum-v1", func() envs.Env { return classic.NewPendulum(classic.DefaultPendulum()) }, []int{0, 1}, false},
	{"CartPole-v1", func() envs.Env { return classic.NewCartPole(classic.DefaultCartPole()) }, []int{0, 2, 1, 3}, false},
	{"MountainCar-v0", func() envs.Env { return classic.NewMountainCar(classic.DefaultMountainCar()) }, []int{0, 1}, false},
	{"MountainCarContinuous-v0", func() envs.Env { return classic.NewMountainCarContinuous(classic.DefaultMountainCarContinuous()) }, []int{0, 1}, true},
	{"Acrobot-v1", func() envs.Env { return classic.NewAcrobot(classic.DefaultAcrobot()) }, []int{0, 1, 2, 3}, false},
}

func TestGymnasium(t *testing.T) {
	for _, w := range twins {
		t.Run(w.name, func(t *testing.T) { w.compare(t, filepath.Join("testdata", w.name+".jsonl")) })
	}
}

func TestGymnasiumWhole(t *testing.T) {
	dir := os.Getenv("FENCHEL_REFERENCE")
	if dir == "" {
		t.Skip("FENCHEL_REFERENCE does not name a directory with the recorded episodes")
	}
	for _, w := range twins {
		t.Run(w.name, func(t *testing.T) { w.compare(t, filepath.Join(dir, "classic", w.name+".jsonl.gz")) })
	}
}

// compare starts from each recorded state in turn and compares one step.
func (w twin) compare(t *testing.T, path string) {
	e := w.make()
	setter := e.(envs.StateSetter)
	obs, act := make([]float64, len(e.Spec().Obs)), make([]float64, e.Spec().Action.Dim())
	for n, r := range read(t, path) {
		state, want := r.State, step{}
		for i, raw := range r.Steps {
			q, v := w.split(state)
			setter.SetState(obs, q, v)
			want = step{}
			want.decode(t, raw)
			fill(e.Spec().Action, act, want.action)
			reward, end := e.Step(obs, act)
			w.check(t, n, i, e, obs, reward, end, want)
			state = want.state
		}
		if t.Failed() {
			return
		}
	}
}

func (w twin) check(t *testing.T, episode, i int, e envs.Env, obs []float64, reward float64, end envs.End, want step) {
	t.Helper()
	tol := 1e-12
	if w.exact {
		tol = 0
	}
	q, v := e.(envs.StateSetter).State()
	wantQ, wantV := w.split(want.state)
	for j, x := range append(append([]float64{}, q...), v...) {
		if y := append(wantQ, wantV...)[j]; math.Abs(x-y) > tol {
			t.Errorf("episode %d step %d: state[%d] = %v, want %v", episode, i, j, x, y)
		}
	}
	for j, y := range want.obs {
		if x := float64(float32(obs[j])); math.Abs(x-y) > 1e-7*math.Max(1, math.Abs(y)) {
			t.Errorf("episode %d step %d: obs[%d] = %v, want %v", episode, i, j, x, y)
		}
	}
	if math.Abs(reward-want.reward) > 1e-12 {
		t.Errorf("episode %d step %d: reward %v, want %v", episode, i, reward, want.reward)
	}
	if (end != envs.Running) != want.terminated {
		t.Errorf("episode %d step %d: end %v, want terminated = %v", episode, i, end, want.terminated)
	}
}

// split reorders Gymnasium's state into positions and velocities.
func (w twin) split(state []float64) (q, v []float64) {
	all := make([]float64, len(state))
	for i, j := range w.order {
		all[i] = state[j]
	}
	half := len(all) / 2
	return all[:half:half], all[half:]
}

// fill writes Gymnasium's action, a number or a list, as ours.
func fill(set space.Set, dst []float64, action any) {
	switch a := action.(type) {
	case float64:
		set.(space.Simplex).Vertex(dst, int(a))
	case []any:
		for i := range a {
			dst[i] = a[i].(float64)
		}
	}
}

func read(t *testing.T, path string) []recorded {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var in io.Reader = bytes.NewReader(data)
	if strings.HasSuffix(path, ".gz") {
		if in, err = gzip.NewReader(in); err != nil {
			t.Fatal(err)
		}
	}
	var list []recorded
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var r recorded
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			t.Fatal(err)
		}
		list = append(list, r)
	}
	return list
}
