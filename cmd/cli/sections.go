package cli

import (
	"fmt"
	"io"
	"strings"
)

// section is a part of a benchmark's report: a title, sentences, a table. Any of them may be missing.
type section struct {
	Title string
	Text  []string // a line each
	Right int      // columns from here on hold numbers
	Head  []string
	Rows  [][]string
}

// sectionForm writes one section.
type sectionForm func(w io.Writer, s section)

// notForCitation is what the report of a short version of a benchmark says before anything else.
const notForCitation = "NOT FOR CITATION: a short version of the benchmark."

// chartTitle is the title of a benchmark's chart, which is looked at without the report.
func chartTitle(title string, citable bool) string {
	if citable {
		return title
	}
	return title + " (not for citation)"
}

func printSections(w io.Writer, sections []section, form sectionForm) {
	for i, s := range sections {
		if i > 0 {
			fmt.Fprintln(w)
		}
		form(w, s)
	}
}

// textSection is plain text, the same on a terminal and in a file.
func textSection(w io.Writer, s section) {
	if s.Title != "" {
		fmt.Fprintf(w, "%s\n\n", s.Title)
	}
	for _, line := range s.Text {
		fmt.Fprintln(w, line)
	}
	if len(s.Rows) > 0 {
		if len(s.Text) > 0 {
			fmt.Fprintln(w)
		}
		printTable(w, s.Right, s.Head, s.Rows)
	}
}

// markdownSection is Markdown with pipe tables.
func markdownSection(w io.Writer, s section) {
	if s.Title != "" {
		fmt.Fprintf(w, "## %s\n\n", s.Title)
	}
	for _, line := range s.Text {
		fmt.Fprintf(w, "%s\n\n", line)
	}
	if len(s.Rows) == 0 {
		return
	}
	rule := make([]string, len(s.Head))
	for i := range rule {
		rule[i] = "---"
		if i >= s.Right {
			rule[i] = "---:"
		}
	}
	for _, row := range append([][]string{s.Head, rule}, s.Rows...) {
		fmt.Fprintf(w, "| %s |\n", strings.Join(row, " | "))
	}
}
