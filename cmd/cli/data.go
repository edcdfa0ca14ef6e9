package cli

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/fenchel-gym/fenchel/agents/report"
	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/internal/disk"
)

type dataOptions struct {
	IO   *stdio
	Dir  string
	Task string // replay: the task, where the manifest's name does not say where its file is
	Dst  string // repair
	JSON bool
	modelFlags
}

// dataVerbs are the runs of `data`'s verbs.
type dataVerbs struct {
	info, verify, replay, repair func(context.Context, *dataOptions) error
	choose                       func(context.Context, *selectOptions) error
	take                         func(context.Context, *importOptions) error
	give                         func(context.Context, *exportOptions) error
	seal, unseal                 func(context.Context, *sealOptions) error
}

func newCmdData(streams *stdio, run dataVerbs) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "data",
		Short:   "Look at, verify, replay, repair, seal, filter, split, merge, import and export recordings",
		Example: "  fenchel data info demos\n  fenchel data verify demos",
		Args:    knownCommand,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return misused("which of info, verify, replay, repair, seal, unseal, select, import, export?\nSee '%s --help'.", cmd.CommandPath())
		},
	}
	info := newCmdDataVerb(streams, "info", "Summarize a data set: task, episodes, returns, ranges", run.info)
	verify := newCmdDataVerb(streams, "verify", "Check every byte of a data set; every problem is named with its place", run.verify)
	replay := newCmdDataVerb(streams, "replay", "Simulate the recorded actions again and report the first divergence", run.replay)
	repair := newCmdDataVerb(streams, "repair", "Write what is intact to a new data set and list what is not", run.repair)
	cmd.AddCommand(info.cmd, verify.cmd, replay.cmd, repair.cmd, newCmdDataSelect(streams, run.choose), newCmdDataSeal(streams, run.seal), newCmdDataUnseal(streams, run.unseal),
		newCmdDataImport(streams, run.take), newCmdDataExport(streams, run.give))
	for _, verb := range []dataVerb{info, verify, replay} {
		verb.cmd.Flags().BoolVar(&verb.o.JSON, "json", false, "print JSON")
	}
	replay.o.modelFlags.add(replay.cmd.Flags())
	replay.cmd.Flags().StringVar(&replay.o.Task, "task", "", "the task id, where the data set is of a file's task (multilabel:PATH, model.xml)")
	repair.cmd.Flags().StringVarP(&repair.o.Dst, "output", "o", "", "directory of the new data set (required)")
	repair.cmd.Example = "  fenchel data repair demos -o repaired"
	return cmd
}

type dataVerb struct {
	cmd *cobra.Command
	o   *dataOptions
}

func newCmdDataVerb(streams *stdio, name, short string, run func(context.Context, *dataOptions) error) dataVerb {
	o := &dataOptions{IO: streams}
	return dataVerb{o: o, cmd: &cobra.Command{
		Use: name + " DIR", Short: short, Example: "  fenchel data " + name + " demos", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Dir = args[0]
			return run(cmd.Context(), o)
		},
	}}
}

func runDataInfo(_ context.Context, o *dataOptions) error {
	set, err := demos.Open(o.Dir)
	if err != nil {
		return err
	}
	info, err := set.Info()
	if err != nil {
		return err
	}
	if o.JSON {
		return printJSON(o.IO.Out, struct {
			Manifest demos.Manifest `json:"manifest"`
			*demos.Info
		}{set.Manifest, info})
	}
	printInfo(o.IO.Out, &set.Manifest, info, set.Sealed() != nil)
	for _, problem := range set.Problems {
		fmt.Fprintf(o.IO.Err, "fenchel: %v\n", problem)
	}
	return nil
}

