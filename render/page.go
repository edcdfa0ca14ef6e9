package render

import (
	"fmt"
	"math"
	"slices"

	"github.com/fenchel-gym/fenchel/render/scene"
)

// The panels of one page: those that are large fill a column, more of them two.
const (
	inColumn = 4
	onPage   = 2 * inColumn
)

// withHeat is the panels of a page where the first is a heat map, which is above the others and larger.
const withHeat = 5

// perPage is how many panels a page of the frame has room for.
func perPage(f *scene.Frame) int {
	if len(f.Panels) > 0 && f.Panels[0].Heat.Columns > 0 {
		return withHeat
	}
	return onPage
}

// Pages is how many pages the panels of a frame fill; see scene.Frame.Page.
func Pages(f *scene.Frame) int { return max(1, (len(f.Panels)+perPage(f)-1)/perPage(f)) }

// shown are the panels of the frame's page and its number, counted from 0.
func shown(f *scene.Frame) (panels []scene.Panel, page int) {
	pages := Pages(f)
	page = (f.Page%pages + pages) % pages
	n := perPage(f)
	return f.Panels[page*n : min((page+1)*n, len(f.Panels))], page
}

// panels paints one page of the diagrams at the right, in one column or smaller in two, with the legend below.
func (c *Canvas) panels(f *scene.Frame, l Layout) {
	if len(f.Panels) == 0 {
		return
	}
	u := l.Unit
	x0, y0 := float64(l.Panels.Min.X), float64(l.Panels.Min.Y)
	x1, y1 := float64(l.Panels.Max.X), float64(l.Panels.Max.Y)
	c.Rect(x0, y0, x1, y1, ground)
	c.Rect(x0, y0, x0+math.Round(max(u, 1)), y1, rule)
	panels, page := shown(f)
	x0, x1, y0, y1 = x0+16*u, x1-16*u, y0+6*u, y1-8*u
	if pages := Pages(f); pages > 1 {
		c.caption(x0, y1-4*u, fmt.Sprintf("page %d of %d, %d to %d of %d", page+1, pages, page*perPage(f)+1, page*perPage(f)+len(panels), len(f.Panels)), u)
		y1 -= 20 * u
	}
	if f.Heading != "" {
		c.caption(x0, y0+15*u, f.Heading, u)
		y0 += 22 * u
	}
	marks := named(panels)
	key := c.legend(marks, x0, x1, y1, u, false)
	area := axes{x0: x0, x1: x1, y0: y0, y1: y1 - key}
	slots, most := min(len(f.Panels), perPage(f)), inColumn
	if panels[0].Heat.Columns > 0 {
		area.y0 = c.heatAbove(&panels[0], area, u)
		panels, slots, most = panels[1:], slots-1, inColumn/2
	}
	bottom := c.column(panels, slots, most, area, u)
	c.legend(marks, x0, x1, bottom+key, u, true)
}

// named are the marks of panels, each name once.
func named(panels []scene.Panel) (marks []scene.Mark) {
	for i := range panels {
		for _, m := range panels[i].Marks {
			if !slices.ContainsFunc(marks, func(has scene.Mark) bool { return has.Name == m.Name }) {
				marks = append(marks, m)
			}
		}
	}
	return marks
}

// heatAbove paints a heat map, as square as there is room, and gives where it ends.
func (c *Canvas) heatAbove(p *scene.Panel, area axes, u float64) (bottom float64) {
	side := min(area.x1-area.x0-(gutter+barRoom)*u, 0.55*(area.y1-area.y0)-44*u)
	title := Type{Size: 13 * u, Weight: Medium, Color: scene.Ink}
	c.Text(area.x0, area.y0+18*u, c.whole(p.Title, area.x1-area.x0, &title), title)
	c.heatMap(p, axes{x0: area.x0, x1: area.x0 + side + (gutter+barRoom)*u, y0: area.y0 + 26*u, y1: area.y0 + 26*u + side}, u)
	return area.y0 + side + 46*u
}

// column paints panels where there is room for so many: below each other up to most, more of them smaller in two columns.
// It gives where they end.
func (c *Canvas) column(panels []scene.Panel, slots, most int, area axes, u float64) (bottom float64) {
	columns := 1
	if slots > most {
		columns = 2
	}
	rows := max((slots+columns-1)/columns, 1)
	gap := 12 * u
	width, height := (area.x1-area.x0+gap)/float64(columns), min((area.y1-area.y0)/float64(rows), 250*u)
	for i := range panels {
		x, y := area.x0+float64(i%columns)*width, area.y0+float64(i/columns)*height
		c.diagram(&panels[i], axes{x0: x, x1: x + width - gap, y0: y + 26*u, y1: y + height - 18*u}, u)
	}
	return area.y0 + float64(rows)*height
}
