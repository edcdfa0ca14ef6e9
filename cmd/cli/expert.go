package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/agents/adversarial"
	"github.com/fenchel-gym/fenchel/agents/rl"
	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/policy/net"
)

func newCmdExpert(streams *stdio) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "expert",
		Short:   "List the experts, or train one by reward",
		Example: "  fenchel expert list",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return misused("list or train?\nSee '%s --help'.", cmd.CommandPath())
		},
	}
	cmd.AddCommand(newCmdExpertList(streams, runExpertList), newCmdExpertTrain(streams, runExpertTrain))
	return cmd
}

type expertTrainOptions struct {
	IO     *stdio
	Task   string
	Dir    string
	Config string
	Method string                  // a learner; "" is the configuration's
	Set    func(*rl.Options) error // the flags that were given, over the configuration
	From   string                  // a policy or checkpoint to start from
	Resume bool
	Force  bool
}

func newCmdExpertTrain(streams *stdio, run func(context.Context, *expertTrainOptions) error) *cobra.Command {
	o := &expertTrainOptions{IO: streams}
	cmd := &cobra.Command{
		Use:   "train TASK -o RUN",
		Short: "Train an expert by reward",
		Long: "Train a policy by reward. RUN gets config.yaml (complete: train again with --config), metrics.jsonl with the\n" +
			"return curve, checkpoints and policy.safetensors, the policy that did best on the tuning episodes. Without\n" +
			"--config a task of the suite is trained as its shipped expert was. Interrupted in any way, --resume goes on from\n" +
			"the last checkpoint and ends with the bytes of the uninterrupted run. Steps are taken in whole updates, of which the\n" +
			"last may go beyond --steps.\n\nMethods:\n" + methodHelp(false),
		Example: "  fenchel expert train reacher -o reacher-run --steps 16384\n  fenchel eval reacher-run -n 10",
		Args:    cobra.ExactArgs(1),
	}
	cmd.Flags().StringVar(&o.Method, "method", "", strings.Join(methodNames(false), ", ")+" (default: as the shipped expert was trained, or ppo)")
	o.flags(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		o.Task = args[0]
		return run(cmd.Context(), o)
	}
	return cmd
}

// flags declares the flags of a training by a learner, and what writes those that were given into a configuration.
func (o *expertTrainOptions) flags(cmd *cobra.Command) {
	f, d := cmd.Flags(), rl.DefaultOptions()
	f.StringVarP(&o.Dir, "output", "o", "", "run directory (required)")
	f.StringVar(&o.Config, "config", "", "YAML file to start from; flags win over it")
	f.BoolVar(&o.Resume, "resume", false, "continue the run in RUN")
	f.BoolVar(&o.Force, "force", false, "with --resume: although configuration or kernels differ")
	f.StringVar(&o.From, "from-policy", "", "start from this policy file, run directory or checkpoint, of the same method")
	steps := f.Int64("steps", 0, "steps of the environment, from the beginning, those before a checkpoint included (default: the configuration's)")
	seed := f.Uint64("seed", d.Seed, "seed of the run")
	var every, episodes int
	evalFlags(f, &every, &episodes)
	var schedule scheduleFlags
	schedule.add(f)
	o.Set = func(r *rl.Options) error {
		if f.Changed("steps") {
			r.Steps = *steps
		}
		if f.Changed("seed") {
			r.Seed = *seed
		}
		setEvaluation(f, &r.EvalEvery, &r.EvalEpisodes, int64(every), episodes)
		return schedule.learner(r)
	}
}

func runExpertTrain(ctx context.Context, o *expertTrainOptions) error {
	if err := needRun(o.Dir); err != nil {
		return err
	}
	if o.Method == "gail" {
		return misused("gail imitates demonstrations: see 'fenchel train --help'")
	}
	if ownMethod(o.Method) {
		newEnv, err := makeTask(o.Task)
		if err != nil {
			return err
		}
		own := ownTraining{IO: o.IO, Method: o.Method, Task: o.Task, Dir: o.Dir, Config: o.Config, From: o.From, Resume: o.Resume, Force: o.Force}
		own.Sources.NewEnv = newEnv
		_, err = own.train(ctx)
		return err
	}
	return o.train(ctx, nil)
}

// train runs a training, by reward or from demonstrations.
func (o *expertTrainOptions) train(ctx context.Context, list []*demos.Demonstration) error {
	if err := needResumable(o.Dir, o.Resume); err != nil {
		return err
	}
	newEnv, err := makeTask(o.Task)
	if err != nil {
		return err
	}
	options, err := o.configure(newEnv().Spec().Name)
	if err != nil {
		return err
	}
	from, err := readStart(o.From)
	if err != nil {
		return err
	}
	bar := startProgress(o.IO, options.Task, int(options.Steps))
	defer bar.stop()
	t := agents.Training{
		Dir: o.Dir, Options: options, Sources: agents.Sources{NewEnv: newEnv, Demos: list}, From: from,
		Run:   runOptions(o.IO, o.Resume, o.Force),
		Clock: o.IO.clock(),
		Progress: func(p agents.Progress) {
			bar.tell(p)
			if p.Eval != nil {
				bar.say(o.IO.Out, evaluationLine(p.Eval))
			}
		},
	}
	if options.Method == "gail" {
		t.Options = adversarial.Options(options)
	}
	_, err = t.Train(ctx)
	if errors.Is(err, agents.ErrInterrupted) {
		return fmt.Errorf("%w; continue with --resume", err)
	}
	return err
}

// readStart opens the file to start from; without one it is nil.
func readStart(path string) (*net.File, error) {
	if path == "" {
		return nil, nil
	}
	file, _, err := agents.PolicyPath(path)
	if err != nil {
		return nil, misused("--from-policy: %w", err)
	}
	f, err := agents.ReadStart(file)
	if err != nil {
		return nil, misused("--from-policy: %w", err)
	}
	return f, nil
}

// readLearner reads a learner's configuration file; method is what one that names none means.
func readLearner(path, method string) (rl.Options, error) {
	text, err := configText(path)
	if err != nil {
		return rl.Options{}, misused("--config: %w", err)
	}
	c, err := rl.ReadConfig(path, text, method)
	if err != nil {
		return c, misused("%w", err)
	}
	return c, nil
}

// configure reads the configuration: the file's, the run's own where it is resumed, or the task's, and the flags over it.
func (o *expertTrainOptions) configure(task string) (rl.Options, error) {
	c := rl.DefaultFor(task)
	if o.Method != "" && o.Method != c.Method {
		c = rl.DefaultsOf(o.Method)
	}
	method := cmp.Or(o.Method, rl.DefaultOptions().Method)
	if own := filepath.Join(o.Dir, agents.ConfigFile); o.Resume && o.Config == "" && exists(own) {
		o.Config = own
	}
	if o.Config != "" {
		var err error
		if c, err = readLearner(o.Config, method); err != nil {
			return c, err
		}
		if o.Method != "" && c.Method != o.Method {
			return c, misused("%s: the configuration is for method %s, not %s", o.Config, c.Method, o.Method)
		}
	}
	if c.Task == "" {
		c.Task = task
	}
	if c.Task != task {
		return c, misused("the configuration is for task %q, not %q", c.Task, task)
	}
	if err := o.Set(&c); err != nil {
		return c, err
	}
	if err := c.Validate(); err != nil {
		return c, misused("%w", err)
	}
	return c, nil
}
