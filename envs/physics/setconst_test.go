package physics

import (
	"math"
	"testing"
)

// TestConstants compares what SetConst derives with MuJoCo's compiler.
func TestConstants(t *testing.T) {
	names := append([]string{"Walker2d_v4", "Pusher_v4", "HumanoidStandup"}, modelNames...)
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			c := readCompiled(t, name)
			m := c.model()
			if err := m.SetConst(); err != nil {
				t.Fatal(err)
			}
			checkConstants(t, c, m)
		})
	}
}

// checkConstants compares the derived fields of m with those of the compiled model.
func checkConstants(t *testing.T, c *compiled, m *Model) {
	t.Helper()
	same := func(what string, got, want []int) {
		t.Helper()
		for i, w := range want {
			if got[i] != w {
				t.Errorf("%s[%d] = %d, want %d", what, i, got[i], w)
			}
		}
	}
	same("BodyRoot", m.BodyRoot, c.Body.Root)
	same("BodyWeld", m.BodyWeld, c.Body.Weld)
	same("BodyDofAdr", m.BodyDofAdr, c.Body.DofAdr)
	same("JntQPosAdr", m.JntQPosAdr, c.Jnt.QPosAdr)
	same("DofParent", m.DofParent, c.Dof.Parent)
	near := func(what string, got, want []float64) {
		t.Helper()
		for i, w := range want {
			if !(math.Abs(got[i]-w) <= 1e-12*math.Max(1e-3, math.Abs(w))) {
				t.Errorf("%s[%d] = %v, want %v", what, i, got[i], w)
			}
		}
	}
	near("BodySubtreeMass", m.BodySubtreeMass, c.Body.SubtreeMass)
	near("GeomRBound", m.GeomRBound, c.Geom.RBound)
	near("DofM0", m.DofM0, c.Dof.M0)
	near("DofInvWeight0", m.DofInvWeight0, c.Dof.InvWeight0)
	near("ActuatorAcc0", m.ActuatorAcc0, c.Actuator.Acc0)
	near("MeanInertia", []float64{m.MeanInertia}, []float64{c.Stat.MeanInertia})
	for b := range m.BodyInvWeight0 {
		near("BodyInvWeight0", m.BodyInvWeight0[b][:], c.Body.InvWeight0[b][:])
	}
}
