package locomotion_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/envtest"
	"github.com/fenchel-gym/fenchel/envs/locomotion"
	"github.com/fenchel-gym/fenchel/envs/physics/mjcf"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// statue cannot be simulated, and hides a body in a group that viewers do not show.
const statue = `<mujoco>
  <option integrator="discrete"/>
  <worldbody>
    <camera name="top" pos="0 0 3"/>
    <geom type="plane" size="1 1 1"/>
    <body pos="5 0 1"><joint name="j" axis="0 1 0"/><geom type="capsule" size="0.1" fromto="0 0 0 0 0 1" group="4"/></body>
  </worldbody>
  <keyframe><key name="bent" qpos="1.5" qvel="3"/><key name="back" qpos="-1"/></keyframe>
</mujoco>`

func still(t *testing.T, path string, v *mjcf.View, key string) *locomotion.Task {
	t.Helper()
	task, err := locomotion.NewStill(path, v, key)
	if err != nil {
		t.Fatal(err)
	}
	return task
}

func TestStillIsInThePoseOfAKeyframe(t *testing.T) {
	path := write(t, "statue.xml", statue)
	v, err := locomotion.Look(path, locomotion.DefaultFile())
	if err != nil {
		t.Fatal(err)
	}
	if len(v.Refused) != 1 || !strings.Contains(v.Refused[0].Error(), "integrator discrete is not supported") {
		t.Error("refused:", v.Refused)
	}
	for key, want := range map[string]float64{"": 1.5, "bent": 1.5, "back": -1, "1": -1, locomotion.AtQPos0: 0} {
		task := still(t, path, v, key)
		obs := make([]float64, len(task.Spec().Obs))
		task.Reset(obs, rand.New(rand.NewPCG(1, 1)))
		task.Step(obs, []float64{1})
		if q, _ := task.State(); q[0] != want {
			t.Errorf("key %q: the joint is at %g, want %g", key, q[0], want)
		}
		if err := envtest.Check(func() envs.Env { return still(t, path, v, key) }); err != nil {
			t.Errorf("key %q: %v", key, err)
		}
	}
	if _, err := locomotion.NewStill(path, v, "bend"); err == nil || !strings.Contains(err.Error(), "qpos0, bent, back") {
		t.Error("a key that is not there:", err)
	}
}

// TestStillIsSeen: the hidden body is shown, the picture is centered on what moves, and the model's camera is there.
func TestStillIsSeen(t *testing.T) {
	path := write(t, "statue.xml", statue)
	v, err := locomotion.Look(path, locomotion.DefaultFile())
	if err != nil {
		t.Fatal(err)
	}
	task := still(t, path, v, locomotion.AtQPos0)
	task.Reset(make([]float64, len(task.Spec().Obs)), rand.New(rand.NewPCG(1, 1)))
	var s scene.Scene
	task.Scene(&s)
	if len(s.Solids) != 2 || s.Solids[1].Kind != scene.Capsule {
		t.Errorf("solids: %v", s.Solids)
	}
	if len(s.Cameras) != 1 || s.Cameras[0].Name != "top" {
		t.Errorf("cameras: %v", s.Cameras)
	}
	if at := s.Camera.LookAt; at.X != 5 || at.Z != 1.5 || s.Camera.Distance > 4 {
		t.Errorf("it is seen from %+v", s.Camera)
	}
}

// TestNothingMovesInAStill: a model without joints is seen, too.
func TestNothingMovesInAStill(t *testing.T) {
	path := write(t, "rock.xml", `<mujoco><worldbody><geom size="2" pos="1 0 0"/></worldbody></mujoco>`)
	v, err := locomotion.Look(path, locomotion.DefaultFile())
	if err != nil {
		t.Fatal(err)
	}
	task := still(t, path, v, "")
	task.Reset(make([]float64, 1), rand.New(rand.NewPCG(1, 1)))
	var s scene.Scene
	task.Scene(&s)
	if len(s.Solids) != 1 || s.Camera.LookAt.X != 1 || s.Camera.Distance < 4 {
		t.Errorf("%d solids, seen from %+v", len(s.Solids), s.Camera)
	}
}
