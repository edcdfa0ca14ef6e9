package report

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"html"
	"image"
	"image/color"
	"image/png"
	"math"
	"strings"
)

// Heat is a function over a rectangle as colors, with a scale of them.
type Heat struct {
	Title, X, Y  string
	XSpan, YSpan Span
	Scale        Span        // what the ends of the colors mean; what is beyond has the color of the end
	Values       [][]float64 // a row for each y, from YSpan.Lo on, at least one
	Spots        []Spot
}

// Spot is a marked point of a heat map, a disc or a diamond.
type Spot struct {
	X, Y    float64
	Diamond bool
}

// The layout of a heat map, in the units of a chart that is half as wide as the page.
const (
	heatLeft, heatTop   = 48, 26
	heatWide, heatHigh  = 216, 150
	heatScale, heatName = 276, 292 // x of the scale and of its numbers
)

// heats are the colors from low to high: viridis, which is even in lightness and distinct for the color-blind.
var heats = [...]color.NRGBA{
	{0x44, 0x01, 0x54, 0xFF}, {0x41, 0x44, 0x87, 0xFF}, {0x2A, 0x78, 0x8E, 0xFF}, {0x22, 0xA8, 0x84, 0xFF}, {0x7A, 0xD1, 0x51, 0xFF}, {0xFD, 0xE7, 0x25, 0xFF},
}

// hot is the color of a share of the scale.
func hot(share float64) color.NRGBA {
	if math.IsNaN(share) {
		return color.NRGBA{}
	}
	at := min(max(share, 0), 1) * float64(len(heats)-1)
	i := min(int(at), len(heats)-2)
	mix := func(a, b uint8) uint8 { return uint8(math.Round(float64(a) + (at-float64(i))*(float64(b)-float64(a)))) }
	a, b := heats[i], heats[i+1]
	return color.NRGBA{mix(a.R, b.R), mix(a.G, b.G), mix(a.B, b.B), 255}
}

func (h Heat) half() (string, error) {
	field, err := picture(len(h.Values[0]), len(h.Values), func(x, y int) float64 {
		return (h.Values[len(h.Values)-1-y][x] - h.Scale.Lo) / (h.Scale.Hi - h.Scale.Lo)
	})
	if err != nil {
		return "", err
	}
	ramp, err := picture(1, 64, func(_, y int) float64 { return 1 - float64(y)/63 })
	if err != nil {
		return "", err
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg viewBox="0 0 %g %g" xmlns="http://www.w3.org/2000/svg" font-family="Liberation Sans,Arial,Helvetica,sans-serif" font-size="10">`,
		halfWidth.Points(), halfHeight.Points())
	text(&b, heatLeft+heatWide/2, 14, "middle", 12, h.Title)
	fmt.Fprintf(&b, `<image x="%d" y="%d" width="%d" height="%d" preserveAspectRatio="none" href="%s"/>`, heatLeft, heatTop, heatWide, heatHigh, field)
	fmt.Fprintf(&b, `<image x="%d" y="%d" width="10" height="%d" preserveAspectRatio="none" href="%s"/>`, heatScale, heatTop, heatHigh, ramp)
	h.axes(&b)
	for _, s := range h.Spots {
		h.spot(&b, s)
	}
	b.WriteString("</svg>")
	return b.String(), nil
}

// axes writes numbers and names along the edges, and those of the scale.
func (h Heat) axes(b *strings.Builder) {
	for _, tick := range even(h.XSpan.Lo, h.XSpan.Hi) {
		if tick.Label != "" {
			text(b, h.across(tick.Value), heatTop+heatHigh+13, "middle", 10, tick.Label)
		}
	}
	for _, tick := range even(h.YSpan.Lo, h.YSpan.Hi) {
		if tick.Label != "" {
			text(b, heatLeft-5, h.up(tick.Value)+3.5, "end", 10, tick.Label)
		}
	}
	for _, tick := range even(h.Scale.Lo, h.Scale.Hi) {
		if tick.Label != "" {
			text(b, heatName, heatTop+heatHigh*(1-(tick.Value-h.Scale.Lo)/(h.Scale.Hi-h.Scale.Lo))+3.5, "start", 10, tick.Label)
		}
	}
	text(b, heatLeft+heatWide/2, heatTop+heatHigh+29, "middle", 12, h.X)
	fmt.Fprintf(b, `<text transform="translate(12 %d) rotate(-90)" text-anchor="middle" font-size="12">%s</text>`, heatTop+heatHigh/2, html.EscapeString(h.Y))
}

func (h Heat) across(x float64) float64 {
	return heatLeft + heatWide*(x-h.XSpan.Lo)/(h.XSpan.Hi-h.XSpan.Lo)
}

func (h Heat) up(y float64) float64 {
	return heatTop + heatHigh*(1-(y-h.YSpan.Lo)/(h.YSpan.Hi-h.YSpan.Lo))
}

// spot writes a mark that reads on every color: dark with a white rim.
func (h Heat) spot(b *strings.Builder, s Spot) {
	x, y := h.across(s.X), h.up(s.Y)
	if s.Diamond {
		fmt.Fprintf(b, `<path d="M%.1f %.1fl5 5l-5 5l-5 -5z" fill="#D55E0F" stroke="#fff" stroke-width="1.2"/>`, x, y-5)
		return
	}
	fmt.Fprintf(b, `<circle cx="%.1f" cy="%.1f" r="4" fill="#10233A" stroke="#fff" stroke-width="1.2"/>`, x, y)
}

func text(b *strings.Builder, x, y float64, anchor string, size int, s string) {
	fmt.Fprintf(b, `<text x="%.1f" y="%.1f" text-anchor="%s" font-size="%d">%s</text>`, x, y, anchor, size, html.EscapeString(s))
}

// picture is a PNG as a data URL: at each pixel the color of a share.
func picture(width, height int, share func(x, y int) float64) (string, error) {
	img := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			img.SetNRGBA(x, y, hot(share(x, y)))
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return "", err
	}
	return "data:image/png;base64," + base64.StdEncoding.EncodeToString(b.Bytes()), nil
}
