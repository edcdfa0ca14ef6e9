//go:build !windows

package cli

import (
	"bytes"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// interrupting are commands at work for minutes, what tells that each has begun, and what it says when it is interrupted.
// Words in capitals are files of the test: DEMOS and MANY are data sets, LINES an export of MANY, RUN is a run, OUT is new.
var interrupting = []struct {
	name, args string
	begun      string // a file below OUT, and half a second more; soon: a tenth of one; empty: half of one
	says       string
	resume     bool // whether the run goes on with --resume
}{
	{"record", "record humanoid -n 100000 -o OUT", "episode-000000.mcap", "episodes are saved in OUT; continue with --resume", false},
	{"record of one episode", "record pendulum:horizon=100000000 --policy random -o OUT", "manifest.json", "interrupted: 0 episodes are saved", false},
	{"train", "train DEMOS -o OUT --steps 1000000", "metrics.jsonl", "the run can be resumed; continue with --resume", true},
	{"train, a wide network", "train DEMOS -o OUT --steps 100000 --hidden 512,512", "metrics.jsonl", "the run can be resumed", true},
	{"train, its evaluation", "train DEMOS -o OUT --steps 2 -n 1000000", "timings.json", "the policy is trained and saved, its evaluation is not", false},
	{"dagger", "train DEMOS --method dagger --rounds 50 --steps 2000 -o OUT", "metrics.jsonl", "the run can be resumed", true},
	{"gail", "train DEMOS --method gail -o OUT", "metrics.jsonl", "the run can be resumed", true},
	{"ppo", "expert train pendulum --method ppo -o OUT", "metrics.jsonl", "the run can be resumed", true},
	{"sac", "expert train hopper --method sac -o OUT", "metrics.jsonl", "the run can be resumed", true},
	{"ars", "expert train hopper --method ars -o OUT", "metrics.jsonl", "the run can be resumed", true},
	{"eval", "eval RUN -n 10000000", "", "interrupted", false},
	{"eval of one episode", "eval random pendulum:horizon=100000000 -n 4", "", "interrupted", false},
	{"bench recipe", "bench recipe pendulum --seeds 10 -o OUT", "", "the same command goes on where it was", false},
	{"bench dagger", "bench dagger -o OUT", "config.yaml", "the same command goes on where it was", false},
	{"bench losses", "bench losses -o OUT", "", "interrupted", false},
	{"watch --save", "watch random humanoid:fixed-horizon --save OUT.gif", "", "interrupted: no picture is written", false},
	{"watch --save of one moment", "watch random pendulum:horizon=100000000 --save OUT.png --step 90000000", "", "interrupted", false},
	{"data verify", "data verify MANY", soon, "interrupted", false},
	{"data replay", "data replay MANY", "", "interrupted", false},
	{"data export", "data export MANY --format jsonl -o OUT", "", "interrupted: OUT is not written", false},
	{"data import", "data import LINES --format jsonl --task hopper -o OUT", "", "interrupted: OUT is not written", false},
	{"quickstart", "quickstart pendulum -o OUT", "pendulum", "the same command goes on where it was", false},
}

// soon is for commands that take less than a second.
const soon = "soon"

// everySignal is for the whole table; otherwise each command gets one of the signals in turn.
var everySignal = flag.Bool("every-signal", false, "TestSignalsEndCommands sends each signal to each command")

// TestSignalsEndCommands: each signal ends each command within a second on an idle machine, with what it saved, and the
// command says so. A run goes on where it was.
func TestSignalsEndCommands(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for signals")
	}
	dir := t.TempDir()
	files := map[string]string{}
	for _, name := range []string{"DEMOS", "MANY", "LINES", "RUN"} {
		files[name] = filepath.Join(dir, strings.ToLower(name))
	}
	must(t, "record pendulum -n 3 -o "+files["DEMOS"])
	must(t, "record hopper --policy random -n 60000 --per-file 500 -o "+files["MANY"])
	must(t, "data export --format jsonl "+files["MANY"]+" -o "+files["LINES"])
	must(t, "train --steps 5 -n 0 "+files["DEMOS"]+" -o "+files["RUN"])
	signals := []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP}
	for i, c := range interrupting {
		chosen := signals[i%3:][:1]
		if *everySignal {
			chosen = signals
		}
		for _, s := range chosen {
			t.Run(fmt.Sprint(c.name, " ", s), func(t *testing.T) {
				t.Parallel()
				files := maps.Clone(files)
				files["OUT"] = filepath.Join(dir, fmt.Sprint("out", i, int(s)))
				args := expand(strings.Fields(c.args), files)
				path := ""
				if c.begun != "" && c.begun != soon {
					path = filepath.Join(files["OUT"], c.begun)
				}
				wait := 500 * time.Millisecond
				if c.begun == soon {
					wait /= 5
				}
				p := begin(t, args, path, wait)
				took := p.signal(t, s)
				t.Logf("ended after %v", took)
				if says := expand([]string{c.says}, files)[0]; took > 5*time.Second || p.code != exitFailed || !strings.Contains(p.said.String(), says) {
					t.Errorf("ended after %v with status %d and said %q", took, p.code, p.said.String())
				}
				if c.resume {
					resumes(t, args, files["OUT"])
				}
			})
		}
	}
}

