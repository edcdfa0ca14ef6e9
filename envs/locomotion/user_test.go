package locomotion_test

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/envtest"
	"github.com/fenchel-gym/fenchel/envs/locomotion"
	"github.com/fenchel-gym/fenchel/envs/physics"
	"github.com/fenchel-gym/fenchel/render/scene"
)

const robot = `<mujoco model="robot">
  <include file="parts/look.xml"/>
  <worldbody>
    <light/>
    <geom type="plane" size="1 1 1" zaxis="1 0 0" pos="-1 0 0" conaffinity="0"/>
    <geom type="plane"/>
    <body pos="0 0 0.5">
      <freejoint/>
      <geom name="hull" type="ellipsoid" size="0.2 0.1 0.1" contype="0" conaffinity="0" material="steel"/>
      <geom size="0.1"/>
      <body pos="0.2 0 0"><joint name="arm" axis="0 1 0" range="-90 90"/><geom type="capsule" size="0.03" fromto="0 0 0 0.3 0 0"/></body>
      <body pos="-0.2 0 0"><joint axis="0 1 0"/><geom type="box" size="0.1 0.03 0.03" contype="0" conaffinity="0"/></body>
    </body>
  </worldbody>
  <actuator><motor joint="arm" ctrlrange="-2 1"/><motor joint="arm" gear="3" ctrlrange="-1 1"/></actuator>
</mujoco>`

const look = `<mujocoinclude><asset><material name="steel" rgba="0.5 0.5 0.6 1"/></asset></mujocoinclude>`

// write makes a folder of files and returns the path of the first.
func write(t *testing.T, pairs ...string) string {
	t.Helper()
	dir := t.TempDir()
	for i := 0; i < len(pairs); i += 2 {
		name := filepath.Join(dir, pairs[i])
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(pairs[i+1]), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, pairs[0])
}

