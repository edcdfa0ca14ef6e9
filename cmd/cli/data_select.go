package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/fenchel-gym/fenchel/demos"
)

type selectOptions struct {
	IO        *stdio
	Dirs      []string
	Dst       string
	Rest      string
	Least     float64 // return
	Most      float64
	Ends      []string
	Tag       string
	Successes bool
	Task      string
	First     int // 0: all
	Best      int // 0: all
	JSON      bool
	modelFlags
}

func newCmdDataSelect(streams *stdio, run func(context.Context, *selectOptions) error) *cobra.Command {
	o := &selectOptions{IO: streams}
	cmd := &cobra.Command{
		Use:   "select DIR... -o NEW",
		Short: "Write the episodes that meet all conditions to a new data set: filter, split, merge",
		Long: "Write the episodes that meet all conditions, in their order, to a new data set: without conditions, several\n" +
			"data sets of one task become one; with --rest, one becomes two. An episode that is there twice is taken once.\n" +
			"The data sets that are selected from stay as they are.",
		Example: "  fenchel data select demos -o best --best 10\n" +
			"  fenchel data select demos -o first --first 20 --rest others\n" +
			"  fenchel data select first others -o together",
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Dirs = args
			return run(cmd.Context(), o)
		},
	}
	f := cmd.Flags()
	f.StringVarP(&o.Dst, "output", "o", "", "directory of the new data set (required)")
	f.StringVar(&o.Rest, "rest", "", "directory of another new data set, of the episodes that are not selected")
	f.Float64Var(&o.Least, "min-return", math.Inf(-1), "least return")
	f.Float64Var(&o.Most, "max-return", math.Inf(1), "largest return")
	f.StringSliceVar(&o.Ends, "end", nil, "how the episode ended: reached, failed, timed-out, diverged or running; several are separated by commas")
	f.StringVar(&o.Tag, "tag", "", "a tag of the episode")
	f.BoolVar(&o.Successes, "successes", false, "the task calls the episode a success; it is simulated again to know")
	o.modelFlags.add(f)
	f.StringVar(&o.Task, "task", "", "for --successes: the task id, where the data set is of a file's task (multilabel:PATH, model.xml)")
	f.IntVar(&o.First, "first", 0, "at most so many, the first ones (default all)")
	f.IntVar(&o.Best, "best", 0, "at most so many, those of the largest returns (default all)")
	f.BoolVar(&o.JSON, "json", false, "print JSON")
	return cmd
}

// check finds what can be wrong before anything is read.
func (o *selectOptions) check() error {
	if err := needOutput(o.Dst); err != nil {
		return err
	}
	if o.First < 0 || o.Best < 0 || o.First > 0 && o.Best > 0 {
		return misused("--first %d, --best %d: want one positive number", o.First, o.Best)
	}
	if !(o.Least <= o.Most) {
		return misused("--min-return %g, --max-return %g: no return is between them", o.Least, o.Most)
	}
	if filepath.Clean(o.Dst) == filepath.Clean(o.Rest) {
		return misused("-o %s --rest %s: want two directories", o.Dst, o.Rest)
	}
	if o.Rest != "" {
		return cmp.Or(needNewSet(o.Dst), needNewSet(o.Rest))
	}
	return needNewSet(o.Dst)
}

// selected is what `data select` wrote.
type selected struct {
	Dir      string `json:"dir"`
	Task     string `json:"task"`
	Episodes int    `json:"episodes"` // in it
	Of       int    `json:"of"`       // in the data sets selected from
	Doubles  int    `json:"doubles"`  // of these, there once more
	Rest     int    `json:"rest"`     // in the other new data set
}

func runDataSelect(ctx context.Context, o *selectOptions) error {
	if err := errors.Join(o.check(), o.modelFlags.complete(&o.Task)); err != nil {
		return err
	}
	sets := make([]*demos.Dataset, len(o.Dirs))
	for i, dir := range o.Dirs {
		var err error
		if sets[i], err = demos.Open(dir); err != nil {
			return err
		}
		o.IO.recall(sets[i])
		for _, problem := range sets[i].Problems {
			fmt.Fprintf(o.IO.Err, "fenchel: %v\n", problem)
		}
	}
	c, err := o.newChoice(sets)
	if err != nil {
		return err
	}
	if err := c.read(ctx, sets); err != nil {
		return unwritten(ctx, err, o.Dst)
	}
	found, err := o.write(ctx, sets, c)
	if err != nil {
		return err
	}
	if o.JSON {
		return printJSON(o.IO.Out, found)
	}
	return o.print(found)
}

// write makes the new data sets.
func (o *selectOptions) write(ctx context.Context, sets []*demos.Dataset, c *choice) (found selected, err error) {
	taken := c.take(o.First, o.Best)
	if len(taken) == 0 {
		return found, fmt.Errorf("none of %d episodes meets the conditions", c.seen)
	}
	found = selected{Dir: o.Dst, Task: sets[0].Manifest.Task.Name, Of: c.seen, Doubles: c.seen - len(c.origins)}
	found.Episodes, err = demos.Select(ctx, o.Dst, sets, func(source, episode int, _ *demos.Demonstration) bool {
		return taken[episodeID{source, episode}]
	}, demos.DefaultOptions())
	if err != nil || o.Rest == "" {
		return found, unwritten(ctx, err, o.Dst)
	}
	found.Rest, err = demos.Select(ctx, o.Rest, sets, func(source, episode int, _ *demos.Demonstration) bool {
		at := episodeID{source, episode}
		return !taken[at] && !c.doubles[at]
	}, demos.DefaultOptions())
	return found, unwritten(ctx, err, o.Rest)
}

func (o *selectOptions) print(found selected) error {
	fmt.Fprintf(o.IO.Out, "%s: %d of %d episodes of %s", found.Dir, found.Episodes, found.Of, found.Task)
	if found.Doubles > 0 {
		fmt.Fprintf(o.IO.Out, ", %d of which are others once more", found.Doubles)
	}
	if o.Rest != "" {
		fmt.Fprintf(o.IO.Out, "; %s: %d", o.Rest, found.Rest)
	}
	_, err := fmt.Fprintln(o.IO.Out)
	return err
}