func printInfo(w io.Writer, m *demos.Manifest, info *demos.Info, sealed bool) {
	if m.Provenance != nil {
		fmt.Fprintf(w, "%s (%s), acted by %s, imported from %s\n", m.Task.Name, m.Task.Physics, m.Actor, m.Provenance)
	} else {
		fmt.Fprintf(w, "%s (%s), recorded by %s under seed %d\n", m.Task.Name, m.Task.Physics, m.Actor, m.Seed)
	}
	fmt.Fprintf(w, "%s in %s, %s, %d bytes: %s\n", episodes(info.Episodes), files(info.Files), steps(info.Steps), info.Bytes, ends(info.Ends))
	if sealed {
		fmt.Fprintln(w, "sealed: a file that is missing, changed or new would be named")
	}
	if info.Labelled > 0 {
		fmt.Fprintf(w, "labels of what to imitate in %d of %d episodes; who acted, in steps: %s\n", info.Labelled, info.Episodes, ends(info.Authors))
	}
	if info.Clipped > 0 {
		fmt.Fprintf(w, "%s with an action outside the %s\n", steps(info.Clipped), m.Task.Action)
	}
	if info.NonFinite > 0 {
		fmt.Fprintf(w, "%d numbers are NaN or infinite\n", info.NonFinite)
	}
	fmt.Fprintln(w)
	row := func(name string, s demos.Summary) []string {
		return []string{name, number(s.Mean), number(s.Std), number(s.Min), number(s.Median), number(s.Max)}
	}
	report.TextTable(w, 1, []string{"", "mean", "std", "min", "median", "max"},
		[][]string{row("return", info.Return), row("length", info.Length)})
	var rows [][]string
	for _, group := range []struct {
		name   string
		ranges []demos.Range
	}{{"obs", info.Obs}, {"act", info.Act}} {
		for i, r := range group.ranges {
			rows = append(rows, []string{fmt.Sprintf("%s %d", group.name, i), r.Name, r.Unit,
				fmt.Sprintf("%.4g", r.Mean), fmt.Sprintf("%.4g", r.Std), fmt.Sprintf("%.4g", r.Min), fmt.Sprintf("%.4g", r.Max)})
		}
	}
	fmt.Fprintln(w)
	report.TextTable(w, 3, []string{"channel", "name", "unit", "mean", "std", "min", "max"}, rows)
}

// errDamaged is the failure of `verify`; the problems have been printed.
var errDamaged = errors.New("the data set is damaged: `fenchel data repair` takes out what is intact")

func runDataVerify(_ context.Context, o *dataOptions) error {
	bars := &stages{io: o.IO}
	v, err := demos.Verify(disk.OS{}, o.Dir, func(files, of int) { bars.set("verify", files, of) })
	bars.stop()
	if err != nil {
		return err
	}
	problems, notes := texts(v.Problems), texts(v.Notes)
	if o.JSON {
		err = printJSON(o.IO.Out, struct {
			Files    int      `json:"files"`
			Episodes int      `json:"episodes"`
			Steps    int      `json:"steps"`
			Problems []string `json:"problems"`
			Notes    []string `json:"notes,omitempty"`
		}{v.Files, v.Episodes, v.Steps, problems, notes})
	} else {
		for _, p := range problems {
			fmt.Fprintln(o.IO.Out, p)
		}
		for _, note := range notes {
			fmt.Fprintln(o.IO.Out, "note:", note)
		}
		fmt.Fprintf(o.IO.Out, "%s: %s, %s of %s, %s\n", o.Dir, files(v.Files), counted(v.Episodes, "intact episode", "intact episodes"), steps(v.Steps), counted(len(problems), "problem", "problems"))
	}
	if err == nil && len(problems) > 0 {
		return errDamaged
	}
	return err
}

// texts are the messages of errors.
func texts(errs []error) []string {
	list := make([]string, len(errs))
	for i, err := range errs {
		list[i] = err.Error()
	}
	return list
}

func runDataReplay(_ context.Context, o *dataOptions) error {
	set, err := demos.Open(o.Dir)
	if err != nil {
		return err
	}
	if err := o.modelFlags.complete(&o.Task); err != nil {
		return err
	}
	newEnv, err := o.IO.taskOf(set, o.Task)
	if err != nil {
		return err
	}
	bar := startProgress(o.IO, "replay", set.Len())
	err = set.Replay(newEnv, bar.set)
	bar.stop()
	if o.JSON {
		found := struct {
			Episodes   int               `json:"episodes"`
			Divergence *demos.Divergence `json:"divergence"`
		}{Episodes: set.Len()}
		if errors.As(err, &found.Divergence) || err == nil {
			return errors.Join(printJSON(o.IO.Out, found), err)
		}
		return err
	}
	if err == nil {
		fmt.Fprintf(o.IO.Out, "%s: %s bit for bit\n", o.Dir, counted(set.Len(), "episode repeats", "episodes repeat"))
	}
	return err
}

func runDataRepair(ctx context.Context, o *dataOptions) error {
	if err := needNewSet(o.Dst); err != nil {
		return err
	}
	done, err := demos.Repair(ctx, o.Dst, o.Dir, demos.DefaultOptions())
	if done != nil {
		for _, p := range done.Problems {
			fmt.Fprintln(o.IO.Out, p)
		}
	}
	if err != nil {
		return unwritten(ctx, err, o.Dst)
	}
	fmt.Fprintf(o.IO.Out, "%s: %d episodes: %d files copied, %d episodes salvaged from damaged files, %d lost",
		o.Dst, done.Episodes, done.Copied, len(done.Salvaged), len(done.Lost))
	if len(done.Lost) > 0 {
		fmt.Fprintf(o.IO.Out, " %v", done.Lost)
	}
	fmt.Fprintln(o.IO.Out)
	return nil
}
