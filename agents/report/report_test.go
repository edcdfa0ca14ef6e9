package report

import (
	"bytes"
	"math"
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

// TestChartsFollowDarkMode: the rule for charts is behind the reader's preference, and its ground turns into the page's.
func TestChartsFollowDarkMode(t *testing.T) {
	var p Page
	var b strings.Builder
	if _, err := p.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), "@media (prefers-color-scheme: dark) { figure svg { background: #e8e6e3; filter: invert(1)") || !strings.Contains(b.String(), "--paper: #17191c") {
		t.Error("charts stay white in the dark, or their ground is not the page's: 0xe8e6e3 is 0xffffff less 0x17191c")
	}
}
