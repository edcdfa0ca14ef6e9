package main

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/fenchel-gym/fenchel/agents/clone"
)

// changes are the differences from the commit before that are meant. Patterns are those of path.Match, for as many of
// the last elements of a file's name as the pattern has; "policy.safetensors#key" is a text in a file of tensors.
type changes struct {
	renames []rename
	forms   []form
	files   []rename // names of files
	grown   []form   // texts that have more lines, in another order
	digests []digest
	added   []form // files, and tensors and texts of files, where there was none of that name
	moved   []form // tensors that are in another file
}

// isMoved is whether a tensor is in another file now.
func (c changes) isMoved(name string) bool {
	return slices.ContainsFunc(c.moved, func(f form) bool { return matches(f.in, name) })
}

// isAdded is whether a file, a tensor or a text is new and meant.
func (c changes) isAdded(name string) bool {
	return slices.ContainsFunc(c.added, func(f form) bool { return matches(f.in, name) })
}

// rename is a word that became another one: a field of JSON, a column of a table, a sentence.
type rename struct {
	in          string // pattern of the files
	before, now string
}

// form is a file that has another form, so that it is not compared, or not line by line.
type form struct {
	in  string // pattern
	why string
}

// digest is a hash of what has another form, so that it is not compared.
type digest struct {
	in   string // pattern of the files
	hash *regexp.Regexp
}

// isGrown is whether a text may have lines that it did not have, in another order.
func (c changes) isGrown(name string) bool {
	return slices.ContainsFunc(c.grown, func(f form) bool { return matches(f.in, name) })
}

// text is what the commit before wrote into a file, in the words of the present.
func (c changes) text(name string, before []byte) []byte {
	if base := path.Base(name); base == "config.yaml" || strings.HasSuffix(base, "#config") {
		before = clone.Options{}.Upgrade(before) // which says what the members that were not chosen would have been
	}
	text := string(before)
	for _, r := range c.renames {
		if matches(r.in, name) {
			text = strings.ReplaceAll(text, r.before, r.now)
		}
	}
	return []byte(text)
}

// pair is what the commit before wrote into a file, in the words of the present, and what is there now, both without
// digests.
func (c changes) pair(name string, before, now []byte) (was, is []byte) {
	was, is = c.text(name, before), now
	for _, d := range c.digests {
		if matches(d.in, name) {
			was, is = d.hash.ReplaceAll(was, nil), d.hash.ReplaceAll(is, nil)
		}
	}
	return was, is
}

// name is a file's name in the words of the present.
func (c changes) name(before string) string {
	for _, r := range c.files {
		if matches(r.in, before) {
			before = strings.ReplaceAll(before, r.before, r.now)
		}
	}
	return before
}

// reformed is whether a file has another form and is not compared.
func (c changes) reformed(name string) bool {
	return slices.ContainsFunc(c.forms, func(f form) bool { return matches(f.in, name) })
}

func matches(pattern, name string) bool {
	elements := strings.Split(name, "/")
	last := elements[max(0, len(elements)-1-strings.Count(pattern, "/")):]
	ok, err := path.Match(pattern, path.Join(last...))
	if err != nil {
		panic("soak: bad pattern " + pattern)
	}
	return ok
}
