package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// attacks is the page that lists them.
func attacks(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../docs/attacks.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestAttacksAreCarriedOut: every attack of the page links to a test (docs_test.go of the module looks whether that is one)
// or names a trial, and every trial is on it.
func TestAttacksAreCarriedOut(t *testing.T) {
	page := attacks(t)
	heads := []string{"| attack |", "| parser |"}
	rows := 0
	for line := range strings.Lines(page) {
		if !strings.HasPrefix(line, "| ") || slices.ContainsFunc(heads, func(h string) bool { return strings.HasPrefix(line, h) }) {
			continue
		}
		if rows++; !strings.Contains(line, "_test.go)") && !strings.Contains(line, "`go run ./cmd/soak -run ") {
			t.Errorf("an attack that nothing carries out: %s", line)
		}
	}
	if rows < 40 {
		t.Errorf("%d attacks", rows)
	}
	for _, trial := range trials {
		if !trial.compares && !strings.Contains(page, "-run "+trial.name+"`") {
			t.Errorf("the trial %s is not on the page", trial.name)
		}
	}
}

// TestFuzzTargetsAreListed: every target is on the page, and has a corpus, from which it begins everywhere.
func TestFuzzTargetsAreListed(t *testing.T) {
	page := attacks(t)
	targets, err := fuzzTargets("../..")
	if err != nil || len(targets) == 0 {
		t.Fatal(targets, err)
	}
	for _, target := range targets {
		dir := strings.TrimPrefix(target.dir, "../../")
		if !regexp.MustCompile(regexp.QuoteMeta("[`"+target.name+"`](../"+dir) + `/[a-z_]+_test\.go\)`).MatchString(page) {
			t.Errorf("%s.%s is not on the page", dir, target.name)
		}
		if corpus, _ := os.ReadDir(filepath.Join("../..", dir, "testdata", "fuzz", target.name)); len(corpus) == 0 {
			t.Errorf("%s.%s has no corpus", dir, target.name)
		}
	}
}

// TestNamedTrialsExist: what a page tells to run is a trial.
func TestNamedTrialsExist(t *testing.T) {
	pages, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile(`go run \./cmd/soak -run '?\^?([a-z/]+)`)
	found := 0
	for _, page := range append(pages, "../../README.md") {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range named.FindAllStringSubmatch(string(text), -1) {
			found++
			if !slices.ContainsFunc(trials, func(t trial) bool { return t.name == m[1] }) {
				t.Errorf("%s: no trial %s", page, m[1])
			}
		}
	}
	if found < 10 {
		t.Errorf("only %d trials are named", found)
	}
}
