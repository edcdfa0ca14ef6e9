package locomotion_test

import (
	"compress/gzip"
	"encoding/json"
	"math"
	"os"
	"testing"

	"github.com/fenchel-gym/fenchel/envs/locomotion"
	"github.com/fenchel-gym/fenchel/envs/physics"
	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// references are the tasks with the names that the reference data have for them.
var references = []struct{ task, name string }{
	{"hopper", "Hopper"}, {"walker2d", "Walker2d"}, {"halfcheetah", "HalfCheetah"}, {"ant", "Ant"}, {"swimmer", "Swimmer"},
	{"humanoid", "Humanoid"}, {"reacher", "Reacher"}, {"pusher", "Pusher"},
	{"inverted-pendulum", "InvertedPendulum"}, {"inverted-double-pendulum", "InvertedDoublePendulum"},
}

// reference is what MuJoCo compiled. Arrays are in its order.
type reference struct {
	QPos0      []float64 `json:"qpos0"`
	QPosSpring []float64 `json:"qpos_spring"`
	Option     struct {
		Timestep, Density, Viscosity float64
		Integrator                   int
		Gravity                      [3]float64
	}
	Stat struct{ MeanInertia float64 }
	Body struct {
		Name       []string
		ParentID   []int
		Pos, IPos  [][3]float64
		Quat       [][4]float64
		IQuat      [][4]float64
		Mass       []float64
		Inertia    [][3]float64
		InvWeight0 [][2]float64
	}
	Jnt struct {
		Name              []string
		Type              []int
		BodyID            []int
		Pos, Axis         [][3]float64
		Range             [][2]float64
		Limited           []bool
		Stiffness, Margin []float64
		SolRef            [][2]float64
		SolImp            [][5]float64
	}
	Dof struct {
		Armature, Damping, InvWeight0, M0 []float64
	}
	Geom struct {
		Name                        []string
		Type, BodyID                []int
		ContypeAll                  []int `json:"contype"`
		Conaffinity, Condim         []int
		Size, Pos                   [][3]float64
		Quat                        [][4]float64
		Friction                    [][3]float64
		RBound, Margin, Gap, SolMix []float64
		SolRef                      [][2]float64
		SolImp                      [][5]float64
	}
	Site struct {
		Name   []string
		BodyID []int
		Pos    [][3]float64
	}
	Actuator struct {
		Joint     []string
		Gear      [][6]float64
		CtrlRange [][2]float64
		Acc0      []float64
	}
}

// comparison counts how two models differ.
type comparison struct {
	t     *testing.T
	worst float64
}

// number compares within 1e-12 of the larger magnitude, or of one where a reference is a rounding error of zero.
func (c *comparison) number(what string, i int, got, want float64) {
	c.t.Helper()
	err := math.Abs(got - want)
	if scale := math.Max(math.Abs(got), math.Abs(want)); scale > 1e-15 {
		err /= scale
	}
	c.worst = math.Max(c.worst, err)
	if !(err <= 1e-12) {
		c.t.Errorf("%s[%d] is %v, MuJoCo has %v", what, i, got, want)
	}
}

func (c *comparison) numbers(what string, got, want []float64) {
	c.t.Helper()
	if len(got) != len(want) {
		c.t.Errorf("%s has %d numbers, MuJoCo %d", what, len(got), len(want))
		return
	}
	for i := range got {
		c.number(what, i, got[i], want[i])
	}
}

// near compares vectors within 1e-12 of their length: a component that is a rounding error has no relative size.
func (c *comparison) near(what string, i int, got, want []float64) {
	c.t.Helper()
	var dist, size float64
	for k := range got {
		dist, size = math.Hypot(dist, got[k]-want[k]), math.Hypot(size, want[k])
	}
	if !(dist <= 1e-12*math.Max(size, 1)) {
		c.t.Errorf("%s[%d] is %v, MuJoCo has %v", what, i, got, want)
	}
}

func (c *comparison) vector(what string, i int, got spatial.Vec, want [3]float64) {
	c.t.Helper()
	c.near(what, i, []float64{got.X, got.Y, got.Z}, want[:])
}

// rotation compares up to sign.
func (c *comparison) rotation(what string, i int, q spatial.Quat, want [4]float64) {
	c.t.Helper()
	s := 1.0
	if q.W*want[0]+q.X*want[1]+q.Y*want[2]+q.Z*want[3] < 0 {
		s = -1
	}
	c.near(what, i, []float64{s * q.W, s * q.X, s * q.Y, s * q.Z}, want[:])
}

func compare[T comparable](c *comparison, what string, got, want []T) {
	c.t.Helper()
	if len(got) != len(want) {
		c.t.Errorf("%d %s, MuJoCo has %d", len(got), what, len(want))
		return
	}
	for i := range got {
		if got[i] != want[i] {
			c.t.Errorf("%s[%d] is %v, MuJoCo has %v", what, i, got[i], want[i])
		}
	}
}

var (
	jntTypes  = map[physics.JntType]int{physics.Free: 0, physics.Slide: 2, physics.Hinge: 3}
	geomTypes = map[physics.GeomType]int{physics.Plane: 0, physics.Sphere: 2, physics.Capsule: 3, physics.Cylinder: 5}
)

// The compiled constants of our ten models are MuJoCo's, all of them, within 1e-12.
func TestModelsAgainstMuJoCo(t *testing.T) {
	compiled := readReferences(t)
	for _, r := range references {
		t.Run(r.task, func(t *testing.T) {
			ref, ok := compiled[r.name]
			if !ok {
				t.Fatal("no reference")
			}
			m, err := locomotion.Model(r.task)
			if err != nil {
				t.Fatal(err)
			}
			c := &comparison{t: t}
			compareBodies(c, m, ref)
			compareJoints(c, m, ref)
			compareGeoms(c, m, ref)
			compareRest(c, m, ref)
			t.Logf("largest relative error %.1e", c.worst)
		})
	}
}

// readReferences reads testdata/models.json.gz: what MuJoCo 3.14.0 compiled Gymnasium 1.4.0's models to, the arrays
// that are compared here, copied from its mjModel.
func readReferences(t *testing.T) map[string]*reference {
	t.Helper()
	f, err := os.Open("testdata/models.json.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var refs map[string]*reference
	if err := json.NewDecoder(z).Decode(&refs); err != nil {
		t.Fatal(err)
	}
	return refs
}

func compareBodies(c *comparison, m *physics.Model, ref *reference) {
	b := &ref.Body
	compare(c, "bodies", m.BodyName, b.Name)
	compare(c, "BodyParent", m.BodyParent, b.ParentID)
	c.numbers("BodyMass", m.BodyMass, b.Mass)
	for i := range m.BodyMass {
		c.vector("BodyPos", i, m.BodyPos[i], b.Pos[i])
		c.vector("BodyIPos", i, m.BodyIPos[i], b.IPos[i])
		c.rotation("BodyQuat", i, m.BodyQuat[i], b.Quat[i])
		c.number("BodyInertia.X", i, m.BodyInertia[i].X, b.Inertia[i][0])
		c.number("BodyInertia.Y", i, m.BodyInertia[i].Y, b.Inertia[i][1])
		c.number("BodyInertia.Z", i, m.BodyInertia[i].Z, b.Inertia[i][2])
		c.number("BodyInvWeight0.0", i, m.BodyInvWeight0[i][0], b.InvWeight0[i][0])
		c.number("BodyInvWeight0.1", i, m.BodyInvWeight0[i][1], b.InvWeight0[i][1])
		// The frame of two equal moments is free to turn: what counts is the inertia in body axes.
		want := b.IQuat[i]
		q := spatial.Quat{W: want[0], X: want[1], Y: want[2], Z: want[3]}
		p := spatial.Vec{X: b.Inertia[i][0], Y: b.Inertia[i][1], Z: b.Inertia[i][2]}
		for _, e := range [...]spatial.Vec{{X: 1}, {Y: 1}, {Z: 1}} {
			c.near("inertia in body axes", i, row(turned(m.BodyInertia[i], m.BodyIQuat[i], e), p.X), row(turned(p, q, e), p.X))
		}
	}
}

func row(v spatial.Vec, scale float64) []float64 {
	if scale == 0 {
		scale = 1
	}
	return []float64{v.X / scale, v.Y / scale, v.Z / scale}
}

// turned is R diag(d) Rᵀ e.
func turned(d spatial.Vec, q spatial.Quat, e spatial.Vec) spatial.Vec {
	local := q.Conj().Rotate(e)
	return q.Rotate(spatial.Vec{X: d.X * local.X, Y: d.Y * local.Y, Z: d.Z * local.Z})
}

func compareJoints(c *comparison, m *physics.Model, ref *reference) {
	j := &ref.Jnt
	compare(c, "joints", m.JntName, j.Name)
	compare(c, "JntBody", m.JntBody, j.BodyID)
	compare(c, "JntLimited", m.JntLimited, j.Limited)
	c.numbers("JntStiffness", m.JntStiffness, j.Stiffness)
	c.numbers("JntMargin", m.JntMargin, j.Margin)
	for i, kind := range m.JntType {
		if jntTypes[kind] != j.Type[i] {
			c.t.Errorf("joint %d is a %v, MuJoCo has %d", i, kind, j.Type[i])
		}
		c.vector("JntPos", i, m.JntPos[i], j.Pos[i])
		c.vector("JntAxis", i, m.JntAxis[i], j.Axis[i])
		c.numbers("JntRange", m.JntRange[i][:], j.Range[i][:])
		c.numbers("JntSolRef", m.JntSolRef[i][:], j.SolRef[i][:])
		c.numbers("JntSolImp", m.JntSolImp[i][:], j.SolImp[i][:])
	}
	c.numbers("DofArmature", m.DofArmature, ref.Dof.Armature)
	c.numbers("DofDamping", m.DofDamping, ref.Dof.Damping)
	c.numbers("DofInvWeight0", m.DofInvWeight0, ref.Dof.InvWeight0)
	c.numbers("DofM0", m.DofM0, ref.Dof.M0)
	c.numbers("QPos0", m.QPos0, ref.QPos0)
	c.numbers("QPosSpring", m.QPosSpring, ref.QPosSpring)
}

func compareGeoms(c *comparison, m *physics.Model, ref *reference) {
	g := &ref.Geom
	compare(c, "geoms", m.GeomName, g.Name)
	compare(c, "GeomBody", m.GeomBody, g.BodyID)
	compare(c, "GeomCondim", m.GeomCondim, g.Condim)
	c.numbers("GeomRBound", m.GeomRBound, g.RBound)
	c.numbers("GeomMargin", m.GeomMargin, g.Margin)
	c.numbers("GeomGap", m.GeomGap, g.Gap)
	c.numbers("GeomSolMix", m.GeomSolMix, g.SolMix)
	for i, kind := range m.GeomType {
		if geomTypes[kind] != g.Type[i] || int(m.GeomContype[i]) != g.ContypeAll[i] || int(m.GeomConaffinity[i]) != g.Conaffinity[i] {
			c.t.Errorf("geom %d is a %v with contype %d, conaffinity %d", i, kind, m.GeomContype[i], m.GeomConaffinity[i])
		}
		c.vector("GeomPos", i, m.GeomPos[i], g.Pos[i])
		c.rotation("GeomQuat", i, m.GeomQuat[i], g.Quat[i])
		c.vector("GeomFriction", i, m.GeomFriction[i], g.Friction[i])
		size := g.Size[i]
		if kind == physics.Cylinder {
			size[2] = 0 // MuJoCo keeps a third number that means nothing
		}
		c.vector("GeomSize", i, m.GeomSize[i], size)
		c.numbers("GeomSolRef", m.GeomSolRef[i][:], g.SolRef[i][:])
		c.numbers("GeomSolImp", m.GeomSolImp[i][:], g.SolImp[i][:])
	}
}

func compareRest(c *comparison, m *physics.Model, ref *reference) {
	o := &ref.Option
	c.number("Timestep", 0, m.Option.Timestep, o.Timestep)
	c.number("Density", 0, m.Option.Density, o.Density)
	c.number("Viscosity", 0, m.Option.Viscosity, o.Viscosity)
	c.number("MeanInertia", 0, m.MeanInertia, ref.Stat.MeanInertia)
	c.vector("Gravity", 0, m.Option.Gravity, o.Gravity)
	if int(m.Option.Integrator) != o.Integrator {
		c.t.Errorf("integrator %v, MuJoCo has %d", m.Option.Integrator, o.Integrator)
	}
	c.numbers("ActuatorAcc0", m.ActuatorAcc0, ref.Actuator.Acc0)
	for i := range m.Actuators {
		a := &m.Actuators[i]
		if j := a.ID[0]; m.JntName[j] != ref.Actuator.Joint[i] {
			c.t.Errorf("motor %d drives %s, MuJoCo's %s", i, m.JntName[j], ref.Actuator.Joint[i])
		}
		c.number("Gear", i, a.Gear[0], ref.Actuator.Gear[i][0])
		c.numbers("CtrlRange", a.CtrlRange[:], ref.Actuator.CtrlRange[i][:])
	}
	compare(c, "sites", m.SiteName, ref.Site.Name)
	for i := range m.SiteName {
		c.vector("SitePos", i, m.SitePos[i], ref.Site.Pos[i])
	}
}
