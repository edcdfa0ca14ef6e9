package grid

import (
	"fmt"
	"slices"

	"github.com/fenchel-gym/fenchel/agents/stat"
)

// Spread is how a number varies over training seeds.
type Spread struct {
	Min, Median, Max float64
}

// SpreadOf is the spread of at least one number.
func SpreadOf(xs []float64) Spread {
	return Spread{slices.Min(xs), stat.Median(xs), slices.Max(xs)}
}

// SpreadColumns are the entries of the columns min, median and max of a table, empty where there are no numbers.
func SpreadColumns(format string, xs []float64) []string {
	if len(xs) == 0 {
		return []string{"", "", ""}
	}
	s := SpreadOf(xs)
	return []string{fmt.Sprintf(format, s.Min), fmt.Sprintf(format, s.Median), fmt.Sprintf(format, s.Max)}
}
