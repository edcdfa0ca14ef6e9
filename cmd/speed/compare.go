package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// slowest is the least median ratio of a row, the present speed over that before, that is taken for noise.
const slowest = 0.95

// figures are the columns that are compared, by section: rates, of which more is better, and durations. The first keys
// columns name the row.
var figures = map[string]struct {
	keys             int
	rates, durations []string
}{
	"physics":  {1, []string{"one core", "all cores", "env, one core", "env, all cores"}, nil},
	"kernels":  {2, []string{"fenchel"}, nil},
	"training": {2, nil, []string{"ms a step", "ms a step of a run"}},
	"acting":   {1, nil, []string{"µs an Act"}},
	"solving":  {2, []string{"solves/s"}, nil},
	"cores":    {1, []string{"one", "two"}, nil},
}

// compare measures this program as built from a checkout of a commit before and from the present directory, in turns
// section by section, so that both meet the same load of the machine, and holds the lowest median ratio of a row against
// the bar.
func compare(r *report, o *options) error {
	dir, err := os.MkdirTemp("", "speed")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	before, err := build(o.before, filepath.Join(dir, "before.exe"))
	if err != nil {
		return err
	}
	now, err := build("", filepath.Join(dir, "now.exe"))
	if err != nil {
		return err
	}
	all := newPairs()
	for turn := range o.turns {
		for _, section := range o.only {
			found := [2]*report{}
			for i := range found {
				which := (turn + i) % 2 // each is the first in every other turn
				if found[which], err = measure([]string{before, now}[which], section, o); err != nil {
					return err
				}
			}
			all.add(found[0], found[1])
		}
	}
	return all.print(r, o.turns)
}

// build builds this program in a checkout, the present directory where it is "".
func build(checkout, program string) (string, error) {
	cmd := exec.Command("go", "build", "-o", program, "./cmd/speed")
	cmd.Dir = checkout
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build in %q: %w: %s", checkout, err, bytes.TrimSpace(out))
	}
	return program, nil
}

// measure runs one section of a program once. Without a PATH it finds no compiler and no interpreter, and so no peers.
func measure(program, section string, o *options) (*report, error) {
	args := []string{"-json", "-only", section, "-seconds", fmt.Sprint(o.seconds), "-rounds", fmt.Sprint(o.rounds)}
	if o.quick {
		args = append(args, "-quick")
	}
	cmd := exec.Command(program, args...)
	cmd.Env = append(os.Environ(), "PATH=")
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if cmd.ProcessState == nil || cmd.ProcessState.ExitCode() == misused {
		return nil, fmt.Errorf("%s: %w: %s", filepath.Base(program), err, complaint.Bytes())
	}
	found := &report{} // a missed bar is no error here
	if err := json.Unmarshal(out, found); err != nil {
		return nil, fmt.Errorf("%s: %w: %s", filepath.Base(program), err, complaint.Bytes())
	}
	return found, nil
}

// pairs are the speeds of figures, measured in turns.
type pairs struct {
	names  []string
	speeds map[string][][2]float64 // before, now: units a second, or one over a duration
}

func newPairs() *pairs { return &pairs{speeds: map[string][][2]float64{}} }

// add takes the figures of one turn that both programs have.
func (p *pairs) add(before, now *report) {
	_, old := speeds(before)
	names, present := speeds(now)
	for _, name := range names {
		was, ok := old[name]
		if !ok {
			continue
		}
		if p.speeds[name] == nil {
			p.names = append(p.names, name)
		}
		p.speeds[name] = append(p.speeds[name], [2]float64{was, present[name]})
	}
}

// speeds are a report's figures by section, row and column, in order.
func speeds(r *report) (names []string, speed map[string]float64) {
	speed = map[string]float64{}
	for _, t := range r.Tables {
		of := figures[t.Section]
		for _, row := range t.Rows {
			for i, column := range t.Columns {
				x, ok := row[i].(float64)
				isDuration := slices.Contains(of.durations, column)
				if !ok || !(x > 0) || !isDuration && !slices.Contains(of.rates, column) {
					continue
				}
				if isDuration {
					x = 1 / x
				}
				name := fmt.Sprintf("%s, %s: %s", t.Section, strings.Trim(fmt.Sprint(row[:of.keys]), "[]"), column)
				names, speed[name] = append(names, name), x
			}
		}
	}
	return names, speed
}

// print prints a row for each figure and holds the lowest median ratio against the bar.
func (p *pairs) print(r *report, turns int) error {
	if len(p.names) == 0 {
		return fmt.Errorf("the two programs have no figure in common")
	}
	t := r.table("before", fmt.Sprintf("speed now over speed before, %d turns of each", turns), "figure", "median ratio", "least", "most")
	lowest, of := math.Inf(1), ""
	for _, name := range p.names {
		var ratios []float64
		for _, pair := range p.speeds[name] {
			ratios = append(ratios, pair[1]/pair[0])
		}
		slices.Sort(ratios)
		m := median(ratios)
		t.add(name, m, ratios[0], ratios[len(ratios)-1])
		if m < lowest {
			lowest, of = m, name
		}
	}
	r.print(t)
	r.atLeast("lowest median ratio ("+of+")", lowest, slowest)
	return nil
}

// median is that of sorted numbers.
func median(sorted []float64) float64 {
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}
