package cli

import (
	"context"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fenchel-gym/fenchel/agents/bench/energies"
	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/internal/disk"
)

type benchEnergiesOptions struct {
	IO    *IO
	Dir   string
	Smoke bool
	Seed  uint64
	JSON  bool
}

func newCmdBenchEnergies(streams *IO, run func(context.Context, *benchEnergiesOptions) error) *cobra.Command {
	o := &benchEnergiesOptions{IO: streams}
	cmd := &cobra.Command{
		Use:   "energies -o DIR",
		Short: "Where an energy pays: cloning from quiet, noisy, mixed, badly scaled and rarely seen experts",
		Long: "Clone one expert under conditions that change how its demonstrations are made, with squared error and with energies,\n" +
			"and say where the energies are above squared error and where they are not. Interrupted, the same command goes on.",
		Example: "  fenchel bench energies --smoke -o energies",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return run(cmd.Context(), o) },
	}
	f := cmd.Flags()
	f.StringVarP(&o.Dir, "output", "o", "", "directory (required)")
	f.BoolVar(&o.Smoke, "smoke", false, "every part, of a size of seconds; not for citation")
	f.Uint64Var(&o.Seed, "seed", 0, "seed of recordings, evaluations and the first training")
	f.BoolVar(&o.JSON, "json", false, "print JSON at the end")
	return cmd
}

func runBenchEnergies(ctx context.Context, o *benchEnergiesOptions) error {
	if err := needRun(o.Dir); err != nil {
		return err
	}
	name := "energies"
	if o.Smoke {
		name = "smoke"
	}
	study, err := energies.Load(name)
	if err != nil {
		return err
	}
	if err := takeDirectory(o.Dir, study.YAML()); err != nil {
		return err
	}
	bars := &stages{io: o.IO}
	table, err := study.Run(ctx, grid.Setting{Seed: o.Seed, Dir: o.Dir, Clock: o.IO.clock(), Progress: bars.set})
	bars.stop()
	if err != nil {
		return err
	}
	if err := o.write(table); err != nil {
		return err
	}
	if o.JSON {
		return printJSON(o.IO.Out, table)
	}
	printSections(o.IO.Out, studySections(table), textSection)
	return nil
}

func (o *benchEnergiesOptions) write(t *energies.Table) error {
	for name, form := range map[string]sectionForm{"table.txt": textSection, "table.md": markdownSection} {
		var text strings.Builder
		printSections(&text, studySections(t), form)
		if err := disk.WriteFile(disk.OS{}, filepath.Join(o.Dir, name), []byte(text.String())); err != nil {
			return err
		}
	}
	return writeJSON(filepath.Join(o.Dir, "table.json"), t)
}

// studySections is the report of a study.
func studySections(t *energies.Table) []section {
	lead := section{Title: t.Name, Right: 2, Head: []string{"condition", "about", "demonstrations", "expert"}}
	if !t.Citable {
		lead.Text = append(lead.Text, notForCitation)
	}
	lead.Text = append(lead.Text,
		fmt.Sprintf("%s, %d episodes on common starts of seed %d.", t.Task, t.Episodes, t.Seed),
		fmt.Sprintf("Scores under every condition: 0 is uniform random actions (%.1f), 1 the undisturbed expert (%.1f); interquartile mean over training seeds, 95 %% interval.", t.Scale.Random, t.Scale.Expert))
	scores := section{Title: "scores", Right: 1, Head: []string{"condition"}}
	for _, m := range t.Methods {
		scores.Head = append(scores.Head, m.Name)
	}
	verdicts := section{Title: "where the energies pay"}
	for _, c := range t.Conditions {
		lead.Rows = append(lead.Rows, []string{c.Name, c.About, strconv.Itoa(c.Demos), fmt.Sprintf("%.3f", c.Expert)})
		row := []string{c.Name}
		for _, m := range t.Methods {
			r := t.Row(c.Name, m.Name)
			row = append(row, fmt.Sprintf("%.3f %s", r.IQM, interval95(r.CI95)))
		}
		scores.Rows = append(scores.Rows, row)
		name := c.Name
		if c.Demos != t.Demos {
			name += fmt.Sprintf(" (demonstrations: %d)", c.Demos)
		}
		verdicts.Text = append(verdicts.Text, name+": "+verdict(t, c.Name))
	}
	return []section{lead, scores, verdicts}
}

// verdict says which energies are above squared error under a condition, which below, and which cannot be told apart.
func verdict(t *energies.Table, condition string) string {
	var above, below, same []string
	for _, m := range t.Methods {
		d := t.Row(condition, m.Name).Difference
		if !m.Energy || d == nil {
			continue
		}
		named := fmt.Sprintf("%s (%+.3f)", m.Name, d.IQM)
		switch {
		case d.CI95.Lo() > 0:
			above = append(above, named)
		case d.CI95.Hi() < 0:
			below = append(below, named)
		default:
			same = append(same, named)
		}
	}
	var parts []string
	for _, p := range []struct {
		what string
		list []string
	}{{"above squared error ", above}, {"below it ", below}, {"not told apart ", same}} {
		if len(p.list) > 0 {
			parts = append(parts, p.what+strings.Join(p.list, ", "))
		}
	}
	return strings.Join(parts, "; ") + "."
}
