package mjcf_test

import (
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/envs/physics"
	"github.com/fenchel-gym/fenchel/envs/physics/mjcf"
	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

func parse(t *testing.T, xml string) *physics.Model {
	t.Helper()
	m, warnings, err := mjcf.Parse("m.xml", []byte(xml))
	if err != nil {
		t.Fatal(err)
	}
	if len(warnings) > 0 {
		t.Errorf("warnings %v", warnings)
	}
	return m
}

// Bodies are numbered depth first, joints, geoms and motors in body order.
func TestNumbering(t *testing.T) {
	m := parse(t, `<mujoco model="tree"><worldbody>
		<geom name="floor" type="plane"/>
		<body name="a"><body name="b"><geom name="gb" size=".1"/><joint name="jb"/></body><geom name="ga" size=".1"/><joint name="ja"/></body>
		<body name="c"><geom name="gc" size=".1"/><freejoint name="jc"/></body>
		</worldbody><actuator><motor name="mb" joint="jb" gear="7"/></actuator></mujoco>`)
	for _, c := range []struct {
		what string
		got  []string
		want string
	}{
		{"bodies", m.BodyName, "world a b c"}, {"joints", m.JntName, "ja jb jc"}, {"geoms", m.GeomName, "floor ga gb gc"}, {"motors", []string{m.Actuators[0].Name}, "mb"},
	} {
		if got := strings.Join(c.got, " "); got != c.want {
			t.Errorf("%s %s, want %s", c.what, got, c.want)
		}
	}
	if m.NQ != 9 || m.NV != 8 || m.Actuators[0].ID[0] != 1 || m.Actuators[0].Gear[0] != 7 || m.BodyParent[2] != 1 || m.BodyParent[3] != 0 {
		t.Errorf("nq %d, nv %d, motor of joint %d, parents %v", m.NQ, m.NV, m.Actuators[0].ID[0], m.BodyParent)
	}
}

// A nested class starts from the one around it, wherever that one's settings stand; childclass is handed down; the
// element's own attributes win; short lists keep the tail of the default.
func TestDefaults(t *testing.T) {
	m := parse(t, `<mujoco><default>
		<default class="a"><geom density="20"/><default class="b"><geom friction="0.5"/></default></default>
		<geom friction="0.7 0.1 0.1" size="0.3"/>
		</default><worldbody><body childclass="a">
		<geom/><geom class="b"/><geom class="main" size="0.2"/>
		<body><geom/></body><body childclass="b"><geom friction="0.9"/></body>
		</body></worldbody></mujoco>`)
	want := []struct {
		size     float64
		friction spatial.Vec
	}{
		{0.3, spatial.Vec{X: 0.7, Y: 0.1, Z: 0.1}}, {0.3, spatial.Vec{X: 0.5, Y: 0.1, Z: 0.1}}, {0.2, spatial.Vec{X: 0.7, Y: 0.1, Z: 0.1}},
		{0.3, spatial.Vec{X: 0.7, Y: 0.1, Z: 0.1}}, {0.3, spatial.Vec{X: 0.9, Y: 0.1, Z: 0.1}},
	}
	for i, w := range want {
		if m.GeomSize[i].X != w.size || m.GeomFriction[i] != w.friction {
			t.Errorf("geom %d: size %v, friction %v, want %v", i, m.GeomSize[i].X, m.GeomFriction[i], w)
		}
	}
	mass := 4 * math.Pi / 3 * 0.027 * 20
	if got := m.BodyMass[2]; math.Abs(got-mass) > 1e-15 {
		t.Errorf("mass %v, want %v", got, mass)
	}
}

// Angles of hinges are in the compiler's unit, lengths of slides are not angles.
func TestUnits(t *testing.T) {
	body := `<worldbody><body><geom size=".1"/><joint range="-90 45" ref="30" springref="10"/>
		<joint type="slide" range="-90 45" ref="30" springref="10"/></body></worldbody></mujoco>`
	m := parse(t, "<mujoco>"+body)
	r := math.Pi / 180
	if m.JntRange[0] != [2]float64{-90 * r, 45 * r} || m.QPos0[0] != 30*r || m.QPosSpring[0] != 10*r {
		t.Errorf("degrees: range %v, ref %v, springref %v", m.JntRange[0], m.QPos0[0], m.QPosSpring[0])
	}
	if m.JntRange[1] != [2]float64{-90, 45} || m.QPos0[1] != 30 || m.QPosSpring[1] != 10 {
		t.Errorf("slide: range %v, ref %v, springref %v", m.JntRange[1], m.QPos0[1], m.QPosSpring[1])
	}
	if m = parse(t, `<mujoco><compiler angle="radian"/>`+body); m.JntRange[0] != [2]float64{-90, 45} || m.QPos0[0] != 30 {
		t.Errorf("radians: range %v, ref %v", m.JntRange[0], m.QPos0[0])
	}
}

// A range limits unless something says that it does not.
func TestLimited(t *testing.T) {
	for _, c := range []struct {
		compiler, joint string
		want            bool
	}{
		{"", ``, false}, {"", `range="0 1"`, true}, {"", `range="0 1" limited="false"`, false}, {"", `range="0 1" limited="auto"`, true},
		{`autolimits="false"`, `range="0 1" limited="true"`, true}, {`autolimits="false"`, `range="0 1" limited="false"`, false},
	} {
		m := parse(t, `<mujoco><compiler `+c.compiler+`/><worldbody><body><geom size=".1"/><joint `+c.joint+`/></body></worldbody></mujoco>`)
		if m.JntLimited[0] != c.want {
			t.Errorf("<compiler %s> <joint %s>: limited %v", c.compiler, c.joint, m.JntLimited[0])
		}
	}
	_, _, err := mjcf.Parse("m.xml", []byte(`<mujoco><compiler autolimits="false"/><worldbody><body><geom size=".1"/><joint range="0 1"/></body></worldbody></mujoco>`))
	if err == nil || !strings.Contains(err.Error(), "range is given, but not whether it limits") {
		t.Errorf("autolimits off: %v", err)
	}
}

// What the dynamics do not depend on is listed, once for each kind, and never dropped in silence.
func TestWarnings(t *testing.T) {
	m, warnings, err := mjcf.Parse("m.xml", []byte(`<mujoco>
<size njmax="500"/><statistic extent="2"/><visual><map znear="1"/></visual>
<asset><texture name="t"/><material name="m" texture="t" rgba="1 0 0 1"/></asset>
<worldbody><light/><light/><camera name="c"/><geom size="1" condim="6"/><geom type="plane" material="m" user="1"/>
<geom type="sdf" contype="0" conaffinity="0" mass="0"/></worldbody>
<sensor><tactile name="s"/></sensor><custom><numeric name="n" data="1"/></custom></mujoco>`))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, w := range warnings {
		got = append(got, w.What)
	}
	want := "<size>,<statistic>,<visual>,<custom>,<texture>,material texture,<light>,geom user,<geom type=sdf>,<tactile>"
	if strings.Join(got, ",") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, ","), want)
	}
	for _, w := range warnings {
		if w.What == "<light>" && w.String() != "m.xml:4: <light> (2 times): not kept: the viewer has its own" {
			t.Errorf("light: %s", w)
		}
	}
	if m.NGeom != 2 || m.GeomCondim[0] != 6 || m.GeomRGBA[1] != [4]float32{1, 0, 0, 1} {
		t.Errorf("%d geoms, colours %v", m.NGeom, m.GeomRGBA)
	}
}

