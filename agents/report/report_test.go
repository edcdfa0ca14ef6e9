package report

import (
	"bytes"
	"fmt"
	"math"
	"regexp"
	"strings"
	"testing"
)

func samplePage(t *testing.T) string {
	t.Helper()
	p := &Page{Title: "A <title>", Lead: "What was found.", Command: "fenchel eval x"}
	p.Heading("Results")
	p.Table(Table{Head: []string{"policy", "mean"}, Rows: [][]string{{"expert", "-140.2"}, {"ours & theirs", "-151.0"}}}, "A table.")
	if err := p.Chart(Chart{Title: "Loss", X: "step", Y: "L", LogY: true, Series: []Series{
		{Name: "train", X: []float64{1, 2, 3, 4}, Y: []float64{1, 0.1, 0, math.NaN()}},
		{Name: "band", X: []float64{1, 2}, Y: []float64{1, 2}, Lo: []float64{0.5, 1}, Hi: []float64{2, 3}, Points: true},
	}, Marks: []Mark{{Name: "best", X: 2}}}, "A chart."); err != nil {
		t.Fatal(err)
	}
	p.Image("image/png", []byte{1, 2, 3}, "A picture.")
	var b bytes.Buffer
	n, err := p.WriteTo(&b)
	if err != nil || n != int64(b.Len()) {
		t.Fatalf("WriteTo: %d of %d bytes, %v", n, b.Len(), err)
	}
	return b.String()
}

func TestPageIsSelfContainedAndRepeats(t *testing.T) {
	html := samplePage(t)
	for _, want := range []string{"A &lt;title&gt;", "ours &amp; theirs", "<svg", "data:image/png;base64,AQID", "fenchel eval x"} {
		if !strings.Contains(html, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	for _, outside := range []string{"src=\"http", "href=", "<script", "@import"} {
		if strings.Contains(html, outside) {
			t.Errorf("the page reaches outside itself: %q", outside)
		}
	}
	if html != samplePage(t) {
		t.Error("the same content gave other bytes")
	}
}

func TestChartWithLittleToDraw(t *testing.T) {
	for _, c := range []Chart{
		{Series: []Series{{Name: "none"}}},
		{LogX: true, LogY: true, Series: []Series{{Name: "none"}}},
		{LogX: true, LogY: true, Series: []Series{{Name: "one", X: []float64{3}, Y: []float64{5}}}},
		{LogY: true, Series: []Series{{Name: "not positive", X: []float64{3, 4}, Y: []float64{0, -1}}}},
	} {
		var b bytes.Buffer
		if err := c.WritePNG(&b); err != nil {
			t.Fatal(err)
		}
		if !bytes.HasPrefix(b.Bytes(), []byte("\x89PNG")) {
			t.Error("not a PNG")
		}
	}
}

// TestChartsFollowDarkMode: a chart on a page has no color of its own but those that the style sheet declares, once for
// light pages and once for dark ones.
func TestChartsFollowDarkMode(t *testing.T) {
	html := samplePage(t)
	style, body, _ := strings.Cut(html, "</style>")
	light, dark, _ := strings.Cut(style, "@media (prefers-color-scheme: dark)")
	for i := range colors {
		name := fmt.Sprintf("--line%d: #", i)
		if !strings.Contains(light, name) || !strings.Contains(dark, name) {
			t.Errorf("no %s in both modes", name)
		}
	}
	if own := regexp.MustCompile(`(fill|stroke):#[0-9A-Fa-f]{3,6}`).FindString(body); own != "" || !strings.Contains(body, "stroke:var(--line0)") || !strings.Contains(body, "stroke:var(--ink)") {
		t.Errorf("a chart has the color %q, or not those of the page", own)
	}
}

// TestTextsKeepTheirWidth in a browser that lacks the font they were laid out with.
func TestTextsKeepTheirWidth(t *testing.T) {
	html := samplePage(t)
	if n, m := strings.Count(html, "<text "), strings.Count(html, "<text textLength="); n != m || n < 10 {
		t.Errorf("%d of %d texts have a length", m, n)
	}
}

// TestSideBySide: several charts are one figure, in which they stand side by side.
func TestSideBySide(t *testing.T) {
	var p Page
	heat := Heat{Title: "a < b", X: "x", Y: "y", XSpan: Span{0, 1}, YSpan: Span{0, 2}, Scale: Span{-3, 0},
		Values: [][]float64{{-3, -2}, {-1, 0}}, Spots: []Spot{{X: 0.5, Y: 1}, {X: 1, Y: 2, Diamond: true}}}
	if err := p.Side([]Drawing{Chart{Series: []Series{{X: []float64{1, 2}, Y: []float64{3, 4}}}}, heat}, "Both."); err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if _, err := p.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	_, body, _ := strings.Cut(b.String(), "</style>")
	if strings.Count(body, "<figure>") != 1 || strings.Count(body, "<svg") != 2 || !strings.Contains(body, `class="side"`) {
		t.Errorf("not one figure of two: %.300s", body)
	}
	for _, want := range []string{"a &lt; b", ">-3<", ">-1<", ">0.5<", ">2.0<", "<circle", "<path d=", "data:image/png;base64,"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if !strings.Contains(b.String(), "minmax(min(24rem, 100%), 1fr)") || strings.Contains(body, `class="alone"`) {
		t.Error("the figure is as wide as the page")
	}
	if err := p.Side([]Drawing{heat}, ""); err != nil || !p.blocks[1].Side {
		t.Error("one alone is wider than next to another")
	}
	if err := p.Side(nil, ""); err != nil || len(p.blocks) != 2 {
		t.Error("no charts are a figure")
	}
}

// TestHot: the colors of a scale get lighter from end to end, and what is no number has none.
func TestHot(t *testing.T) {
	before := -1.0
	for i := range 21 {
		c := hot(float64(i) / 20)
		light := 0.3*float64(c.R) + 0.59*float64(c.G) + 0.11*float64(c.B)
		if light <= before {
			t.Errorf("at %d of 20 the lightness is %.1f, before it %.1f", i, light, before)
		}
		before = light
	}
	if hot(-1) != hot(0) || hot(2) != hot(1) || hot(math.NaN()).A != 0 {
		t.Error("beyond the scale")
	}
}
