package mjcf_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/envs/physics/mjcf"
)

// world wraps the content of a worldbody; the content starts at line 1.
func world(content string) string {
	return "<mujoco><worldbody>" + content + "</worldbody></mujoco>"
}

const ball = `<geom size=".1"/>`

// Every error names its file, its line and its element.
func TestErrors(t *testing.T) {
	for _, c := range []struct{ name, xml, want string }{
		{"not XML", "<mujoco>\n<worldbody>", `m.xml:2: not XML: unexpected EOF`},
		{"unclosed", "<mujoco></worldbody>", `m.xml:1: not XML: element <mujoco> closed by </worldbody>`},
		{"empty", "  \n", `m.xml:1: the file has no element`},
		{"not a model", "<robot/>", `m.xml:1: <robot>: the root of a model is <mujoco>`},
		{"a part", "<mujocoinclude/>", `m.xml:1: <mujocoinclude>: this is a part of a model: name the file that includes it`},
		{"two roots", "<mujoco/><mujoco/>", `m.xml:1: <mujoco>: a second root element`},
		{"doctype", `<!DOCTYPE a [<!ENTITY b "cc">]><mujoco model="&b;"/>`, `m.xml:1: document type declarations and entities are not accepted`},
		{"entity", `<mujoco model="&b;"/>`, `m.xml:1: not XML: invalid character entity &b;`},
		{"attribute twice", world("\n" + `<body><geom size="1" size="2"/></body>`), `m.xml:2: <geom>: attribute size is given twice`},
		{"unknown attribute", world(`<body name="a" weight="3"/>`), `m.xml:1: body "a": unknown attribute "weight"`},
		{"unknown element", world(`<body name="a"><blob/></body>`), `m.xml:1: <blob>: not supported in <body>`},
		{"unknown section", "<mujoco><stuff/></mujoco>", `m.xml:1: <stuff>: not supported in <mujoco>`},
		{"not a number", world(`<geom size="x"/>`), `m.xml:1: <geom>: size: "x" is not a number`},
		{"NaN", world(`<geom size="NaN"/>`), `m.xml:1: <geom>: size: "NaN" is not a number`},
		{"infinite", world(`<geom size="inf"/>`), `m.xml:1: geom 0: size is +Inf`},
		{"overflow", world(`<geom size="1e400"/>`), `m.xml:1: <geom>: size: "1e400" is not a number`},
		{"too many numbers", world(`<geom size="1 2 3 4"/>`), `m.xml:1: <geom>: size has 4 numbers: want 1 to 3`},
		{"too few numbers", world(`<geom size="1" pos="1 2"/>`), `m.xml:1: <geom>: pos has 2 numbers: want 3`},
		{"no size", world(`<geom name="g"/>`), `m.xml:1: geom "g": a sphere needs 1 positive sizes`},
		{"negative size", world(`<geom size="-1"/>`), `m.xml:1: <geom>: size is negative`},
		{"keyword", world(`<geom size="1" type="cube"/>`), `m.xml:1: <geom>: type is "cube": want plane, sphere, capsule, cylinder, box, ellipsoid, hfield, mesh or sdf`},
		{"mesh", world(`<body><geom type="mesh" mesh="m"/></body>`), `m.xml:1: <geom>: mesh "m" is not defined`},
		{"two orientations", world(`<geom size="1" euler="0 0 1" zaxis="1 0 0"/>`), `m.xml:1: <geom>: both euler and zaxis are given`},
		{"no direction", world(`<geom size="1" zaxis="0 0 0"/>`), `m.xml:1: <geom>: zaxis has no length`},
		{"parallel axes", world(`<geom size="1" xyaxes="1 0 0 2 0 0"/>`), `m.xml:1: <geom>: xyaxes are not two directions`},
		{"zero quat", world(`<geom size="1" quat="0 0 0 0"/>`), `m.xml:1: <geom>: quat has no length`},
		{"zero fromto", world(`<geom type="capsule" size="1" fromto="1 1 1 1 1 1"/>`), `m.xml:1: <geom>: fromto has no length`},
		{"fromto of a ball", world(`<geom size="1" fromto="0 0 0 1 1 1"/>`), `m.xml:1: <geom>: fromto is for capsules, cylinders, boxes and ellipsoids`},
		{"range reversed", world("<body>\n" + ball + "\n" + `<joint name="thigh" range="10 -10"/></body>`), `m.xml:3: joint "thigh": range is reversed`},
		{"range empty", world(`<body>` + ball + `<joint limited="true"/></body>`), `m.xml:1: <joint>: range is empty`},
		{"joint in world", world(`<joint/>`), `m.xml:1: <joint>: the world cannot have joints`},
		{"height field", world(`<geom type="hfield"/>`), `m.xml:1: <geom>: type hfield is not supported`},
		{"deformable", `<mujoco><deformable><flex name="f"/></deformable></mujoco>`, `m.xml:1: flex "f": deformable bodies are not supported`},
		{"zero axis", world(`<body>` + ball + `<joint axis="0 0 0"/></body>`), `m.xml:1: <joint>: axis has no length`},
		{"free below", world(`<body><body>` + ball + `<freejoint/></body></body>`), `m.xml:1: <freejoint>: only a body directly in the world can have a free joint`},
		{"free and hinge", world(`<body>` + ball + `<freejoint/><joint/></body>`), `m.xml:1: <joint>: a free joint must be the only joint of its body`},
		{"moving plane", world(`<body>` + ball + `<joint/><geom type="plane"/></body>`), `m.xml:1: <geom>: a plane cannot be on a body that moves`},
		{"no mass", world("\n" + `<body name="b"><joint/></body>`), `m.xml:2: body "b": it has a joint but no mass or no inertia`},
		{"no inertia", world(`<body name="b"><joint/><inertial pos="0 0 0" mass="1"/></body>`), `m.xml:1: body "b": it has a joint but no mass or no inertia`},
		{"impossible inertia", world(`<body name="b"><inertial pos="0 0 0" mass="1" diaginertia="1 1 3"/></body>`), `m.xml:1: body "b": no body has the principal moments 1, 1, 3: each is at most the sum of the others`},
		{"two names", world(`<body name="b"/><body name="b"/>`), `m.xml:1: body "b": a second body of this name`},
		{"no class", world(`<geom class="c" size="1"/>`), `m.xml:1: <geom>: class "c" is not defined`},
		{"no childclass", world(`<body childclass="c"/>`), `m.xml:1: <body>: childclass "c" is not defined`},
		{"class twice", `<mujoco><default><default class="a"><default class="a"/></default></default></mujoco>`, `m.xml:1: <default>: class "a" is defined twice`},
		{"class without name", `<mujoco><default><default/></default></mujoco>`, `m.xml:1: <default>: a default inside another needs a class`},
		{"no material", world(`<geom size="1" material="m"/>`), `m.xml:1: <geom>: material "m" is not defined`},
		{"condim 5", world(`<geom size="1" condim="5"/>`), `m.xml:1: <geom>: condim is 5: want 1, 3, 4 or 6`},
		{"solref", world(`<geom size="1" solref="-3 1"/>`), `m.xml:1: <geom>: solref mixes a time constant or damping ratio with a stiffness or damping`},
		{"global", `<mujoco><compiler coordinate="global"/></mujoco>`, `m.xml:1: <compiler>: coordinate="global" is not supported`},
		{"euler sequence", `<mujoco><compiler eulerseq="xyw"/></mujoco>`, `m.xml:1: <compiler>: eulerseq is "xyw": want three letters of xyzXYZ`},
		{"integrator", `<mujoco><option integrator="discrete"/></mujoco>`, `m.xml:1: <option>: integrator discrete is not supported`},
		{"timestep", `<mujoco><option timestep="0"/></mujoco>`, `m.xml:1: <option>: timestep is 0: want a positive number of seconds`},
		{"equality", `<mujoco><equality><weld body1="a"/></equality></mujoco>`, `m.xml:1: <weld>: body1 "a" is not defined`},
		{"muscle", `<mujoco><actuator><muscle/></actuator></mujoco>`, `m.xml:1: <muscle>: actuators of this kind are not supported`},
		{"motor of nothing", `<mujoco><actuator><motor joint="j"/></actuator></mujoco>`, `m.xml:1: <motor>: joint "j" is not defined`},
		{"yielding tendon", `<mujoco><tendon><fixed name="t" springyield="1"/></tendon></mujoco>`, `m.xml:1: fixed "t": springyield="1" is not supported`},
		{"empty tendon", `<mujoco><tendon><fixed name="t"/></tendon></mujoco>`, `m.xml:1: fixed "t": its path is empty`},
		{"exclusion", `<mujoco><contact><exclude body1="world" body2="x"/></contact></mujoco>`, `m.xml:1: <exclude>: body2 "x" is not defined`},
		{"key", `<mujoco><worldbody><body>` + ball + `<joint/></body></worldbody><keyframe><key qpos="1 2"/></keyframe></mujoco>`, `m.xml:1: <key>: qpos has 2 numbers: want 1`},
		{"include", `<mujoco><include file="a.xml"/></mujoco>`, `m.xml:1: <include>: "a.xml" cannot be included: the model was given without its folder`},
		{"total mass", `<mujoco><compiler settotalmass="3"/></mujoco>`, `m.xml:1: <mujoco>: settotalmass: the bodies weigh nothing that could be scaled`},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, _, err := mjcf.Parse("m.xml", []byte(c.xml))
			if err == nil || m != nil {
				t.Fatalf("no error, want %s", c.want)
			}
			if first, _, _ := strings.Cut(err.Error(), "\n"); first != c.want {
				t.Errorf("got  %s\nwant %s", first, c.want)
			}
		})
	}
}

