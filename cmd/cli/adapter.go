package cli

import (
	"context"
	_ "embed"
	"io"

	"github.com/spf13/cobra"

	"github.com/fenchel-gym/fenchel/internal/suggest"
)

//go:embed adapter/fenchel_adapter.py
var pythonAdapter string

// adapters are the languages there is an adapter for.
var adapters = map[string]string{"python": pythonAdapter}

type adapterOptions struct {
	IO       *stdio
	Language string
}

func newCmdAdapter(streams *stdio, run func(context.Context, *adapterOptions) error) *cobra.Command {
	o := &adapterOptions{IO: streams}
	return &cobra.Command{
		Use:   "adapter python",
		Short: "Print what couples Python with fenchel: one file, standard library and numpy",
		Long: "Print a Python module that serves a Gymnasium environment or a policy to fenchel, for exec:COMMAND, and has fenchel's\n" +
			"tasks as Gymnasium environments. docs/from-gymnasium.md shows how.",
		Example: "  fenchel adapter python > fenchel_adapter.py",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Language = args[0]
			return run(cmd.Context(), o)
		},
	}
}

func runAdapter(_ context.Context, o *adapterOptions) error {
	text, ok := adapters[o.Language]
	if !ok {
		return misused("%w", suggest.Unknown("language", o.Language, []string{"python"}))
	}
	_, err := io.WriteString(o.IO.Out, text)
	return err
}
