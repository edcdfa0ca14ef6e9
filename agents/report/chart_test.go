package report

import (
	"bytes"
	"image/png"
	"math"
	"strings"
	"testing"
)

// TestAxesFillTheChart: with long names on logarithmic axes, the axes still begin just below the title and end at the
// right margin.
func TestAxesFillTheChart(t *testing.T) {
	c := Chart{Title: "Title", X: "a rather long name of an axis", Y: "another rather long name", LogX: true, LogY: true,
		Series: []Series{{Name: "line", X: []float64{1, 10, 1000}, Y: []float64{1, 1e3, 1e5}}}}
	var b bytes.Buffer
	if err := c.WritePNG(&b); err != nil {
		t.Fatal(err)
	}
	picture, err := png.Decode(&b)
	if err != nil {
		t.Fatal(err)
	}
	size := picture.Bounds().Size()
	dark := func(x, y int) bool { r, _, _, _ := picture.At(x, y).RGBA(); return r < 0x6000 }
	top, right, longest := 0, 0, 0
	for x := range size.X / 4 { // the axis at the left is the longest vertical line there
		for y, run := 0, 0; y < size.Y; y++ {
			if run++; !dark(x, y) {
				run = 0
			}
			if run > longest {
				longest, top = run, y-run+1
			}
		}
	}
	longest = 0
	for y := size.Y * 3 / 4; y < size.Y; y++ {
		for x, run := 0, 0; x < size.X; x++ {
			if run++; !dark(x, y) {
				run = 0
			}
			if run > longest {
				longest, right = run, x
			}
		}
	}
	if limit := int(math.Round(0.14 * float64(size.Y))); top > limit {
		t.Errorf("the axis at the left begins %d pixels below the edge, want at most %d", top, limit)
	}
	if limit := int(math.Round(0.95 * float64(size.X))); right < limit {
		t.Errorf("the axis below ends at pixel %d, want at least %d", right, limit)
	}
}

// TestNothingToDraw: a mark stands in a chart without points too, as where every error is zero on a logarithmic axis.
func TestNothingToDraw(t *testing.T) {
	for _, log := range []bool{false, true} {
		c := Chart{LogY: log, Series: []Series{{Name: "error", X: []float64{100}, Y: []float64{math.Log(0)}}}, Marks: []Mark{{"kept", 100}}}
		if svg, err := c.SVG(); err != nil || strings.Contains(svg, "Inf") || strings.Contains(svg, "NaN") {
			t.Errorf("logarithmic %v: %v, %d bytes", log, err, len(svg))
		}
	}
}

// TestCommonAxes: charts of different lines and one span have the same numbers on their axes.
func TestCommonAxes(t *testing.T) {
	numbers := func(top float64) string {
		c := Chart{YSpan: Span{-4, 0}, XSpan: Span{0, 1000}, Series: []Series{{X: []float64{100, 300}, Y: []float64{-1, top}}}}
		svg, err := c.svg(halfWidth, halfHeight)
		if err != nil {
			t.Fatal(err)
		}
		var all []string
		for _, m := range svgText.FindAllStringSubmatch(svg, -1) {
			all = append(all, m[3])
		}
		return strings.Join(all, " ")
	}
	if a, b := numbers(-0.9), numbers(-0.1); a != b || !strings.Contains(a, "-4") || !strings.Contains(a, "1000") {
		t.Errorf("axes of %q and of %q", a, b)
	}
}
