package cli

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/agents/data"
	"github.com/fenchel-gym/fenchel/demos"
)

// gailOptions are those of adversarial imitation.
type gailOptions struct {
	expertTrainOptions
	Data    []string
	Actions data.Actions // of the demonstrations, to be imitated
}

func newCmdGAIL(streams *stdio, run func(context.Context, *gailOptions) error) *cobra.Command {
	o := &gailOptions{expertTrainOptions: expertTrainOptions{IO: streams, Method: "gail"}}
	cmd := &cobra.Command{
		Use:   "gail DATA... -o RUN",
		Short: "The same as train DATA --method gail",
		Long: "Train a policy by generative adversarial imitation, as 'fenchel train DATA --method gail' does: it acts in the\n" +
			"task, and a discriminator that knows the demonstrations rewards it for what it takes for the expert's. The task's\n" +
			"own reward is looked at only to print the curve; the last policy is kept. The task is that of DATA without early\n" +
			"ends (:fixed-horizon), so that the length of an episode tells nothing; --task names another, and a short horizon\n" +
			"helps where a fall is for good. --from-policy starts from a policy that this method or SAC trained, or goes on from\n" +
			"a checkpoint of this method. Nothing is learned in the first 10,000 steps, which fill the replay buffer.",
		Example: "  fenchel gail demos -o gail --steps 16384",
		Args:    dataArgs,
	}
	o.flags(cmd)
	cmd.Flags().StringVar(&o.Task, "task", "", "the task to act in")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		o.Data = args
		fmt.Fprintln(o.IO.Err, "fenchel: gail DATA is written train DATA --method gail")
		return run(cmd.Context(), o)
	}
	return cmd
}

func runGAIL(ctx context.Context, o *gailOptions) error {
	if err := needRun(o.Dir); err != nil {
		return err
	}
	sets, err := openSets(o.Data)
	if err != nil {
		return err
	}
	if err := o.chooseTask(sets[0]); err != nil {
		return err
	}
	list, err := readEpisodes(sets, o.Actions)
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
