package cli

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/fenchel-gym/fenchel/agents/bench"
	"github.com/fenchel-gym/fenchel/agents/expert"
	"github.com/fenchel-gym/fenchel/agents/report"
	"github.com/fenchel-gym/fenchel/demos/disk"
)

type benchLossesOptions struct {
	IO    *IO
	Dir   string
	Task  string
	Seed  uint64
	Quick bool
}

func newCmdBenchLosses(streams *IO, run func(context.Context, *benchLossesOptions) error) *cobra.Command {
	o := &benchLossesOptions{IO: streams}
	cmd := &cobra.Command{
		Use:   "losses -o DIR",
		Short: "What it buys that no argmax is differentiated: cost, exactness and training curves",
		Long: "Compare the Fenchel-Young loss with the squared error of the argmax, differentiated by unrolling the solver and by\n" +
			"the implicit function theorem: time and memory of a step as the inner iterations grow, the error of the gradient\n" +
			"where they are too few, training curves on a task's expert, and the box solver's solves a second with the gap\n" +
			"reached. DIR gets losses.txt, losses.md, losses.json and the charts; times are in the texts and charts alone.",
		Example: "  fenchel bench losses --quick -o losses",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return run(cmd.Context(), o) },
	}
	f := cmd.Flags()
	f.StringVarP(&o.Dir, "output", "o", "", "directory (required)")
	f.StringVar(&o.Task, "task", "halfcheetah", "whose expert the training curves imitate")
	f.Uint64Var(&o.Seed, "seed", 0, "seed of the problems and of the training")
	f.BoolVar(&o.Quick, "quick", false, "few iterations and short trainings")
	return cmd
}

// lossFindings is losses.json: what is the same on every run.
type lossFindings struct {
	Accuracy []bench.Accuracy  `json:"accuracy"`
	Curves   []bench.LossCurve `json:"curves"`
	Solves   []bench.Solves    `json:"solves"`
	growth   []bench.Growth
	shapes   []bench.Shape
}

func runBenchLosses(ctx context.Context, o *benchLossesOptions) error {
	if err := needOutput(o.Dir); err != nil {
		return err
	}
	newEnv, err := makeTask(o.Task)
	if err != nil {
		return err
	}
	teacher, err := expert.For(newEnv().Spec().Name)
	if err != nil {
		return misused("%w", err)
	}
	study := bench.DefaultLossStudy()
	study.Seed, study.Clock = o.Seed, bench.Stopwatch(o.IO.Now)
	episodes := 4
	if o.Quick {
		study.Steps, study.Train, episodes = []int{5, 20, 80}, 200, 2
	}
	data, err := study.Episodes(newEnv, teacher.New(), episodes)
	if err != nil {
		return err
	}
	bars := &stages{io: o.IO}
	defer bars.stop()
	found := lossFindings{Accuracy: study.Accuracy(), Solves: study.Solves([]int{3, 8, 17, 174})}
	found.growth, found.shapes = study.Growth(), study.Shapes(0.5)
	if found.Curves, err = study.Curves(ctx, data, bars.set); err != nil {
		return err
	}
	bars.stop()
	if err := found.write(o.Dir); err != nil {
		return err
	}
	printSections(o.IO.Out, found.sections(), textSection)
	return nil
}

func (f *lossFindings) write(dir string) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	for name, form := range map[string]sectionForm{"losses.txt": textSection, "losses.md": markdownSection} {
		var text bytes.Buffer
		printSections(&text, f.sections(), form)
		if err := disk.WriteFile(disk.OS{}, filepath.Join(dir, name), text.Bytes()); err != nil {
			return err
		}
	}
	for name, c := range f.charts() {
		if err := writeChart(filepath.Join(dir, name), c); err != nil {
			return err
		}
	}
	return writeJSON(filepath.Join(dir, "losses.json"), f)
}

