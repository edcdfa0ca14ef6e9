package cli

import (
	"context"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/stat"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
)

// lastReturns are those of the last n episodes of a data set.
func lastReturns(t *testing.T, dir string, n int) []float64 {
	t.Helper()
	set, err := demos.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	var returns []float64
	for d, err := range set.All() {
		if err != nil {
			t.Fatal(err)
		}
		returns = append(returns, d.Return())
	}
	return returns[len(returns)-n:]
}

// TestRecordReportsWhatItRecorded: the JSON agrees with the data set.
func TestRecordReportsWhatItRecorded(t *testing.T) {
	t.Chdir(t.TempDir())
	must(t, "record pendulum -o demos -n 2 --seed 4")
	found := decode[recorded](t, must(t, "record pendulum -o demos -n 5 --seed 4 --resume --json"))
	mean, std := stat.MeanStdDev(lastReturns(t, "demos", 3), nil)
	want := recorded{Dir: "demos", Task: "pendulum", Policy: "expert", Seed: 4, Episodes: 3, Total: 5, Steps: 600, Mean: mean, Std: std}
	if same(t, "record", found, want); !(std > 0) {
		t.Error("all episodes are alike")
	}
	found = decode[recorded](t, must(t, "record pendulum -o demos -n 4 --seed 4 --resume --json"))
	want.Episodes, want.Steps, want.Mean, want.Std = 0, 0, 0, 0
	same(t, "record with nothing left to record", found, want)
}

// TestManifestSaysWhoActed: the policy, and the noise that it had.
func TestManifestSaysWhoActed(t *testing.T) {
	t.Chdir(t.TempDir())
	for args, want := range map[string]demos.Actor{
		"record pendulum -o random -n 1 --policy random":             {Name: "random"},
		"record cartpole -o noisy -n 1 --policy random --noise 0.25": {Name: "random", Noise: "gaussian", Scale: 0.25},
		"record hopper -o own -n 1 --policy expert:stochastic":       {Name: "expert:stochastic", Noise: "own"},
	} {
		must(t, args)
		set, err := demos.Open(strings.Fields(args)[3])
		if err != nil {
			t.Fatal(err)
		}
		got := set.Manifest.Actor
		if got.Detail = ""; got != want {
			t.Errorf("%s: %+v, want %+v", args, got, want)
		}
	}
	fails(t, "record pendulum -o x --policy random:stochastic", exitMisused, "random has no noise of its own")
}

// TestSuccessesAreKeptAlone: as many as were asked for, each a success when it is simulated again.
func TestSuccessesAreKeptAlone(t *testing.T) {
	t.Chdir(t.TempDir())
	must(t, "record mountaincar -o demos -n 3 --successes")
	if out := must(t, "data select demos -o all --successes"); !strings.HasPrefix(out, "all: 3 of 3 episodes") {
		t.Errorf("got %s", out)
	}
}

// TestKeepAsksTheTask: an episode that the task calls no success is kept unless successes alone are asked for.
func TestKeepAsksTheTask(t *testing.T) {
	newEnv, err := (&stdio{}).makeTask("mountaincar")
	if err != nil {
		t.Fatal(err)
	}
	env := newEnv()
	failed := envs.NewRollout(env, newStill(env.Spec()))
	failed.Start(0, envs.Demonstration, 0)
	for failed.Next() {
	}
	for successes, want := range map[bool]bool{false: true, true: false} {
		r := &recording{o: &recordOptions{Successes: successes}}
		if got := r.keep(failed, nil); got != want {
			t.Errorf("--successes=%v: a failed episode is kept: %v", successes, got)
		}
	}
}

func TestInterruptedRecordingCanBeContinued(t *testing.T) {
	t.Chdir(t.TempDir())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	o := &recordOptions{IO: quiet(), Task: "pendulum", Dir: "demos", Episodes: 4, Policy: "expert"}
	err := runRecord(ctx, o)
	if err == nil || !strings.Contains(err.Error(), "episodes are saved in demos; continue with --resume") || status(err) != exitFailed {
		t.Fatalf("error %v", err)
	}
	o.Resume = true
	if err := runRecord(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	if out := must(t, "data verify demos"); !strings.Contains(out, "4 intact episodes of 800 steps") {
		t.Errorf("got %s", out)
	}
}

func TestEpisodesInAFile(t *testing.T) {
	for _, c := range []struct{ perFile, horizon, want int }{{0, 200, 1}, {0, 1, 256}, {7, 1, 7}, {7, 200, 7}} {
		r := &recording{o: &recordOptions{PerFile: c.perFile}}
		r.spec.Horizon = c.horizon
		if got := r.perFile(); got != c.want {
			t.Errorf("--per-file %d, a horizon of %d: %d episodes, want %d", c.perFile, c.horizon, got, c.want)
		}
	}
}

func TestRecordIsMisused(t *testing.T) {
	t.Chdir(t.TempDir())
	fails(t, "record pendulum -o x --per-file -1", exitMisused, "--per-file -1")
	fails(t, "record pendulum -o x -n 0 --noise -1", exitMisused, "--noise -1")
	fails(t, "record pendulum -o x --resume", exitMisused, "x holds no data set")
	fails(t, "record pendulum -o x --split test", exitMisused, "--labels and --split")
}

// TestRecordAndInfoAgree on the deviation of the returns.
func TestRecordAndInfoAgree(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, n := range []string{"1", "3"} {
		said := decode[recorded](t, must(t, "record pendulum --json -o demos"+n+" -n "+n))
		info := decode[struct {
			Return struct {
				Std float64 `json:"std"`
			} `json:"return"`
		}](t, must(t, "data info --json demos"+n))
		if math.Abs(said.Std-info.Return.Std) > 1e-9 || n == "3" && said.Std == 0 {
			t.Errorf("of %s episodes record says ± %v, info ± %v", n, said.Std, info.Return.Std)
		}
	}
}
