package cli

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/fenchel-gym/fenchel/agents/expert"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/remote"
	"github.com/fenchel-gym/fenchel/envs/suite"
)

// gymnasiumPython is the interpreter that FENCHEL_PYTHON names, where it has Gymnasium (and MuJoCo), with the adapter in a
// directory.
func gymnasiumPython(t *testing.T, modules string) (python, dir string) {
	t.Helper()
	python, dir = os.Getenv("FENCHEL_PYTHON"), t.TempDir()
	if python == "" {
		t.Skip("FENCHEL_PYTHON names no interpreter")
	}
	if out, err := exec.Command(python, "-c", "import "+modules).CombinedOutput(); err != nil {
		t.Skipf("%s cannot import %s: %s", python, modules, out)
	}
	if err := os.WriteFile(filepath.Join(dir, "fenchel_adapter.py"), []byte(pythonAdapter), 0o666); err != nil {
		t.Fatal(err)
	}
	return python, dir
}

// pendulumScript serves Gymnasium's pendulum with its state, and with observations and actions of 64 bits instead of 32:
// what is compared are the dynamics.
const pendulumScript = `
import gymnasium, numpy as np, fenchel_adapter
class Exact(gymnasium.ObservationWrapper):
    def observation(self, _):
        th, thdot = self.unwrapped.state
        return np.array([np.cos(th), np.sin(th), thdot])
def get(env): return env.unwrapped.state[:1], env.unwrapped.state[1:]
def put(env, q, v):
    env.unwrapped.state = np.array([q[0], v[0]])
    return env.observation(None)
fenchel_adapter.serve(lambda: Exact(gymnasium.make("Pendulum-v1")), state=(get, put), exact=True)
`

// theirs is a task of Gymnasium's, by a script next to the adapter.
func theirs(t *testing.T, python, dir, script string) *remote.Task {
	t.Helper()
	path := filepath.Join(dir, "task.py")
	if err := os.WriteFile(path, []byte(script), 0o666); err != nil {
		t.Fatal(err)
	}
	o := remote.Default()
	o.After = func(d time.Duration, f func()) remote.Timer { return time.AfterFunc(d, f) }
	task, err := remote.OpenTask(fmt.Sprintf("'%s' '%s'", python, path), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(task.Close)
	return task
}

// paired plays our expert in both tasks from our starts, set there, and returns both returns of each episode.
func paired(t *testing.T, task *remote.Task, name string, episodes uint64) (there, here []float64) {
	t.Helper()
	newEnv, err := suite.Make(name)
	if err != nil {
		t.Fatal(err)
	}
	acts, err := expert.For(strings.Split(name, ":")[0])
	if err != nil {
		t.Fatal(err)
	}
	e, own := task.New(), newEnv()
	set, _ := envs.As[envs.StateSetter](e)
	from, _ := envs.As[envs.StateSetter](own)
	obs := make([]float64, len(own.Spec().Obs))
	for i := range episodes {
		r := envs.NewRollout(own, acts.New())
		r.Start(11, envs.Evaluation, i)
		q, v := from.State()
		set.SetState(obs, q, v)
		for r.Next() {
		}
		there, here = append(there, 0), append(here, r.Return())
		s := envs.NewRollout(e, acts.New())
		for s.Begin(obs, rand.New(rand.NewPCG(1, i))); s.Next(); {
		}
		if err := s.Err(); err != nil {
			t.Fatal(err)
		}
		there[i] = s.Return()
	}
	return there, here
}

// TestGymnasiumPendulumIsOurs: our expert earns the same there from the same start, to rounding.
func TestGymnasiumPendulumIsOurs(t *testing.T) {
	python, dir := gymnasiumPython(t, "gymnasium")
	there, here := paired(t, theirs(t, python, dir, pendulumScript), "pendulum", 10)
	for i := range there {
		if d := math.Abs(there[i] - here[i]); !(d <= 1e-9) {
			t.Errorf("episode %d: return %v there, %v here: a difference of %.2g", i, there[i], here[i], d)
		}
	}
}

// TestGymnasiumHopperIsOurs: our expert reaches there what it reaches here, from the same starts, by a paired interval.
// Gymnasium runs on MuJoCo 3 or 4; the release of ours is the one that is installed.
func TestGymnasiumHopperIsOurs(t *testing.T) {
	python, dir := gymnasiumPython(t, "gymnasium, mujoco, imageio")
	out, err := exec.Command(python, "-c", "import mujoco; print(mujoco.__version__)").Output()
	if err != nil {
		t.Fatal(err)
	}
	name := "hopper"
	if strings.HasPrefix(string(out), "4.") {
		name = "hopper:mujoco=4.0"
	}
	const script = "import gymnasium, fenchel_adapter\nfenchel_adapter.serve(lambda: gymnasium.make('Hopper-v5'), exact=True)\n"
	there, here := paired(t, theirs(t, python, dir, script), name, 6)
	var mean, square float64
	n := float64(len(there))
	for i := range there {
		d := there[i] - here[i]
		mean, square = mean+d/n, square+d*d/n
	}
	deviation := math.Sqrt(max(square-mean*mean, 0) / (n - 1))
	t.Logf("%s: there %.2f, here %.2f: mean difference %.3g ± %.3g", name, there, here, mean, deviation)
	if math.Abs(mean) > 3*deviation+0.01 {
		t.Errorf("returns %v there, %v here: they differ by %.3g ± %.3g", there, here, mean, deviation)
	}
}

// checkScript holds FenchelEnv to Gymnasium's own checker, and the vector environment to it.
const checkScript = `
import sys, warnings
from gymnasium.utils.env_checker import check_env
import fenchel_adapter
command = tuple(sys.argv[1:])
warnings.filterwarnings("ignore")
for task in ("pendulum", "cartpole"):
    one = fenchel_adapter.FenchelEnv(task, command=command)
    check_env(one, skip_render_check=True)
    many = fenchel_adapter.FenchelVectorEnv(task, 3, command=command)
    first, _ = many.reset(seed=5)
    assert (one.reset(seed=5)[0] == first[0]).all() and (one.reset()[0] == first[1]).all()
    ended = 0
    for _ in range(300):
        obs, rewards, terminated, truncated, info = many.step(many.action_space.sample())
        over = terminated | truncated
        ended += over.sum()
        assert many.observation_space.contains(obs) and over.any() == ("final_obs" in info)
    assert ended
    one.close()
    many.close()
print("fine")
`

// TestFenchelEnvPassesTheChecker: our tasks are Gymnasium environments.
func TestFenchelEnvPassesTheChecker(t *testing.T) {
	python, dir := gymnasiumPython(t, "gymnasium")
	fenchel := filepath.Join(dir, "fenchel")
	if out, err := exec.Command("go", "build", "-trimpath", "-o", fenchel, "../fenchel").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	cmd := exec.Command(python, "-c", checkScript, fenchel, "serve")
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.HasSuffix(string(out), "fine\n") {
		t.Errorf("%v\n%s", err, out)
	}
}
