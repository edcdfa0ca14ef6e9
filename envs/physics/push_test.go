package physics_test

import (
	"math"
	"testing"

	"github.com/fenchel-gym/fenchel/envs/physics/mjcf"
	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// TestAddPush: the power of a force at a body's center of mass is the same in joint coordinates and in the world.
func TestAddPush(t *testing.T) {
	m, _, err := mjcf.Parse("m.xml", []byte(`<mujoco><worldbody><body pos="0 0 1"><joint type="slide" axis="0 1 1"/><joint axis="1 1 0"/><geom size=".1" pos=".2 0 0"/>
	<body pos=".3 .1 0"><joint axis="0 1 0"/><geom type="capsule" size=".03" fromto="0 0 0 .4 0 .1"/>
	<body pos=".4 0 .1"><joint type="slide" axis="1 1 0"/><geom size=".05" pos="0 .1 0"/></body></body></body></worldbody></mujoco>`))
	if err != nil {
		t.Fatal(err)
	}
	d := m.NewData()
	for i := range d.QVel {
		d.QVel[i] = math.Sin(float64(i) + 1)
	}
	copy(d.QPos, []float64{0.5, -0.4, 0.7, 0.1})
	m.Forward(d)
	f := spatial.Vec{X: 1.5, Y: -2, Z: 0.7}
	for body := 1; body < m.NBody; body++ {
		tau := make([]float64, m.NV)
		m.AddPush(tau, d, body, f)
		joints := 0.0
		for i, x := range tau {
			joints += x * d.QVel[i]
		}
		const h = 1e-6 // s, of a central difference
		at := func(dt float64) spatial.Vec {
			e := m.NewData()
			for i, v := range d.QVel {
				e.QPos[i] = d.QPos[i] + v*dt
			}
			m.Forward(e)
			return e.XIPos[body]
		}
		v := at(h).Sub(at(-h)).Scale(1 / (2 * h))
		if world := v.Dot(f); math.Abs(world-joints) > 1e-8 || !m.Moves(body) {
			t.Errorf("body %d: power %v in joint coordinates, %v in the world", body, joints, world)
		}
	}
	if m.Moves(0) {
		t.Error("the world moves")
	}
}
