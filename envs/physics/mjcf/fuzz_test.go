package mjcf_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/fenchel-gym/fenchel/envs/physics/mjcf"
)

// FuzzParse holds the promise that no file makes Parse panic or hang, and that a model which compiles is one that the
// dynamics accept.
func FuzzParse(f *testing.F) {
	models, err := filepath.Glob("../../locomotion/models/*.xml")
	if err != nil || len(models) == 0 {
		f.Fatal("no models to start from")
	}
	for _, name := range models {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	for _, xml := range []string{
		`<mujoco><default><default class="a"><joint range="0 1" limited="true"/></default></default><worldbody><body childclass="a"><joint/><inertial pos="0 0 0" mass="1" fullinertia="1 1 1 0 0 0"/></body></worldbody></mujoco>`,
		`<mujoco><compiler angle="radian" eulerseq="XYz" settotalmass="1"/><worldbody><body euler="1 2 3"><freejoint/><geom type="ellipsoid" size="1 2 3"/></body></worldbody></mujoco>`,
		`<mujoco><option integrator="RK4"><flag contact="disable"/></option><worldbody><geom type="box" size="1 1 1" xyaxes="1 0 0 0 0 1"/></worldbody><keyframe><key time="1"/></keyframe></mujoco>`,
		`<mujoco><worldbody><body><joint type="slide"/><geom type="cylinder" fromto="0 0 0 1 0 0" size=".1"/></body></worldbody><contact><exclude body1="world" body2="world"/></contact></mujoco>`,
		`<!DOCTYPE a><mujoco/>`, `<mujoco model="&#x41;"/>`, "<mujoco>\x00",
	} {
		f.Add([]byte(xml))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		m, _, err := mjcf.Parse("fuzz.xml", data)
		if (m == nil) == (err == nil) {
			t.Fatalf("model %v, error %v", m, err)
		}
		if m == nil {
			return
		}
		d := m.NewData()
		m.Step(d)
	})
}
