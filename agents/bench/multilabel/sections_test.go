package multilabel

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
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

// TestChart: the losses with the named energy, over epochs from 1 on.
func TestChart(t *testing.T) {
	table := fabricatedTable()
	table.Sets[0].Rows[1].Energy = "spen"
	c := table.chart(&table.Sets[0])
	if c.Title != "birds, energy unary, means over 10 seeds" || len(c.Series) != 1 || !slices.Equal(c.Series[0].X, []float64{1, 2, 3}) {
		t.Errorf("%s: %+v", c.Title, c.Series)
	}
}

// TestPredictionsAreScoredByRow: shares of right labels, and F1, which is 1 where there is nothing to name and nothing was.
func TestPredictionsAreScoredByRow(t *testing.T) {
	p := Predictions{Wrong: []uint16{0, 1, 2, 0}, Hits: []uint16{2, 1, 0, 0}}
	if got, want := p.label(4), []float64{1, 0.75, 0.5, 1}; !slices.Equal(got, want) {
		t.Errorf("label accuracy %v, want %v", got, want)
	}
	if got, want := p.f1(), []float64{1, 2.0 / 3, 0, 1}; !slices.Equal(got, want) {
		t.Errorf("F1 %v, want %v", got, want)
	}
}

// TestDevelopmentRowsAreASeedsOwn: they and the others are all rows, as many as the share says, but at least one of each.
func TestDevelopmentRowsAreASeedsOwn(t *testing.T) {
	for _, c := range []struct {
		share float64
		want  int
	}{{0.25, 10}, {0.001, 1}, {0.999, 39}} {
		run := &setRun{bench: &Config{Share: c.share}, set: &multilabel.Dataset{Train: multilabel.Table{Rows: 40}}}
		dev, rest := run.split(1)
		other, _ := run.split(2)
		all := slices.Sorted(slices.Values(slices.Concat(dev, rest)))
		if len(dev) != c.want || len(all) != 40 || all[0] != 0 || all[39] != 39 || len(slices.Compact(all)) != 40 {
			t.Errorf("a share of %v: %d of %d rows", c.share, len(dev), len(all))
		}
		if c.want == 10 && slices.Equal(dev, other) {
			t.Error("two seeds have the same development rows")
		}
	}
}

func TestOptionsAreChecked(t *testing.T) {
	for _, c := range []struct {
		name string
		o    options
		want string // "": valid
	}{
		{"all", options{}, ""},
		{"smoke", options{smoke: true, energies: []string{"unary"}, seeds: 1}, ""},
		{"seeds", options{smoke: true, seeds: -1}, "--seeds -1: want 0 or more"},
		{"an energy", options{smoke: true, energies: []string{"nope"}}, `no energy of the benchmark is called "nope"`},
		{"a loss", options{smoke: true, losses: []string{"nope"}}, `no loss of the benchmark is called "nope"`},
	} {
		err := c.o.Validate("datasets")
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		}
	}
}

// TestDataSetsAreFound: a directory's own, those of the directories in it, or those that are named; what is not there is
// said before anything is written.
func TestDataSetsAreFound(t *testing.T) {
	sets := labelSets(t)
	dir := filepath.Dir(sets[0])
	for _, c := range []struct {
		data  string
		names []string
		want  []string
	}{{dir, nil, sets}, {sets[0], nil, sets[:1]}, {dir, []string{"two"}, sets[1:]}} {
		got, err := (&options{data: c.data, sets: c.names}).paths()
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s, %v: got %v, %v", c.data, c.names, got, err)
		}
	}
	_, err := (&options{data: dir, sets: []string{"three"}}).paths()
	if _, usage := err.(*grid.UsageError); !usage {
		t.Errorf("a data set that there is not: %v", err)
	}
	out := filepath.Join(t.TempDir(), "out")
	o := &options{smoke: true}
	if err := o.Validate(filepath.Join(dir, "nope")); err != nil {
		t.Fatal(err)
	}
	_, err = o.Run(t.Context(), grid.Setting{Dir: out})
	if _, usage := err.(*grid.UsageError); usage || err == nil {
		t.Errorf("a directory that there is not: %v", err)
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("the output was begun")
	}
}

// TestDataSetsNeedRows: of both splits, in files of their own.
func TestDataSetsNeedRows(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "few")
	text := "@relation 'few: -C 1'\n@attribute a {0,1}\n@attribute x real\n@data\n1,2\n0,3\n"
	if err := grid.WriteFile(filepath.Join(dir, "few-train.arff"), []byte(text)); err != nil {
		t.Fatal(err)
	}
	err := (&setRun{bench: smokeLabels(t)}).load(dir)
	if err == nil || !strings.Contains(err.Error(), "2 training and 0 test rows: want at least 2 and 1") {
		t.Errorf("got %v", err)
	}
}
