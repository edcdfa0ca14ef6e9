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

// sameChanges is the table.
var sameChanges = changes{
	renames: slices.Concat(
		inTables("questions", "# queries"),
		inTables("before the judge", "imitated by GAIL"),
		inTables("and one that learned from nothing, by acting before a judge for 10200 steps", "and one trained by adversarial imitation for 10200 environment steps"),
		inTables("No reward is used to learn", "No reward of the task is used to learn"),
		inTables("on starts in common", "on common starts"),
		[]rename{
			{"losses.*", "asks for no derivative of the argmax, beside", "needs no derivative of the argmax, compared with"},
			{"*.stdout", "asks for no derivative of the argmax, beside", "needs no derivative of the argmax, compared with"},
		},
		inTables("where the energies pay", "energies against squared error"),
		[]rename{
			{"*.stderr", "policy: regularizer \"", "regularizer \""}, // a package's name says nothing to a user
			{"*.stderr", "policy: gamma", "policy.gamma"},            // a field by its path
			{"*.stderr", "policy.gamma", "policy.head.regularizer.gamma"},
			{"report.html", "A pairwise deterministic policy", "A deterministic policy"}, // which has no energy
			{"report.html", "A pairwise gaussian policy", "A gaussian policy"},
			{"*.stderr", "want ppo, ars, sac, gail", "want one of ppo, ars, sac, gail"},
			{"*.stderr", `two tasks are called "pendulum"`, `tasks[1] is "pendulum": want a name that occurs once`},
			{"*.stderr", "net: schedule: 0 steps: want more than the warm-up of 0", "schedule.steps is 0: want more than warmup, 0"},
		},
	),
	forms: []form{
		{"multilabel/config.yaml", "a benchmark's configuration has a node for each member"},
		{"imitation/config.yaml", "the same"},
		{"energies/config.yaml", "the same"},
		{"*.safetensors#policy", "a policy's description has a node for each member; golden policies hold what it means"},
		{"*.safetensors#format", "and says so by its version"},
		{"dagger/curves.svg", "the chart of bench dagger has other names on its axes"},
		{"dagger/curves.png", "the same"},
	},
	grown: []form{
		{"*-expert-list.stdout", "there are more experts, in the order of names"},
	},
}

// configDigest is the digest of a configuration in the result of a benchmark's cell: it is of a text that is written
// otherwise now.
var configDigest = regexp.MustCompile(`"digest": "[0-9a-f]{64}"`)

// withoutDigest is a result without the digest of what it was made from.
func withoutDigest(name string, text []byte) []byte {
	if path.Ext(name) != ".json" {
		return text
	}
	return configDigest.ReplaceAll(text, []byte(`"digest": ""`))
}

// isGrown is whether a text may have lines that it did not have, in another order.
func (c changes) isGrown(name string) bool {
	return slices.ContainsFunc(c.grown, func(f form) bool { return matches(f.in, name) })
}

// inTables is a word of a benchmark's tables, printed and written.
func inTables(before, now string) []rename {
	return []rename{{"*.stdout", before, now}, {"table.txt", before, now}, {"table.md", before, now}}
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
