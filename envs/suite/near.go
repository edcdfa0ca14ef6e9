package suite

import (
	"cmp"
	"slices"
	"strings"
)

// suggestion is an ending for an error about an unknown name.
func suggestion(name string, known []string) string { return offer(near(name, known)) }

func offer(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return ": did you mean " + strings.Join(names, " or ") + "?"
}

// maxNear is how many names are offered.
const maxNear = 3

// near lists the known names that look like a name: within a third of its length, and two edits at least, or beginning
// with it. The nearest come first, in the order of the list on ties.
func near(name string, known []string) []string {
	type scored struct {
		name  string
		edits int
	}
	var list []scored
	for _, k := range known {
		d := edits(strings.ToLower(name), k)
		if d <= max(2, len(name)/3) || len(name) >= 3 && strings.HasPrefix(k, name) {
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
