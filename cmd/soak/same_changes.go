package main

import (
	"path"
	"strings"
)

// changes are the differences from the commit before that are meant. Patterns are those of path.Match, for the last
// element of a file's name; "policy.safetensors#key" is a text in a file of tensors.
type changes struct {
	renames []rename
	forms   []form
	files   []rename // names of files
}

// rename is a word that became another one: a field of JSON, a column of a table, a sentence.
type rename struct {
	in          string // pattern of the files
	before, now string
}

// form is a file whose whole form is another one, so that it is not compared.
type form struct {
	in  string // pattern
	why string
}

// sameChanges is the table.
var sameChanges = changes{
	renames: []rename{
		{"*.stderr", "policy: regularizer \"", "regularizer \""}, // a package's name says nothing to a user
		{"*.stderr", "policy: gamma", "policy.gamma"},            // a field by its path
		{"*.stderr", "want ppo, ars, sac, gail", "want one of ppo, ars, sac, gail"},
		{"*.stderr", `two tasks are called "pendulum"`, `tasks[1] is "pendulum": want a name that occurs once`},
		{"*.stderr", "net: schedule: 0 steps: want more than the warm-up of 0", "schedule.steps is 0: want more than warmup, 0"},
	},
}

// text is what the commit before wrote into a file, in the words of the present.
func (c changes) text(name string, before []byte) []byte {
	text := string(before)
	for _, r := range c.renames {
		if matches(r.in, name) {
			text = strings.ReplaceAll(text, r.before, r.now)
		}
	}
	return []byte(text)
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
	for _, f := range c.forms {
		if matches(f.in, name) {
			return true
		}
	}
	return false
}

func matches(pattern, name string) bool {
	ok, err := path.Match(pattern, path.Base(name))
	if err != nil {
		panic("soak: bad pattern " + pattern)
	}
	return ok
}
