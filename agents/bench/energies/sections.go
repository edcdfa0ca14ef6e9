package energies

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/agents/report"
	"github.com/fenchel-gym/fenchel/agents/stat"
)

// Sections is the report of a study.
func (t *Table) Sections() []report.Section {
	lead := report.Section{Title: t.Name, Right: 2, Head: []string{"condition", "about", "demonstrations", "expert"}}
	if !t.Citable {
		lead.Text = append(lead.Text, grid.NotForCitation)
	}
	lead.Text = append(lead.Text,
		fmt.Sprintf("%s, %d episodes on common starts of seed %d.", t.Task, t.Episodes, t.Seed),
		fmt.Sprintf("Scores under every condition: 0 is uniform random actions (%.1f), 1 the undisturbed expert (%.1f); interquartile mean over training seeds, 95 %% interval.", t.Scale.Random, t.Scale.Expert))
	scores := report.Section{Title: "scores", Right: 1, Head: []string{"condition"}}
	for _, m := range t.Methods {
		scores.Head = append(scores.Head, m.Name)
	}
	outcomes := report.Section{Title: "energies against squared error"}
	for _, c := range t.Conditions {
		lead.Rows = append(lead.Rows, []string{c.Name, c.About, strconv.Itoa(c.Demos), fmt.Sprintf("%.3f", c.Expert)})
		row := []string{c.Name}
		for _, m := range t.Methods {
			r := t.Row(c.Name, m.Name)
			row = append(row, fmt.Sprintf("%.3f %s", r.IQM, within(r.CI95)))
		}
		scores.Rows = append(scores.Rows, row)
		name := c.Name
		if c.Demos != t.Demos {
			name += fmt.Sprintf(" (demonstrations: %d)", c.Demos)
		}
		outcomes.Text = append(outcomes.Text, name+": "+compare(t, c.Name))
	}
	return []report.Section{lead, scores, outcomes}
}

// compare says which energies are above squared error under a condition, which below, and which cannot be told apart.
func compare(t *Table, condition string) string {
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

func within(i stat.Interval) string { return fmt.Sprintf("[%.3f, %.3f]", i.Lo(), i.Hi()) }
