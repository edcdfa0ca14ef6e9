package space_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/fenchel-gym/fenchel/envs/space"
)

func TestEdgeLeadsFromNormalizedToTask(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anySet(t)
		unit, edge := space.Normalize(s)
		p := point(t, unit, "p")
		unit.Project(p, p)
		a, back := make([]float64, s.Dim()), make([]float64, s.Dim())
		edge.Apply(a, p)
		if !s.Contains(a, tol) {
			t.Fatalf("%v: normalized %v leads outside, to %v", s, p, a)
		}
		edge.Invert(back, a)
		if d := distance(p, back); d > tol {
			t.Fatalf("%v: %v to %v and back to %v", s, p, a, back)
		}
	})
}

func TestNormalizeKeepsCorners(t *testing.T) {
	unit, edge := space.Normalize(space.Box{Lo: []float64{-2, 0}, Hi: []float64{2, 1}})
	if diff := cmp.Diff(space.Set(space.UnitBox(2)), unit); diff != "" {
		t.Error(diff)
	}
	a := make([]float64, 2)
	edge.Apply(a, []float64{-1, 1})
	if diff := cmp.Diff([]float64{-2, 1}, a); diff != "" {
		t.Error(diff)
	}
}

func TestShapeSurvivesJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anySet(t)
		data, err := json.Marshal(space.ShapeOf(s))
		if err != nil {
			t.Fatal(err)
		}
		var shape space.Shape
		if err := json.Unmarshal(data, &shape); err != nil {
			t.Fatal(err)
		}
		back, err := shape.Set()
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(s, back); diff != "" {
			t.Fatalf("%s:\n%s", data, diff)
		}
	})
}

func TestShapeRefuses(t *testing.T) {
	tests := []struct{ json, want string }{
		{`{"kind":"blob","dim":2}`, `unknown kind of set "blob"`},
		{`{"kind":"cube","dim":0}`, "dimension 0"},
		{`{"kind":"cube","dim":1000000000}`, "dimension 1000000000"},
		{`{"kind":"ball","dim":2}`, "radius 0"},
		{`{"kind":"box","dim":2,"lo":[0],"hi":[1,1]}`, "1 lower and 2 upper bounds"},
		{`{"kind":"box","dim":1,"lo":[1],"hi":[1]}`, "not an interval"},
		{`{"kind":"box","dim":1,"lo":[-1e308],"hi":[1e308]}`, "not an interval"},
	}
	for _, test := range tests {
		var s space.Shape
		if err := json.Unmarshal([]byte(test.json), &s); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Set(); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want an error with %q", test.json, err, test.want)
		}
	}
}
