package report

import (
	"bytes"
	"fmt"
	"image/color"
	"io"
	"math"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"
)

// Chart is a set of lines over common axes.
type Chart struct {
	Title, X, Y  string
	LogX, LogY   bool // logarithmic axes; points that are not positive are left out
	XSpan, YSpan Span // what the axes show at least, so that charts can be compared; the zero Span is fitted to the lines
	Series       []Series
	Marks        []Mark
	Dots         []Dot
}

// Span is an interval of an axis.
type Span struct{ Lo, Hi float64 }

// Dot is a point in the color of a line, a disc or a diamond.
type Dot struct {
	X, Y    float64
	Series  int
	Diamond bool
}

// Series is one line, with an optional band around it.
type Series struct {
	Name   string
	X, Y   []float64
	Lo, Hi []float64 // the band, as long as Y, or nil
	Points bool      // whether to mark the points too
}

// Mark is a vertical line with a name.
type Mark struct {
	Name string
	X    float64
}

// The lines' colors in order: distinct for the color-blind (Okabe and Ito, 2008).
var colors = []color.NRGBA{
	{0x00, 0x72, 0xB2, 0xFF}, {0xD5, 0x5E, 0x00, 0xFF}, {0x00, 0x9E, 0x73, 0xFF}, {0xCC, 0x79, 0xA7, 0xFF},
	{0xE6, 0x9F, 0x00, 0xFF}, {0x56, 0xB4, 0xE9, 0xFF}, {0x22, 0x26, 0x2B, 0xFF},
}

const (
	chartWidth  = 7 * vg.Inch
	chartHeight = 3.4 * vg.Inch
	halfWidth   = 340 * vg.Inch / 72 // of a chart next to another
	halfHeight  = 215 * vg.Inch / 72
	margin      = 8 * vg.Inch / 72
)

// SVG draws the chart as an SVG element without an XML declaration, to stand inside HTML.
func (c Chart) SVG() (string, error) { return c.svg(chartWidth, chartHeight) }

func (c Chart) half() (string, error) { return c.svg(halfWidth, halfHeight) }

func (c Chart) svg(width, height vg.Length) (string, error) {
	canvas := vgsvg.New(width, height)
	if err := c.draw(draw.New(canvas)); err != nil {
		return "", err
	}
	var b bytes.Buffer
	if _, err := canvas.WriteTo(&b); err != nil {
		return "", err
	}
	svg := b.String()
	return svg[max(strings.Index(svg, "<svg"), 0):], nil
}

// WritePNG draws the chart as a PNG at 144 dots an inch.
func (c Chart) WritePNG(w io.Writer) error {
	canvas := vgimg.NewWith(vgimg.UseWH(chartWidth, chartHeight), vgimg.UseDPI(144), vgimg.UseBackgroundColor(color.White))
	if err := c.draw(draw.New(canvas)); err != nil {
		return err
	}
	_, err := vgimg.PngCanvas{Canvas: canvas}.WriteTo(w)
	return err
}

func (c Chart) draw(canvas draw.Canvas) error {
	p := plot.New()
	p.Title.Text = c.Title
	style(p)
	for i, s := range c.Series {
		if err := c.add(p, s, colors[i%len(colors)]); err != nil {
			return fmt.Errorf("report: chart %q, line %q: %w", c.Title, s.Name, err)
		}
	}
	for _, d := range c.Dots {
		if err := c.dot(p, d); err != nil {
			return fmt.Errorf("report: chart %q: %w", c.Title, err)
		}
	}
	c.XSpan.widen(&p.X)
	c.YSpan.widen(&p.Y)
	scale(&p.Y, c.LogY) // marks reach from end to end of it
	for i, m := range c.Marks {
		c.mark(p, m, colors[(len(c.Series)+i)%len(colors)])
	}
	scale(&p.X, c.LogX)
	inner := draw.Crop(canvas, margin, -margin, margin, -margin)
	if c.names() <= fewNames {
		c.headroom(&p.Y, canvas.Size().Y)
	} else {
		inner = aside(p, inner)
	}
	p.Draw(c.labels(p, inner))
	return nil
}