// sections are the tables.
func (f *lossFindings) sections() []section {
	growth := section{Title: "A training step as the inner iterations grow", Right: 1, Head: []string{"loss", "iterations", "µs a step", "kB kept"},
		Text: []string{"Input-concave SPEN, 8 coordinates, 32 hidden units, 64 rows; forward and backward through the energy."}}
	for _, g := range f.growth {
		growth.Rows = append(growth.Rows, []string{g.Loss, fmt.Sprint(g.Steps), fmt.Sprintf("%.0f", g.Micro), fmt.Sprintf("%.1f", float64(g.Bytes)/1e3)})
	}
	exact := section{Title: "The gradient's error where the inner problem is left unfinished", Right: 1, Head: []string{"loss", "iterations", "mean gap", "relative error"}}
	for _, a := range f.Accuracy {
		gap := fmt.Sprintf("%.1e", a.Gap)
		if a.Loss == "squared-unrolled" {
			gap = ""
		}
		exact.Rows = append(exact.Rows, []string{a.Loss, fmt.Sprint(a.Steps), gap, fmt.Sprintf("%.1e", a.Error)})
	}
	curves := section{Title: "Cloning an expert with each loss", Right: 1, Head: []string{"loss", "steps", "validation error", "s", "to the worst final error: steps", "s"}}
	common := 0.0
	for _, c := range f.Curves {
		common = max(common, c.Error[len(c.Error)-1])
	}
	for _, c := range f.Curves {
		last, at := len(c.Error)-1, 0
		for c.Error[at] > common {
			at++
		}
		curves.Rows = append(curves.Rows, []string{c.Loss, fmt.Sprint(c.Steps[last]), fmt.Sprintf("%.2e", c.Error[last]), fmt.Sprintf("%.2f", c.Seconds[last]),
			fmt.Sprint(c.Steps[at]), fmt.Sprintf("%.2f", c.Seconds[at])})
	}
	solves := section{Title: "Box problems, U = −AAᵀ", Head: []string{"k", "solves a second", "sweeps", "largest gap", "coordinates at a bound"}}
	for _, s := range f.Solves {
		solves.Rows = append(solves.Rows, []string{fmt.Sprint(s.K), fmt.Sprintf("%.0f", s.Rate), fmt.Sprintf("%.1f", s.Iters), fmt.Sprintf("%.1e", s.Gap), fmt.Sprintf("%.0f %%", 100*s.Active)})
	}
	return []section{growth, exact, curves, solves}
}

// charts are the plots, by the name of their file.
func (f *lossFindings) charts() map[string]report.Chart {
	time := report.Chart{Title: "Time of a training step", X: "inner iterations", Y: "µs", LogX: true, LogY: true}
	memory := report.Chart{Title: "Memory of the loss and its solver", X: "inner iterations", Y: "kB", LogX: true, LogY: true}
	exact := report.Chart{Title: "Error of the gradient", X: "inner iterations", Y: "relative error", LogX: true, LogY: true}
	steps := report.Chart{Title: "Cloning an expert", X: "step", Y: "validation error", LogY: true}
	seconds := report.Chart{Title: "Cloning an expert", X: "seconds", Y: "validation error", LogY: true}
	shapes := report.Chart{Title: "Unary losses of y = ½ on [−1,1]", X: "u", Y: "L(u,y)"}
	for _, s := range f.shapes {
		shapes.Series = append(shapes.Series, report.Series{Name: s.Name, X: s.U, Y: s.Loss})
	}
	for _, c := range f.Curves {
		name := c.Loss
		of := func(y func(i int) float64) report.Series {
			s := report.Series{Name: name, Points: true}
			for i, g := range f.growth {
				if g.Loss == name {
					s.X, s.Y = append(s.X, float64(g.Steps)), append(s.Y, y(i))
				}
			}
			return s
		}
		time.Series = append(time.Series, of(func(i int) float64 { return f.growth[i].Micro }))
		memory.Series = append(memory.Series, of(func(i int) float64 { return float64(f.growth[i].Bytes) / 1e3 }))
		exact.Series = append(exact.Series, of(func(i int) float64 { return f.Accuracy[i].Error }))
		x := make([]float64, len(c.Steps))
		for i, n := range c.Steps {
			x[i] = float64(n)
		}
		steps.Series = append(steps.Series, report.Series{Name: name, X: x, Y: c.Error})
		seconds.Series = append(seconds.Series, report.Series{Name: name, X: c.Seconds, Y: c.Error})
	}
	return map[string]report.Chart{"time": time, "memory": memory, "error": exact, "curves": steps, "seconds": seconds, "shapes": shapes}
}
