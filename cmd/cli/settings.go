package cli

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/internal/config"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// setting is a flag that sets the field at a path of YAML keys in the options of a method. A method without such a field
// does not have the flag.
type setting struct{ flag, path string }

// settings are in the order in which they are set: a loss brings a policy that it can train, and a member of a policy is
// chosen before its options.
var settings = []setting{
	{"loss", "loss"},
	{"rounds", "dagger.rounds"}, {"dagger", "dagger.rounds"}, {"dagger-episodes", "dagger.episodes"}, {"dagger-beta", "dagger.beta"},
	{"seed", "seed"}, {"steps", "steps"}, {"batch", "batch"}, {"rate", "schedule.rate"}, {"weight-decay", "optimizer.weight_decay"},
	{"schedule", "schedule.kind"}, {"final", "schedule.final_share"}, {"warmup", "schedule.warmup"}, {"ema", "average"},
	{"reserve", "reserve"}, {evalEveryFlag, "eval_every"}, {evalEpisodesFlag, "eval_episodes"},
	{"trunk", "policy.trunk"}, {"hidden", "policy.hidden"},
	{"history", "policy.window.history"}, {"chunk", "policy.window.chunk"}, {"replan", "policy.window.replan"},
	{"energy", "policy.head.energy"}, {"rank", "policy.head.energy.rank"},
	{"regularizer", "policy.head.regularizer"}, {"gamma", "policy.head.regularizer.gamma"}, {"alpha", "policy.head.regularizer.alpha"},
}

// apply writes the flags that were given into the options of a method.
func apply(f *pflag.FlagSet, method string, o agents.Options) (_ agents.Options, err error) {
	for _, s := range settings {
		if !f.Changed(s.flag) {
			continue
		}
		if o, err = agents.Set(o, s.path, yamlText(f.Lookup(s.flag))); err != nil {
			if _, missing := errors.AsType[*config.NoFieldError](err); missing {
				return nil, misused("--%s does nothing here: method %s has no setting %s", s.flag, method, s.path)
			}
			return nil, misused("--%s: %w", s.flag, err)
		}
	}
	return applyEvaluation(f, o)
}

// nameFlag adds to an error about a field the flag that set it, where that is called otherwise.
func nameFlag(f *pflag.FlagSet, err error) error {
	field, ok := errors.AsType[*config.FieldError](err)
	if !ok || strings.Contains(err.Error(), "\n") {
		return err
	}
	for _, s := range settings {
		key := s.path[strings.LastIndex(s.path, ".")+1:]
		if s.path == field.Path && f.Changed(s.flag) && key != strings.ReplaceAll(s.flag, "-", "_") {
			return fmt.Errorf("%w (--%s)", err, s.flag)
		}
	}
	return err
}

// yamlText is the value of a flag as YAML has it.
func yamlText(f *pflag.Flag) string {
	if f.Value.Type() == "string" {
		return strconv.Quote(f.Value.String())
	}
	return f.Value.String()
}

const (
	evalEveryFlag    = "eval-every"
	evalEpisodesFlag = "eval-episodes"
)

// evalFlags declares the flags of evaluation during training.
func evalFlags(f *pflag.FlagSet) {
	f.Int64(evalEveryFlag, 0, "evaluate in the task every so many steps; 0: the configuration's, of cloning and dagger none")
	f.Int(evalEpisodesFlag, 10, "episodes of an evaluation during training")
}

// scheduleFlags declares those of the step size and of the weights that are kept, the same for every method.
func scheduleFlags(f *pflag.FlagSet) {
	f.String("schedule", "", "how the step size goes on after the warm-up: "+strings.Join(net.ScheduleKinds(), ", ")+" (default: the configuration's)")
	f.Float64("final", 0, "share of the step size that is left at the end")
	f.Int64("warmup", 0, "steps in which the step size rises at first (default: the configuration's)")
	f.Float64("ema", 0, "keep a running mean of the weights that keeps this share of itself in a step; 0: the last weights (default: the configuration's)")
}

// applyEvaluation gives a run that evaluates only because of a flag the flag's default number of episodes, and refuses a
// number of episodes that no evaluation plays.
func applyEvaluation(f *pflag.FlagSet, o agents.Options) (agents.Options, error) {
	every := o.Plan().Evaluate
	switch {
	case every == 0 && f.Changed(evalEpisodesFlag):
		return nil, misused("--%s does nothing without evaluations: give --%s", evalEpisodesFlag, evalEveryFlag)
	case every == 0 || f.Changed(evalEpisodesFlag) || o.Plan().Episodes != 0 || !f.Changed(evalEveryFlag):
		return o, nil
	}
	return agents.Set(o, "eval_episodes", f.Lookup(evalEpisodesFlag).Value.String())
}

// flags declares those that the verbs of learning have in common; those of the method are for run to set.
func (l *learning) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVarP(&l.Dir, "output", "o", "", "run directory (required)")
	f.StringVar(&l.Config, "config", "", "YAML file to start from; flags win over it")
	f.BoolVar(&l.Resume, "resume", false, "continue the run in RUN")
	f.BoolVar(&l.Force, "force", false, "with --resume or --config: although configuration, data or kernels differ")
	f.StringVar(&l.From, "from-policy", "", "start from this policy file, run directory or checkpoint, of the same method")
	unsealedFlag(f, &l.Unsealed)
	evalFlags(f)
	scheduleFlags(f)
	l.Set = func(o agents.Options) (agents.Options, error) { return apply(f, l.Method, o) }
	l.Flag = func(err error) error { return nameFlag(f, err) }
}
