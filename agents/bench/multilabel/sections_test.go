package multilabel

import (
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/agents/report"
	"github.com/fenchel-gym/fenchel/agents/stat"
	"github.com/fenchel-gym/fenchel/envs/multilabel"
)

// fabricatedTable is a table of one data set with two methods of which development rows chose the first.
func fabricatedTable() *Table {
	row := func(loss string, accuracy float64) Row {
		return Row{Energy: "unary", Loss: loss, Changes: []byte("{}"), Epochs: 3, Dev: 0.9, Iters: 1.25, Alone: accuracy - 0.01,
			Test:      multilabel.Scores{Rows: 20, Label: accuracy, Subset: 0.5, MicroF1: 0.6, MacroF1: 0.55, SampleF1: 0.65},
			LabelCI95: stat.Interval{accuracy - 0.02, accuracy + 0.02}, F1CI95: stat.Interval{0.6, 0.7}, Curve: []float64{0.5, 0.8, 0.9}}
	}
	t := &Table{
		Name: "multilabel", Citable: true, Seeds: 10, Share: 0.25, Tune: 2, Energies: []ComponentFact{{"unary", "Φ = ⟨u,p⟩"}},
		Losses: []ComponentFact{{"gfy", "Fenchel-Young"}, {"hinge", "a margin"}, {"perceptron", "no regularizer"}},
		Sets: []SetTable{{Set: "birds", Train: 30, Test: 20, Features: 4, Labels: 2, NoEmpty: true, Rows: []Row{row("gfy", 0.875), row("hinge", 0.8)},
			Target: &Target{Set: "birds", Bar: 0.85, Label: 0.9, F1: 0.7}}},
	}
	t.Sets[0].Rows[1].Troubles = []string{"the loss is not finite"}
	t.Sets[0].Named, t.Sets[0].ByF1 = &t.Sets[0].Rows[0], &t.Sets[0].Rows[0]
	return t
}

func TestSections(t *testing.T) {
	text := &strings.Builder{}
	report.Write(text, fabricatedTable().Sections(), report.Text)
	for _, want := range []string{
		"Each of 10 seeds draws 25 % of the training rows for development; candidates are compared under the first 2.",
		"birds (rows with a label)             30         20         4       2",
		"birds     unary   gfy         90.00  87.50 [85.50, 89.50]  86.50 [0.00, 0.00]  85.00  pass      90.00       -2.50",
		"birds     unary   gfy         90.00  65.00 [60.00, 70.00]      70.00     60.00     55.00           87.50",
		"birds\n\n2 of 3 methods; the others are not run.",
		"hinge  unary   80.00 [78.00, 82.00]",
		"troubles\n\ndata set  energy  loss   what",
		"birds     unary   hinge  the loss is not finite",
		"losses\n\nname        what",
	} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("missing is\n%s\nin\n%s", want, text)
		}
	}
	missed := fabricatedTable()
	missed.Sets[0].Target.Bar, missed.Sets[0].Rows[1].Troubles = 0.95, nil
	text.Reset()
	report.Write(text, missed.Sections(), report.Text)
	for _, want := range []string{"95.00  miss", "None: every training came to its end."} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("missing is %s in\n%s", want, text)
		}
	}
}
