// Package suggest offers known names for one that is misspelled.
package suggest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Unknown says that a name is not among the known ones, and offers those that it could be a misspelling of; where none
// is near it lists them all. kind is what the name would be of: "energy".
func Unknown(kind, name string, known []string) error {
	return fmt.Errorf("unknown %s %q%s", kind, name, Ending(name, known))
}

// Ending is the end of an error about an unknown name: the near names, or all where none is near.
func Ending(name string, known []string) string {
	if near := Near(name, known); len(near) > 0 {
		return ": did you mean " + strings.Join(near, " or ") + "?"
	}
	return ": want one of " + strings.Join(known, ", ")
}

// maxNear is how many names are offered.
const maxNear = 3

// Near lists the known names that look like a name: within a third of its length in edits, or beginning
// with it. The nearest come first, in the order of the list on ties, and none twice.
func Near(name string, known []string) []string {
	type scored struct {
		name  string
		edits int
	}
	var list []scored
	for i, k := range known {
		if slices.Contains(known[:i], k) {
			continue
		}
		d := edits(strings.ToLower(name), k)
		if d <= max(1, (len(name)+1)/3) || len(name) >= 3 && strings.HasPrefix(k, name) {
			list = append(list, scored{k, d})
		}
	}
	slices.SortStableFunc(list, func(a, b scored) int { return cmp.Compare(a.edits, b.edits) })
	names := make([]string, 0, maxNear)
	for _, s := range list[:min(len(list), maxNear)] {
		names = append(names, s.name)
	}
	return names
}

// edits is the Levenshtein distance: how many letters must be inserted, removed or replaced to make a of b.
func edits(a, b string) int {
	s, t := []rune(a), []rune(b)
	row := make([]int, len(t)+1)
	for j := range row {
		row[j] = j
	}
	for i, x := range s {
		diagonal := row[0]
		row[0] = i + 1
		for j, y := range t {
			cost := diagonal
			if x != y {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(t)]
}
