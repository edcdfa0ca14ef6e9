package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"
)

// newCmdGAIL is an older spelling of train.
func newCmdGAIL(streams *stdio, run func(context.Context, *trainOptions) error) *cobra.Command {
	const method = "gail"
	cmd := newTraining(streams, method, func(ctx context.Context, o *trainOptions) error {
		fmt.Fprintf(o.IO.Err, "fenchel: %s DATA is written train DATA --method %[1]s\n", method)
		return run(ctx, o)
	})
	cmd.Use = "gail DATA... -o RUN"
	cmd.Short = "The same as train DATA --method gail"
	cmd.Long = "Train a policy by generative adversarial imitation, as 'fenchel train DATA --method gail' does: it acts in the\n" +
		"task, and a discriminator that knows the demonstrations rewards it for what it takes for the expert's. The task's\n" +
		"own reward is looked at only to print the curve; the last policy is kept. The task is that of DATA without early\n" +
		"ends (:fixed-horizon), so that the length of an episode tells nothing; --task names another, and a short horizon\n" +
		"helps where a fall is for good. --from-policy starts from a policy that this method or SAC trained, or goes on from\n" +
		"a checkpoint of this method. Nothing is learned in the first 10,000 steps, which fill the replay buffer."
	cmd.Example = "  fenchel gail demos -o gail --steps 16384"
	return cmd
}
