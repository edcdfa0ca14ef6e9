package mjcf_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/fenchel-gym/fenchel/envs/physics/mjcf"
)

// refusedModel has something of every kind that is refused, and elements that name it.
const refusedModel = `<mujoco>
  <compiler angle="radian" alignfree="true"/>
  <option integrator="discrete"/>
  <asset><hfield name="hills" nrow="2" ncol="2" size="1 1 1 1"/><mesh name="skull" file="absent.obj"/></asset>
  <extension><plugin plugin="mujoco.elasticity.cable"/></extension>
  <worldbody>
    <camera name="top" pos="0 0 3"/>
    <geom type="hfield" hfield="hills"/>
    <body name="arm" pos="0 0 1" euler="0 0.5 0">
      <joint name="elbow" axis="0 1 0" springyield="2"/>
      <geom name="bone" type="capsule" size="0.1" fromto="0 0 0 0 0 1"/>
      <geom name="head" type="mesh" mesh="skull"/>
      <body name="massless"><joint name="wrist" axis="0 1 0"/></body>
      <composite type="cable" prefix="tail"/>
    </body>
  </worldbody>
  <actuator>
    <muscle name="m1" joint="elbow"/><muscle name="m2" joint="elbow"/><muscle name="m3" joint="elbow"/>
    <motor joint="tail1"/>
  </actuator>
  <sensor><touch site="tailsite"/></sensor>
  <keyframe><key name="bent" qpos="0.7 0.1" ctrl="1 1 1 1"/></keyframe>
</mujoco>`

// TestLookLeavesOutWhatIsRefused: what is left can be seen, the reasons are those of Compile, repeats are counted, and what
// names a refused element is no problem of its own.
func TestLookLeavesOutWhatIsRefused(t *testing.T) {
	fsys := fstest.MapFS{"m.xml": {Data: []byte(refusedModel)}}
	v, err := mjcf.Look(fsys, "m.xml", mjcf.DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, err := range v.Refused {
		got = append(got, err.Error())
	}
	want := []string{
		`m.xml:2: <compiler>: alignfree="true" is not supported`,
		`m.xml:3: <option>: integrator discrete is not supported`,
		`m.xml:5: <plugin>: plugins are not supported`,
		`m.xml:4: mesh "skull": open absent.obj: file does not exist`,
		`m.xml:8: <geom>: type hfield is not supported`,
		`m.xml:14: <composite>: composite is not supported`,
		`m.xml:10: joint "elbow": springyield="2" is not supported`,
		`m.xml:18: muscle "m1": actuators of this kind are not supported (3 times)`,
		`m.xml:13: body "massless": it has a joint but no mass or no inertia`,
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("refused\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	m := v.Model
	if fmt.Sprint(m.GeomName, m.BodyName, m.NQ, len(m.Cameras)) != "[bone] [world arm massless] 2 1" {
		t.Errorf("seen: geoms %v, bodies %v, %d positions, %d cameras", m.GeomName, m.BodyName, m.NQ, len(m.Cameras))
	}
	if len(m.Key) != 1 || m.Key[0].QPos[0] != 0.7 {
		t.Errorf("keys %v", m.Key)
	}
	if q := m.BodyQuat[1]; q.Y < 0.24 || q.Y > 0.25 {
		t.Errorf("the arm is turned by %v: angles are in radians", q)
	}
	if v.Ignored != 11+4 { // the head's mesh, the motor, the touch sensor, the controls of the key
		t.Errorf("%d elements are ignored, want 15", v.Ignored)
	}
}

// TestLookAtASoundModel: nothing is refused, and nothing moves.
func TestLookAtASoundModel(t *testing.T) {
	fsys := fstest.MapFS{"m.xml": {Data: []byte(world(`<body pos="0 0 1"><freejoint/>` + ball + `</body>`))}}
	v, err := mjcf.Look(fsys, "m.xml", mjcf.DefaultOptions())
	if err != nil || len(v.Refused) > 0 || v.Ignored != 0 {
		t.Fatal(v, err)
	}
	d := v.Model.NewData()
	for range 100 {
		v.Model.Step(d)
	}
	if d.QPos[2] != 1 {
		t.Errorf("it fell to %g", d.QPos[2])
	}
}

// TestLookAtNothing: what is no model is an error, as it is of Compile.
func TestLookAtNothing(t *testing.T) {
	for _, text := range []string{"<robot/>", "<mujoco>", ""} {
		fsys := fstest.MapFS{"m.xml": {Data: []byte(text)}}
		_, err := mjcf.Look(fsys, "m.xml", mjcf.DefaultOptions())
		_, _, want := mjcf.Load(fsys, "m.xml")
		if err == nil || err.Error() != want.Error() {
			t.Errorf("%q: %v, want %v", text, err, want)
		}
	}
	if _, err := mjcf.Look(fstest.MapFS{}, "m.xml", mjcf.DefaultOptions()); err == nil {
		t.Error("a file that is not there can be looked at")
	}
}
