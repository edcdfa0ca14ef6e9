package report

import (
	"strings"
	"testing"
)

// sample has every part; the other sections of the tests lack some.
var sample = Section{
	Title: "scores", Text: []string{"First line.", "Second line."}, Right: 1,
	Head: []string{"method", "score"}, Rows: [][]string{{"Φ = ⟨u,p⟩", "1.0"}, {"squared", "-12.5"}},
}

func written(sections []Section, form Form) string {
	var b strings.Builder
	Write(&b, sections, form)
	return b.String()
}

func TestText(t *testing.T) {
	want := `scores

First line.
Second line.

method     score  
──────────────────
Φ = ⟨u,p⟩    1.0  
squared    -12.5  
`
	if got := written([]Section{sample}, Text); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestMarkdown(t *testing.T) {
	want := `## scores

First line.

Second line.

| method | score |
| --- | ---: |
| Φ = ⟨u,p⟩ | 1.0 |
| squared | -12.5 |
`
	if got := written([]Section{sample}, Markdown); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestSectionsMayLackParts: what is missing leaves no empty lines, and one line is between two sections.
func TestSectionsMayLackParts(t *testing.T) {
	for _, c := range []struct {
		name     string
		sections []Section
		text     string
	}{
		{"none", nil, ""},
		{"a sentence", []Section{{Text: []string{"a"}}}, "a\n"},
		{"two sentences", []Section{{Text: []string{"a"}}, {Text: []string{"b"}}}, "a\n\nb\n"},
		{"a title", []Section{{Title: "a"}}, "a\n\n"},
		{"a table", []Section{{Head: []string{"x"}, Rows: [][]string{{"1"}}}}, "x  \n───\n1  \n"},
		{"a head without rows", []Section{{Text: []string{"a"}, Head: []string{"x"}}}, "a\n"},
	} {
		if got := written(c.sections, Text); got != c.text {
			t.Errorf("%s: got %q, want %q", c.name, got, c.text)
		}
	}
	if got, want := written([]Section{{Head: []string{"x"}}}, Markdown), ""; got != want {
		t.Errorf("a head without rows in Markdown: %q", got)
	}
}

// TestColumnsAreAsWideAsTheyLook: combining marks take no column, wide characters two, and a row that ends early leaves
// its last columns empty.
func TestColumnsAreAsWideAsTheyLook(t *testing.T) {
	for text, want := range map[string]int{"": 0, "abc": 3, "p̃*": 2, "ω̇": 1, "½⟨p,Up⟩": 7, "日本": 4, "ｆ": 2} {
		if got := columns(text); got != want {
			t.Errorf("%q takes %d columns, want %d", text, got, want)
		}
	}
	var b strings.Builder
	TextTable(&b, 1, []string{"θ̇", "k"}, [][]string{{"日本", "10"}, {"a"}})
	want := "θ̇      k  \n──────────\n日本  10  \na         \n"
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}
