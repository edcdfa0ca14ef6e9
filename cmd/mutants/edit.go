package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// edit is a small change of a source file.
type edit struct {
	file     string // below the module, with slashes
	offset   int    // of old, bytes
	old, new string
}

// replacing is the edit that replaces a text that a file holds once.
func replacing(root, file, old, new string) (edit, error) {
	source, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(file)))
	if err != nil {
		return edit{}, err
	}
	if n := strings.Count(string(source), old); n != 1 {
		return edit{}, fmt.Errorf("%s: %q is there %d times: want once", file, old, n)
	}
	return edit{file, strings.Index(string(source), old), old, new}, nil
}

// apply is the file after the edit, and the lines before and after that it changes, without the space around them.
func (e edit) apply(root string) (changed []byte, was, now string, err error) {
	source, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(e.file)))
	if err != nil {
		return nil, "", "", err
	}
	text := string(source)
	if e.offset > len(text) || !strings.HasPrefix(text[e.offset:], e.old) {
		return nil, "", "", fmt.Errorf("%s: no %q at byte %d", e.file, e.old, e.offset)
	}
	mutant := text[:e.offset] + e.new + text[e.offset+len(e.old):]
	return []byte(mutant), lines(text, e.offset, len(e.old)), lines(mutant, e.offset, len(e.new)), nil
}

// lines are the lines of a text on which a part of it lies.
func lines(text string, at, length int) string {
	lo := strings.LastIndexByte(text[:at], '\n') + 1
	hi := at + length
	if n := strings.IndexByte(text[hi:], '\n'); n >= 0 {
		hi += n
	} else {
		hi = len(text)
	}
	return strings.TrimSpace(text[lo:hi])
}

// line is the number of the edit's first line.
func (e edit) line(root string) int {
	source, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(e.file)))
	if err != nil || e.offset > len(source) {
		return 0
	}
	return 1 + strings.Count(string(source[:e.offset]), "\n")
}
