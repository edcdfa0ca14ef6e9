package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/spf13/cobra"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/internal/disk"
)

type sealOptions struct {
	IO    *stdio
	Dir   string
	Again bool
}

func newCmdDataSeal(streams *stdio, run func(context.Context, *sealOptions) error) *cobra.Command {
	o := &sealOptions{IO: streams}
	cmd := &cobra.Command{
		Use:   "seal DIR",
		Short: "List the files of a complete data set, so that every later loss, change and addition is named",
		Long: "Check every byte of a data set and write seal.json beside its manifest: the list of its files with their SHA-256.\n" +
			"From then on a file that is missing, changed or new is named wherever the data set is read, and what would add\n" +
			"to it or repair it is refused until it is unsealed.",
		Example: "  fenchel data seal demos\n  fenchel data seal demos --again",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Dir = args[0]
			return run(cmd.Context(), o)
		},
	}
	cmd.Flags().BoolVar(&o.Again, "again", false, "seal what is there now, in place of what was sealed")
	return cmd
}

func runDataSeal(_ context.Context, o *sealOptions) error {
	bars := &stages{io: o.IO}
	s, problems, err := demos.SealFS(disk.OS{}, o.Dir, o.Again, func(files, of int) { bars.set("seal", files, of) })
	bars.stop()
	for _, p := range texts(problems) {
		fmt.Fprintln(o.IO.Out, p)
	}
	if _, sealed := errors.AsType[*demos.SealedError](err); sealed {
		return fmt.Errorf("%w; `--again` seals what is there now", err)
	}
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return fmt.Errorf("%s: not sealed: %d problems", o.Dir, len(problems))
	}
	fmt.Fprintf(o.IO.Out, "%s: sealed: %s in %s\n", o.Dir, episodes(s.Episodes), files(len(s.Files)-1))
	return nil
}

func newCmdDataUnseal(streams *stdio, run func(context.Context, *sealOptions) error) *cobra.Command {
	o := &sealOptions{IO: streams}
	return &cobra.Command{
		Use: "unseal DIR", Short: "Remove the seal of a data set, so that it can be changed", Args: cobra.ExactArgs(1),
		Example: "  fenchel data unseal demos",
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Dir = args[0]
			return run(cmd.Context(), o)
		},
	}
}

func runDataUnseal(_ context.Context, o *sealOptions) error {
	set, openErr := demos.Open(o.Dir)
	if errors.Is(openErr, fs.ErrNotExist) {
		return openErr
	}
	if openErr == nil && set.Sealed() == nil {
		return fmt.Errorf("%s: it is not sealed", o.Dir)
	}
	if err := demos.UnsealFS(disk.OS{}, o.Dir); err != nil {
		return err
	}
	fmt.Fprintf(o.IO.Out, "%s: unsealed\n", o.Dir)
	return nil
}
