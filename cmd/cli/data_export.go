package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fenchel-gym/fenchel/demos/interchange"
)

type exportOptions struct {
	IO     *stdio
	Dir    string
	Dst    string
	Format string
	JSON   bool
}

func newCmdDataExport(streams *stdio, run func(context.Context, *exportOptions) error) *cobra.Command {
	o := &exportOptions{IO: streams}
	cmd := &cobra.Command{
		Use:   "export DIR -o TARGET --format F",
		Short: "Write a data set in the format of another program",
		Long: "Write a data set in the format of another program, with all numbers to the bit. What the format has no place\n" +
			"for is listed. Labels and who acted are in the group infos (fenchel_label, fenchel_author), or keys of a line of JSON.\n" +
			"TARGET must not be there; for minari it is a folder, whose name is the data set's id.",
		Example: "  fenchel data export demos -o hopper-v0 --format minari",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Dir = args[0]
			return run(cmd.Context(), o)
		},
	}
	f := cmd.Flags()
	f.StringVarP(&o.Dst, "output", "o", "", "the new file or folder (required)")
	f.StringVar(&o.Format, "format", "", "of the target: "+strings.Join(writable(), ", ")+" (required)")
	f.BoolVar(&o.JSON, "json", false, "print JSON")
	return cmd
}

// writable are the names of the formats that are written.
func writable() []string {
	var names []string
	for _, f := range interchange.Formats() {
		if f.Export != nil {
			names = append(names, f.Name)
		}
	}
	return names
}

func runDataExport(ctx context.Context, o *exportOptions) error {
	if err := needOutput(o.Dst); err != nil {
		return err
	}
	if o.Format == "" {
		return misused("in which format? Say --format with one of %s", strings.Join(writable(), ", "))
	}
	if err := knownFormat(o.Format); err != nil {
		return err
	}
	if exists(o.Dst) {
		return misused("%s is there already: name another file or directory", o.Dst)
	}
	left, err := interchange.ExportTo(ctx, o.Dir, o.Dst, o.Format)
	if err != nil {
		return unwritten(ctx, err, o.Dst)
	}
	if o.JSON {
		return printJSON(o.IO.Out, exported{o.Dst, o.Format, left})
	}
	fmt.Fprintf(o.IO.Out, "%s: written as %s\n", o.Dst, o.Format)
	for _, what := range left {
		fmt.Fprintln(o.IO.Out, "not taken over: "+what)
	}
	return nil
}

// exported is the object of `data export --json`.
type exported struct {
	Target string   `json:"target"`
	Format string   `json:"format"`
	Left   []string `json:"not_taken_over,omitempty"`
}
