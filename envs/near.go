package envs

import (
	"cmp"
	"slices"
	"strings"
)

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
