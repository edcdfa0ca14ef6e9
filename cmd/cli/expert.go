package cli

import (
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/agents/rl"
	"github.com/fenchel-gym/fenchel/envs/suite"
)

func newCmdExpert(streams *stdio) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "expert",
		Short:   "List the experts, or train one by reward",
		Example: "  fenchel expert list",
		Args:    knownCommand,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return misused("list or train?\nSee '%s --help'.", cmd.CommandPath())
		},
	}
	cmd.AddCommand(newCmdExpertList(streams, runExpertList), newCmdExpertTrain(streams, runExpertTrain))
	return cmd
}

type expertTrainOptions struct {
	learning
	conclusion
	modelFlags
}

func newCmdExpertTrain(streams *stdio, run func(context.Context, *expertTrainOptions) error) *cobra.Command {
	o := &expertTrainOptions{learning: learning{IO: streams}}
	cmd := &cobra.Command{
		Use:   "train TASK -o RUN",
		Short: "Train an expert by reward",
		Long: "Train a policy by reward. RUN gets config.yaml (complete: train again with --config), metrics.jsonl with the\n" +
			"return curve, checkpoints, of sac beside them its replay buffer, policy.safetensors, the policy that did best on\n" +
			"the tuning episodes, eval.json, timings.json and report.html. Without --config a task of the suite is trained as its shipped expert was. Interrupted in any\n" +
			"way, --resume goes on from the last checkpoint and ends with the bytes of the uninterrupted run. Steps are taken in\n" +
			"whole updates, of which the last may go beyond --steps.\n\nMethods:\n" + methodHelp(false),
		Example: "  fenchel expert train reacher -o reacher-run --steps 16384\n  fenchel eval reacher-run -n 10",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Task = args[0]
			if err := errors.Join(o.checkFlags(cmd.Flags()), o.conclusion.check(cmd.Flags())); err != nil {
				return err
			}
			return run(cmd.Context(), o)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.Method, "method", "", strings.Join(methodNames(false), ", ")+" (default: as the shipped expert was trained, or ppo)")
	f.Int64("steps", 0, "steps of the environment, from the beginning, those before a checkpoint included (default: the configuration's)")
	f.Uint64("seed", 0, "seed of the run")
	o.learning.flags(cmd)
	o.conclusion.flags(f)
	o.modelFlags.add(f)
	return cmd
}

func runExpertTrain(ctx context.Context, o *expertTrainOptions) error {
	if err := errors.Join(o.learning.check(), o.modelFlags.complete(&o.Task)); err != nil {
		return err
	}
	text, err := o.readConfig()
	if err != nil {
		return err
	}
	newEnv, err := o.IO.makeTask(suite.StoredHash(o.Task, taskHash(text)))
	if err != nil {
		return err
	}
	task := newEnv().Spec()
	recipe := rl.DefaultFor(task.Name)
	otherwise := recipe.Method
	if text != nil {
		otherwise = rl.DefaultOptions().Method
	}
	m, err := o.choose(text, otherwise, false)
	if err != nil {
		return err
	}
	defaults := m.Default(task.Name)
	if o.Method == recipe.Method {
		defaults = recipe
	}
	options, err := o.configure(m, task, text, defaults)
	if err != nil {
		return err
	}
	o.conclusion.play(newEnv())
	o.Source = "by reward in " + task.Name
	return o.train(ctx, options, agents.Sources{NewEnv: newEnv}, &o.conclusion)
}
