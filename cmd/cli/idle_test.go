package cli

import (
	"os"
	"path/filepath"
	"testing"
)

// TestIdleFlags: a flag that would do nothing in the way in which it is combined is a misuse that says why; the same flag
// is taken where it does something.
func TestIdleFlags(t *testing.T) {
	t.Chdir(t.TempDir())
	must(t, "record pendulum -o demos -n 2")
	must(t, "train demos -o run --steps 2 --hidden 2 --eval 0")
	if err := os.WriteFile("gail.yaml", []byte("method: gail\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	for args, want := range map[string]string{
		"train demos -o x --force":                           "--force does nothing here: it goes with --resume or --config",
		"train demos -o x --dagger 2 --rounds 3":             "--dagger does nothing here: --rounds says the same",
		"train demos -o x --dagger-episodes 2":               "--dagger-episodes: rounds are of the method dagger",
		"train demos -o x --method clone --dagger 2":         "--dagger: rounds are of the method dagger",
		"train demos -o x --eval-episodes 3":                 "--eval-episodes does nothing without evaluations: give --eval-every",
		"train demos -o x --trunk residual --hidden 4":       `--hidden: trunk "residual" has no hidden widths`,
		"train demos -o x --method gail --loss squared":      "--loss does nothing here: method gail has no setting loss",
		"train demos -o x --method gail --batch 3":           "--batch does nothing here: method gail has no setting batch",
		"train demos -o x --method gail --rate 1e-3":         "--rate does nothing here: method gail has no setting schedule.rate",
		"train demos -o x --method clone --config gail.yaml": "gail.yaml: the configuration is for method gail, not clone: write --method gail",
		"gail demos -o x --hidden 3":                         "--hidden does nothing here: method gail has no setting policy.hidden",
		"expert train pendulum -o x --force":                 "--force does nothing here: it goes with --resume or --config",
		"expert train pendulum -o x --method gail":           "method gail imitates demonstrations: see 'fenchel train --help'",
		"expert train pendulum -o x --config gail.yaml":      "method gail imitates demonstrations",
		"record pendulum -o x --unsealed":                    "--unsealed does nothing here: no policy file is read",
		"record pendulum -o x --human --json":                "--json does nothing here: you act, in a window",
		"eval expert pendulum --rows":                        "--rows does nothing here: it goes with --json",
		"eval expert pendulum --against random --unsealed":   "--unsealed does nothing here: no policy file is read",
		"watch demos --seed 3 --save x.gif":                  "--seed does nothing here: a recording is played as it was",
		"watch demos --energy --save x.gif":                  "--energy does nothing here: a recording is played as it was",
		"watch pendulum --unsealed --save x.png":             "--unsealed does nothing here: no policy file is read",
		"watch expert:stochastic pendulum --unsealed":        "--unsealed does nothing here: no policy file is read",
		"watch run --save x.png --paused":                    "--paused does nothing here: a picture does not wait",
		"watch run --page 1 --save x.png":                    "--page does nothing here: it goes with --energy and --save",
		"watch run --speed 2 --save x.png":                   "--speed does nothing here: a .png is one moment",
	} {
		fails(t, args, exitMisused, want)
	}
	if left, _ := filepath.Glob("x*"); len(left) > 0 {
		t.Errorf("%v were written", left)
	}
	for _, args := range []string{
		"train demos -o run --resume --force --eval 0",
		"eval expert pendulum --against run --unsealed -n 1",
		"eval expert pendulum -n 1 --json --rows",
		"record pendulum -o again --policy run --unsealed -n 1",
		"watch run --energy --page 1 --step 1 --save x.png",
	} {
		must(t, args)
	}
}

// TestResumeKnowsTheMethod: the configuration of a run says which method it is of, so that --resume needs no --method.
func TestResumeKnowsTheMethod(t *testing.T) {
	t.Chdir(t.TempDir())
	must(t, "record pendulum -o demos -n 2")
	if err := os.WriteFile("gail.yaml", []byte("method: gail\nhidden: [4]\neval_episodes: 1\neval_every: 200\ncheckpoint_every: 100\n"+
		"sac: {envs: 2, warmup: 50, batch: 32, replay: 500, critic: [4], log_every: 50}\ngail: {hidden: [4]}\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	for run, flags := range map[string]string{
		"rounds": "--method dagger --rounds 1 --dagger-episodes 1 --steps 20 --hidden 4 --reserve 0",
		"gail":   "--config gail.yaml --steps 200",
	} {
		must(t, "train demos -o "+run+" --eval 0 "+flags)
		must(t, "train demos -o "+run+" --eval 0 --resume")
	}
}
