package registry_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"

	"github.com/fenchel-gym/fenchel/internal/registry"
)

// A family of two shapes, one of which has options.
type shapeOptions interface{ Validate() error }

type disc struct{}

func (disc) Validate() error { return nil }

type polygon struct {
	Sides int   `json:"sides" yaml:"sides"`
	Marks []int `json:"marks" yaml:"marks"`
}

func (p polygon) Validate() error {
	if p.Sides < 3 {
		return errors.New("too few sides")
	}
	return nil
}

type shape struct{ options shapeOptions }

func (s shape) Defaults() shapeOptions { return s.options }

var shapes = registry.New[shape]("shape")

func init() {
	shapes.Register("disc", shape{disc{}})
	shapes.Register("polygon", shape{polygon{Sides: 4, Marks: []int{1, 2}}})
}

func (shape) Table() *registry.Table[shape] { return shapes }

type choice = registry.Choice[shape, shapeOptions]

// TestChoiceNodes: a name alone, a node, a node over the same member, a node over another; YAML and JSON alike.
func TestChoiceNodes(t *testing.T) {
	now := choice{"polygon", polygon{Sides: 7, Marks: []int{3}}}
	for _, c := range []struct {
		text string
		want choice
	}{
		{`"disc"`, choice{"disc", disc{}}},
		{`{"name": "disc"}`, choice{"disc", disc{}}},
		{`"polygon"`, now},
		{`{"name": "polygon", "sides": 5}`, choice{"polygon", polygon{Sides: 5, Marks: []int{3}}}},
		{`{"name": "polygon", "marks": [9, 8, 7]}`, choice{"polygon", polygon{Sides: 7, Marks: []int{9, 8, 7}}}},
	} {
		inYAML, inJSON := now, now
		if err := yaml.Unmarshal([]byte(c.text), &inYAML); err != nil {
			t.Error(c.text, err)
		}
		if err := json.Unmarshal([]byte(c.text), &inJSON); err != nil {
			t.Error(c.text, err)
		}
		if d := cmp.Diff(c.want, inYAML); d != "" {
			t.Errorf("YAML %s: %s", c.text, d)
		}
		if d := cmp.Diff(c.want, inJSON); d != "" {
			t.Errorf("JSON %s: %s", c.text, d)
		}
	}
	fresh := choice{Name: "disc"}
	if err := yaml.Unmarshal([]byte(`{name: polygon, marks: [5]}`), &fresh); err != nil || !cmp.Equal(fresh, choice{"polygon", polygon{4, []int{5}}}) {
		t.Errorf("another member: %+v, %v", fresh, err)
	}
	if _, o, _ := (choice{Name: "polygon"}).Resolve(); !cmp.Equal(o, shapeOptions(polygon{4, []int{1, 2}})) {
		t.Errorf("decoding changed the defaults to %+v", o)
	}
}

// TestChoiceErrors: unknown members and options are named, with what is near.
func TestChoiceErrors(t *testing.T) {
	for text, want := range map[string]string{
		`"polygone"`:                          `unknown shape "polygone": did you mean polygon?`,
		`{"name": "disc", "sides": 3}`:        `shape "disc" has no option "sides": it has none`,
		`{"name": "polygon", "side": 3}`:      `shape "polygon" has no option "side": did you mean sides?`,
		`{"name": "polygon", "color": 3}`:     `shape "polygon" has no option "color": want one of sides, marks`,
		`{"name": "polygon", "sides": "six"}`: `six`,
	} {
		var c choice
		if err := yaml.Unmarshal([]byte(text), &c); err == nil || !strings.Contains(err.Error(), want) && !strings.Contains(text, "six") {
			t.Errorf("YAML %s: %v, want %s", text, err, want)
		}
		if err := json.Unmarshal([]byte(text), &c); err == nil || !strings.Contains(err.Error(), want) && !strings.Contains(text, "six") {
			t.Errorf("JSON %s: %v, want %s", text, err, want)
		}
	}
	if err := (choice{Name: "disc", Options: polygon{}}).Validate(); err == nil {
		t.Error("the options of another member were accepted")
	}
	if err := (choice{Name: "polygon", Options: polygon{Sides: 2}}).Validate(); err == nil {
		t.Error("options that are out of range were accepted")
	}
}

// TestChoiceText: what is written is read again, a name alone where there are no options, and Set changes one option.
func TestChoiceText(t *testing.T) {
	type holder struct {
		Shape choice `json:"shape" yaml:"shape"`
	}
	for _, c := range []struct {
		choice     choice
		yaml, json string
	}{
		{choice{"disc", disc{}}, "shape: disc\n", `{"shape":"disc"}`},
		{choice{"polygon", polygon{6, []int{1}}}, "shape:\n  name: polygon\n  sides: 6\n  marks:\n  - 1\n", `{"shape":{"name":"polygon","sides":6,"marks":[1]}}`},
	} {
		y, _ := yaml.Marshal(holder{c.choice})
		j, _ := json.Marshal(holder{c.choice})
		if string(y) != c.yaml || string(j) != c.json {
			t.Errorf("written as %s and %s", y, j)
		}
		var a, b holder
		if err := errors.Join(yaml.Unmarshal(y, &a), json.Unmarshal(j, &b)); err != nil {
			t.Error(err)
		}
		if !cmp.Equal(a.Shape, c.choice) || !cmp.Equal(b.Shape, c.choice) {
			t.Errorf("read again as %+v and %+v", a, b)
		}
	}
	c := choice{"polygon", polygon{6, nil}}
	if err := c.Set("sides", "8"); err != nil || c.Options.(polygon).Sides != 8 {
		t.Errorf("%+v, %v", c, err)
	}
	if err := c.Set("color", "8"); err == nil {
		t.Error("an option that there is not was set")
	}
}
