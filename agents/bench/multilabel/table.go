package multilabel

import (
	"encoding/json"
	"slices"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/agents/stat"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/multilabel"
)

// Table holds the statistics of the benchmark.
type Table struct {
	Name     string          `json:"name"`
	Citable  bool            `json:"citable"`
	Seed     uint64          `json:"seed"`
	Seeds    int             `json:"seeds"`
	Share    float64         `json:"share"`
	Tune     int             `json:"tune_seeds"`
	Steps    int             `json:"steps"`
	Energies []ComponentFact `json:"energies"`
	Losses   []ComponentFact `json:"losses"`
	Sets     []SetTable      `json:"sets"`
}

// ComponentFact says what an energy or a loss is.
type ComponentFact struct {
	Name  string `json:"name"`
	About string `json:"about"`
}

// SetTable is the part of one data set.
type SetTable struct {
	Set      string  `json:"set"`
	Train    int     `json:"train"` // rows
	Test     int     `json:"test"`
	Features int     `json:"features"`
	Labels   int     `json:"labels"`
	Content  string  `json:"content"` // SHA-256
	NoEmpty  bool    `json:"no_empty,omitempty"`
	Rows     []Row   `json:"rows"`
	Named    *Row    `json:"named,omitempty"` // the one configuration that development rows chose
	ByF1     *Row    `json:"by_f1,omitempty"` // the one that their sample F1 chose
	Target   *Target `json:"target,omitempty"`
}

// Row is a method on a data set: means over seeds of the scores on the test rows. Intervals cover seeds and rows.
type Row struct {
	Energy    string            `json:"energy"`
	Loss      string            `json:"loss"`
	Changes   json.RawMessage   `json:"changes"` // of the candidate that development rows chose
	Epochs    int               `json:"epochs"`
	Dev       float64           `json:"dev"` // what the choice went by
	Test      multilabel.Scores `json:"test"`
	LabelCI95 stat.Interval     `json:"label_ci95"`
	F1CI95    stat.Interval     `json:"sample_f1_ci95"`
	Alone     float64           `json:"alone"` // label accuracy without the development rows, the seed's own best epoch
	AloneCI95 stat.Interval     `json:"alone_ci95"`
	Iters     float64           `json:"iters"` // of an inner problem
	Curve     []float64         `json:"curve"` // mean label accuracy on the development rows after each epoch
	Troubles  []string          `json:"troubles,omitempty"`
}

// Table computes the statistics of what was found.
func (b *Config) Table(seed uint64, found []*SetResult) *Table {
	t := &Table{Name: b.Name, Citable: b.Citable, Seed: seed, Seeds: b.Seeds, Share: b.Share, Tune: b.TuneSeeds, Steps: b.Steps}
	for _, e := range b.Energies {
		t.Energies = append(t.Energies, ComponentFact{e.Name, e.About})
	}
	for _, l := range b.Losses {
		t.Losses = append(t.Losses, ComponentFact{l.Name, l.About})
	}
	for _, f := range found {
		set := SetTable{Set: f.Set.Name, Train: f.Set.Train.Rows, Test: f.Set.Test.Rows, Features: len(f.Set.Features), Labels: len(f.Set.Labels),
			Content: f.Set.Content, NoEmpty: slices.Contains(b.DropEmpty, f.Set.Name)}
		for i := range f.Methods {
			set.Rows = append(set.Rows, labelRow(&f.Methods[i], set.Labels, seed))
		}
		if f.Named >= 0 {
			set.Named = &set.Rows[f.Named]
		}
		if f.ByF1 != nil {
			row := labelRow(f.ByF1, set.Labels, seed)
			set.ByF1 = &row
		}
		if i := slices.IndexFunc(b.Targets, func(t Target) bool { return t.Set == f.Set.Name }); i >= 0 {
			set.Target = &b.Targets[i]
		}
		t.Sets = append(t.Sets, set)
	}
	return t
}

func labelRow(m *MethodResult, k int, seed uint64) Row {
	r := Row{Energy: m.Energy, Loss: m.Loss, Changes: m.Changes, Epochs: m.Epochs, Dev: m.Dev, Curve: m.Curve}
	var label, f1, alone [][]float64
	for i := range m.Trials {
		trial := &m.Trials[i]
		r.Iters += trial.Iters / float64(len(m.Trials))
		r.trouble(trial.Trouble)
		if len(trial.Test.Wrong) > 0 {
			alone = append(alone, trial.Test.label(k))
			r.Alone += trial.Test.Label
		}
	}
	for i := range m.Refits {
		refit := &m.Refits[i]
		r.trouble(refit.Trouble)
		if a := &refit.Test; len(a.Wrong) > 0 {
			label, f1 = append(label, a.label(k)), append(f1, a.f1())
			r.Test.Rows = a.Rows
			r.Test.Label += a.Label
			r.Test.Subset += a.Subset
			r.Test.MicroF1 += a.MicroF1
			r.Test.MacroF1 += a.MacroF1
			r.Test.SampleF1 += a.SampleF1
		}
	}
	for _, x := range []*float64{&r.Test.Label, &r.Test.Subset, &r.Test.MicroF1, &r.Test.MacroF1, &r.Test.SampleF1} {
		*x /= float64(max(len(label), 1))
	}
	r.Alone /= float64(max(len(alone), 1))
	r.LabelCI95, r.F1CI95, r.AloneCI95 = crossed(label, seed), crossed(f1, seed), crossed(alone, seed)
	return r
}

// trouble notes what went wrong, once.
func (r *Row) trouble(what string) {
	if what != "" && !slices.Contains(r.Troubles, what) {
		r.Troubles = append(r.Troubles, what)
	}
}

// crossed is the interval over seeds and rows; without any it is [0,0].
func crossed(scores [][]float64, seed uint64) stat.Interval {
	if len(scores) == 0 {
		return stat.Interval{}
	}
	o := stat.DefaultBootstrap()
	o.Resamples = 2000
	return stat.Crossed(scores, o, envs.Stream(seed, envs.Resampling, grid.CrossedStream))
}
