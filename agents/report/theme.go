package report

import (
	"fmt"
	"html"
	"regexp"
	"strconv"
	"strings"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
)

// onDark are the lines' colors on a dark page, in the order of colors: lighter, as far apart.
var onDark = [...]string{"#56A5E8", "#F0894B", "#35C79A", "#E29CC4", "#F2BE4E", "#8CCBF2", "#E4E6E8"}

// themed is an SVG that takes its colors from the page, light or dark: its ground is the page's, text and axes are in ink,
// and lines in the variables that palette declares.
func themed(svg string) string {
	pairs := []string{
		"fill:#FFFFFF", "fill:none", "stroke:#000000", "stroke:var(--ink)", "fill:#000000", "fill:var(--ink)",
		"#E4E4E4", "var(--grid)", "font-family:Liberation Sans;", "font-family:Liberation Sans,Arial,Helvetica,sans-serif;",
	}
	return svgColor.ReplaceAllStringFunc(strings.NewReplacer(pairs...).Replace(measured(svg)), lineColor)
}

// svgColor is a color of a chart.
var svgColor = regexp.MustCompile(`#[0-9A-F]{6}`)

// lineColor is the variable of a line's color, which rounding has changed a little where it is transparent.
func lineColor(hex string) string {
	rgb, err := strconv.ParseUint(hex[1:], 16, 32)
	if err != nil {
		return hex
	}
	near := func(a uint8, shift int) bool { d := int(a) - int(rgb>>shift&0xFF); return d >= -2 && d <= 2 }
	for i, c := range colors {
		if near(c.R, 16) && near(c.G, 8) && near(c.B, 0) {
			return fmt.Sprintf("var(--line%d)", i)
		}
	}
	return hex
}

// svgText is a text of a chart, with its size and what it says.
var svgText = regexp.MustCompile(`<text ([^>]*font-size:([0-9.]+)px")>([^<]+)</text>`)

// measured has each text take the width that it was laid out for, whatever font a browser finds for it.
func measured(svg string) string {
	return svgText.ReplaceAllStringFunc(svg, func(text string) string {
		m := svgText.FindStringSubmatch(text)
		size, err := strconv.ParseFloat(m[2], 64)
		if err != nil {
			return text
		}
		face := font.DefaultCache.Lookup(sans, vg.Points(size))
		width := face.Width(html.UnescapeString(m[3]))
		return fmt.Sprintf(`<text textLength="%.1f" lengthAdjust="spacingAndGlyphs" %s>%s</text>`, width.Points(), m[1], m[3])
	})
}

// palette declares the lines' colors as variables of a style sheet.
func palette(dark bool) string {
	var b strings.Builder
	for i, c := range colors {
		value := fmt.Sprintf("#%02X%02X%02X", c.R, c.G, c.B)
		if dark {
			value = onDark[i]
		}
		fmt.Fprintf(&b, " --line%d: %s;", i, value)
	}
	return b.String()
}