// Options, flags, exclusions, keyframes, sites, inert tendons and general actuators arrive in the model.
func TestSections(t *testing.T) {
	m := parse(t, `<mujoco><option timestep="0.01" integrator="RK4" gravity="0 0 -1" density="2" viscosity="3" impratio="4"><flag contact="disable" gravity="enable"/></option>
		<worldbody><body name="a"><geom size=".1"/><joint name="j"/><site name="s" pos="1 2 3" type="box" size="1 2 3"/></body><body name="b"><geom size=".1"/></body></worldbody>
		<contact><exclude body1="a" body2="b"/></contact>
		<tendon><fixed name="t"><joint joint="j" coef="1"/></fixed></tendon>
		<actuator><general joint="j" gainprm="5" gear="2" ctrlrange="-1 3" forcerange="-10 10"/></actuator>
		<keyframe><key name="k" time="2" qpos="0.5"/></keyframe></mujoco>`)
	o, k, a := m.Option, m.Key[0], m.Actuators[0]
	for _, c := range []struct {
		what      string
		got, want any
	}{
		{"time step and integrator", []any{o.Timestep, o.Integrator}, []any{0.01, physics.RK4}},
		{"gravity, medium and impratio", []any{o.Gravity.Z, o.Density, o.Viscosity, o.Impratio}, []any{-1.0, 2.0, 3.0, 4.0}},
		{"flags", []any{o.Disable.Contact, o.Disable.Gravity}, []any{true, false}},
		{"exclusions", m.ExcludePair, [][2]int{{1, 2}}},
		{"tendons", len(m.Tendons), 1},
		{"site", []any{m.SiteBody[0], m.SiteType[0], m.SitePos[0]}, []any{1, physics.Box, spatial.Vec{X: 1, Y: 2, Z: 3}}},
		{"gear", a.Gear[0] * a.Gain[0], 10.0},
		{"control", []any{a.CtrlLimited, a.CtrlRange}, []any{true, [2]float64{-1, 3}}},
		{"force", []any{a.ForceLimited, a.ForceRange}, []any{true, [2]float64{-10, 10}}},
		{"keyframe", []any{k.Name, k.Time, k.QPos[0], len(k.QVel), len(k.Ctrl)}, []any{"k", 2.0, 0.5, 1, 1}},
	} {
		if !reflect.DeepEqual(c.got, c.want) {
			t.Errorf("%s: %v, want %v", c.what, c.got, c.want)
		}
	}
}

