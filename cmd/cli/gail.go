package cli

import (
	"context"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/demos"
)

type gailOptions struct {
	expertTrainOptions
	Data string
}

func newCmdGAIL(streams *stdio, run func(context.Context, *gailOptions) error) *cobra.Command {
	o := &gailOptions{expertTrainOptions: expertTrainOptions{IO: streams, Method: "gail"}}
	cmd := &cobra.Command{
		Use:   "gail DATA -o RUN",
		Short: "Imitate recorded demonstrations by acting before an adversary",
		Long: "Train a policy by generative adversarial imitation: it acts in the task, and a judge who knows the\n" +
			"demonstrations pays it for what it cannot tell from them. The task's own reward is looked at only to print the\n" +
			"curve; the last policy is kept. The task is that of DATA without early ends (:fixed-horizon), so that the length of\n" +
			"an episode tells nothing; --task names another, and a short horizon helps where a fall is for good.\n" +
			"--from-policy starts from a policy that this method or SAC trained, or goes on from a checkpoint of this method. RUN is\n" +
			"that of 'fenchel expert train'. Nothing is learned in the first 10,000 steps, which fill the memory.",
		Example: "  fenchel gail demos -o gail --steps 16384",
		Args:    cobra.ExactArgs(1),
	}
	o.flags(cmd)
	cmd.Flags().StringVar(&o.Task, "task", "", "the task to act in")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		o.Data = args[0]
		return run(cmd.Context(), o)
	}
	return cmd
}

func runGAIL(ctx context.Context, o *gailOptions) error {
	if err := needRun(o.Dir); err != nil {
		return err
	}
	data, err := demos.Open(o.Data)
	if err != nil {
		return err
	}
	if err := o.chooseTask(data); err != nil {
		return err
	}
	list, err := data.ReadAll()
	if err != nil {
		return err
	}
	return o.train(ctx, list)
}

// chooseTask is that of the flag, of the run that is resumed, or of the data without early ends.
func (o *gailOptions) chooseTask(data *demos.Dataset) error {
	if own := filepath.Join(o.Dir, agents.ConfigFile); o.Task == "" && o.Resume && exists(own) {
		c, err := readLearner(own, o.Method)
		if err != nil {
			return err
		}
		o.Task = c.Task
	}
	if o.Task == "" {
		if o.Task = data.Manifest.Task.Name; !strings.Contains(o.Task, ":fixed-horizon") {
			o.Task += ":fixed-horizon"
		}
	}
	_, err := taskOf(data, o.Task)
	return err
}
