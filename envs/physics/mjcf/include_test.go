package mjcf_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/fenchel-gym/fenchel/envs/physics/mjcf"
)

func files(pairs ...string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for i := 0; i < len(pairs); i += 2 {
		fsys[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return fsys
}

// Included files are found from the folder of the main file, at any depth of including.
func TestInclude(t *testing.T) {
	fsys := files(
		"robots/arm.xml", `<mujoco><include file="./common/look.xml"/><worldbody><include file="common/hand.xml"/></worldbody></mujoco>`,
		"robots/common/look.xml", `<mujoco><include file="common/colours.xml"/><option timestep="0.5"/></mujoco>`,
		"robots/common/colours.xml", `<mujocoinclude><asset><material name="red" rgba="1 0 0 1"/></asset></mujocoinclude>`,
		"robots/common/hand.xml", `<mujocoinclude><body name="hand"><geom size=".1" material="red"/></body></mujocoinclude>`,
	)
	m, warnings, err := mjcf.Load(fsys, "robots/arm.xml")
	if err != nil {
		t.Fatal(err)
	}
	if len(warnings) > 0 {
		t.Errorf("warnings %v", warnings)
	}
	if m.Option.Timestep != 0.5 || len(m.BodyName) != 2 || m.BodyName[1] != "hand" || m.GeomRGBA[0] != [4]float32{1, 0, 0, 1} {
		t.Errorf("timestep %v, bodies %q, colour %v", m.Option.Timestep, m.BodyName, m.GeomRGBA)
	}
}

func TestIncludeErrors(t *testing.T) {
	include := func(file string) string { return "<mujoco>\n<include file=\"" + file + "\"/></mujoco>" }
	for _, c := range []struct {
		name string
		fsys fstest.MapFS
		want string
	}{
		{"missing", files("a/m.xml", include("b.xml")), `a/m.xml:2: <include>: open a/b.xml: file does not exist`},
		{"nothing", files("a/m.xml", include("")), `a/m.xml:2: <include>: file is missing`},
		{"itself", files("a/m.xml", include("m.xml")), `a/m.xml:2: <include>: "m.xml" is included a second time`},
		{"cycle", files("a/m.xml", include("b.xml"), "a/b.xml", include("m.xml")), `a/b.xml:2: <include>: "m.xml" is included a second time`},
		{"above", files("a/m.xml", include("../../b.xml")), `a/m.xml:2: <include>: "../../b.xml" leaves the root: name a folder that holds both with --root DIR, or in the task, FILE.xml:root=DIR`},
		{"absolute", files("a/m.xml", include("/b.xml")), `a/m.xml:2: <include>: "/b.xml" is not a relative path`},
		{"windows", files("a/m.xml", include(`C:\b.xml`)), `a/m.xml:2: <include>: "C:/b.xml" is not a relative path`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, _, err := mjcf.Load(c.fsys, "a/m.xml")
			if err == nil || !strings.HasPrefix(err.Error(), c.want) {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
		})
	}
}

// A name is looked for from the main file's folder first and then from that of the file that names it; the root element of
// an included file may have any name.
func TestIncludeFolders(t *testing.T) {
	fsys := files(
		"a/m.xml", `<mujoco><worldbody><include file="../b/part.xml"/></worldbody></mujoco>`,
		"b/part.xml", `<anything><include file="near.xml"/><include file="both.xml"/></anything>`,
		"b/near.xml", `<x><body name="near"/></x>`,
		"b/both.xml", `<x><body name="far"/></x>`,
		"a/both.xml", `<x><body name="main"/></x>`,
	)
	m, _, err := mjcf.Load(fsys, "a/m.xml")
	if err != nil {
		t.Fatal(err)
	}
	if len(m.BodyName) != 3 || m.BodyName[1] != "near" || m.BodyName[2] != "main" {
		t.Errorf("bodies %q", m.BodyName)
	}
}
