package mjcf_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/envs/physics/mjcf"
)

// readSchema returns the attributes of MJCF's elements by path, as MuJoCo 4.0.0 prints them (mj_printSchema), without those
// of deformable bodies, plugins, skins and what is about the picture.
func readSchema(t *testing.T) map[string][]string {
	t.Helper()
	text, err := os.ReadFile("testdata/schema.txt")
	if err != nil {
		t.Fatal(err)
	}
	schema := map[string][]string{}
	for line := range strings.Lines(string(text)) {
		path, attributes, ok := strings.Cut(strings.TrimSpace(line), ":")
		if !ok {
			t.Fatalf("no colon in %q", line)
		}
		schema[path] = strings.Fields(attributes)
	}
	return schema
}

// nested is an element at a path, with one attribute.
func nested(path, attribute string) string {
	parts := strings.Split(path, "/")
	if len(parts) > 1 && parts[1] == "body" {
		parts = append([]string{"mujoco", "worldbody"}, parts[1:]...)
	}
	open, closing := "", ""
	for i, p := range parts {
		open += "<" + p
		if i == len(parts)-1 {
			open += fmt.Sprintf(` %s="0"`, attribute)
		}
		open += ">"
		closing = "</" + p + ">" + closing
	}
	return open + closing
}

// Every attribute of MJCF is read, passed over or refused by name; any other is an error.
func TestEveryAttribute(t *testing.T) {
	// Elements that are refused or passed over as a whole are named in errors and warnings themselves.
	whole := func(path string) bool {
		parts := strings.Split(path, "/")
		last := parts[len(parts)-1]
		switch last {
		case "muscle", "adhesion", "pid", "orientation", "dcmotor", "light", "texture", "lengthrange", "hfield", "skin", "model",
			"attach", "flex", "flexstrain", "tactile", "user":
			return true
		}
		return parts[len(parts)-2] == "sensor"
	}
	n := 0
	for path, attributes := range readSchema(t) {
		if !strings.Contains(path, "/") || whole(path) {
			continue
		}
		for _, a := range attributes {
			n++
			if a == "sizes" {
				continue
			}
			_, _, err := mjcf.Parse("m.xml", []byte(nested(path, a)))
			if err != nil && strings.Contains(err.Error(), "unknown attribute") {
				t.Errorf("%s: %s is unknown: %v", path, a, err)
			}
		}
		_, _, err := mjcf.Parse("m.xml", []byte(nested(path, "nonsense")))
		if err == nil || !strings.Contains(err.Error(), `unknown attribute "nonsense"`) {
			t.Errorf("%s: an attribute that there is not: %v", path, err)
		}
	}
	if n < 500 {
		t.Errorf("the schema has %d attributes", n)
	}
}

// A refused attribute passes with the value that has no effect.
func TestRefusedAttributes(t *testing.T) {
	geom := func(attribute string) string {
		return `<mujoco><worldbody><geom size="1" ` + attribute + `/></worldbody></mujoco>`
	}
	for _, c := range []struct{ text, want string }{
		{`fluidshape="none"`, ""},
		{`fluidshape="ellipsoid"`, `m.xml:1: <geom>: fluidshape="ellipsoid" is not supported`},
		{`surfacevel="0 0 0"`, ""},
		{`surfacevel="0 1 0"`, `m.xml:1: <geom>: surfacevel="0 1 0" is not supported`},
		{`mesh="m"`, `m.xml:1: <geom>: mesh "m" is not defined`},
	} {
		_, _, err := mjcf.Parse("m.xml", []byte(geom(c.text)))
		if got := fmt.Sprint(err); c.want == "" && err != nil || c.want != "" && got != c.want {
			t.Errorf("%s: %v, want %s", c.text, err, c.want)
		}
	}
}
