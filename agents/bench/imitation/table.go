package imitation

import (
	"math"
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/agents/stat"
	"github.com/fenchel-gym/fenchel/envs"
)

// Table holds the statistics of the benchmark.
type Table struct {
	Name     string        `json:"name"`
	Citable  bool          `json:"citable"`
	Seed     uint64        `json:"seed"`
	Episodes int           `json:"episodes"` // of an evaluation
	Recorded int           `json:"recorded"` // expert episodes: the first n are the n demonstrations
	Reserve  int           `json:"reserve"`  // the last of them, for validation
	Mode     Mode          `json:"mode"`     // of the expert that recorded them
	Tune     Tune          `json:"tune"`
	Methods  []MethodFacts `json:"methods"`
	Tasks    []TaskFacts   `json:"tasks"`
	Rows     []Row         `json:"rows"`   // by task, demonstrations, method
	Pooled   []Row         `json:"pooled"` // over the tasks
	Naming   []Naming      `json:"naming"`
	Named    string        `json:"named"` // the energy that validation named beforehand
	Bars     []Measured    `json:"bars"`
}

// MethodFacts say what a method is.
type MethodFacts struct {
	Name   string `json:"name"`
	About  string `json:"about,omitempty"`
	Energy bool   `json:"energy"`
}

// Facts say what the method is.
func (m *Method) Facts() MethodFacts { return MethodFacts{m.Name, m.About, m.Energy} }

// TaskFacts say on what a task's scores are measured.
type TaskFacts struct {
	Task   string           `json:"task"`
	Expert string           `json:"expert"`
	Data   string           `json:"data"`  // SHA-256 of the pairs
	Demos  float64          `json:"demos"` // mean return of the demonstrations
	Scale  stat.Reference   `json:"scale"` // on the evaluation's starts
	Tuned  map[string]Tuned `json:"tuned"`
}

// Row is a method at a number of demonstrations, on one task or over all. A score is a training's: the mean return of
// its episodes, normalized on the same starts. Intervals are bootstrapped over training seeds within tasks.
type Row struct {
	Task       string        `json:"task,omitempty"` // empty over all tasks
	Demos      int           `json:"demos"`
	Method     string        `json:"method"`
	Scores     [][]float64   `json:"scores"` // by task and seed
	IQM        float64       `json:"iqm"`
	CI95       stat.Interval `json:"ci95"`
	Difference *Difference   `json:"difference,omitempty"` // from squared error
	ValidError float64       `json:"valid_error,omitempty"`
	Troubles   int           `json:"troubles,omitempty"` // trainings that ended before their time
}

// Difference is a method's IQM minus that of squared error, on common seeds.
type Difference struct {
	IQM  float64       `json:"iqm"`
	CI95 stat.Interval `json:"ci95"`
}

// Naming is a method's validation error in tuning, relative to that of squared error.
type Naming struct {
	Method string  `json:"method"`
	Ratio  float64 `json:"ratio"` // geometric mean over the tasks
}

// Measured is a bar and what the named method reached. Reached is nil where that was not run.
type Measured struct {
	Bar
	Task    string   `json:"task,omitempty"` // empty over all tasks
	Reached *float64 `json:"reached,omitempty"`
	Pass    bool     `json:"pass"`
}

// Table computes the statistics of what was found.
func (b *Config) Table(seed uint64, found []*TaskResult) *Table {
	t := &Table{Name: b.Name, Citable: b.Citable, Seed: seed, Episodes: b.Episodes, Recorded: b.Recorded, Reserve: b.Reserve, Mode: b.Mode, Tune: b.Tune}
	for _, m := range b.Methods {
		t.Methods = append(t.Methods, m.Facts())
	}
	for _, f := range found {
		t.Tasks = append(t.Tasks, TaskFacts{f.Task, f.Actor, f.Data, stat.Mean(f.Demos), f.Scale(), f.Tuned})
		t.Rows = append(t.Rows, b.Rows(f.Task, []*TaskResult{f}, seed)...)
	}
	t.Pooled = b.Rows("", found, seed)
	t.name(found)
	t.measure(b.Bars)
	return t
}

