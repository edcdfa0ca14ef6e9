package cli

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/demos/interchange"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/suite"
	"github.com/fenchel-gym/fenchel/internal/suggest"
)

type importOptions struct {
	IO     *stdio
	File   string
	Task   string
	Dst    string
	Format string
	Name   string
	Actor  string
	JSON   bool
}

func newCmdDataImport(streams *stdio, run func(context.Context, *importOptions) error) *cobra.Command {
	o := &importOptions{IO: streams}
	cmd := &cobra.Command{
		Use:   "import SOURCE -o DIR [--task TASK]",
		Short: "Make a data set of episodes that another program recorded",
		Long: "Make a data set of episodes that another program recorded. Formats:\n\n" + formatList() + "\n" +
			"A line of jsonl is an object with action (T lists of numbers), state or obs (T or T+1 lists), and perhaps reward\n" +
			"(T numbers), start (what the episode was reset to), mode and tags. Where the last state is missing, it is computed\n" +
			"by replaying the actions from the start if the replay agrees with the recording; otherwise the last action is\n" +
			"dropped. The other formats describe their own spaces: without --task their episodes are of a task foreign:NAME,\n" +
			"whose observations are the numbers of their dictionaries in the order of the keys, and whose discrete actions\n" +
			"are one-hot. What is computed or left out is listed, here and in the manifest. Nothing is written if anything is wrong.",
		Example: "  fenchel data import people.jsonl --task pusht -o people --actor human\n" +
			"  fenchel data import hopper/expert-v0 -o theirs",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.File = args[0]
			return run(cmd.Context(), o)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.Task, "task", "", "the task that the episodes are of (default: one of their own, as the format describes it)")
	f.StringVarP(&o.Dst, "output", "o", "", "directory of the new data set (required)")
	f.StringVar(&o.Format, "format", "", "of the file: "+strings.Join(interchange.Names(), ", ")+" (default: it is recognized)")
	f.StringVar(&o.Name, "name", "", "what its makers call the data set, for the manifest")
	f.StringVar(&o.Actor, "actor", "unknown", "who acted, for the manifest: human, for example")
	f.BoolVar(&o.JSON, "json", false, "print JSON")
	return cmd
}

// formatList is a line for each format.
func formatList() string {
	var b strings.Builder
	for _, f := range interchange.Formats() {
		fmt.Fprintf(&b, "  %-10s %s\n", f.Name, f.Summary)
	}
	return b.String()
}

func runDataImport(ctx context.Context, o *importOptions) error {
	if err := cmp.Or(needNewSet(o.Dst), knownFormat(o.Format)); err != nil {
		return err
	}
	source, err := interchange.PathSource(o.File)
	if err != nil {
		return err
	}
	options := interchange.Options{
		Format: o.Format, Name: o.Name, Actor: demos.Actor{Name: o.Actor}, Recorder: demos.DefaultOptions(),
	}
	if o.Task != "" {
		if options.Task, err = o.IO.makeTask(o.Task); err != nil {
			return err
		}
		if endless, err := suite.Make(o.Task + endlessVariant); err == nil {
			options.Replay = endless
		}
	}
	report, err := interchange.Import(ctx, source, o.Dst, options)
	if err != nil {
		return unwritten(ctx, err, o.Dst)
	}
	if o.JSON {
		return printJSON(o.IO.Out, imported{report.Episodes, report.Steps, report.Clipped, report.Notes()})
	}
	fmt.Fprintf(o.IO.Out, "%s: %s, %s\n", o.Dst, episodes(report.Episodes), steps(report.Steps))
	if o.Task == "" {
		printForeign(o.IO.Out, report.Task)
	}
	if report.Clipped > 0 {
		fmt.Fprintf(o.IO.Out, "%s with an action outside the %s\n", steps(report.Clipped), report.Task.Action)
	}
	for _, note := range report.Notes() {
		fmt.Fprintln(o.IO.Out, note)
	}
	return nil
}

// printForeign says what the task of a source of its own is: its name, the observations in their order, the actions.
func printForeign(w io.Writer, task envs.Spec) {
	var names []string
	for _, c := range task.Obs {
		names = append(names, c.Name)
	}
	fmt.Fprintf(w, "task %s\nobservation: %s\naction: a %s\n", task.Name, strings.Join(names, ", "), task.Action)
}

// endlessVariant makes the task that recordings are replayed in: it ends at no goal, and later than any recording.
const endlessVariant = ":fixed-horizon:horizon=100000000"

// imported is the object of `data import --json`.
type imported struct {
	Episodes int      `json:"episodes"`
	Steps    int      `json:"steps"`
	Clipped  int      `json:"clipped,omitempty"`
	Notes    []string `json:"notes,omitempty"`
}

// knownFormat refuses a format that there is not; empty is none.
func knownFormat(name string) error {
	for _, f := range interchange.Formats() {
		if name == "" || f.Name == name {
			return nil
		}
	}
	return misused("--format: %w", suggest.Unknown("format", name, formatNames()))
}

func formatNames() (names []string) {
	for _, f := range interchange.Formats() {
		names = append(names, f.Name)
	}
	return names
}
