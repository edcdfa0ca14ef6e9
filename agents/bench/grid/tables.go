package grid

import (
	"bytes"
	"path/filepath"
	"strings"

	"github.com/fenchel-gym/fenchel/agents/report"
)

// NotForCitation is what the report of a short version of a benchmark says before anything else.
const NotForCitation = "NOT FOR CITATION: a short version of the benchmark."

// ChartTitle is the title of a benchmark's chart, which may be looked at without the report.
func ChartTitle(title string, citable bool) string {
	if citable {
		return title
	}
	return title + " (not for citation)"
}

// WriteSections writes path.txt and path.md.
func WriteSections(path string, sections []report.Section) error {
	var text bytes.Buffer
	report.Write(&text, sections, report.Text)
	if err := WriteFile(path+".txt", text.Bytes()); err != nil {
		return err
	}
	return WriteMarkdown(path+".md", sections)
}

// WriteFindings writes name.txt, name.md and name.json into a directory.
func WriteFindings(dir, name string, f *Findings) error {
	path := filepath.Join(dir, name)
	if err := WriteTable(path+".json", f.JSON); err != nil {
		return err
	}
	return WriteSections(path, f.Sections)
}

// WriteMarkdown writes sections as Markdown.
func WriteMarkdown(path string, sections []report.Section) error {
	var text bytes.Buffer
	report.Write(&text, sections, report.Markdown)
	return WriteFile(path, text.Bytes())
}

// OneLine is a piece of JSON as an entry of a table.
func OneLine(text []byte) string { return strings.Join(strings.Fields(string(text)), " ") }

// WriteChart writes path.svg and path.png.
func WriteChart(path string, c report.Chart) error {
	svg, err := c.SVG()
	if err != nil {
		return err
	}
	var png bytes.Buffer
	if err := c.WritePNG(&png); err != nil {
		return err
	}
	if err := WriteFile(path+".svg", []byte(svg)); err != nil {
		return err
	}
	return WriteFile(path+".png", png.Bytes())
}