// Rows are those of one task or of several together.
func (b *Config) Rows(task string, found []*TaskResult, seed uint64) []Row {
	var rows []Row
	for _, d := range b.Demos {
		var base [][]float64
		for _, m := range b.Methods {
			name := CellName{m.Name, d.Episodes}
			r := Row{Task: task, Demos: d.Episodes, Method: m.Name, Scores: scores(found, name)}
			r.IQM = stat.IQM(flat(r.Scores))
			r.CI95 = stat.Stratified(r.Scores, stat.IQM, stat.DefaultBootstrap(), tableStream(seed))
			if m.Name == grid.Squared {
				base = r.Scores
			} else if base != nil {
				r.Difference = &Difference{
					IQM:  r.IQM - stat.IQM(flat(base)),
					CI95: stat.StratifiedDifference(r.Scores, base, stat.IQM, stat.DefaultBootstrap(), tableStream(seed)),
				}
			}
			if task != "" {
				r.note(found[0].Cells[name])
			}
			rows = append(rows, r)
		}
	}
	return rows
}

// note adds what the cells of one task say besides their scores.
func (r *Row) note(cells Cells) {
	for _, c := range cells {
		r.ValidError += c.ValidError / float64(len(cells))
		if c.Trouble != "" {
			r.Troubles++
		}
	}
}

// tableStream is the stream of the tables' bootstrap: the same for every row, so that no row depends on another.
func tableStream(seed uint64) *rand.Rand { return envs.Stream(seed, envs.Resampling, grid.TableStream) }

// scores are the normalized scores of a method's cells, by task and seed, measured on the starts of both references.
func scores(found []*TaskResult, name CellName) [][]float64 {
	all := make([][]float64, len(found))
	for i, f := range found {
		scale := f.Scale()
		for _, c := range f.Cells[name] {
			all[i] = append(all[i], scale.Normalize(stat.Mean(c.Returns)))
		}
	}
	return all
}

func flat(scores [][]float64) []float64 {
	var all []float64
	for _, s := range scores {
		all = append(all, s...)
	}
	return all
}

// name compares the methods by their validation errors in tuning, and names the best energy. Returns do not enter.
func (t *Table) name(found []*TaskResult) {
	least := math.Inf(1)
	for _, m := range t.Methods {
		sum := 0.0
		for _, f := range found {
			base, ok := f.Tuned[grid.Squared]
			if !ok {
				return // there is nothing to compare with
			}
			sum += math.Log(f.Tuned[m.Name].Least() / base.Least())
		}
		n := Naming{m.Name, math.Exp(sum / float64(len(found)))}
		t.Naming = append(t.Naming, n)
		if m.Energy && n.Ratio < least {
			least, t.Named = n.Ratio, m.Name
		}
	}
}

// measure compares the named method with the bars.
func (t *Table) measure(bars []Bar) {
	for _, bar := range bars {
		tasks := bar.Tasks
		if len(tasks) == 0 {
			tasks = []string{""}
		}
		for _, task := range tasks {
			m := Measured{Bar: bar, Task: task}
			if r := t.Row(task, bar.Demos, t.Named); r != nil {
				m.measure(r)
			}
			t.Bars = append(t.Bars, m)
		}
	}
}

func (m *Measured) measure(r *Row) {
	switch {
	case m.Margin == 0:
		m.Reached, m.Pass = &r.IQM, r.IQM >= m.Score
	case r.Difference != nil:
		lower := r.Difference.CI95.Lo()
		m.Reached, m.Pass = &lower, lower > -m.Margin
	}
}

// Row finds a row, nil where there is none; an empty task means all of them.
func (t *Table) Row(task string, demos int, method string) *Row {
	rows := t.Rows
	if task == "" {
		rows = t.Pooled
	}
	for i, r := range rows {
		if r.Task == task && r.Demos == demos && r.Method == method {
			return &rows[i]
		}
	}
	return nil
}
