package main

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/remote"
	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/envs/suite"
)

// serveFlag, as the first argument, makes the program serve the task behind it.
const serveFlag = "-serve"

// serveTask serves a task of the suite, or the trivial one, to another process.
func serveTask(task string, stdin io.Reader, stdout io.Writer) error {
	if task == "trivial" {
		return remote.Serve(stdin, stdout, func() envs.Env { return &trivial{} })
	}
	newEnv, err := suite.Make(task)
	if err != nil {
		return err
	}
	return remote.Serve(stdin, stdout, newEnv)
}

// trivial is a task that costs nothing: what is measured is the pipe.
type trivial struct{ x float64 }

func (t *trivial) Spec() envs.Spec {
	set := space.UnitBox(1)
	channels := []envs.Channel{{Name: "x", Unit: "m", Lo: -1, Hi: 1}, {Name: "y", Unit: "m", Lo: -1, Hi: 1}, {Name: "z", Unit: "m", Lo: -1, Hi: 1}}
	return envs.Spec{Name: "trivial", Physics: "1", Obs: channels, Act: channels[:1], Action: set, Period: 1, Horizon: 1 << 30}
}

func (t *trivial) Reset(obs []float64, _ *rand.Rand) {
	t.x = 0
	clear(obs)
}

func (t *trivial) Step(obs, act []float64) (float64, envs.End) {
	t.x += act[0]
	obs[0] = t.x
	return t.x, envs.Running
}

// pipe prints what a step costs that another process takes.
func (b *bench) pipe() error {
	exe, err := os.Executable()
	if err != nil {
		return err
	}
	t := b.table("pipe", "steps of environments in another process", "what", "steps/s")
	child := fmt.Sprintf("'%s' %s trivial", exe, serveFlag)
	rate, err := b.oneOutside(child)
	if err != nil {
		return err
	}
	t.add("a trivial child in Go, n = 1", rate)
	b.atLeast("steps/s of a trivial child, n = 1", rate, 20_000)
	if rate, err = b.manyOutside(child, 64); err != nil {
		return err
	}
	t.add("a trivial child in Go, n = 64", rate)
	b.atLeast("steps/s of a trivial child, n = 64", rate, 500_000)
	if !b.quick {
		if err := b.pipePython(t, exe); err != nil {
			b.note("absent: Gymnasium of %s: %v", b.python, err)
		}
	}
	b.print(t)
	return nil
}

// limits are the time-outs of a program that measures.
func limits() remote.Options {
	o := remote.Default()
	o.After = func(d time.Duration, f func()) remote.Timer { return time.AfterFunc(d, f) }
	return o
}

// oneOutside steps one environment of a command.
func (b *bench) oneOutside(command string) (float64, error) {
	task, err := remote.OpenTask(command, limits())
	if err != nil {
		return 0, err
	}
	defer task.Close()
	e := task.New()
	spec := e.Spec()
	obs, act := make([]float64, len(spec.Obs)), make([]float64, spec.Action.Dim())
	rng := rand.New(rand.NewPCG(1, 1))
	end := envs.TimedOut
	rates, err := b.best(b.ours(func() int {
		for range 512 {
			if end != envs.Running {
				e.Reset(obs, rng)
			}
			spec.Action.Sample(act, rng)
			_, end = e.Step(obs, act)
		}
		return 512
	}))
	if err == nil {
		err = envs.EnvErr(e)
	}
	if err != nil {
		return 0, err
	}
	return rates[0], nil
}

// manyOutside steps n environments of a command, in one process.
func (b *bench) manyOutside(command string, n int) (float64, error) {
	v, err := remote.OpenVector(command, n, limits())
	if err != nil {
		return 0, err
	}
	defer v.Close()
	spec := v.Spec()
	obs, act := make([]float64, n*len(spec.Obs)), make([]float64, n*spec.Action.Dim())
	seeds := make([]uint64, n)
	if err := v.Reset(obs, 0, seeds, seeds); err != nil {
		return 0, err
	}
	rates, failed := b.best(b.ours(func() int {
		for range 64 {
			if _, err = v.Step(obs, act); err != nil {
				return 0
			}
		}
		return 64 * n
	}))
	if err != nil || failed != nil {
		return 0, err
	}
	return rates[0], nil
}

// adapterFile is where the adapter lies in the checkout.
const adapterFile = "cmd/cli/adapter/fenchel_adapter.py"

// pipePython measures the adapter: Gymnasium's cartpole here, and hoppers of ours there against Gymnasium's own.
func (b *bench) pipePython(t *table, exe string) error {
	adapter, err := filepath.Abs(adapterFile)
	if err != nil {
		return err
	}
	if _, err := os.Stat(adapter); err != nil {
		return err
	}
	rate, err := b.oneOutside(fmt.Sprintf("'%s' '%s' CartPole-v1", b.python, adapter))
	if err != nil {
		return err
	}
	t.add("Gymnasium's CartPole-v1 by the Python adapter, n = 1", rate)
	b.atLeast("steps/s of cartpole by the Python adapter", rate, 5_000)
	text, err := peersFS.ReadFile("peers/hoppers.py")
	if err != nil {
		return err
	}
	cmd := exec.Command(b.python, "-c", string(text), filepath.Dir(adapter), exe, serveFlag, fmt.Sprint(b.round.Seconds()), fmt.Sprint(b.rounds))
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return err
	}
	rates := map[string]float64{}
	for lines := bufio.NewScanner(strings.NewReader(string(out))); lines.Scan(); {
		name, value, _ := strings.Cut(lines.Text(), "\t")
		if rates[name], err = strconv.ParseFloat(value, 64); err != nil {
			return err
		}
		t.add(name, rates[name])
	}
	ours, theirs := rates["FenchelVectorEnv, 64 hoppers"], max(rates["gymnasium.make_vec sync, 64 hoppers"], rates["gymnasium.make_vec async, 64 hoppers"])
	b.atLeast("FenchelVectorEnv of 64 hoppers over gymnasium.make_vec", ours/theirs, 2)
	return nil
}
