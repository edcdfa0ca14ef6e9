package render

import (
	"fmt"
	"math"

	"github.com/fenchel-gym/fenchel/render/scene"
)

// The panels of one page: those that are large fill a column, more of them two.
const (
	inColumn = 4
	onPage   = 2 * inColumn
)

// Pages is how many pages the panels of a frame fill; see scene.Frame.Page.
func Pages(f *scene.Frame) int { return max(1, (len(f.Panels)+onPage-1)/onPage) }

// shown are the panels of the frame's page and its number, counted from 0.
func shown(f *scene.Frame) (panels []scene.Panel, page int) {
	pages := Pages(f)
	page = (f.Page%pages + pages) % pages
	return f.Panels[page*onPage : min((page+1)*onPage, len(f.Panels))], page
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
		c.caption(x0, y1-4*u, fmt.Sprintf("page %d of %d, %d to %d of %d", page+1, pages, page*onPage+1, page*onPage+len(panels), len(f.Panels)), u)
		y1 -= 20 * u
	}
	if f.Heading != "" {
		c.caption(x0, y0+15*u, f.Heading, u)
		y0 += 22 * u
	}
	key := c.legend(panels[0].Marks, x0, x1, y1, u, false)
	columns := 1
	if len(f.Panels) > inColumn {
		columns = 2
	}
	rows := (min(len(f.Panels), onPage) + columns - 1) / columns
	gap := 12 * u
	width, height := (x1-x0+gap)/float64(columns), min((y1-y0-key)/float64(rows), 250*u)
	for i := range panels {
		x, y := x0+float64(i%columns)*width, y0+float64(i/columns)*height
		c.diagram(&panels[i], axes{x0: x, x1: x + width - gap, y0: y + 26*u, y1: y + height - 18*u}, u)
	}
	c.legend(panels[0].Marks, x0, x1, y0+float64(rows)*height+key, u, true)
}