// All problems are listed, in the order of the file, and a flood of them is cut.
func TestAllErrors(t *testing.T) {
	_, _, err := mjcf.Parse("m.xml", []byte(world("\n<geom/>\n<joint/>\n<body><joint type=\"ball\"/></body>")))
	want := []string{"m.xml:2:", "m.xml:3:", "m.xml:4:"}
	lines := strings.Split(err.Error(), "\n")
	for _, w := range want {
		if len(lines) == 0 || !strings.Contains(err.Error(), "\n"+w) && !strings.HasPrefix(err.Error(), w) {
			t.Errorf("no error at %s in\n%v", w, err)
		}
	}
	_, _, err = mjcf.Parse("m.xml", []byte(world(strings.Repeat("<geom/>", 1000))))
	if want := "m.xml:1: <geom>: a sphere needs 1 positive sizes (1000 times)"; err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
	var many strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&many, `<geom size="1" a%d=""/>`, i)
	}
	_, _, err = mjcf.Parse("m.xml", []byte(world(many.String())))
	if n := strings.Count(err.Error(), "\n"); n != 50 || !strings.HasSuffix(err.Error(), "and 950 more problems") {
		t.Errorf("%d lines of errors, the last %q", n, err.Error()[strings.LastIndex(err.Error(), "\n")+1:])
	}
}

