package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/fenchel-gym/fenchel/envs/remote"
)

type serveOptions struct {
	IO   *stdio
	Task string
	modelFlags
}

func newCmdServe(streams *stdio, run func(context.Context, *serveOptions) error) *cobra.Command {
	o := &serveOptions{IO: streams}
	cmd := &cobra.Command{
		Use:   "serve TASK",
		Short: "Serve a task to another program, over standard input and output",
		Long: "Serve a task to another program, over standard input and output: a line of JSON, then binary frames, n environments\n" +
			"at once (docs/protocol.md). The episodes of a seed are those of `fenchel eval`, to the bit. It ends with its input.\n" +
			"FenchelEnv and FenchelVectorEnv of `fenchel adapter python` are Gymnasium environments that start it.",
		Example: "  fenchel serve pendulum\n  fenchel eval random 'exec:fenchel serve pendulum'",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Task = args[0]
			return run(cmd.Context(), o)
		},
	}
	o.modelFlags.add(cmd.Flags())
	return cmd
}

func runServe(_ context.Context, o *serveOptions) error {
	if err := o.modelFlags.complete(&o.Task); err != nil {
		return err
	}
	newEnv, err := o.IO.makeTask(o.Task)
	if err != nil {
		return err
	}
	return remote.Serve(o.IO.In, o.IO.bytes(), newEnv)
}