func open(t *testing.T, path string) *locomotion.File {
	t.Helper()
	f, err := locomotion.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// A model of the user's is a task that keeps the contract: free bodies, motors without limits and unnamed elements
// included, and a model without motors.
func TestUserModel(t *testing.T) {
	f := open(t, write(t, "my robot.xml", robot, "parts/look.xml", look))
	if err := envtest.Check(func() envs.Env { return locomotion.NewModel(f, locomotion.DefaultModel()) }); err != nil {
		t.Error(err)
	}
	spec := locomotion.NewModel(f, locomotion.DefaultModel()).Spec()
	if spec.Name != "mjcf:my_robot" || len(spec.Obs) != 9+8 || spec.Action.Dim() != 2 || spec.Period != 0.02 || spec.Horizon != 1000 {
		t.Errorf("%s: %d observations, %s, period %v, horizon %d", spec.Name, len(spec.Obs), spec.Action, spec.Period, spec.Horizon)
	}
	if spec.Act[0].Lo != -2 || spec.Act[0].Hi != 1 || spec.Act[1].Lo != -1 || spec.Act[1].Name != "arm (2)" {
		t.Errorf("actions %v", spec.Act)
	}
	if len(f.Warnings) != 1 || f.Warnings[0].What != "<light>" {
		t.Errorf("warnings %v", f.Warnings)
	}
	if want := "an MJCF file, of which the model does not keep <light> (my robot.xml:4)"; spec.Source != want {
		t.Errorf("source %q, want %q", spec.Source, want)
	}
	still := open(t, write(t, "m.xml", `<mujoco><worldbody><body><joint/><geom size=".1" pos="1 0 0"/></body></worldbody></mujoco>`))
	if err := envtest.Check(func() envs.Env { return locomotion.NewModel(still, locomotion.DefaultModel()) }); err != nil {
		t.Error(err)
	}
}

// The content hash is that of the file and its includes, and not of its path.
func TestUserModelContent(t *testing.T) {
	a := open(t, write(t, "a.xml", robot, "parts/look.xml", look))
	same := open(t, write(t, "a.xml", robot, "parts/look.xml", look))
	painted := open(t, write(t, "a.xml", robot, "parts/look.xml", strings.ReplaceAll(look, "0.6", "0.7")))
	if a.Content != same.Content || len(a.Content) != 64 {
		t.Errorf("content %s and %s", a.Content, same.Content)
	}
	if a.Content == painted.Content {
		t.Error("another include, the same content")
	}
}

// An episode starts at the first keyframe.
func TestUserModelKeyframe(t *testing.T) {
	f := open(t, write(t, "m.xml", `<mujoco><worldbody><body><joint/><geom size=".1"/></body></worldbody><keyframe><key qpos="0.25" qvel="3"/></keyframe></mujoco>`))
	e := locomotion.NewModel(f, locomotion.DefaultModel())
	obs := make([]float64, 2)
	e.Reset(obs, rand.New(rand.NewPCG(1, 1)))
	if obs[0] != 0.25 || obs[1] != 3 {
		t.Errorf("starts at %v", obs)
	}
}

const puppet = `<mujoco><asset><mesh name="tetra" vertex="0 0 0 .2 0 0 0 .2 0 0 0 .2"/></asset><worldbody>
<body name="hand" mocap="true"><geom size=".02" contype="0" conaffinity="0"/></body>
<body pos="0 0 1"><joint name="shoulder" type="ball"/><geom type="mesh" mesh="tetra" contype="0" conaffinity="0"/>
<body pos="0 0 -.2"><joint name="elbow"/><geom size=".05" pos="0 0 -.2"/></body></body></worldbody>
<actuator><position joint="elbow" kp="2" timeconst=".1" ctrlrange="-1 1"/></actuator>
<keyframe><key mpos="1 2 3" act=".5"/></keyframe></mujoco>`

// A ball joint has channels of its own, a mesh is drawn, and a keyframe sets activations and bodies placed from outside.
func TestUserModelOfEveryKind(t *testing.T) {
	f := open(t, write(t, "m.xml", puppet))
	e := locomotion.NewModel(f, locomotion.DefaultModel())
	if err := envtest.Check(func() envs.Env { return locomotion.NewModel(f, locomotion.DefaultModel()) }); err != nil {
		t.Error(err)
	}
	var names []string
	for _, c := range e.Spec().Obs {
		names = append(names, c.Name)
	}
	want := "shoulder qw,shoulder qx,shoulder qy,shoulder qz,elbow,shoulder ωx,shoulder ωy,shoulder ωz,elbow rate"
	if got := strings.Join(names, ","); got != want {
		t.Errorf("observes %s, want %s", got, want)
	}
	e.Reset(make([]float64, len(names)), rand.New(rand.NewPCG(1, 1)))
	d := e.Data()
	if d.Act[0] != 0.5 || d.MocapPos[2] != 3 {
		t.Errorf("starts with activation %v and the hand at %v", d.Act, d.MocapPos)
	}
	var s scene.Scene
	e.Scene(&s)
	if len(s.Solids) < 3 || s.Solids[0].Pos != (scene.Vec3{X: 1, Y: 2, Z: 3}) {
		t.Errorf("drawn: %v", s.Solids)
	}
}

func TestUserModelErrors(t *testing.T) {
	for _, c := range []struct{ name, xml, want string }{
		{"nothing moves", `<mujoco><worldbody><geom size="1"/></worldbody></mujoco>`, "m.xml: nothing in this model can move: it has no joints"},
		{"bad file", "<mujoco>\n<option timestep=\"-1\"/></mujoco>", "m.xml:2: <option>: timestep is -1: want a positive number of seconds"},
	} {
		if _, err := locomotion.Open(write(t, "m.xml", c.xml)); err == nil || err.Error() != c.want {
			t.Errorf("%s: %v, want %s", c.name, err, c.want)
		}
	}
	if _, err := locomotion.Open(filepath.Join(t.TempDir(), "none.xml")); err == nil || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("missing file: %v", err)
	}
}

const unlimited = `<mujoco><worldbody><body><joint name="j"/><geom size=".1"/></body></worldbody>
<actuator><motor joint="j"/><motor name="b" joint="j"/></actuator></mujoco>`

// An actuator without a range of controls is refused by name, and the range that the user gives is part of the task.
func TestCtrlRange(t *testing.T) {
	path := write(t, "m.xml", unlimited)
	_, err := locomotion.Open(path)
	if want := `m.xml: actuator "j" has no ctrlrange, nor have 1 others: give one with --ctrlrange LO,HI, or in the task, FILE.xml:ctrlrange=LO,HI`; err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
	o := locomotion.DefaultFile()
	o.CtrlRange = [2]float64{-2, 3}
	f, err := locomotion.OpenFile(path, o)
	if err != nil {
		t.Fatal(err)
	}
	spec := locomotion.NewModel(f, locomotion.DefaultModel()).Spec()
	if spec.Name != "mjcf:m:ctrlrange=-2,3" || spec.Act[0].Lo != -2 || spec.Act[1].Hi != 3 {
		t.Errorf("%s: %v", spec.Name, spec.Act)
	}
	if r, err := locomotion.ParseCtrlRange("-2, 3"); err != nil || r != o.CtrlRange {
		t.Errorf("%v, %v", r, err)
	}
	for _, bad := range []string{"", "1", "2,1", "a,b", "0,inf"} {
		if _, err := locomotion.ParseCtrlRange(bad); err == nil {
			t.Errorf("%q is taken for a range", bad)
		}
	}
}

