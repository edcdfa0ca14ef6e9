package physics

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// compiled is a model as MuJoCo's compiler leaves it: models/NAME.json of the reference data.
type compiled struct {
	Model  string `json:"model"`
	Option struct {
		Timestep   float64    `json:"timestep"`
		Integrator int        `json:"integrator"`
		Impratio   float64    `json:"impratio"`
		Gravity    [3]float64 `json:"gravity"`
		Wind       [3]float64 `json:"wind"`
		Density    float64    `json:"density"`
		Viscosity  float64    `json:"viscosity"`
	} `json:"option"`
	Stat struct {
		MeanInertia float64 `json:"meaninertia"`
	} `json:"stat"`
	QPos0      []float64 `json:"qpos0"`
	QPosSpring []float64 `json:"qpos_spring"`
	Body       struct {
		Name        []string     `json:"name"`
		Parent      []int        `json:"parentid"`
		Root        []int        `json:"rootid"`
		Weld        []int        `json:"weldid"`
		DofAdr      []int        `json:"dofadr"`
		Pos         [][3]float64 `json:"pos"`
		Quat        [][4]float64 `json:"quat"`
		IPos        [][3]float64 `json:"ipos"`
		IQuat       [][4]float64 `json:"iquat"`
		Mass        []float64    `json:"mass"`
		SubtreeMass []float64    `json:"subtreemass"`
		Inertia     [][3]float64 `json:"inertia"`
		InvWeight0  [][2]float64 `json:"invweight0"`
	} `json:"body"`
	Jnt struct {
		Name      []string     `json:"name"`
		Type      []int        `json:"type"`
		Body      []int        `json:"bodyid"`
		QPosAdr   []int        `json:"qposadr"`
		Pos       [][3]float64 `json:"pos"`
		Axis      [][3]float64 `json:"axis"`
		Range     [][2]float64 `json:"range"`
		Stiffness []float64    `json:"stiffness"`
		Margin    []float64    `json:"margin"`
		SolRef    []SolRef     `json:"solref"`
		SolImp    []SolImp     `json:"solimp"`
		Limited   []bool       `json:"limited"`
	} `json:"jnt"`
	Dof struct {
		Parent     []int     `json:"parentid"`
		Armature   []float64 `json:"armature"`
		Damping    []float64 `json:"damping"`
		InvWeight0 []float64 `json:"invweight0"`
		M0         []float64 `json:"M0"`
	} `json:"dof"`
	Geom struct {
		Name        []string     `json:"name"`
		Type        []int        `json:"type"`
		Body        []int        `json:"bodyid"`
		Contype     []uint32     `json:"contype"`
		Conaffinity []uint32     `json:"conaffinity"`
		Condim      []int        `json:"condim"`
		Priority    []int        `json:"priority"`
		Group       []int        `json:"group"`
		Size        [][3]float64 `json:"size"`
		Pos         [][3]float64 `json:"pos"`
		Quat        [][4]float64 `json:"quat"`
		RBound      []float64    `json:"rbound"`
		Friction    [][3]float64 `json:"friction"`
		SolMix      []float64    `json:"solmix"`
		SolRef      []SolRef     `json:"solref"`
		SolImp      []SolImp     `json:"solimp"`
		Margin      []float64    `json:"margin"`
		Gap         []float64    `json:"gap"`
	} `json:"geom"`
	Actuator struct {
		Name        []string     `json:"name"`
		TrnID       [][2]int     `json:"trnid"`
		Gear        [][6]float64 `json:"gear"`
		CtrlRange   [][2]float64 `json:"ctrlrange"`
		CtrlLimited []bool       `json:"ctrllimited"`
		Acc0        []float64    `json:"acc0"`
	} `json:"actuator"`
	AtQPos0 struct {
		M [][]float64 `json:"M"`
	} `json:"at_qpos0"`
}

func vec(a [3]float64) spatial.Vec   { return spatial.Vec{X: a[0], Y: a[1], Z: a[2]} }
func quat(a [4]float64) spatial.Quat { return spatial.Quat{W: a[0], X: a[1], Y: a[2], Z: a[3]} }

func each[A, B any](f func(A) B, s []A) []B {
	r := make([]B, len(s))
	for i, a := range s {
		r[i] = f(a)
	}
	return r
}