// widen has an axis show the span.
func (s Span) widen(a *plot.Axis) {
	if s.Lo < s.Hi {
		a.Min, a.Max = min(a.Min, s.Lo), max(a.Max, s.Hi)
	}
}

// fewNames fit above the lines; more are listed next to them.
const fewNames = 3

// names counts the lines of the legend.
func (c Chart) names() int {
	names := len(c.Marks)
	for _, s := range c.Series {
		if s.Name != "" {
			names++
		}
	}
	return names
}

// aside draws the legend at the right edge, takes it out of the plot, and returns what is left of the canvas.
func aside(p *plot.Plot, canvas draw.Canvas) draw.Canvas {
	const gap = 12 // points between the plot and the legend
	legend := p.Legend
	p.Legend = plot.NewLegend()
	width := legend.Rectangle(canvas).Size().X
	legend.Draw(draw.Crop(canvas, canvas.Size().X-width, 0, 0, 0))
	return draw.Crop(canvas, 0, -width-gap, 0, 0)
}

// labels writes the names of the axes along the left and the lower edge and returns what is left of the canvas. plot
// would write them too, but on a logarithmic axis it keeps room for them as if they stood where the arithmetic middle of
// the range is, near the end, which pushes the axes away from title and legend.
func (c Chart) labels(p *plot.Plot, canvas draw.Canvas) draw.Canvas {
	const gap = 5 // points between a name and its axis
	across, up := p.X.Label.TextStyle, p.Y.Label.TextStyle
	across.XAlign, across.YAlign = draw.XCenter, draw.YBottom
	up.XAlign, up.YAlign, up.Rotation = draw.XCenter, draw.YTop, math.Pi/2
	rest := draw.Crop(canvas, up.Height(c.Y)+gap, 0, across.Height(c.X)+gap, 0)
	canvas.FillText(across, vg.Point{X: rest.Center().X, Y: canvas.Min.Y}, c.X)
	canvas.FillText(up, vg.Point{X: canvas.Min.X, Y: rest.Center().Y}, c.Y)
	return rest
}

// headroom makes room above the lines for the legend, in a chart of some height.
func (c Chart) headroom(y *plot.Axis, height vg.Length) {
	const line, around = 17 * vg.Inch / 72, 66 * vg.Inch / 72   // of the legend; title, numbers and margins
	above := float64(c.names()) * float64(line/(height-around)) // the part of the height that is to be free
	share := above / (1 - above)
	if c.LogY {
		y.Max *= math.Pow(y.Max/y.Min, share)
		return
	}
	y.Max += share * (y.Max - y.Min)
}

// logarithmic sets an axis' scale, and gives a range of one point or of none an extent that a logarithm has.
func logarithmic(a *plot.Axis) {
	a.Scale, a.Tick.Marker = plot.LogScale{}, plot.TickerFunc(decades)
	switch {
	case !(a.Min > 0) || math.IsInf(a.Min, 1):
		a.Min, a.Max = 0.1, 10
	case a.Min >= a.Max:
		a.Min, a.Max = a.Min/2, a.Min*2
	}
}

func scale(a *plot.Axis, log bool) {
	if log {
		logarithmic(a)
	} else {
		linear(a)
	}
}

// linear gives a range of no points an extent, and widens one that is negligible against its numbers: of 1e16 and its
// neighbor no ticks can be made.
func linear(a *plot.Axis) {
	if a.Min > a.Max {
		a.Min, a.Max = -1, 1
	}
	if pad := 1e-6 * max(math.Abs(a.Min), math.Abs(a.Max)); a.Max-a.Min < pad {
		a.Min, a.Max = a.Min-pad, a.Max+pad
	}
	a.Tick.Marker = plot.TickerFunc(even)
}

// sans is the font that charts are laid out with; Arial has its widths.
var sans = font.Font{Typeface: "Liberation", Variant: "Sans"}

