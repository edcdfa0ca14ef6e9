package multilabel

import (
	"fmt"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/agents/report"
)

// chart draws the development curves of all losses with the energy that was named.
func (t *Table) chart(set *SetTable) report.Chart {
	energy := t.Energies[0].Name
	if set.Named != nil {
		energy = set.Named.Energy
	}
	title := fmt.Sprintf("%s, energy %s, means over %d seeds", set.Set, energy, t.Seeds)
	c := report.Chart{Title: grid.ChartTitle(title, t.Citable), X: "epoch", Y: "label accuracy on development rows"}
	for i := range set.Rows {
		r := &set.Rows[i]
		if r.Energy != energy || len(r.Curve) == 0 {
			continue
		}
		s := report.Series{Name: r.Loss, Y: r.Curve}
		for e := range r.Curve {
			s.X = append(s.X, float64(e+1))
		}
		c.Series = append(c.Series, s)
	}
	return c
}
