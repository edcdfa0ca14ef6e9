package cli

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"github.com/fenchel-gym/fenchel/internal/config"
)

// call runs a command line and returns its status and what it printed.
func call(args ...string) (status int, out, err string) {
	var o, e bytes.Buffer
	status = Main(args, strings.NewReader(""), &o, &e)
	return status, o.String(), e.String()
}

func TestExitStatus(t *testing.T) {
	for _, test := range []struct {
		args string
		want int
	}{
		{"", exitOK},
		{"--help", exitOK},
		{"list", exitOK},
		{"data info /nonexistent", exitFailed},
		{"train /nonexistent -o x", exitFailed},
		{"frobnicate", exitMisused},
		{"list extra", exitMisused},
		{"list --nope", exitMisused},
		{"describe nope", exitMisused},
		{"record pendulum", exitMisused},
		{"eval expert", exitMisused},
		{"data", exitMisused},
		{"bench", exitMisused},
		{"bench recipe nope -o x", exitMisused},
		{"record pendulum -o x -n 0", exitMisused},
		{"record pendulum -o x --noise NaN", exitMisused},
		{"eval expert pendulum --noise NaN", exitMisused},
		{"eval expert pendulum --noise -1", exitMisused},
		{"train demos -o x -n -1", exitMisused},
		{"train demos -o /nonexistent --resume", exitMisused},
		{"watch pendulum --save x.gif --speed NaN", exitMisused},
		{"watch pendulum --save x.gif --step 3", exitMisused},
		{"watch pendulum --save x.png --step -2", exitMisused},
		{"data select x -o y --min-return NaN", exitMisused},
		{"data select x -o y --min-return 2 --max-return 1", exitMisused},
		{"data select x -o y --rest ./y", exitMisused},
		{"bench imitation", exitMisused},
		{"bench imitation -o x --methods nope", exitMisused},
		{"bench imitation -o x --quick --smoke", exitMisused},
		{"bench imitation -o x --config /nonexistent", exitMisused},
	} {
		status, _, stderr := call(strings.Fields(test.args)...)
		if status != test.want {
			t.Errorf("fenchel %s: status %d, want %d\n%s", test.args, status, test.want, stderr)
		}
		if (status != exitOK) != strings.HasPrefix(stderr, "fenchel: ") {
			t.Errorf("fenchel %s: stderr %q", test.args, stderr)
		}
	}
}

// TestStatusOfFilesAndDirectories: misused is a command whose flag names what cannot be read, that asks for what its
// task does not allow, or that is to begin where something is; every line of a complaint names its file.
func TestStatusOfFilesAndDirectories(t *testing.T) {
	t.Chdir(t.TempDir())
	for name, text := range map[string]string{
		"warm.yaml":   "policy:\n  head:\n    name: greedy\n    energy: unary\n    warm: true\n",
		"gibbs.yaml":  "policy: {head: {name: greedy, solver: gibbs, warm: true}}\n",
		"two.yaml":    "steps: 0\nbatch: 0\n",
		"half.yaml":   "steps: 5.5\n",
		"other.yaml":  "task: cartpole\n",
		"policy.file": "no policy",
	} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		args string
		want int
		says string
	}{
		{"record pendulum -o demos -n 2", exitOK, ""},
		{"train demos -o run --steps 5 --hidden 4 -n 0", exitOK, ""},
		{"record pendulum -o demos", exitMisused, "fenchel: demos holds a data set already: continue it with --resume, or name another directory\n"},
		{"train demos -o run --steps 5", exitMisused, "fenchel: run holds a run already: resume it, or name another directory\n"},
		{"train demos -o run --steps 6 --resume", exitFailed, "fenchel: run/config.yaml:"},
		{"train demos -o x --config missing.yaml", exitMisused, "fenchel: --config: "},
		{"train demos -o x --task multilabel:missing.arff", exitMisused, "fenchel: --task: demos: "},
		{"record pendulum -o x --policy missing", exitMisused, "fenchel: "},
		{"record pendulum -o x --policy policy.file", exitFailed, "fenchel: policy.file: "},
		{"eval run --against policy.file", exitFailed, "fenchel: policy.file: "},
		{"eval run --against missing -n 1", exitMisused, "fenchel: "},
		{"train missing -o x", exitFailed, "fenchel: "},
		{"train demos -o x --config warm.yaml", exitMisused, "fenchel: warm.yaml:5: policy.head.warm: solver \"closed-form\" has no start to be warm: want box-coordinate, mirror, newton, projected-gradient, sampler\n"},
		{"train demos -o x --config gibbs.yaml", exitMisused, "fenchel: gibbs.yaml:1: policy.head.warm: solver \"gibbs\" has no start to be warm: want box-coordinate, mirror, newton, projected-gradient, sampler\n"},
		{"train demos -o x --config other.yaml", exitMisused, "fenchel: other.yaml:1: task is \"cartpole\": want \"pendulum\", the task of the data\n"},
		{"train demos -o x --config half.yaml", exitMisused, "fenchel: half.yaml:1: steps is 5.5: want a whole number\n"},
		{"train demos -o x --config two.yaml", exitMisused, "fenchel: two.yaml:1: steps is 0: want 1 to 2147483647\nfenchel: two.yaml:2: batch is 0: want 1 to 1048576\n"},
		{"train demos -o x --batch 0 --hidden 4 --reserve -1", exitMisused, "fenchel: batch is 0: want 1 to 1048576\nfenchel: reserve is -1: want a share"},
		{"train demos -o x --regularizer shannon", exitMisused, "fenchel: "},
	} {
		status, _, stderr := call(strings.Fields(c.args)...)
		if status != c.want || !strings.HasPrefix(stderr, c.says) {
			t.Errorf("fenchel %s: status %d, want %d\n%s\nwant\n%s", c.args, status, c.want, stderr, c.says)
		}
		if _, err := os.Stat("x"); err == nil {
			t.Fatalf("fenchel %s: it left a directory behind", c.args)
		}
	}
}

