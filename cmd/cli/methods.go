package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/agents/clone"
	"github.com/fenchel-gym/fenchel/agents/dagger"
	"github.com/fenchel-gym/fenchel/agents/rl"
)

// methodNames lists the methods that learn from demonstrations, or those that learn by reward.
func methodNames(demos bool) []string {
	var names []string
	for name, m := range agents.Methods.All() {
		if m.Demos == demos {
			names = append(names, name)
		}
	}
	return names
}

// methodHelp is a line of help for each of them.
func methodHelp(demos bool) string {
	var b strings.Builder
	for _, name := range methodNames(demos) {
		m, _ := agents.Methods.Find(name)
		fmt.Fprintf(&b, "  %-8s %s\n", name, m.Summary)
	}
	return strings.TrimRight(b.String(), "\n")
}

// checkMethod says what is wrong with the method of train.
func checkMethod(name string) error {
	if name == "" {
		return nil
	}
	m, err := agents.Methods.Find(name)
	switch {
	case err != nil:
		return misused("--method: %w", err)
	case !m.Demos:
		return misused("method %s learns by reward: see 'fenchel expert train --help'", name)
	}
	return nil
}

// applyRounds writes the flags of DAgger into a configuration.
func (v *overrides) applyRounds(f *pflag.FlagSet, method string, t *clone.Options) error {
	if method == "clone" && t.DAgger.Rounds > 0 {
		return misused("the configuration asks for rounds of DAgger: write --method dagger")
	}
	if method != "dagger" {
		if f.Changed("rounds") {
			return misused("--rounds is of --method dagger")
		}
		return nil
	}
	if t.DAgger.Rounds == 0 {
		t.DAgger = dagger.DefaultRounds()
	}
	if f.Changed("rounds") || f.Changed("dagger") {
		t.DAgger.Rounds = v.dagger.Rounds
	}
	if f.Changed("dagger-episodes") {
		t.DAgger.Episodes = v.dagger.Episodes
	}
	if f.Changed("dagger-beta") {
		t.DAgger.Beta = v.dagger.Beta
	}
	return nil
}

// gailFlags are the flags of train that adversarial imitation has, too.
var gailFlags = []string{"output", "config", "resume", "force", "task", "steps", "seed", "from-policy", "actions", "eval-every", "eval-episodes", "schedule", "final", "warmup", "ema", "method", "help"}

// imitate is train's options as those of adversarial imitation. A flag that this has no use for is a misuse.
func (v *overrides) imitate(cmd *cobra.Command, o *trainOptions) (*gailOptions, error) {
	var err error
	f := cmd.Flags()
	f.Visit(func(flag *pflag.Flag) {
		if !slices.Contains(gailFlags, flag.Name) && err == nil {
			err = misused("--%s is not of the method gail; it has --%s", flag.Name, strings.Join(gailFlags[:len(gailFlags)-2], ", --"))
		}
	})
	g := &gailOptions{Data: o.Data, Actions: o.Actions, expertTrainOptions: expertTrainOptions{
		IO: o.IO, Method: "gail", Task: o.Task, Dir: o.Dir, Config: o.Config, Resume: o.Resume, Force: o.Force, From: o.From,
	}}
	g.Set = func(r *rl.Options) error {
		if f.Changed("steps") {
			r.Steps = int64(v.steps)
		}
		if f.Changed("seed") {
			r.Seed = v.seed
		}
		setEvaluation(f, &r.EvalEvery, &r.EvalEpisodes, int64(v.evalEvery), v.evalEpisodes)
		return v.scheduleFlags.learner(r)
	}
	return g, err
}
