package cli

import (
	"fmt"
	"strings"

	"github.com/fenchel-gym/fenchel/agents/report"
	"github.com/fenchel-gym/fenchel/render/playback"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// moments is at how many moments of an episode, a third of it apart, a report shows the energy.
const moments = 3

// mostAxes is how many axes of an action have a chart of their own in a report.
const mostAxes = 24

// energies is what the panels of the viewer show at some moments of an episode.
type energies struct {
	names    []string      // of the moments
	frames   []scene.Frame // a moment each
	surfaces []*playback.Surface
}

// addEnergies adds the energy over the action at a few moments: a curve for each axis of a box, all on one scale, and a map
// of two of them; a table of choices or labels. It adds nothing for a policy without an energy.
func (r *rollout) addEnergies(page *report.Page) error {
	e := r.look()
	if len(e.frames[0].Panels) == 0 {
		return nil
	}
	page.Heading("Energy")
	if len(e.frames[0].Panels[0].Bars) > 0 {
		e.tables(page)
		return nil
	}
	if e.surfaces[0] != nil {
		if err := page.Side(e.maps(), "Φ − Ω over both coordinates of the action, below its value at p*. Dark disc: p*, where the policy acts. "+
			"Orange diamond: the expert's action."); err != nil {
			return err
		}
	}
	caption := "Φ − Ω through p*, below its value there. Disc: p*, where the policy acts. Diamond: the expert's action, at its own height. " +
		"What is steep around its top is decided firmly. All axes have one scale."
	if n := len(e.frames[0].Panels); n > mostAxes {
		caption += fmt.Sprintf(" The first %d of %d axes.", mostAxes, n)
	}
	return page.Side(e.curves(), caption)
}

// look plays the episode and takes its energies down.
func (r *rollout) look() *energies {
	e := &energies{frames: make([]scene.Frame, moments)}
	r.player.Restart()
	for i := range moments {
		r.player.Seek(r.steps * i / moments)
		r.player.Panels(&e.frames[i])
		e.names = append(e.names, fmt.Sprintf("step %d", r.player.Rollout().Steps()))
		e.surfaces = append(e.surfaces, r.player.Surface(41))
	}
	return e
}

// curves are a chart for each axis, with a line for each moment.
func (e *energies) curves() []report.Drawing {
	n := min(len(e.frames[0].Panels), mostAxes)
	charts := make([]report.Chart, n)
	var span report.Span
	for i := range charts {
		charts[i] = e.axis(i)
		for _, s := range charts[i].Series {
			for _, y := range s.Y {
				span.Lo, span.Hi = min(span.Lo, y), max(span.Hi, y)
			}
		}
	}
	drawings := make([]report.Drawing, n)
	for i := range charts {
		charts[i].YSpan = span
		drawings[i] = charts[i]
	}
	return drawings
}

// axis is the chart of an axis: the curve through p* at each moment, p* and the expert's action on theirs.
func (e *energies) axis(i int) report.Chart {
	first := &e.frames[0].Panels[i]
	chart := report.Chart{Title: strings.ReplaceAll(first.Title, "_", " "), Y: "Φ − Ω below p*"}
	if chart.X = first.Unit; first.Unit == "1" {
		chart.X = ""
	}
	for m := range e.frames {
		panel := &e.frames[m].Panels[i]
		curve := &panel.Curves[0]
		chart.Series = append(chart.Series, report.Series{Name: e.names[m], X: curve.X, Y: curve.Y})
		for _, mark := range panel.Marks {
			if mark.Kind != scene.Circle {
				y := panel.Curves[mark.Curve].At(mark.X)
				chart.Dots = append(chart.Dots, report.Dot{X: mark.X, Y: y, Series: m, Diamond: mark.Kind == scene.Diamond})
			}
		}
	}
	return chart
}

// maps are the energy over two coordinates at each moment, in one scale of colors.
func (e *energies) maps() []report.Drawing {
	var scale report.Span
	for _, s := range e.surfaces {
		for _, row := range s.Values {
			for _, v := range row {
				scale.Lo = min(scale.Lo, v)
			}
		}
	}
	panels := e.frames[0].Panels
	var maps []report.Drawing
	for m, s := range e.surfaces {
		heat := report.Heat{Title: e.names[m], X: named(&panels[0]), Y: named(&panels[1]), Values: s.Values, Scale: scale,
			XSpan: report.Span{Lo: s.X[0], Hi: s.X[len(s.X)-1]}, YSpan: report.Span{Lo: s.Y[0], Hi: s.Y[len(s.Y)-1]}}
		for _, mark := range panels[0].Marks {
			if mark.Kind == scene.Diamond {
				heat.Spots = append(heat.Spots, report.Spot{X: s.Expert[0], Y: s.Expert[1], Diamond: true})
			}
		}
		heat.Spots = append(heat.Spots, report.Spot{X: s.Best[0], Y: s.Best[1]})
		maps = append(maps, heat)
	}
	return maps
}

// named is the name of a panel's axis with its unit.
func named(p *scene.Panel) string {
	if p.Unit == "" || p.Unit == "1" {
		return p.Title
	}
	return p.Title + ", " + p.Unit
}

// tables say the numbers of choices or labels at each moment.
func (e *energies) tables(page *report.Page) {
	for i := range e.frames[0].Panels {
		panel := &e.frames[0].Panels[i]
		t := report.Table{Head: append([]string{panel.Title}, e.names...)}
		for row, bar := range panel.Bars {
			cells := []string{bar.Name}
			for m := range e.frames {
				cells = append(cells, fmt.Sprintf("%.3f", e.frames[m].Panels[i].Bars[row].Value))
			}
			t.Rows = append(t.Rows, cells)
		}
		page.Table(t, map[bool]string{true: "Of the first evaluation episode."}[i == len(e.frames[0].Panels)-1])
	}
}