// What names a refused element is no fault of its own.
func TestFollowingErrors(t *testing.T) {
	_, _, err := mjcf.Parse("m.xml", []byte(`<mujoco><asset><mesh name="m" file="m.dae"/></asset>
<worldbody><body name="b"><joint name="j"/><geom name="g" type="hfield"/><geom name="h" type="mesh" mesh="m"/></body></worldbody>
<contact><pair geom1="g" geom2="h"/></contact></mujoco>`))
	want := `m.xml:1: mesh "m": "m.dae" cannot be read: the model was given without its folder
m.xml:2: geom "g": type hfield is not supported`
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}

// Hostile files are refused quickly.
func TestHostile(t *testing.T) {
	for _, c := range []struct{ name, xml, want string }{
		{"deep", strings.Repeat("<mujoco>", 100_000), "nested more than 256 deep"},
		{"deep bodies", "<mujoco><worldbody>" + strings.Repeat("<body>", 1000), "nested more than 256 deep"},
		{"wide", world(strings.Repeat("<body/>", 60_000)), "more than 50000 elements"},
		{"many bodies", world(strings.Repeat("<body/>", 3000)), "more than 1024 bodies"},
		{"many geoms", world(strings.Repeat(ball, 3000)), "more than 1024 geoms"},
		{"many joints", world(strings.Repeat("<body>"+ball+"<joint/></body>", 600)), "more than 512 degrees of freedom"},
		{"many contacts", world(strings.Repeat("<body>"+ball+ball+"<joint/></body>", 500)), "more than 100000 pairs of geoms may touch"},
		{"many exclusions", "<mujoco><contact>" + strings.Repeat(`<exclude body1="world" body2="world"/>`, 600) + "</contact></mujoco>", "more than 512 excluded pairs"},
		{"many attributes", "<mujoco " + strings.Repeat(` a="1"`, 100) + "/>", "more than 64 attributes"},
		{"long", "<mujoco>" + strings.Repeat(" ", 9<<20) + "</mujoco>", "at most 8388608 are read"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, _, err := mjcf.Parse("m.xml", []byte(c.xml))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %.200v, want %s", err, c.want)
			}
		})
	}
}
