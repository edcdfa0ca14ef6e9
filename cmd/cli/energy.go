package cli

import (
	"context"
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fenchel-gym/fenchel/agents/report"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/internal/disk"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/solve"
	"github.com/fenchel-gym/fenchel/render"
	"github.com/fenchel-gym/fenchel/render/playback"
)

type energyOptions struct {
	IO       *stdio
	Who      string
	Task     string
	Episode  uint64
	Seed     uint64
	Step     int
	Pair     int
	Page     int
	Output   string
	Width    int
	Height   int
	Unsealed bool
}

func newCmdEnergy(streams *stdio, run func(context.Context, *energyOptions) error) *cobra.Command {
	o := &energyOptions{IO: streams}
	cmd := &cobra.Command{
		Use:   "energy POLICY [TASK] -o FILE.png",
		Short: "Draw the energy that a policy maximizes at a step, as a landscape",
		Long: "Draw Φ − Ω at a step of an episode: a heat map with contours through p* over two coordinates of the action, a curve\n" +
			"along each of them, and how value, gap and second mode go over the episode. One coordinate is a curve, choices and\n" +
			"labels are bars. The table lists the local maxima, the best first. In a window: `fenchel watch POLICY`, H.",
		Example: "  fenchel energy run --step 40 -o energy.png",
		Args:    cobra.RangeArgs(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Who = args[0]
			if len(args) > 1 {
				o.Task = args[1]
			}
			return run(cmd.Context(), o)
		},
	}
	f := cmd.Flags()
	f.StringVarP(&o.Output, "output", "o", "", "the picture to write, a .png (required)")
	f.Uint64Var(&o.Episode, "episode", 0, "the episode")
	f.Uint64Var(&o.Seed, "seed", 0, "seed of the episodes")
	f.IntVar(&o.Step, "step", 0, "the decision to show, counted from 0")
	f.IntVar(&o.Pair, "pair", 1, "which pair of coordinates: 1 is the first and the second, 2 the first and the third …")
	f.IntVar(&o.Page, "page", 1, "which page of the diagrams")
	f.IntVar(&o.Width, "width", 960, "of the picture, pixels")
	f.IntVar(&o.Height, "height", 540, "of the picture, pixels")
	unsealedFlag(f, &o.Unsealed)
	return cmd
}

func (o *energyOptions) check() error {
	switch {
	case pictureKind(o.Output) != ".png":
		return misused("-o %q: name a .png to write", o.Output)
	case o.Step < 0 || o.Pair < 1 || o.Page < 1:
		return misused("--step %d, --pair %d, --page %d: want a step from 0 on, a pair and a page from 1 on", o.Step, o.Pair, o.Page)
	case o.Width < 160 || o.Height < 90 || o.Width > 7680 || o.Height > 4320:
		return misused("--width %d, --height %d: want 160×90 to 7680×4320 pixels", o.Width, o.Height)
	}
	return nil
}

func runEnergy(_ context.Context, o *energyOptions) error {
	if err := o.check(); err != nil {
		return err
	}
	who, err := o.IO.findUnsealed(o.Who, o.Task, o.Unsealed)
	if err != nil {
		return err
	}
	env := who.task()
	p := playback.New(env, who.newPolicy(), playback.Options{Name: who.who.Name, Seed: o.Seed, First: o.Episode, Expert: teacherOf(env)})
	if !p.Seek(o.Step) {
		return misused("--step %d: the episode has %d steps", o.Step, p.Rollout().Steps())
	}
	obs := append([]float64(nil), p.Rollout().Obs()...)
	land := p.Landscape(obs)
	if land == nil {
		return misused("%s has no energy to show: it is a %s", o.Who, who.who.Detail)
	}
	modes := p.Modes(obs)
	p.Seek(o.Step + 1) // the picture shows a decision with what was done
	camera := playback.NewCamera(o.Width, o.Height, true)
	camera.Pair, camera.Page = o.Pair, o.Page-1
	picture := camera.Paint(p)
	if err := disk.Write(disk.OS{}, o.Output, func(w io.Writer) error { return render.WritePNG(w, picture) }); err != nil {
		return err
	}
	printModes(o.IO.Out, env.Spec(), land, modes)
	fmt.Fprintf(o.IO.Out, "\n%s: %s, step %d of episode %d\n", o.Output, env.Spec().Name, o.Step, o.Episode)
	return nil
}

// printModes lists p* and the other local maxima.
func printModes(w io.Writer, spec envs.Spec, land *policy.Landscape, modes []solve.Mode) {
	head := []string{"", "Φ − Ω", "below p*", "gap"}
	for i := range land.Best {
		name := spec.Act[i%len(spec.Act)].Name
		if i >= len(spec.Act) {
			name = fmt.Sprintf("%s[t+%d]", name, i/len(spec.Act))
		}
		head = append(head, name)
	}
	row := func(name string, value, gap float64, at []float64) []string {
		cells := []string{name, fmt.Sprintf("%.6g", value), fmt.Sprintf("%.3g", land.Value-value), ""}
		if !math.IsNaN(gap) {
			cells[3] = strings.Replace(fmt.Sprintf("%.2g", gap), "+Inf", "no bound", 1)
		}
		for _, x := range at {
			cells = append(cells, fmt.Sprintf("%.4g", x))
		}
		return cells
	}
	rows := [][]string{row("p*", land.Value, land.Gap, land.Best)}
	for i, m := range modes {
		rows = append(rows, row(fmt.Sprintf("mode %d", i+1), m.Value, math.NaN(), m.At))
	}
	report.TextTable(w, 1, head, rows)
}
