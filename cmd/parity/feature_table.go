package main

import (
	"flag"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/fenchel-gym/fenchel/envs/physics"
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

var verbose = flag.Bool("v", false, "x")

// featureRow is what a feature gave under one release. Errors are shares of their bars.
type featureRow struct {
	feature, release                string
	models, refused                 int
	probes, edges, miscounted       int
	sensed                          int // values of sensors
	smooth, acc, next, path, sensor float64
	reasons                         []string
	worst                           string // where acc is largest
}

// featureTable gathers the rows.
type featureTable struct {
	rows     map[string]*featureRow
	troubles []string
}

func newFeatureTable() *featureTable { return &featureTable{rows: map[string]*featureRow{}} }

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
		t.trouble("%s: %d positions and %d dofs, recorded %d and %d", filepath.Base(r.path), m.NQ, m.NV, r.model.NQ, r.model.NV)
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

// featureRun compares one recording.
type featureRun struct {
	*featureRow
	m *physics.Model
	d *physics.Data
	r *recording
}

func (c *featureRun) set(in *featureInputs) {
	c.m.Reset(c.d)
	copy(c.d.QPos, in.QPos)
	copy(c.d.QVel, in.QVel)
	copy(c.d.Ctrl, in.Ctrl)
	copy(c.d.Act, in.Act)
	copy(c.d.MocapPos, in.MocapPos)
	copy(c.d.MocapQuat, in.MocapQuat)
}

func (c *featureRun) probe(p *featureProbe) {
	if p.Sens > edgeOfLaw || p.SensNEfc != nil || c.deep(p) {
		c.edges++
		return
	}
	c.probes++
	bar := c.r.bar() + 1e-3*p.Sens
	m, d := c.m, c.d
	c.set(&p.featureInputs)
	m.Forward(d)
	smooth := make([]float64, m.NV)
	m.SmoothAcceleration(smooth, d)
	c.sense(p, bar)
	c.smooth = math.Max(c.smooth, share(smooth, p.Smooth, bar*norm(p.Smooth)))
	if len(d.Contact) != p.NCon || len(d.EfcARef) != p.NEfc {
		c.miscounted++
		c.name(p, math.Inf(1), fmt.Sprintf("%d contacts and %d rows, recorded %d and %d", len(d.Contact), len(d.EfcARef), p.NCon, p.NEfc))
		return
	}
	acc := share(d.QAcc, p.QAcc, bar*norm(p.QAcc))
	c.name(p, acc, "qacc")
	c.acc = math.Max(c.acc, acc)
	c.set(&p.featureInputs)
	m.Step(d)
	next := math.Max(featureNextBar, bar*m.Option.Timestep)
	c.next = math.Max(c.next, share(d.QPos, p.QPosNext, next*norm(p.QPosNext)))
	if len(p.ActNext) > 0 {
		c.next = math.Max(c.next, share(d.Act, p.ActNext, next*norm(p.ActNext)))
	}
	c.next = math.Max(c.next, share(d.QVel, p.QVelNext, next*math.Max(norm(p.QAcc), norm(p.QVelNext))))
}

// sense compares the sensors, where all of the model's are computed. Those of accelerations and forces are as sensitive as
// these; q and −q are one rotation.
func (c *featureRun) sense(p *featureProbe, bar float64) {
	m, d := c.m, c.d
	if len(p.Sensor) == 0 || len(p.Sensor) != m.NSensorData {
		return
	}
	m.Sense(d)
	for i := range m.Sensors {
		s := &m.Sensors[i]
		dim := s.Kind.Dim()
		ours, theirs := d.SensorData[s.Adr:][:dim], p.Sensor[s.Adr:][:dim]
		if dim == 4 && ours[0]*theirs[0]+ours[1]*theirs[1]+ours[2]*theirs[2]+ours[3]*theirs[3] < 0 {
			for k := range ours {
				ours[k] = -ours[k]
			}
		}
		off := share(ours, theirs, bar*math.Max(norm(theirs), norm(p.QAcc)))
		if off > 1 && off > c.sensor && *verbose {
			fmt.Printf("%s %s probe %d: %.2g sensor %s: %v, recorded %v\n", c.release, c.r.model.Name, p.Probe, off, s.Kind, ours, theirs)
		}
		c.sensor = math.Max(c.sensor, off)
		c.sensed++
	}
}

// deep reports whether MuJoCo 3.14's count of contacts depends on where its search ended.
func (c *featureRun) deep(p *featureProbe) bool {
	for _, con := range p.Contact {
		if c.m.Option.Release == physics.MuJoCo314 && deep(c.m, con.Geom[0], con.Geom[1], con.Dist) {
			return true
		}
	}
	return false
}

// name remembers the probe whose error is largest.
func (c *featureRun) name(p *featureProbe, share float64, what string) {
	if share > 1 && share > c.acc {
		if *verbose {
			fmt.Printf("%s %s probe %d: %.2g %s\n", c.release, c.r.model.Name, p.Probe, share, what)
		}
		c.worst = fmt.Sprintf("%s probe %d: %s", c.r.model.Name, p.Probe, what)
	}
}

// share is the largest error as a share of a bar.
func share(ours, theirs []float64, bar float64) float64 {
	if len(ours) != len(theirs) {
		return math.Inf(1)
	}
	worst := 0.0
	for i, x := range theirs {
		e := math.Abs(ours[i]-x) / bar
		if e != e {
			return math.Inf(1)
		}
		worst = math.Max(worst, e)
	}
	return worst
}

// replay follows a rollout up to where it was recorded.
func (c *featureRun) replay(t *featureTraj) {
	m, d := c.m, c.d
	c.set(&t.Start)
	m.Forward(d)
	at, beyond := 0, false
	for step := 0; step <= t.NStep && at < len(t.Steps) && at < len(t.QPos); step++ {
		if step == t.Steps[at] {
			scale := math.Max(norm(t.QPos[at]), 1)
			off := max(share(d.QPos, t.QPos[at], t.Tol[at]*scale), share(d.QVel, t.QVel[at], t.Tol[at]*norm(t.QVel[at])))
			if off > 1 && *verbose && !beyond {
				beyond = true
				fmt.Printf("%s %s path %d step %d: %.2g; solver %d %v\n", c.release, c.r.model.Name, t.Traj, step, off, d.SolverIter, d.Unsolved)
			}
			c.path = math.Max(c.path, off)
			at++
		}
		feed(d.Ctrl, t.Ctrl, step)
		feed(d.MocapPos, t.MocapPos, step)
		feed(d.MocapQuat, t.MocapQuat, step)
		m.Step(d)
	}
}

// feed copies the inputs of a step, if there are any.
func feed(dst, all []float64, step int) {
	if n := len(dst); (step+1)*n <= len(all) {
		copy(dst, all[step*n:])
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
	fmt.Fprintln(table, "feature\trelease\tmodels\trefused\tprobes\ton an edge\tother counts\tqacc_smooth\tqacc\tone step\tpath\tsensor values\tsensors\t\t")
	good := len(t.troubles) == 0
	for _, k := range keys {
		r := t.rows[k]
		verdict := "ok"
		switch {
		case r.refused == r.models:
			verdict = "refused: " + strings.Join(r.reasons, "; ")
		case r.beyond():
			verdict, good = "BEYOND "+r.worst, false
		case r.refused > 0:
			verdict = "ok; refused: " + strings.Join(r.reasons, "; ")
		}
		fmt.Fprintf(table, "%s\t%s\t%d\t%d\t%d\t%d\t%d\t%.2g\t%.2g\t%.2g\t%.2g\t%d\t%.2g\t%s\t\n", r.feature, r.release, r.models,
			r.refused, r.probes, r.edges, r.miscounted, r.smooth, r.acc, r.next, r.path, r.sensed, r.sensor, verdict)
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