// full is a disk without space.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left") }

// TestLostResultFails: what cannot be printed was not done well.
func TestLostResultFails(t *testing.T) {
	for _, args := range []string{"list", "list --json", "describe pendulum", "--help"} {
		var stderr bytes.Buffer
		status := Main(strings.Fields(args), strings.NewReader(""), full{}, &stderr)
		if status != exitFailed || stderr.String() != "fenchel: no space left\n" {
			t.Errorf("fenchel %s: status %d, stderr %q", args, status, stderr.String())
		}
	}
}

func TestUnknownCommandOffersNearNames(t *testing.T) {
	if _, _, stderr := call("recrod"); !strings.Contains(stderr, "did you mean record?") {
		t.Errorf("got %q", stderr)
	}
}

// TestEveryCommandHasAnExample walks over the help of all commands.
func TestEveryCommandHasAnExample(t *testing.T) {
	var walk func(*cobra.Command)
	walk = func(cmd *cobra.Command) {
		if cmd.Short == "" || cmd.Example == "" {
			t.Errorf("%s: help without a summary or an example", cmd.CommandPath())
		}
		for line := range strings.Lines(cmd.Example) {
			if !strings.HasPrefix(line, "  fenchel ") {
				t.Errorf("%s: example %q cannot be pasted", cmd.CommandPath(), line)
			}
		}
		for _, child := range cmd.Commands() {
			if child.Name() != "completion" && child.Name() != "help" {
				walk(child)
			}
		}
	}
	walk(newCmdRoot(quiet()))
}

// TestComplain: errors that are joined are printed one by one, each behind the program's name, unless a message surrounds
// them.
func TestComplain(t *testing.T) {
	a, b := errors.New("a"), errors.New("b")
	for _, c := range []struct {
		err  error
		want string
	}{
		{a, "fenchel: a\n"},
		{errors.Join(a, b), "fenchel: a\nfenchel: b\n"},
		{misused("%w", errors.Join(a, b)), "fenchel: a\nfenchel: b\n"},
		{fmt.Errorf("both: %w", errors.Join(a, b)), "fenchel: both: a\nb\n"},
		{config.Join(a, config.Want("steps", 0, "1 or more")), "fenchel: a\nfenchel: steps is 0: want 1 or more\n"},
	} {
		var out bytes.Buffer
		if complain(&out, c.err); out.String() != c.want {
			t.Errorf("got %q, want %q", out.String(), c.want)
		}
	}
}

// TestMisuseNamesTheHelp of the command that was misused.
func TestMisuseNamesTheHelp(t *testing.T) {
	for args, want := range map[string]string{
		"record":                  "See 'fenchel record --help'.",
		"data select":             "See 'fenchel data select --help'.",
		"eval run --nonsense":     "See 'fenchel eval --help'.",
		"list extra":              "See 'fenchel list --help'.",
		"bench nonsense -o x":     "fenchel bench --help",
		"record pendulum -n many": "See 'fenchel record --help'.",
	} {
		fails(t, args, exitMisused, want)
	}
}
