package report

import (
	"fmt"
	"io"
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// Section is a part of a report in text: a title, sentences, a table. Any of them may be missing.
type Section struct {
	Title string
	Text  []string // a line each
	Right int      // the columns from this one on hold numbers and are set flush right
	Head  []string
	Rows  [][]string
}

// Form writes one section.
type Form func(w io.Writer, s Section)

// Write writes sections one after the other, an empty line between them.
func Write(w io.Writer, sections []Section, form Form) {
	for i, s := range sections {
		if i > 0 {
			fmt.Fprintln(w)
		}
		form(w, s)
	}
}

// Text is plain text, the same on a terminal and in a file.
func Text(w io.Writer, s Section) {
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
		TextTable(w, s.Right, s.Head, s.Rows)
	}
}

// TextTable writes rows under a head and a rule; the columns from right on are set flush right. Two spaces end each
// column.
func TextTable(w io.Writer, right int, head []string, rows [][]string) {
	widths := make([]int, len(head))
	for _, row := range append([][]string{head}, rows...) {
		for i, entry := range row {
			widths[i] = max(widths[i], columns(entry))
		}
	}
	textRow(w, right, widths, head)
	rule := 0
	for _, width := range widths {
		rule += width + 2
	}
	fmt.Fprintln(w, strings.Repeat("─", rule))
	for _, row := range rows {
		textRow(w, right, widths, row)
	}
}

// textRow writes one row; columns that it lacks are empty.
func textRow(w io.Writer, right int, widths []int, row []string) {
	for i, width := range widths {
		entry := ""
		if i < len(row) {
			entry = row[i]
		}
		space := strings.Repeat(" ", width-columns(entry))
		if i < right {
			entry += space
		} else {
			entry = space + entry
		}
		fmt.Fprint(w, entry, "  ")
	}
	fmt.Fprintln(w)
}

// columns is the width of a text on a terminal: a combining mark takes no column of its own, a wide character two.
func columns(text string) int {
	n := 0
	for _, r := range text {
		switch k := width.LookupRune(r).Kind(); {
		case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		case k == width.EastAsianWide || k == width.EastAsianFullwidth:
			n += 2
		default:
			n++
		}
	}
	return n
}

// Markdown is Markdown with pipe tables.
func Markdown(w io.Writer, s Section) {
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
