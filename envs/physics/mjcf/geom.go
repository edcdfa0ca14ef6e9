package mjcf

import (
	"math"

	"github.com/fenchel-gym/fenchel/envs/physics"
	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// geom is a <geom> as the file says it.
type geom struct {
	name        string
	kind        string
	size        [3]float64
	contype     int
	conaffinity int
	condim      int
	priority    int
	group       int
	friction    [3]float64
	mass        float64
	hasMass     bool
	density     float64
	solMix      float64
	solRef      physics.SolRef
	solImp      physics.SolImp
	margin, gap float64
	color       color
	mesh        string
	fitScale    float64
	pose
}

func newGeom() geom {
	return geom{
		kind: "sphere", contype: 1, conaffinity: 1, condim: 3, friction: [3]float64{1, 0.005, 0.0001}, density: 1000,
		solMix: 1, solRef: physics.DefaultSolRef, solImp: physics.DefaultSolImp, color: newColor(), fitScale: 1, pose: atOrigin,
	}
}

// geomTypes are the shapes that can be compiled.
var geomTypes = map[string]physics.GeomType{
	"plane": physics.Plane, "sphere": physics.Sphere, "capsule": physics.Capsule,
	"cylinder": physics.Cylinder, "box": physics.Box, "ellipsoid": physics.Ellipsoid, "mesh": physics.Mesh,
}

func (g *geom) read(r *reader) {
	r.text("name", &g.name)
	r.word("type", &g.kind, "plane", "sphere", "capsule", "cylinder", "box", "ellipsoid", "hfield", "mesh", "sdf")
	if g.kind == "hfield" {
		r.get("hfield") // refused with its shape
	}
	if r.floats("size", g.size[:]); g.size[0] < 0 || g.size[1] < 0 || g.size[2] < 0 {
		r.fail("size is negative")
	}
	r.integer("contype", &g.contype, 0, math.MaxInt32)
	r.integer("conaffinity", &g.conaffinity, 0, math.MaxInt32)
	if r.integer("condim", &g.condim, 1, 6); g.condim == 2 || g.condim == 5 {
		r.fail("condim is %d: want 1, 3, 4 or 6", g.condim)
	}
	r.integer("priority", &g.priority, math.MinInt32, math.MaxInt32)
	r.integer("group", &g.group, 0, 5)
	if r.floats("friction", g.friction[:]); g.friction[0] < 0 || g.friction[1] < 0 || g.friction[2] < 0 {
		r.fail("friction is negative")
	}
	if r.has("mass") {
		g.hasMass = true
		r.atLeast("mass", &g.mass, 0)
	}
	r.atLeast("density", &g.density, 0)
	r.atLeast("solmix", &g.solMix, 0)
	r.solRef("solref", &g.solRef)
	r.floats("solimp", g.solImp[:])
	r.float("margin", &g.margin)
	r.float("gap", &g.gap)
	r.color(&g.color)
	r.pose(&g.pose, true)
	r.text("mesh", &g.mesh)
	r.atLeast("fitscale", &g.fitScale, 0)
}

// compile appends the geom to the model and returns what it weighs. fixed says that the body cannot move.
func (g *geom) compile(r *reader, d *document, e placed, body int, fixed bool) (mass mass, ok bool) {
	kind, known := geomTypes[g.kind]
	if !known {
		g.refuseShape(r, d)
		return mass, false
	}
	var solid *mesh
	if kind == physics.Mesh || g.mesh != "" {
		if solid, ok = d.meshOf(r, g.mesh); !ok {
			d.lose("geom", g.name)
			return mass, false
		}
	}
	m := &d.model
	d.define(r, "geom", g.name, len(m.GeomType))
	pos, quat := d.place(r, &g.pose, kind, &g.size)
	if solid != nil {
		pos, quat = g.fit(d, solid, kind, pos, quat)
	}
	pos, quat = e.compose(pos, quat)
	g.check(r, kind, fixed)
	size := spatial.Vec{X: g.size[0], Y: g.size[1], Z: g.size[2]}
	if !hasY(kind) {
		size.Y = 0
	}
	if !hasZ(kind) {
		size.Z = 0
	}
	m.GeomName = append(m.GeomName, g.name)
	m.GeomType = append(m.GeomType, kind)
	m.GeomBody = append(m.GeomBody, body)
	m.GeomSize = append(m.GeomSize, size)
	m.GeomPos = append(m.GeomPos, pos)
	m.GeomQuat = append(m.GeomQuat, quat)
	m.GeomContype = append(m.GeomContype, uint32(g.contype))
	m.GeomConaffinity = append(m.GeomConaffinity, uint32(g.conaffinity))
	m.GeomCondim = append(m.GeomCondim, g.condim)
	m.GeomPriority = append(m.GeomPriority, g.priority)
	m.GeomFriction = append(m.GeomFriction, spatial.Vec{X: g.friction[0], Y: g.friction[1], Z: g.friction[2]})
	m.GeomSolMix = append(m.GeomSolMix, g.solMix)
	m.GeomSolRef = append(m.GeomSolRef, g.solRef)
	m.GeomSolImp = append(m.GeomSolImp, g.solImp)
	m.GeomMargin = append(m.GeomMargin, g.margin)
	m.GeomGap = append(m.GeomGap, g.gap)
	m.GeomGroup = append(m.GeomGroup, g.group)
	m.GeomRGBA = append(m.GeomRGBA, d.paint(r, &g.color))
	m.GeomMaterial = append(m.GeomMaterial, g.color.material)
	m.GeomMesh = append(m.GeomMesh, -1)
	if kind == physics.Mesh {
		m.GeomMesh[len(m.GeomMesh)-1] = solid.number
	}
	d.geomNodes = append(d.geomNodes, r.node)
	if kind == physics.Mesh {
		return g.weighMesh(solid, pos, quat), true
	}
	return g.weigh(kind, size, pos, quat), true
}

// refuseShape reports a shape that cannot be compiled, unless it is there for the eye alone.
func (g *geom) refuseShape(r *reader, d *document) {
	d.lose("geom", g.name)
	if g.contype == 0 && g.conaffinity == 0 && g.hasMass && g.mass == 0 {
		d.log.warn(r.node, "<geom type="+g.kind+">", "not drawn; it neither collides nor weighs anything")
		return
	}
	r.fail("type %s is not supported", g.kind)
}

func hasY(k physics.GeomType) bool { return k != physics.Sphere }
func hasZ(k physics.GeomType) bool { return k >= physics.Box }

func (g *geom) check(r *reader, kind physics.GeomType, fixed bool) {
	n := 1
	if hasY(kind) {
		n = 2
	}
	if hasZ(kind) {
		n = 3
	}
	if kind == physics.Plane {
		n = 0
	}
	for i := range n {
		if g.size[i] <= 0 {
			r.fail("a %s needs %d positive sizes", g.kind, n)
			break
		}
	}
	if kind == physics.Plane && !fixed {
		r.fail("a plane cannot be on a body that moves")
	}
}

// weigh is the mass, the place and the principal moments of a geom of uniform density.
func (g *geom) weigh(kind physics.GeomType, size, pos spatial.Vec, quat spatial.Quat) mass {
	m := mass{pos: pos, quat: quat, mass: g.mass}
	volume, moments := shape(kind, size)
	if !g.hasMass {
		m.mass = g.density * volume
	}
	m.inertia = moments.Scale(m.mass)
	return m
}

// shape is the volume of a geom and its principal moments for a mass of 1, both exact. A capsule's mass is split
// between its cylinder and its two half balls in proportion to their volumes.
func shape(kind physics.GeomType, size spatial.Vec) (volume float64, moments spatial.Vec) {
	a, b, c := size.X, size.Y, size.Z
	switch kind {
	case physics.Sphere:
		i := 2 * a * a / 5
		return 4 * math.Pi * a * a * a / 3, spatial.Vec{X: i, Y: i, Z: i}
	case physics.Capsule:
		length := 2 * b
		ball := 4 * a / (4*a + 3*length)
		rod := 1 - ball
		across := rod*(3*a*a+length*length)/12 + ball*(2*a*a/5+length*(3*a+2*length)/8)
		along := rod*a*a/2 + ball*2*a*a/5
		return math.Pi * a * a * (length + 4*a/3), spatial.Vec{X: across, Y: across, Z: along}
	case physics.Cylinder:
		across := (3*a*a + 4*b*b) / 12
		return 2 * math.Pi * a * a * b, spatial.Vec{X: across, Y: across, Z: a * a / 2}
	case physics.Box:
		return 8 * a * b * c, spatial.Vec{X: (b*b + c*c) / 3, Y: (a*a + c*c) / 3, Z: (a*a + b*b) / 3}
	case physics.Ellipsoid:
		return 4 * math.Pi * a * b * c / 3, spatial.Vec{X: (b*b + c*c) / 5, Y: (a*a + c*c) / 5, Z: (a*a + b*b) / 5}
	}
	return 0, spatial.Vec{} // a plane weighs nothing
}
