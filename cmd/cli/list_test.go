package cli

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/envs/suite"
)

// TestListHasTheWholeTable, in the order of the suite, with its measured returns.
func TestListHasTheWholeTable(t *testing.T) {
	rows := decode[[]listed](t, must(t, "list --json"))
	text := must(t, "list")
	for i, task := range suite.All() {
		if rows[i].Task != task.Name || rows[i].Obs != len(task.New().Spec().Obs) || !slices.Equal(rows[i].Tags, task.Tags) {
			t.Errorf("row %d is %+v, want %s", i, rows[i], task.Name)
		}
		ref, measured := task.Reference()
		if measured != (rows[i].Reference != nil) || measured && *rows[i].Reference != ref {
			t.Errorf("%s: reference %+v, want %+v", task.Name, rows[i].Reference, ref)
		}
		if !strings.Contains(text, "\n"+task.Name+" ") {
			t.Errorf("the text has no row of %s", task.Name)
		}
	}
}

// TestTagsChooseTasks: those and no others.
func TestTagsChooseTasks(t *testing.T) {
	for _, tag := range tags() {
		for _, row := range decode[[]listed](t, must(t, "list --json --tag "+tag)) {
			if !slices.Contains(row.Tags, tag) {
				t.Errorf("%s is listed under %s", row.Task, tag)
			}
		}
	}
	if list := tags(); len(list) != len(slices.Compact(slices.Sorted(slices.Values(list)))) {
		t.Errorf("a tag is twice in %v", list)
	}
}

// TestDescribePrintsTheDatasheet of every task: each channel with unit and bounds, and what there is to say of the rest.
func TestDescribePrintsTheDatasheet(t *testing.T) {
	for _, task := range suite.All() {
		spec := task.New().Spec()
		text := must(t, "describe "+task.Name)
		for _, c := range append(slices.Clone(spec.Obs), spec.Act...) {
			if !strings.Contains(text, fmt.Sprintf("%.6g", c.Hi)) || !strings.Contains(text, c.Name) {
				t.Errorf("%s: channel %s is not described", task.Name, c.Name)
			}
		}
		for _, want := range []string{spec.Summary, spec.Reward, spec.Start, spec.Ends, spec.Physics, fmt.Sprintf("%d steps of %g s", spec.Horizon, spec.Period)} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: it does not say %q", task.Name, want)
			}
		}
		want, err := json.Marshal(spec)
		if err != nil {
			t.Fatal(err)
		}
		got, err := json.Marshal(decode[json.RawMessage](t, must(t, "describe --json "+task.Name)))
		if err != nil || string(got) != string(want) {
			t.Errorf("%s as JSON: %v\n%s\nwant\n%s", task.Name, err, got, want)
		}
	}
}

// TestExpertListMeasures: what the suite keeps, or what is played now.
func TestExpertListMeasures(t *testing.T) {
	kept := decode[[]listedExpert](t, must(t, "expert list --json --tag classic"))
	played := decode[[]listedExpert](t, must(t, "expert list --json --tag classic -n 2"))
	if len(kept) != len(played) || len(kept) < 5 {
		t.Fatalf("%d experts, %d played", len(kept), len(played))
	}
	for i := range kept {
		if kept[i].Episodes != referenceEpisodes || played[i].Episodes != 2 || kept[i].Task != played[i].Task || kept[i].Method == "" {
			t.Errorf("%+v\n%+v", kept[i], played[i])
		}
	}
	fails(t, "expert list --tag nothing", exitMisused, `no task with an expert has the tag "nothing"`)
	fails(t, "expert list -n -1", exitMisused, "--episodes -1")
}
