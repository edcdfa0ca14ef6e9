package grid

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/agents/report"
)

func fileText(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestFindingsAreWrittenInThreeForms into a directory that need not exist.
func TestFindingsAreWrittenInThreeForms(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "deep")
	f := &Findings{
		Sections: []report.Section{{Title: "t", Head: []string{"a", "b"}, Right: 1, Rows: [][]string{{"x", "1"}}}},
		JSON:     map[string]any{"expression": "a < b & c"},
	}
	if err := WriteFindings(dir, "table", f); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"table.txt":  "t\n\na  b  \n──────\nx  1  \n",
		"table.md":   "## t\n\n| a | b |\n| --- | ---: |\n| x | 1 |\n",
		"table.json": "{\n  \"expression\": \"a < b & c\"\n}\n",
	} {
		if got := fileText(t, filepath.Join(dir, name)); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}

// TestChartsAreWrittenAsSVGAndPNG, and the title of a short version says what it is.
func TestChartsAreWrittenAsSVGAndPNG(t *testing.T) {
	path := filepath.Join(t.TempDir(), "curves")
	c := report.Chart{Title: ChartTitle("Returns", false), Series: []report.Series{{Name: "a", X: []float64{1, 2}, Y: []float64{3, 4}}}}
	if err := WriteChart(path, c); err != nil {
		t.Fatal(err)
	}
	if svg := fileText(t, path+".svg"); !strings.Contains(svg, "Returns (not for citation)") {
		t.Errorf("the title is missing in %.200s", svg)
	}
	if png := fileText(t, path+".png"); !bytes.HasPrefix([]byte(png), []byte("\x89PNG")) {
		t.Error("not a PNG")
	}
	if title := ChartTitle("Returns", true); title != "Returns" {
		t.Errorf("a citable chart is called %s", title)
	}
}
