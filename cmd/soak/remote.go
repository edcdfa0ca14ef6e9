package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/fenchel-gym/fenchel/cmd/cli"
	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/classic"
	"github.com/fenchel-gym/fenchel/envs/remote"
)

// childServe serves a pendulum to its parent, childLabel a policy; what they are called names the directory of the trial.
func childServe(context.Context, string, func(uint64)) error {
	return remote.Serve(os.Stdin, os.Stdout, func() envs.Env { return classic.NewPendulum(classic.DefaultPendulum()) })
}

func childLabel(context.Context, string, func(uint64)) error {
	still := func(envs.Spec) (envs.Policy, error) { return idle{}, nil }
	return remote.ServePolicy(os.Stdin, os.Stdout, "idle", "1", still, false)
}

// idle does nothing.
type idle struct{}

func (idle) Act(dst, _ []float64) { clear(dst) }

// The files of a trial with other processes.
const (
	remoteData = "data"
	remoteRun  = "run"
)

// outside is the id of what a child of this program serves.
func outside(child, dir string) (string, error) {
	exe, err := os.Executable()
	return fmt.Sprintf("%s'%s' %s %s '%s'", remote.Prefix, exe, childFlag, child, dir), err
}

// childRemote is a command with children of its own: it records, evaluates or labels until it is killed, or they are.
func childRemote(what string) func(context.Context, string, func(uint64)) error {
	return func(_ context.Context, dir string, acknowledge func(uint64)) error {
		task, err := outside("serve", dir)
		if err != nil {
			return err
		}
		expert, err := outside("label", dir)
		if err != nil {
			return err
		}
		data := filepath.Join(dir, remoteData)
		args := map[string][]string{
			"record": {"record", task, "--policy", "random", "-o", data, "-n", "1000000", "--resume"},
			"eval":   {"eval", "random", task, "-n", "1000000"},
			"dagger": {"train", data, "--task", task, "--method", "dagger", "--expert", expert, "--rounds", "1000", "--dagger-episodes", "4",
				"--steps", "20", "--batch", "32", "--hidden", "8", "-n", "0", "-o", filepath.Join(dir, remoteRun)},
		}[what]
		if code := cli.Main(args, strings.NewReader(""), saved(acknowledge), os.Stderr); code != 0 {
			return fmt.Errorf("exit code %d", code)
		}
		return nil
	}
}

// saved passes on the number of each episode that a recorder says it has saved.
type saved func(uint64)

func (s saved) Write(p []byte) (int, error) {
	for line := range strings.Lines(string(p)) {
		if rest, ok := strings.CutPrefix(line, "saved episode "); ok {
			number, _, _ := strings.Cut(rest, ":")
			if n, err := strconv.ParseUint(number, 10, 64); err == nil {
				s(n + 1)
			}
		}
	}
	return len(p), nil
}

// remoteKill kills commands that have children, or one of the children, at random instants: nothing acknowledged is lost,
// no process is left, and a command whose child was killed says so and ends.
func remoteKill(s *soak) (string, error) {
	dir, err := s.scratch()
	if err != nil {
		return "", err
	}
	task, err := outside("serve", dir)
	if err != nil {
		return "", err
	}
	var complaint bytes.Buffer
	if code := cli.Main([]string{"record", task, "--policy", "random", "-o", filepath.Join(dir, remoteData), "-n", "2"}, strings.NewReader(""), io.Discard, &complaint); code != 0 {
		return "", errors.New(complaint.String())
	}
	rng, kills, children, known := s.rng(401), s.rounds(300), 0, uint64(0)
	for i := range kills {
		if s.ctx.Err() != nil {
			return "", s.ctx.Err()
		}
		what := []string{"record", "eval", "dagger"}[i%3]
		k := &killing{dir: dir, cmd: s.child("remote-"+what, dir), child: i%2 == 1}
		if err := k.run(rng); err != nil {
			return "", fmt.Errorf("kill %d, in %s: %w", i+1, what, err)
		}
		known = max(known, k.acknowledged)
		if k.child {
			children++
		}
		if err := intactSets(dir, known); err != nil {
			return "", fmt.Errorf("after kill %d, in %s: %w", i+1, what, err)
		}
	}
	return fmt.Sprintf("%d kills, %d of them of a child, %d episodes acknowledged, none lost, no process left", kills, children, known), nil
}

// killing is one kill.
type killing struct {
	dir          string
	cmd          *exec.Cmd
	child        bool // a child is to be killed; false where there was none yet
	acknowledged uint64
}

// How long a command may take to end, and the latest instant of a kill.
const (
	remoteEnd    = 20 * time.Second
	remoteLatest = 500 * time.Millisecond
)

func (k *killing) run(rng *rand.Rand) error {
	var out, complaint bytes.Buffer
	k.cmd.Stdout, k.cmd.Stderr = &out, &complaint
	if err := k.cmd.Start(); err != nil {
		return err
	}
	time.Sleep(time.Duration(rng.Int64N(int64(remoteLatest))))
	victim := k.cmd.Process.Pid
	if pids := served(k.dir); k.child && len(pids) > 0 {
		victim = pids[rng.IntN(len(pids))]
	} else {
		k.child = false
	}
	process, err := os.FindProcess(victim)
	if err == nil {
		err = process.Kill()
	}
	if err != nil {
		return err
	}
	var late sync.Once
	watchdog := time.AfterFunc(remoteEnd, func() { late.Do(func() { k.cmd.Process.Kill() }) })
	k.cmd.Wait() // its status is looked at below
	if !watchdog.Stop() {
		return fmt.Errorf("it went on for %v", remoteEnd)
	}
	for line := range strings.Lines(out.String()) {
		if n, err := strconv.ParseUint(strings.TrimSuffix(line, "\n"), 10, 64); err == nil && strings.HasSuffix(line, "\n") {
			k.acknowledged = n
		}
	}
	if text := complaint.String(); k.child && !strings.Contains(text, "ended (signal: killed)") {
		return fmt.Errorf("a child was killed, and it said %q", text)
	}
	return k.nobodyLeft()
}

// nobodyLeft waits for the children to be gone.
func (k *killing) nobodyLeft() error {
	for range 40 {
		if len(served(k.dir)) == 0 {
			return nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	return fmt.Errorf("processes %v are left", served(k.dir))
}

// served are the processes that serve in a trial's directory, on Linux.
func served(dir string) (pids []int) {
	lines, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	for _, path := range lines {
		text, err := os.ReadFile(path)
		words := strings.Split(strings.TrimSuffix(string(text), "\x00"), "\x00")
		if err != nil || len(words) != 4 || words[3] != dir || !slices.Contains([]string{"serve", "label"}, words[2]) {
			continue
		}
		if pid, err := strconv.Atoi(filepath.Base(filepath.Dir(path))); err == nil {
			pids = append(pids, pid)
		}
	}
	return pids
}

// intactSets looks for every acknowledged episode, and for damage in what the command wrote.
func intactSets(dir string, known uint64) error {
	set, err := demos.Open(filepath.Join(dir, remoteData))
	if err != nil {
		return err
	}
	if err := set.Complete(); err != nil {
		return err
	}
	if uint64(set.Len()) < known {
		return fmt.Errorf("%d episodes are left of %d", set.Len(), known)
	}
	labelled, err := demos.Open(filepath.Join(dir, remoteRun, "data"))
	switch {
	case err == nil:
		err = labelled.Complete()
	case errors.Is(err, fs.ErrNotExist): // nothing was recorded yet
		err = nil
	}
	return errors.Join(err, os.RemoveAll(filepath.Join(dir, remoteRun)))
}
