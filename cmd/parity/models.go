package main

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"

	"github.com/fenchel-gym/fenchel/envs/physics"
	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// modelsKind compares the constants that our models compile to with those that MuJoCo compiled from Gymnasium's files.
var modelsKind = kind{
	folder:  "models",
	what:    "compiled constants of the ten models",
	ending:  ".json",
	compare: compareModel,
}

// modelBar is the relative error of a compiled constant.
const modelBar = 1e-12

// modelRecord is what MuJoCo compiled; arrays are in its order.
type modelRecord struct {
	QPos0 []float64 `json:"qpos0"`
	Body  struct {
		Mass       []float64
		Inertia    [][3]float64
		Pos, IPos  [][3]float64
		InvWeight0 [][2]float64
	}
	Dof struct {
		Armature, Damping, InvWeight0, M0 []float64
	}
	Actuator struct{ Acc0 []float64 }
	Start    struct {
		M [][]float64
	} `json:"at_qpos0"`
}

func compareModel(path string) (*result, error) {
	name, _, m, err := robotOf(path)
	if err != nil {
		return nil, errForeign
	}
	if filepath.Base(path) != name+".json" {
		return nil, errForeign // a variant: Walker2d_v4
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var want modelRecord
	if err := json.Unmarshal(text, &want); err != nil {
		return nil, err
	}
	r := &result{task: name}
	want.compare(r, m)
	return r, nil
}

func (w *modelRecord) compare(r *result, m *physics.Model) {
	mass := r.gauge("masses, inertias", modelBar)
	mass.relative("body_mass", m.BodyMass, w.Body.Mass)
	mass.relative("body_inertia", flatten(m.BodyInertia), flat3(w.Body.Inertia))
	pose := r.gauge("positions", modelBar)
	pose.relative("qpos0", m.QPos0, w.QPos0)
	pose.relative("body_pos", flatten(m.BodyPos), flat3(w.Body.Pos))
	pose.relative("body_ipos", flatten(m.BodyIPos), flat3(w.Body.IPos))
	dof := r.gauge("armature, damping", modelBar)
	dof.relative("dof_armature", m.DofArmature, w.Dof.Armature)
	dof.relative("dof_damping", m.DofDamping, w.Dof.Damping)
	weight := r.gauge("invweight0, M at qpos0", modelBar)
	weight.relative("dof_invweight0", m.DofInvWeight0, w.Dof.InvWeight0)
	weight.relative("dof_M0", m.DofM0, w.Dof.M0)
	for i, x := range w.Body.InvWeight0 {
		weight.relative(fmt.Sprintf("body_invweight0[%d]", i), m.BodyInvWeight0[i][:], x[:])
	}
	d := m.NewData()
	m.Forward(d)
	full := make([]float64, m.NV*m.NV)
	m.FullM(full, d)
	for i, row := range w.Start.M {
		weight.vector(place{"qpos0", 0}, fmt.Sprintf("M[%d]", i), full[i*m.NV:(i+1)*m.NV], row, true)
	}
}

// relative notes errors relative to the larger of the two numbers; what is a rounding error of zero is compared as it
// is.
func (g *gauge) relative(name string, ours, theirs []float64) {
	if len(ours) != len(theirs) {
		g.note(place{name, 0}, math.Inf(1), func() string { return fmt.Sprintf("%d numbers, recorded %d", len(ours), len(theirs)) })
		return
	}
	for i, x := range theirs {
		err := math.Abs(ours[i] - x)
		if scale := math.Max(math.Abs(ours[i]), math.Abs(x)); scale > 1e-10 {
			err /= scale
		}
		g.note(place{name, i}, err, func() string { return fmt.Sprintf("%v, recorded %v", ours[i], x) })
	}
}

func flatten(vs []spatial.Vec) (xs []float64) {
	for _, v := range vs {
		xs = append(xs, v.X, v.Y, v.Z)
	}
	return xs
}

func flat3(vs [][3]float64) (xs []float64) {
	for _, v := range vs {
		xs = append(xs, v[:]...)
	}
	return xs
}