// model returns the given fields of c; the caller runs SetConst.
func (c *compiled) model() *Model {
	m := &Model{Name: c.Model, Option: DefaultOption(), QPos0: c.QPos0, QPosSpring: c.QPosSpring}
	m.Option.Release = MuJoCo314
	m.Option.Timestep, m.Option.Impratio = c.Option.Timestep, c.Option.Impratio
	m.Option.Gravity, m.Option.Wind = vec(c.Option.Gravity), vec(c.Option.Wind)
	m.Option.Density, m.Option.Viscosity = c.Option.Density, c.Option.Viscosity
	m.Option.Integrator = Integrator(c.Option.Integrator)
	b, j, g, a := &c.Body, &c.Jnt, &c.Geom, &c.Actuator
	m.BodyName, m.BodyParent, m.BodyMass = b.Name, b.Parent, b.Mass
	m.BodyPos, m.BodyQuat = each(vec, b.Pos), each(quat, b.Quat)
	m.BodyIPos, m.BodyIQuat, m.BodyInertia = each(vec, b.IPos), each(quat, b.IQuat), each(vec, b.Inertia)
	m.JntName, m.JntBody, m.JntLimited, m.JntRange = j.Name, j.Body, j.Limited, j.Range
	m.JntType = each(func(t int) JntType { return map[int]JntType{0: Free, 2: Slide, 3: Hinge}[t] }, j.Type)
	m.JntPos, m.JntAxis = each(vec, j.Pos), each(vec, j.Axis)
	m.JntMargin, m.JntSolRef, m.JntSolImp, m.JntStiffness = j.Margin, j.SolRef, j.SolImp, j.Stiffness
	m.DofArmature, m.DofDamping = c.Dof.Armature, c.Dof.Damping
	m.GeomName, m.GeomBody = g.Name, g.Body
	m.GeomType = each(func(t int) GeomType {
		return map[int]GeomType{0: Plane, 2: Sphere, 3: Capsule, 5: Cylinder}[t]
	}, g.Type)
	m.GeomSize, m.GeomPos, m.GeomQuat = each(vec, g.Size), each(vec, g.Pos), each(quat, g.Quat)
	m.GeomContype, m.GeomConaffinity, m.GeomCondim = g.Contype, g.Conaffinity, g.Condim
	m.GeomPriority, m.GeomGroup, m.GeomFriction = g.Priority, g.Group, each(vec, g.Friction)
	m.GeomSolMix, m.GeomSolRef, m.GeomSolImp = g.SolMix, g.SolRef, g.SolImp
	m.GeomMargin, m.GeomGap = g.Margin, g.Gap
	m.GeomRGBA, m.GeomMaterial = make([][4]float32, len(g.Type)), make([]string, len(g.Type))
	for i, name := range a.Name {
		m.Actuators = append(m.Actuators, Actuator{
			Name: name, ID: [2]int{a.TrnID[i][0], -1}, Gear: a.Gear[i], Gain: [3]float64{1},
			CtrlLimited: a.CtrlLimited[i], CtrlRange: a.CtrlRange[i],
		})
	}
	return m
}

// modelNames are the ten models of the reference data.
var modelNames = []string{
	"Hopper", "Walker2d", "HalfCheetah", "Ant", "Swimmer", "Reacher", "InvertedPendulum", "InvertedDoublePendulum",
	"Humanoid", "Pusher",
}

// reference returns the path of a file of the MuJoCo reference data, or skips the test.
func reference(t testing.TB, elem ...string) string {
	t.Helper()
	dir := os.Getenv("FENCHEL_REFERENCE")
	if dir == "" {
		t.Skip("FENCHEL_REFERENCE does not name the reference data")
	}
	return filepath.Join(append([]string{dir, "mujoco"}, elem...)...)
}

func readCompiled(t testing.TB, name string) *compiled {
	t.Helper()
	text, err := os.ReadFile(reference(t, "models", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	c := new(compiled)
	if err := json.Unmarshal(text, c); err != nil {
		t.Fatal(err)
	}
	return c
}

// loadModel returns a ready model of the reference data.
func loadModel(t testing.TB, name string) *Model {
	t.Helper()
	m := readCompiled(t, name).model()
	if err := m.SetConst(); err != nil {
		t.Fatal(err)
	}
	return m
}

// readLines calls f with every line of a gzipped JSON-lines file, decoded.
func readLines[T any](t testing.TB, path string, f func(*T)) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	z, err := gzip.NewReader(bufio.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	dec := json.NewDecoder(z)
	for dec.More() {
		v := new(T)
		if err := dec.Decode(v); err != nil {
			t.Fatal(err)
		}
		f(v)
	}
}
