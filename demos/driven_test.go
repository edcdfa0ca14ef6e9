package demos_test

import (
	"math"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
)

// driven are n short episodes in which a policy acts, and a person in the steps 2 to 4 and 7; with forces from step 3 on
// where pushed says so.
func driven(n int, pushed bool) []*demos.Demonstration {
	r := newRollout()
	all := make([]*demos.Demonstration, n)
	for i := range all {
		d := &demos.Demonstration{Seed: 7, Purpose: envs.Demonstration, Index: uint64(i)}
		r.Start(d.Seed, d.Purpose, d.Index)
		d.Start(r.Obs())
		for r.Next() {
			t := r.Transition()
			by, label, force := envs.TheLearner, []float64(nil), []float64(nil)
			if t.Step >= 2 && t.Step <= 4 || t.Step == 7 {
				by, label = envs.ThePerson, t.Act
			}
			if pushed && t.Step == 3 {
				force = envs.Push{Body: 1}.Append(nil)
				force[2] = 0.25
			}
			d.AddDriven(t, by, label, force, 1e-3*float64(t.Step))
		}
		all[i] = d
	}
	return all
}

// TestDrivenSurvives: a plain data set takes driven episodes next to others and becomes one of version 3; who acted, how
// late, what pushed, and which steps have nothing to imitate come back.
func TestDrivenSurvives(t *testing.T) {
	dir := record(t, 1)
	want := append(driven(2, false)[1:], driven(3, true)[2])
	want = append(want, labelled(4)[3])
	appendTo(t, dir, want...)
	d := open(t, dir)
	all, err := d.ReadAll()
	if err != nil || d.Manifest.Format != 3 {
		t.Fatalf("version %d, %v", d.Manifest.Format, err)
	}
	if diff := cmp.Diff(want, all[1:], cmpopts.EquateNaNs(), cmpopts.EquateEmpty()); diff != "" {
		t.Error(diff)
	}
	times, steps := all[1].Interventions()
	if times != 2 || steps != 4 || all[1].Labelled(1) || !all[1].Labelled(2) || !all[1].Driven() || all[3].Driven() {
		t.Errorf("%d interventions over %d steps", times, steps)
	}
	if f := all[2].ForceAt(3); f[0] != 1 || f[2] != 0.25 || all[2].ForceAt(2)[2] != 0 || all[1].ForceAt(3) != nil {
		t.Errorf("forces %v", all[2].Force)
	}
	problems(t, verify(t, dir).Problems)
}

// TestDrivenMustFit: parts that do not fit the episode are refused by the step.
func TestDrivenMustFit(t *testing.T) {
	for want, change := range map[string]func(*demos.Demonstration){
		"lateness of":                  func(d *demos.Demonstration) { d.Late = d.Late[1:] },
		"how late is not said":         func(d *demos.Demonstration) { d.Late, d.Force = nil, nil },
		"nobody drove":                 func(d *demos.Demonstration) { d.Late, d.Label, d.Author = nil, nil, nil },
		"numbers of forces":            func(d *demos.Demonstration) { d.Force = d.Force[1:] },
		"the force from outside is":    func(d *demos.Demonstration) { d.Force[5] = math.NaN() },
		"step 1 was late by":           func(d *demos.Demonstration) { d.Late[1] = -1 },
		"an unknown author, number 77": func(d *demos.Demonstration) { d.Author[0] = 77 },
	} {
		d := driven(1, true)[0]
		if change(d); d.Check(manifest().Task) == nil || !strings.Contains(d.Check(manifest().Task).Error(), want) {
			t.Errorf("%v: want %q", d.Check(manifest().Task), want)
		}
	}
}

// TestPushNeedsBodies: a recorded push of a body that the task does not have is a divergence, not a crash.
func TestPushNeedsBodies(t *testing.T) {
	d := driven(1, true)[0]
	if diff := demos.Replay(newRollout().Env(), d); diff == nil || diff.Step != 3 || diff.Channel != "body pushed" {
		t.Errorf("replay: %v", diff)
	}
}

// TestDrivenFormatStaysReadable reads a data set that version 3 wrote when it was released.
func TestDrivenFormatStaysReadable(t *testing.T) {
	dir := filepath.Join("testdata", "v3")
	want := driven(1, true)
	if *update {
		recordDriven(t, dir, want)
	}
	all, err := open(t, dir).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, all, cmpopts.EquateNaNs(), cmpopts.EquateEmpty()); diff != "" {
		t.Error(diff)
	}
}

func recordDriven(t *testing.T, dir string, episodes []*demos.Demonstration) {
	t.Helper()
	r, err := demos.Create(dir, manifest(), demos.DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Append(episodes...); err != nil {
		t.Fatal(err)
	}
	closed(t, r)
}
