package locomotion_test

import (
	"math"
	"testing"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/locomotion"
	"github.com/fenchel-gym/fenchel/render/scene"
)

const filmed = `<mujoco><worldbody><camera name="top" pos="0 0 5"/><camera name="side" pos="0 -3 0.5" xyaxes="1 0 0 0 0 1"/>
<geom type="plane" size="5 5 .1"/><body name="ball" pos="0 0 0.09"><freejoint/><geom size=".1"/><camera name="chase" pos="-2 0 1" mode="targetbody" target="ball"/>
<body pos=".2 0 0.3"><joint axis="0 1 0"/><geom size=".05"/></body></body></worldbody></mujoco>`

// TestLayersAndCameras: each layer adds what it says and none is there unasked; the model's cameras look where they say.
func TestLayersAndCameras(t *testing.T) {
	f := open(t, write(t, "m.xml", filmed))
	task := locomotion.NewModel(f, locomotion.DefaultModel())
	task.Reset(make([]float64, len(task.Spec().Obs)), envs.Stream(0, envs.Evaluation, 0))
	solids := func(l scene.Layers) *scene.Scene {
		s := &scene.Scene{Layers: l}
		task.Scene(s)
		return s
	}
	plain := len(solids(0).Solids)
	for layer, want := range map[scene.Layers]int{scene.Contacts: 2, scene.Joints: 1, scene.CenterOfMass: 1, scene.Frames: 6} {
		if got := len(solids(layer).Solids) - plain; got != want {
			t.Errorf("layer %b adds %d solids, want %d", layer, got, want)
		}
	}
	want := map[string]scene.Vec3{"top": {Z: -1}, "side": {Y: 1}, "chase": {X: 2 / math.Hypot(2, 1), Z: -1 / math.Hypot(2, 1)}}
	cameras := solids(0).Cameras
	for _, c := range cameras {
		ahead := scene.Vec3{
			X: math.Cos(c.Elevation) * math.Cos(c.Azimuth), Y: math.Cos(c.Elevation) * math.Sin(c.Azimuth), Z: math.Sin(c.Elevation),
		}
		w := want[c.Name]
		if math.Abs(ahead.X-w.X)+math.Abs(ahead.Y-w.Y)+math.Abs(ahead.Z-w.Z) > 1e-6 {
			t.Errorf("camera %s looks along %v, want %v", c.Name, ahead, w)
		}
		delete(want, c.Name)
	}
	if len(want) > 0 {
		t.Errorf("cameras %v: %v are missing", cameras, want)
	}
}
