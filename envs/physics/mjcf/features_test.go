package mjcf_test

import (
	"encoding/json"
	"math"
	"os"
	"testing"

	"github.com/fenchel-gym/fenchel/envs/physics/mjcf"
	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// testdata/features.json is what MuJoCo 4.0.0 makes of testdata/features.xml: arrays of its mjModel, and the state
// after 20 steps under controls 0.5 and −0.4 with its solver's tolerance at 1e-20, by then in contact with the ground.
func TestFeaturesAgainstMuJoCo(t *testing.T) {
	data, err := os.ReadFile("testdata/features.json")
	if err != nil {
		t.Fatal(err)
	}
	var want map[string]any
	if err := json.Unmarshal(data, &want); err != nil {
		t.Fatal(err)
	}
	m, warnings, err := mjcf.Load(os.DirFS("testdata"), "features.xml")
	if err != nil || len(warnings) > 0 {
		t.Fatal(err, warnings)
	}
	d := m.NewData()
	for range 20 {
		d.Ctrl[0], d.Ctrl[1] = 0.5, -0.4
		m.Step(d)
	}
	var weights, solref []float64
	for _, w := range m.BodyInvWeight0 {
		weights = append(weights, w[:]...)
	}
	for _, s := range m.GeomSolRef {
		solref = append(solref, s[:]...)
	}
	for _, c := range []struct {
		name string
		got  []float64
		tol  float64
	}{
		{"mass", m.BodyMass, 1e-12}, {"inertia", flat(m.BodyInertia), 1e-12}, {"pos", flat(m.BodyPos), 1e-12},
		{"quat", turns(m.BodyQuat), 1e-12}, {"ipos", flat(m.BodyIPos), 1e-12}, {"iquat", turns(m.BodyIQuat), 1e-12},
		{"invweight0", weights, 1e-12}, {"dof_invweight0", m.DofInvWeight0, 1e-12},
		{"qpos0", m.QPos0, 1e-12}, {"qpos_spring", m.QPosSpring, 1e-12},
		{"jnt_pos", flat(m.JntPos), 1e-12}, {"jnt_axis", flat(m.JntAxis), 1e-12},
		{"geom_pos", flat(m.GeomPos), 1e-12}, {"geom_quat", turns(m.GeomQuat), 1e-12},
		{"geom_friction", flat(m.GeomFriction), 1e-12}, {"geom_solref", solref, 1e-12},
		{"site_pos", flat(m.SitePos), 1e-12}, {"site_quat", turns(m.SiteQuat), 1e-12},
		{"qpos", d.QPos, 1e-10}, {"qvel", d.QVel, 1e-9}, // 20 steps multiply the rounding of one
	} {
		ref := numbers(want[c.name])
		if len(ref) != len(c.got) {
			t.Errorf("%s: %d numbers, MuJoCo has %d", c.name, len(c.got), len(ref))
			continue
		}
		for i, x := range c.got {
			if math.Abs(x-ref[i]) > c.tol*math.Max(1, math.Abs(ref[i])) {
				t.Errorf("%s[%d] = %v, MuJoCo has %v", c.name, i, x, ref[i])
			}
		}
	}
}

func numbers(list any) []float64 {
	var out []float64
	for _, x := range list.([]any) {
		out = append(out, x.(float64))
	}
	return out
}

func flat(list []spatial.Vec) []float64 {
	var out []float64
	for _, v := range list {
		out = append(out, v.X, v.Y, v.Z)
	}
	return out
}

func turns(list []spatial.Quat) []float64 {
	var out []float64
	for _, q := range list {
		out = append(out, q.W, q.X, q.Y, q.Z)
	}
	return out
}
