package multilabel

import (
	"fmt"
	"strconv"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/agents/report"
	"github.com/fenchel-gym/fenchel/agents/stat"
)

// Sections is the report of the benchmark.
func (t *Table) Sections() []report.Section {
	all := []report.Section{leadSection(t), namedSection(t), byF1Section(t)}
	for i := range t.Sets {
		all = append(all, setSection(&t.Sets[i], len(t.Energies)*len(t.Losses)))
	}
	all = append(all, troubleSection(t))
	for _, sides := range []struct {
		title string
		list  []ComponentFact
	}{{"energies", t.Energies}, {"losses", t.Losses}} {
		s := report.Section{Title: sides.title, Right: 2, Head: []string{"name", "what"}}
		for _, f := range sides.list {
			s.Rows = append(s.Rows, []string{f.Name, f.About})
		}
		all = append(all, s)
	}
	return all
}

func leadSection(t *Table) report.Section {
	s := report.Section{Title: t.Name, Right: 1, Head: []string{"data set", "training rows", "test rows", "features", "labels"}}
	if !t.Citable {
		s.Text = append(s.Text, grid.NotForCitation)
	}
	s.Text = append(s.Text,
		fmt.Sprintf("Official splits. Each of %d seeds draws %g %% of the training rows for development; candidates are compared under the first %d.", t.Seeds, 100*t.Share, t.Tune),
		"Then every seed trains again on all training rows, for as many epochs as the mean development curve advises. Test rows choose nothing.",
		"Means over seeds, in percent; 95 % intervals are bootstrapped over seeds and test rows together.")
	for _, set := range t.Sets {
		name := set.Set
		if set.NoEmpty {
			name += " (rows with a label)"
		}
		s.Rows = append(s.Rows, []string{name, strconv.Itoa(set.Train), strconv.Itoa(set.Test), strconv.Itoa(set.Features), strconv.Itoa(set.Labels)})
	}
	return s
}

func percent(x float64) string { return fmt.Sprintf("%.2f", 100*x) }

func percentWithin(x float64, i stat.Interval) string {
	return fmt.Sprintf("%.2f [%.2f, %.2f]", 100*x, 100*i.Lo(), 100*i.Hi())
}

// namedSection compares the one configuration that development rows chose with the bar and with what is published.
func namedSection(t *Table) report.Section {
	s := report.Section{Title: "label accuracy of the one Fenchel-Young configuration that development rows chose", Right: 3,
		Head: []string{"data set", "energy", "loss", "development", "test", "without refit", "bar", "", "published", "difference"}}
	for _, set := range t.Sets {
		r := set.Named
		if r == nil {
			continue
		}
		row := []string{set.Set, r.Energy, r.Loss, percent(r.Dev), percentWithin(r.Test.Label, r.LabelCI95), percentWithin(r.Alone, r.AloneCI95), "", "", "", ""}
		if b := set.Target; b != nil {
			outcome := "miss"
			if r.Test.Label >= b.Bar {
				outcome = "pass"
			}
			copy(row[6:], []string{percent(b.Bar), outcome, percent(b.Label), fmt.Sprintf("%+.2f", 100*(r.Test.Label-b.Label))})
		}
		s.Rows = append(s.Rows, row)
	}
	return s
}

func byF1Section(t *Table) report.Section {
	s := report.Section{Title: "F1 of the Fenchel-Young configuration that sample F1 on development rows chose", Right: 3,
		Head: []string{"data set", "energy", "loss", "development", "sample F1", "published", "micro F1", "macro F1", "label accuracy"}}
	for _, set := range t.Sets {
		r := set.ByF1
		if r == nil {
			continue
		}
		published := ""
		if set.Target != nil {
			published = percent(set.Target.F1)
		}
		s.Rows = append(s.Rows, []string{set.Set, r.Energy, r.Loss, percent(r.Dev), percentWithin(r.Test.SampleF1, r.F1CI95), published,
			percent(r.Test.MicroF1), percent(r.Test.MacroF1), percent(r.Test.Label)})
	}
	return s
}

// setSection has a row for each method.
func setSection(set *SetTable, methods int) report.Section {
	s := report.Section{Title: set.Set, Right: 2, Head: []string{"loss", "energy", "label accuracy", "without refit", "subset", "micro F1", "macro F1", "sample F1",
		"development", "epochs", "inner iterations", "candidate"}}
	if len(set.Rows) < methods {
		s.Text = []string{fmt.Sprintf("%d of %d methods; the others are not run.", len(set.Rows), methods)}
	}
	for i := range set.Rows {
		r := &set.Rows[i]
		s.Rows = append(s.Rows, []string{r.Loss, r.Energy, percentWithin(r.Test.Label, r.LabelCI95), percent(r.Alone), percent(r.Test.Subset),
			percent(r.Test.MicroF1), percent(r.Test.MacroF1), percent(r.Test.SampleF1), percent(r.Dev), strconv.Itoa(r.Epochs),
			fmt.Sprintf("%.1f", r.Iters), grid.OneLine(r.Changes)})
	}
	return s
}

// troubleSection lists what could not be trained, or not to its end.
func troubleSection(t *Table) report.Section {
	s := report.Section{Title: "troubles", Right: 4, Head: []string{"data set", "energy", "loss", "what"}}
	for _, set := range t.Sets {
		for _, r := range set.Rows {
			for _, what := range r.Troubles {
				s.Rows = append(s.Rows, []string{set.Set, r.Energy, r.Loss, what})
			}
		}
	}
	if len(s.Rows) == 0 {
		s.Text = []string{"None: every training came to its end."}
	}
	return s
}

func timesSection(times []EpochTime) report.Section {
	s := report.Section{Title: "times", Right: 3, Text: []string{"On one core, with whatever else the machine was doing; an epoch includes measuring the development rows."},
		Head: []string{"data set", "loss", "energy", "ms an epoch", "trainings", "s in all"}}
	for _, x := range times {
		s.Rows = append(s.Rows, []string{x.Set, x.Loss, x.Energy, fmt.Sprintf("%.1f", x.Epoch), strconv.Itoa(x.Trainings), fmt.Sprintf("%.1f", x.All)})
	}
	return s
}