// What is in a frame sits where it would without it: frames turn and move geoms, sites, bodies and joint axes, nest,
// and hand down a class.
func TestFrame(t *testing.T) {
	const defaults = `<default><default class="big"><geom size="0.5"/></default></default>`
	framed := parse(t, `<mujoco>`+defaults+`<worldbody><frame pos="1 0 0" euler="0 0 90"><frame pos="1 0 0" childclass="big"><body pos="0 1 0">
		<frame euler="0 90 0"><joint pos="0 0 1" axis="0 0 1"/><geom pos="0 0 2"/><site pos="1 0 0"/></frame></body></frame></frame></worldbody></mujoco>`)
	plain := parse(t, `<mujoco>`+defaults+`<worldbody><body pos="0 1 0" euler="0 0 90">
		<joint pos="1 0 0" axis="1 0 0"/><geom class="big" pos="2 0 0" euler="0 90 0"/><site pos="0 0 -1" euler="0 90 0"/></body></worldbody></mujoco>`)
	for _, c := range []struct {
		what      string
		got, want spatial.Vec
	}{
		{"body", framed.BodyPos[1], plain.BodyPos[1]},
		{"joint", framed.JntPos[0], plain.JntPos[0]}, {"axis", framed.JntAxis[0], plain.JntAxis[0]},
		{"geom", framed.GeomPos[0], plain.GeomPos[0]}, {"site", framed.SitePos[0], plain.SitePos[0]},
		{"geom axis", framed.GeomQuat[0].Rotate(spatial.Vec{Z: 1}), plain.GeomQuat[0].Rotate(spatial.Vec{Z: 1})},
		{"body axis", framed.BodyQuat[1].Rotate(spatial.Vec{X: 1}), plain.BodyQuat[1].Rotate(spatial.Vec{X: 1})},
	} {
		if c.got.Sub(c.want).Norm() > 1e-15 {
			t.Errorf("%s %v, without frames %v", c.what, c.got, c.want)
		}
	}
	if framed.GeomSize[0].X != 0.5 {
		t.Errorf("size %v: the frame's class was not handed down", framed.GeomSize[0].X)
	}
}
