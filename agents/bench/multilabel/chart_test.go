package multilabel

import (
	"slices"
	"testing"
)

// TestChart: the losses with the named energy, over epochs from 1 on.
func TestChart(t *testing.T) {
	table := fabricatedTable()
	table.Sets[0].Rows[1].Energy = "spen"
	c := table.chart(&table.Sets[0])
	if c.Title != "birds, energy unary, means over 10 seeds" || len(c.Series) != 1 || !slices.Equal(c.Series[0].X, []float64{1, 2, 3}) {
		t.Errorf("%s: %+v", c.Title, c.Series)
	}
}