// resumes checks that a run goes on where it was interrupted: interrupted again, it is no less far.
func resumes(t *testing.T, args []string, dir string) {
	t.Helper()
	newest := func() string {
		names, err := filepath.Glob(filepath.Join(dir, "checkpoint-*-interrupted.safetensors"))
		if err != nil || len(names) == 0 {
			t.Fatal("no checkpoint of the interruption", err)
		}
		return slices.Max(names)
	}
	was := newest()
	p := begin(t, append(args, "--resume"), "", 500*time.Millisecond)
	if p.signal(t, syscall.SIGTERM); p.code != exitFailed || !strings.Contains(p.said.String(), "the run can be resumed") {
		t.Fatalf("resumed: status %d, %q", p.code, p.said.String())
	}
	if is := newest(); is < was {
		t.Errorf("resumed at %s it was interrupted at %s", was, is)
	}
}

// TestTheSecondSignalEndsAtOnce: also a command that has not answered the first.
func TestTheSecondSignalEndsAtOnce(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for signals")
	}
	p := begin(t, []string{"watch", "random", "pendulum:horizon=100000000", "--save", filepath.Join(t.TempDir(), "x.png"), "--step", "90000000"}, "", 500*time.Millisecond)
	p.cmd.Process.Signal(syscall.SIGTERM)
	time.Sleep(100 * time.Millisecond)
	if took := p.signal(t, syscall.SIGTERM); took > 500*time.Millisecond || p.code == exitFailed {
		t.Errorf("ended after %v with status %d and said %q", took, p.code, p.said.String())
	}
}

// expand replaces the words in capitals.
func expand(words []string, files map[string]string) []string {
	list := slices.Clone(words)
	for i := range list {
		for name, path := range files {
			list[i] = strings.ReplaceAll(list[i], name, path)
		}
	}
	return list
}

// process is a command at work in a process of its own.
type process struct {
	cmd  *exec.Cmd
	said bytes.Buffer // on standard error
	code int
}

// begin starts a command and waits until a file is there, if one is named, and then as long as wait says.
func begin(t *testing.T, args []string, path string, wait time.Duration) *process {
	t.Helper()
	p := &process{cmd: exec.Command(os.Args[0])}
	p.cmd.Env = append(os.Environ(), commandVariable+"="+strings.Join(args, "|"))
	p.cmd.Stderr = &p.said
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.cmd.Process.Kill() })
	for begun := time.Now(); path != "" && !exists(path) && time.Since(begun) < 20*time.Second; {
		time.Sleep(10 * time.Millisecond)
	}
	time.Sleep(wait)
	return p
}

// signal sends a signal and returns how long the command took to end.
func (p *process) signal(t *testing.T, s syscall.Signal) time.Duration {
	t.Helper()
	begun := time.Now()
	p.cmd.Process.Signal(s)
	err := p.cmd.Wait()
	if err == nil {
		t.Errorf("the command had ended before %v, or ended without an error", s)
	}
	p.code = p.cmd.ProcessState.ExitCode()
	return time.Since(begun)
}
