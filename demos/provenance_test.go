package demos

import (
	"encoding/json"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/space"
)

func foreign(t *testing.T) (Manifest, *Provenance) {
	t.Helper()
	m := NewManifest(line, Actor{Name: "human"}, 0)
	m.Provenance = &Provenance{Format: "jsonl", Name: "people", Files: []SourceFile{{"a.jsonl", strings.Repeat("0", 64)}}, Notes: []string{"rewards computed"}}
	return m, m.Provenance
}

// TestForeignManifest: the manifest of foreign episodes promises no replay, names no seed, and survives its file.
func TestForeignManifest(t *testing.T) {
	m, p := foreign(t)
	data, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	var fields map[string]any
	if err := json.Unmarshal(data, &fields); err != nil {
		t.Fatal(err)
	}
	if fields["reproducible"] != false || fields["seed"] != nil || fields["task_hash"] != nil || fields["origin"] == nil {
		t.Errorf("written as %s", data)
	}
	file, err := m.marshal()
	if err != nil {
		t.Fatal(err)
	}
	var back Manifest
	if err := back.unmarshal(file); err != nil {
		t.Fatal(err)
	}
	if back.TaskHash != m.TaskHash || !back.Provenance.Equal(p) || back.Provenance.Notes[0] != p.Notes[0] || m.Same(&back) != nil {
		t.Errorf("read back as %+v", back)
	}
	own := NewManifest(m.Task, m.Actor, 0)
	if own.Same(&m) == nil || m.Same(&own) == nil {
		t.Error("foreign episodes and one's own are of one data set")
	}
}

func TestForeignManifestIsChecked(t *testing.T) {
	m, _ := foreign(t)
	data, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	for name, edit := range map[string][2]string{
		"a seed":            {`"reproducible"`, `"seed":4,"reproducible"`},
		"a hash":            {`"reproducible"`, `"task_hash":"00","reproducible"`},
		"reproducible":      {`"reproducible":false`, `"reproducible":true`},
		"silent about it":   {`"reproducible":false,`, ``},
		"without an origin": {`"origin"`, `"elsewhere"`},
	} {
		text := strings.Replace(string(data), edit[0], edit[1], 1)
		if text == string(data) {
			t.Fatalf("%s: nothing edited", name)
		}
		if err := json.Unmarshal([]byte(text), new(Manifest)); err == nil {
			t.Errorf("%s: read without an error", name)
		}
	}
	for name, edit := range map[string]func(m *Manifest){
		"a seed":      func(m *Manifest) { m.Seed = 3 },
		"no file":     func(m *Manifest) { m.Provenance.Files = nil },
		"no format":   func(m *Manifest) { m.Provenance.Format = "" },
		"a folder":    func(m *Manifest) { m.Provenance.Files[0].Name = "home/a.jsonl" },
		"a bell":      func(m *Manifest) { m.Provenance.Notes[0] = "\a" },
		"a long note": func(m *Manifest) { m.Provenance.Notes[0] = strings.Repeat("x", 1<<16) },
	} {
		m, _ := foreign(t)
		edit(&m)
		if m.Validate() == nil {
			t.Errorf("%s: valid", name)
		}
	}
}

// TestForeignEpisodesAreNotReplayed, and stay foreign when they are joined with one's own.
func TestForeignEpisodesAreNotReplayed(t *testing.T) {
	m, p := foreign(t)
	dir := filepath.Join(t.TempDir(), "set")
	r, err := Create(dir, m, DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	d := &Demonstration{Obs: []float64{0, 1}, Act: []float64{1}, Applied: []float64{1}, Reward: []float64{0.5}}
	if err := errors.Join(r.Append(d), r.Close()); err != nil {
		t.Fatal(err)
	}
	set, err := Open(dir)
	if err != nil || !set.Manifest.Provenance.Equal(p) {
		t.Fatalf("%+v, %v", set, err)
	}
	err = set.Replay(func() envs.Env { return point{} }, func(int) {})
	if !errors.Is(err, ErrForeign) || !strings.Contains(err.Error(), "people, a.jsonl (jsonl)") {
		t.Errorf("replayed: %v", err)
	}
	own := &Dataset{Manifest: NewManifest(m.Task, m.Actor, 7)}
	for _, sources := range [][]*Dataset{{set, own}, {own, set}} {
		if both, err := merged(sources); err != nil || !both.Provenance.Equal(p) || both.Validate() != nil {
			t.Errorf("joined: %+v, %v, %v", both.Provenance, err, both.Validate())
		}
	}
	other, _ := foreign(t)
	other.Provenance.Name, other.Provenance.Files[0].Name = "others", "b.jsonl"
	both, err := merged([]*Dataset{set, {Manifest: other}})
	if err != nil || len(both.Provenance.Files) != 2 || both.Provenance.Name != "" || both.Provenance.Format != "jsonl" {
		t.Errorf("joined: %+v, %v", both.Provenance, err)
	}
}

// line is a task, as far as a manifest knows of it, and point an environment of it.
var line = envs.Spec{
	Name: "line", Physics: "test/1", Obs: []envs.Channel{{Name: "x", Unit: "m"}}, Act: []envs.Channel{{Name: "v", Unit: "m/s"}},
	Action: space.UnitBox(1), Period: 1, Horizon: 5,
}

type point struct{ envs.Env }

func (point) Spec() envs.Spec { return line }
