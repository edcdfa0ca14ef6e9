package main

import (
	"cmp"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
)

// The bars of a feature, and of the models whose contacts MuJoCo finds by iteration (probe_tol ≥ iterated).
const (
	featureAccBar  = 1e-9 // and a thousandth of the state's sensitivity
	featureNextBar = 1e-10
	iterated       = 1e-4
	singleBar      = 1e-6 // of meshes, whose vertices are of single precision
	slipBar        = 1e-6 // of noslip, whose sweeps over ellipses MuJoCo ends early
	edgeOfLaw      = 1e-5 // a state more sensitive than this lies on a discontinuity
)

// featureRow is what a feature gave under one release. Errors are shares of their bars.
type featureRow struct {
	feature, release                string
	models, refused                 int
	probes, edges, miscounted       int
	sensed                          int // values of sensors
	smooth, acc, next, path, sensor float64
	reasons                         []string
	worst, worstPath, worstSensor   string // where acc, path and sensor are largest
}

// featureTable gathers the rows.
type featureTable struct {
	rows     map[string]*featureRow
	troubles []string
}

func newFeatureTable() *featureTable {
	return &featureTable{rows: map[string]*featureRow{}}
}

func (t *featureTable) trouble(format string, args ...any) {
	t.troubles = append(t.troubles, fmt.Sprintf(format, args...))
}

func (t *featureTable) row(feature string, rel release) *featureRow {
	key := feature + " " + rel.name
	if t.rows[key] == nil {
		t.rows[key] = &featureRow{feature: feature, release: rel.name}
	}
	return t.rows[key]
}

// compare notes how one recording agrees under one release.
func (t *featureTable) compare(r *recording, rel release) {
	row := t.row(r.title(), rel)
	row.models++
	m, err := r.load(rel.rules)
	if err != nil {
		row.refused++
		if why := refusal(err); !slices.Contains(row.reasons, why) {
			row.reasons = append(row.reasons, why)
		}
		return
	}
	if r.errors[rel.name] {
		return
	}
	if m.NQ != r.model.NQ || m.NV != r.model.NV {
		t.trouble("%s: %d positions and %d dofs, recorded %d and %d",
			filepath.Base(r.path), m.NQ, m.NV, r.model.NQ, r.model.NV)
		return
	}
	c := featureRun{row, m, m.NewData(), r}
	for _, p := range of(r.probes, rel.name, func(p *featureProbe) int { return p.Probe }) {
		c.probe(p)
	}
	for _, tr := range of(r.trajs, rel.name, func(t *featureTraj) int { return t.Traj }) {
		c.replay(tr)
	}
}

// print writes the table and reports whether all that is not refused is within its bars.
func (t *featureTable) print(w io.Writer) bool {
	keys := make([]string, 0, len(t.rows))
	for k := range t.rows {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "feature\trelease\tmodels\trefused\tprobes\ton an edge\tother counts\t"+
		"qacc_smooth\tqacc\tone step\tpath\tsensor values\tsensors\t\t")
	good := len(t.troubles) == 0
	for _, k := range keys {
		r := t.rows[k]
		verdict := "ok"
		switch {
		case r.refused == r.models:
			verdict = "refused: " + strings.Join(r.reasons, "; ")
		case r.beyond():
			verdict, good = "BEYOND "+cmp.Or(r.worst, r.worstPath, r.worstSensor), false
		case r.refused > 0:
			verdict = "ok; refused: " + strings.Join(r.reasons, "; ")
		}
		fmt.Fprintf(table, "%s\t%s\t%d\t%d\t%d\t%d\t%d\t%.2g\t%.2g\t%.2g\t%.2g\t%d\t%.2g\t%s\t\n",
			r.feature, r.release, r.models, r.refused, r.probes, r.edges, r.miscounted,
			r.smooth, r.acc, r.next, r.path, r.sensed, r.sensor, verdict)
	}
	table.Flush()
	fmt.Fprintln(w, "errors are shares of their bars: above 1 is beyond")
	for _, s := range t.troubles {
		fmt.Fprintln(w, s)
	}
	return good
}

func (r *featureRow) beyond() bool {
	return r.miscounted > 0 || r.smooth > 1 || r.acc > 1 || r.next > 1 || r.path > 1 || r.sensor > 1
}
