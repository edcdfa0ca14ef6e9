package fenchel_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// paper is the page of numbered statements that comments cite.
const paper = "docs/paper.md"

var (
	statement = regexp.MustCompile(`\*\*(\d+\.\d+)\b`)
	section   = regexp.MustCompile(`(?m)^## (\d+)\.`)

	// citation is what follows the page's name: "3.6", "6.1 to 6.6", "1.1 to 1.4 and section 3", ", section 2".
	citation = regexp.MustCompile(`^(?: |, section )\d+(?:\.\d+)?(?:(?:,| and| to) (?:section )?\d+(?:\.\d+)?)*`)
	number   = regexp.MustCompile(`\d+(?:\.\d+)?`)
	wrapped  = regexp.MustCompile(`\n\s*// ?`)
)

// TestCitationsExist: every number that Go code cites of the page is a statement or a section there, and each citation
// has one.
func TestCitationsExist(t *testing.T) {
	page, err := os.ReadFile(paper)
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, pattern := range []*regexp.Regexp{statement, section} {
		for _, m := range pattern.FindAllStringSubmatch(string(page), -1) {
			if known[m[1]] {
				t.Errorf("%s has two statements %s", paper, m[1])
			}
			known[m[1]] = true
		}
	}
	cited := 0
	for name, text := range goFiles(t) {
		for _, rest := range strings.Split(wrapped.ReplaceAllString(text, " "), paper)[1:] {
			if cited++; strings.HasPrefix(rest, ", by their numbers there") {
				continue // the tests of the file cite them one by one
			}
			numbers := number.FindAllString(citation.FindString(rest), -1)
			if len(numbers) == 0 {
				t.Errorf("%s cites %s without a number: %.40q", name, paper, rest)
			}
			for _, n := range numbers {
				if !known[n] {
					t.Errorf("%s cites %s %s, which is not there", name, paper, n)
				}
			}
		}
	}
	if cited < 50 {
		t.Errorf("%d citations found: there are more", cited)
	}
}

// goFiles are the Go files of the project but this one.
func goFiles(t *testing.T) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".go" || path == "paper_test.go" {
			return err
		}
		text, err := os.ReadFile(path)
		files[path] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TestCitation: what counts as a citation, and how far it reaches.
func TestCitation(t *testing.T) {
	for rest, want := range map[string]string{
		" 3.6). More": "3.6", " 6.1 to 6.6.) 7.1": "6.1 6.6", " 2.6, 3.6, 3.7 and 5.1 are": "2.6 3.6 3.7 5.1",
		", section 2).": "2", " 1.1 to 1.4 and section 3; 2022": "1.1 1.4 3", " says 3.6": "", "": "",
	} {
		if got := strings.Join(number.FindAllString(citation.FindString(rest), -1), " "); got != want {
			t.Errorf("%q cites %q, want %q", rest, got, want)
		}
	}
}
