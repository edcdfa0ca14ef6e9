package agents

import (
	"fmt"
	"strings"
)

// unknown says that a name is not among the known ones, and offers those it could be a misspelling of; where none is
// near it lists them all.
func unknown(what, name string, known []string) error {
	if near := nearest(name, known); len(near) > 0 {
		return fmt.Errorf("unknown %s %q: did you mean %s?", what, name, strings.Join(near, " or "))
	}
	return fmt.Errorf("unknown %s %q: want one of %s", what, name, strings.Join(known, ", "))
}

// nearest are the known names that take the fewest edits to reach, if a third of the name's length suffices.
func nearest(name string, known []string) []string {
	limit := max(1, len(name)/3)
	var near []string
	for _, k := range known {
		switch d := edits(name, k); {
		case d < limit:
			limit, near = d, []string{k}
		case d == limit:
			near = append(near, k)
		}
	}
	return near
}

// edits is the Levenshtein distance: insertions, removals and replacements that turn a into b, in bytes.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replaced := diagonal
			if a[i] != b[j] {
				replaced++
			}
			diagonal = row[j+1]
			row[j+1] = min(replaced, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
