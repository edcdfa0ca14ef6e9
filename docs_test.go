package fenchel_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestDocsPointAtCode: every [`Name`](../file.go) in docs is a declaration of that file, and every other relative link is
// a file.
func TestDocsPointAtCode(t *testing.T) {
	pages, err := filepath.Glob("docs/*.md")
	if err != nil || len(pages) == 0 {
		t.Fatal("no pages", err)
	}
	link := regexp.MustCompile("\\[(`?)([^\\]`]*)`?\\]\\(([^)#:]+)\\)")
	for _, page := range pages {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range link.FindAllStringSubmatch(string(text), -1) {
			code, err := os.ReadFile(filepath.Join("docs", m[3]))
			if err != nil {
				t.Errorf("%s: %v", page, err)
				continue
			}
			if m[1] == "`" && strings.HasSuffix(m[3], ".go") && !declares(string(code), m[2]) {
				t.Errorf("%s: %s declares no %s", page, m[3], m[2])
			}
		}
	}
}

// declares reports whether Go code declares a function or a type of that name.
func declares(code, name string) bool {
	return strings.Contains(code, "\nfunc "+name+"(") || strings.Contains(code, "\ntype "+name+" ")
}
