package cli

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fenchel-gym/fenchel/agents/bench/dagger"
	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/agents/report"
	"github.com/fenchel-gym/fenchel/agents/stat"
	"github.com/fenchel-gym/fenchel/internal/disk"
)

type benchDAggerOptions struct {
	IO    *IO
	Dir   string
	Smoke bool
	Tasks []string
	Seed  uint64
	JSON  bool
}

func newCmdBenchDAgger(streams *IO, run func(context.Context, *benchDAggerOptions) error) *cobra.Command {
	o := &benchDAggerOptions{IO: streams}
	cmd := &cobra.Command{
		Use:   "dagger -o DIR",
		Short: "Ask the expert along the learner's own episodes: returns over the number of questions",
		Long: "From one demonstration, play episodes, ask the expert at every state on the way, clone all answers, and again; print\n" +
			"how good the learner became with how many questions. Interrupted, the same command goes on.",
		Example: "  fenchel bench dagger --smoke -o dagger-curves",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return run(cmd.Context(), o) },
	}
	f := cmd.Flags()
	f.StringVarP(&o.Dir, "output", "o", "", "directory (required)")
	f.BoolVar(&o.Smoke, "smoke", false, "every part, of a size of seconds; not for citation")
	f.StringSliceVar(&o.Tasks, "tasks", nil, "tasks, separated by commas (default: the benchmark's)")
	f.Uint64Var(&o.Seed, "seed", 0, "seed of the demonstration, evaluations and the first training")
	f.BoolVar(&o.JSON, "json", false, "print JSON at the end")
	return cmd
}

func runBenchDAgger(ctx context.Context, o *benchDAggerOptions) error {
	if err := needRun(o.Dir); err != nil {
		return err
	}
	name := "dagger"
	if o.Smoke {
		name = "smoke"
	}
	b, err := dagger.Load(name)
	if err != nil {
		return err
	}
	if len(o.Tasks) > 0 {
		b.Tasks = o.Tasks
	}
	for _, task := range b.Tasks {
		if _, err := makeTask(task); err != nil {
			return err
		}
	}
	if err := b.Validate(); err != nil {
		return misused("%w", err)
	}
	if err := takeDirectory(o.Dir, b.YAML()); err != nil {
		return err
	}
	bars := &stages{io: o.IO}
	var found []*dagger.TaskResult
	err = b.Run(ctx, grid.Setting{Seed: o.Seed, Dir: o.Dir, Progress: bars.set}, func(f *dagger.TaskResult) error {
		found = append(found, f)
		return o.write(b, found)
	})
	bars.stop()
	if err != nil {
		return err
	}
	if o.JSON {
		return printJSON(o.IO.Out, found)
	}
	printSections(o.IO.Out, onlineSections(b, found), textSection)
	return nil
}

func (o *benchDAggerOptions) write(b *dagger.Config, found []*dagger.TaskResult) error {
	if err := writeJSON(filepath.Join(o.Dir, "table.json"), found); err != nil {
		return err
	}
	for name, form := range map[string]sectionForm{"table.txt": textSection, "table.md": markdownSection} {
		var text strings.Builder
		printSections(&text, onlineSections(b, found), form)
		if err := disk.WriteFile(disk.OS{}, filepath.Join(o.Dir, name), []byte(text.String())); err != nil {
			return err
		}
	}
	return writeChart(filepath.Join(o.Dir, "curves"), onlineChart(b, found))
}

// onlinePoint is the i-th policy over the seeds: mean number of questions, and the scores.
func onlinePoint(f *dagger.TaskResult, i int) (queries float64, scores []float64) {
	for _, c := range f.Curves {
		queries += float64(c.Queries[i]) / float64(len(f.Curves))
		scores = append(scores, f.Scale.Normalize(c.Returns[i]))
	}
	return queries, scores
}

func onlineSections(b *dagger.Config, found []*dagger.TaskResult) []section {
	s := section{Title: b.Name, Right: 1, Head: []string{"task", "round", "questions", "min", "median", "max"}}
	if !b.Citable {
		s.Text = append(s.Text, notForCitation)
	}
	s.Text = append(s.Text,
		fmt.Sprintf("From %d demonstration(s), under %d seeds. Scores: 0 is uniform random actions, 1 the expert.", b.Demos, b.Seeds),
		fmt.Sprintf("A policy is scored on %d whole episodes of common starts.", b.Episodes))
	for _, f := range found {
		for i := range f.Curves[0].Queries {
			queries, scores := onlinePoint(f, i)
			row := []string{f.Task, fmt.Sprint(i), fmt.Sprintf("%.0f", queries)}
			s.Rows = append(s.Rows, append(row, spread("%.3f", scores)...))
		}
	}
	return []section{s}
}

// onlineChart draws the median score over the number of questions, with the range over the seeds.
func onlineChart(b *dagger.Config, found []*dagger.TaskResult) report.Chart {
	c := report.Chart{Title: chartTitle("Asking the expert", b.Citable), X: "answers of the expert", Y: "normalized score (median)"}
	for _, f := range found {
		s := report.Series{Name: f.Task, Points: true}
		for i := range f.Curves[0].Queries {
			queries, scores := onlinePoint(f, i)
			spread := grid.SpreadOf(scores)
			s.X, s.Y = append(s.X, queries), append(s.Y, stat.Median(scores))
			s.Lo, s.Hi = append(s.Lo, spread.Min), append(s.Hi, spread.Max)
		}
		c.Series = append(c.Series, s)
	}
	return c
}