func style(p *plot.Plot) {
	for _, f := range []*font.Font{&p.Title.TextStyle.Font, &p.X.Label.TextStyle.Font, &p.Y.Label.TextStyle.Font,
		&p.X.Tick.Label.Font, &p.Y.Tick.Label.Font, &p.Legend.TextStyle.Font} {
		size := f.Size
		*f = sans
		f.Size = size
	}
	p.Title.Padding = vg.Points(6)
	p.Legend.Top = true
	p.Legend.Padding = vg.Points(3)
	grid := plotter.NewGrid()
	grid.Vertical.Color, grid.Horizontal.Color = color.Gray{0xE4}, color.Gray{0xE4}
	p.Add(grid)
}

func (c Chart) add(p *plot.Plot, s Series, col color.NRGBA) error {
	if s.Lo != nil {
		lo, hi := c.points(s.X, s.Lo), c.points(s.X, s.Hi)
		for i := len(hi) - 1; i >= 0; i-- {
			lo = append(lo, hi[i])
		}
		band, err := plotter.NewPolygon(lo)
		if err != nil {
			return err
		}
		band.Color = color.NRGBA{col.R, col.G, col.B, 0x30}
		band.LineStyle.Width = 0
		p.Add(band)
	}
	points := c.points(s.X, s.Y)
	if len(points) == 0 {
		return nil
	}
	line, err := plotter.NewLine(points)
	if err != nil {
		return err
	}
	line.Color, line.Width = col, vg.Points(1.6)
	p.Add(line)
	if s.Points {
		dots, err := plotter.NewScatter(points)
		if err != nil {
			return err
		}
		dots.GlyphStyle = draw.GlyphStyle{Color: col, Radius: vg.Points(2.5), Shape: draw.CircleGlyph{}}
		p.Add(dots)
	}
	if s.Name != "" {
		p.Legend.Add(s.Name, line)
	}
	return nil
}

func (c Chart) dot(p *plot.Plot, d Dot) error {
	points := c.points([]float64{d.X}, []float64{d.Y})
	if len(points) == 0 {
		return nil
	}
	dots, err := plotter.NewScatter(points)
	if err != nil {
		return err
	}
	dots.GlyphStyle = draw.GlyphStyle{Color: colors[d.Series%len(colors)], Radius: vg.Points(3.2), Shape: draw.CircleGlyph{}}
	if d.Diamond {
		dots.GlyphStyle.Shape, dots.GlyphStyle.Radius = diamond{}, vg.Points(4.2)
	}
	p.Add(dots)
	return nil
}

// diamond is a filled square on its corner.
type diamond struct{}

// DrawGlyph draws the outline and fills it.
func (diamond) DrawGlyph(c *draw.Canvas, style draw.GlyphStyle, at vg.Point) {
	r := style.Radius
	c.SetColor(style.Color)
	var path vg.Path
	path.Move(vg.Point{X: at.X - r, Y: at.Y})
	path.Line(vg.Point{X: at.X, Y: at.Y + r})
	path.Line(vg.Point{X: at.X + r, Y: at.Y})
	path.Line(vg.Point{X: at.X, Y: at.Y - r})
	path.Close()
	c.Fill(path)
}

func (c Chart) mark(p *plot.Plot, m Mark, col color.NRGBA) {
	line := &plotter.Line{XYs: plotter.XYs{{X: m.X, Y: p.Y.Min}, {X: m.X, Y: p.Y.Max}}}
	line.LineStyle = draw.LineStyle{Color: col, Width: vg.Points(1.4), Dashes: []vg.Length{vg.Points(4), vg.Points(3)}}
	p.Add(line)
	p.Legend.Add(m.Name, line)
}

// drawable reports whether a number has a place on an axis that has room for others.
func drawable(x float64, log bool) bool {
	const most = 1e100
	return math.Abs(x) <= most && !(log && x < 1/most)
}

// points pairs the coordinates and leaves out what cannot be drawn.
func (c Chart) points(x, y []float64) plotter.XYs {
	var xys plotter.XYs
	for i := range x {
		if drawable(x[i], c.LogX) && drawable(y[i], c.LogY) {
			xys = append(xys, plotter.XY{X: x[i], Y: y[i]})
		}
	}
	return xys
}