// Files above the main file's folder are read where the root says so, and nowhere else.
func TestRoot(t *testing.T) {
	part := `<mujocoinclude><body><joint/><geom size=".1"/></body></mujocoinclude>`
	main := `<mujoco><worldbody><include file="../part.xml"/></worldbody></mujoco>`
	path := write(t, "robot/m.xml", main, "part.xml", part)
	_, err := locomotion.Open(path)
	if err == nil || !strings.Contains(err.Error(), `"../part.xml" leaves the root: name a folder that holds both with --root DIR, or in the task, FILE.xml:root=DIR`) {
		t.Errorf("without a root: %v", err)
	}
	o := locomotion.DefaultFile()
	o.Root = filepath.Dir(filepath.Dir(path))
	if f, err := locomotion.OpenFile(path, o); err != nil || f.Name != "m" {
		t.Errorf("with a root: %v", err)
	}
	o.Root = filepath.Join(filepath.Dir(path), "other")
	if _, err := locomotion.OpenFile(path, o); err == nil {
		t.Error("a file that is not below the root is opened")
	}
}

// What was stored before tasks could name a release has the hash of a task under 3.14, and of no other.
func TestFormerIdentity(t *testing.T) {
	for _, row := range locomotion.Tasks() {
		o := row.Default()
		if now := row.New(o).Spec(); now.Physics != "locomotion/2" || len(now.Former) != 0 || len(now.Params) != 1 || now.Params[0] != (envs.Param{Name: "mujoco", Value: "4.0"}) {
			t.Errorf("%s: physics %s, parameters %v, former hashes %v", now.Name, now.Physics, now.Params, now.Former)
		}
		o.Release, o.FixedHorizon = physics.MuJoCo314, true
		spec := row.New(o).Spec()
		old := spec
		old.Name, old.Params = row.Name+":fixed-horizon", spec.Params[1:]
		if !spec.Matches(old.Hash()) || spec.Hash() == old.Hash() || spec.Physics != "locomotion/1" {
			t.Errorf("%s of %s does not have its former hash", spec.Name, spec.Physics)
		}
		old.Params = append(old.Params, envs.Param{Name: "margins", Value: "max"})
		if spec.Matches(old.Hash()) {
			t.Errorf("%s has the hash of another variant", spec.Name)
		}
	}
}

// A range that no actuator needs is no part of a model's identity.
func TestNeedlessCtrlRange(t *testing.T) {
	const xml = `<mujoco><worldbody><body><joint name="j"/><geom size=".1"/></body></worldbody><actuator><motor joint="j"%s/></actuator></mujoco>`
	o := locomotion.DefaultFile()
	o.CtrlRange = [2]float64{-1, 1}
	for attribute, name := range map[string]string{` ctrlrange="-2 2"`: "mjcf:m", "": "mjcf:m:ctrlrange=-1,1"} {
		f, err := locomotion.OpenFile(write(t, "m.xml", fmt.Sprintf(xml, attribute)), o)
		if err != nil {
			t.Fatal(err)
		}
		if got := locomotion.NewModel(f, locomotion.DefaultModel()).Spec().Name; got != name {
			t.Errorf("a motor with%s: %s, want %s", attribute, got, name)
		}
	}
}

// Twenty thousand actuators of one name take no time to speak of.
func TestManyActuators(t *testing.T) {
	const n = 20_000
	xml := `<mujoco><worldbody><body><joint name="j"/><geom size=".1"/></body></worldbody><actuator>` +
		strings.Repeat(`<motor joint="j" ctrlrange="-1 1"/>`, n) + `</actuator></mujoco>`
	start := time.Now()
	spec := locomotion.NewModel(open(t, write(t, "m.xml", xml)), locomotion.DefaultModel()).Spec()
	if len(spec.Act) != n || spec.Act[n-1].Name != "j (20000)" {
		t.Errorf("%d actions, the last %q", len(spec.Act), spec.Act[len(spec.Act)-1].Name)
	}
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("%v", took)
	}
}
