package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/internal/config"
)

// TestTrainPrintsJSON: the result as one object, without the rows of its evaluation.
func TestTrainPrintsJSON(t *testing.T) {
	t.Chdir(t.TempDir())
	must(t, "record pendulum -o demos -n 3")
	got := decode[struct {
		Dir   string
		Steps int64
		Valid *float64 `json:"valid_error"`
		Eval  *struct {
			Episodes int
			Rows     []json.RawMessage
		}
	}](t, must(t, "train demos -o run --steps 4 --hidden 2 --reserve 1 --eval 2 --json"))
	if got.Dir != "run" || got.Steps != 4 || got.Valid == nil || got.Eval == nil || got.Eval.Episodes != 2 || got.Eval.Rows != nil {
		t.Errorf("%+v", got)
	}
	if none := must(t, "train demos -o quiet --steps 4 --hidden 2 --reserve 0 --eval 0 --json"); strings.Contains(none, "eval") || strings.Contains(none, "valid_error") {
		t.Errorf("nothing was evaluated or reserved, and it says %s", none)
	}
}

// TestExpertTrain: a run by reward ends like one from demonstrations, with an evaluation and a report; the configuration
// and the flags over it are what config.yaml keeps; it is resumed by its directory alone, and another starts from it.
func TestExpertTrain(t *testing.T) {
	t.Chdir(t.TempDir())
	const quick = "expert train pendulum --method ars --eval-every 3200 --eval-episodes 1 -o "
	if out := must(t, quick+"run --steps 3200 --seed 5 -n 3"); !strings.Contains(out, "learned by reward in pendulum in 3200 steps") || !strings.Contains(out, "3 episodes") {
		t.Errorf("no sentence or no evaluation in %q", out)
	}
	for _, file := range []string{agents.EvalFile, reportFile} {
		if !exists(filepath.Join("run", file)) {
			t.Errorf("the run has no %s", file)
		}
	}
	text, err := os.ReadFile("run/" + agents.ConfigFile)
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{"task": "pendulum", "method": "ars", "seed": "5", "steps": "3200", "eval_every": "3200", "eval_episodes": "1"} {
		if got, _ := config.Value(text, path); got != want {
			t.Errorf("%s is %s, want %s", path, got, want)
		}
	}
	must(t, "expert train pendulum -o run --resume")
	must(t, "expert train pendulum --config run/config.yaml --steps 6400 --from-policy run -o longer -n 0")
	for args, want := range map[string]string{
		"expert train pendulum -o x --method q":                                     `--method: unknown method "q": want one of ars, ppo, sac`,
		"expert train pendulum -o x --method ars --from-policy nowhere":             "--from-policy: ",
		"expert train pendulum -o x --config nowhere.yaml":                          "--config: ",
		"expert train cartpole-continuous -o x --config run/config.yaml":            `task is "pendulum": want "cartpole-continuous", the task that is learned`,
		"expert train pendulum -o x --config run/config.yaml --method ppo":          "the configuration is for method ars, not ppo: write --method ars",
		"expert train pendulum -o x --method ars --steps 0":                         "steps is 0: want 1 to",
		"expert train pendulum -o run --method ars":                                 "run holds a run already",
		"expert train pendulum -o nothing --resume":                                 "--resume: nothing holds no run to continue",
		"expert train pendulum -o x --method ars --schedule upward":                 "--schedule: ",
		"expert train pendulum -o x --method ppo --schedule linear --final 1.5":     "ppo.schedule.final",
		"expert train pendulum -o x --method ars --eval-every 10 --eval-episodes 0": "eval_episodes is 0",
	} {
		fails(t, args, exitMisused, want)
	}
}

// TestActionsReachTheMethod: --actions sets what the options of cloning say, and is kept with them.
func TestActionsReachTheMethod(t *testing.T) {
	t.Chdir(t.TempDir())
	must(t, "record pendulum -o demos -n 2 --noise 0.3")
	var policies [][]byte
	for _, actions := range []string{"label", "sent"} {
		must(t, "train demos -o "+actions+" --steps 4 --hidden 2 --eval 0 --actions "+actions)
		must(t, "train demos -o again-"+actions+" --eval 0 --config "+actions+"/config.yaml")
		p, err := os.ReadFile(actions + "/" + agents.PolicyFile)
		if err != nil {
			t.Fatal(err)
		}
		again, err := os.ReadFile("again-" + actions + "/" + agents.PolicyFile)
		if err != nil || string(p) != string(again) {
			t.Errorf("--actions %s: the configuration alone trains another policy: %v", actions, err)
		}
		policies = append(policies, p)
	}
	if string(policies[0]) == string(policies[1]) {
		t.Error("labels and noisy actions train the same policy")
	}
	fails(t, "train demos -o x --actions done", exitMisused, "--actions: ")
}
