package mjcf

import (
	"math"
	"path"
	"strings"

	"github.com/fenchel-gym/fenchel/envs/physics"
	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// Bounds on meshes.
const (
	maxMeshBytes = 64 << 20  // of one file
	maxMeshVerts = 1_000_000 // of all meshes of a model
)

// meshAsset is a <mesh> as the file says it.
type meshAsset struct {
	name, file string
	vertex     []float64
	face       []float64
	scale      [3]float64
	refPos     spatial.Vec
	refQuat    [4]float64
	inertia    string
}

func newMeshAsset() meshAsset {
	return meshAsset{scale: [3]float64{1, 1, 1}, refQuat: [4]float64{1}, inertia: "legacy"}
}

func (a *meshAsset) read(r *reader) {
	r.text("name", &a.name)
	r.text("file", &a.file)
	r.exactly("scale", a.scale[:])
	r.vec("refpos", &a.refPos)
	r.exactly("refquat", a.refQuat[:])
	r.word("inertia", &a.inertia, "legacy", "exact", "convex", "shell")
	a.vertex = r.list("vertex", 3, 3*maxMeshVerts)
	a.face = r.list("face", 3, 6*maxMeshVerts)
}

// list reads numbers of any count that is a multiple of n.
func (r *reader) list(name string, n, limit int) []float64 {
	text, ok := r.get(name)
	if !ok {
		return nil
	}
	words := strings.Fields(text)
	if len(words)%n != 0 || len(words) > limit {
		r.fail("%s has %d numbers: want a multiple of %d, at most %d", name, len(words), n, limit)
		return nil
	}
	out := make([]float64, len(words))
	for i, w := range words {
		if out[i], ok = parseNumber(w); !ok || math.IsNaN(out[i]) || math.IsInf(out[i], 0) {
			r.fail("%s: %.20q is not a number", name, w)
			return nil
		}
	}
	return out
}

// mesh is a solid that has been read and weighed.
type mesh struct {
	number  int // in Model.Meshes
	volume  float64
	inertia spatial.Vec  // principal moments for a density of 1
	pos     spatial.Vec  // of its center of mass in the file's frame
	quat    spatial.Quat // of its principal axes there
	lo, hi  spatial.Vec  // the box around it, in its own frame
}

// mesh reads a <mesh>, or notes that it is lost.
func (d *document) mesh(r *reader) {
	a := d.class(r, d.main).mesh
	a.read(r)
	r.done()
	if a.name == "" {
		a.name = strings.TrimSuffix(path.Base(a.file), path.Ext(a.file))
	}
	for _, c := range r.children {
		if c.name == "plugin" {
			r.fail("meshes made by plugins are not supported")
		}
	}
	if _, taken := d.meshes[a.name]; taken {
		r.fail("a second mesh of this name")
		return
	}
	t, ok := d.triangles(r, &a)
	if !ok {
		d.lose("mesh", a.name)
		return
	}
	if d.meshVerts += len(t.vert); d.meshVerts > maxMeshVerts {
		r.fail("more than %d vertices in all meshes", maxMeshVerts)
		d.lose("mesh", a.name)
		return
	}
	m, data, problem := t.solid(&a)
	if problem != "" {
		r.fail("%s", problem)
		d.lose("mesh", a.name)
		return
	}
	m.number = len(d.model.Meshes)
	data.Name = a.name
	d.model.Meshes = append(d.model.Meshes, data)
	d.meshes[a.name] = m
}

// triangles reads the vertices and faces of a mesh, and moves and scales them.
func (d *document) triangles(r *reader, a *meshAsset) (t triangles, ok bool) {
	if a.file == "" {
		t, ok = inlineTriangles(r, a)
	} else {
		t, ok = d.meshFile(r, a.file)
	}
	if !ok {
		return t, false
	}
	q := spatial.Quat{W: a.refQuat[0], X: a.refQuat[1], Y: a.refQuat[2], Z: a.refQuat[3]}.Unit().Conj()
	for i, v := range t.vert {
		v = q.Rotate(v.Sub(a.refPos))
		t.vert[i] = spatial.Vec{X: v.X * a.scale[0], Y: v.Y * a.scale[1], Z: v.Z * a.scale[2]}
	}
	if a.scale[0]*a.scale[1]*a.scale[2] < 0 {
		for i, f := range t.face {
			t.face[i] = [3]int{f[0], f[2], f[1]}
		}
	}
	return t, true
}

func inlineTriangles(r *reader, a *meshAsset) (t triangles, ok bool) {
	if len(a.vertex) == 0 {
		r.fail("neither file nor vertex is given")
		return t, false
	}
	for i := 0; i < len(a.vertex); i += 3 {
		t.vert = append(t.vert, single(spatial.Vec{X: a.vertex[i], Y: a.vertex[i+1], Z: a.vertex[i+2]}))
	}
	for i := 0; i < len(a.face); i += 3 {
		t.face = append(t.face, [3]int{int(a.face[i]), int(a.face[i+1]), int(a.face[i+2])})
	}
	return t, t.check(r)
}

// single rounds a vector to single precision, in which MuJoCo keeps vertices.
func single(v spatial.Vec) spatial.Vec {
	return spatial.Vec{X: float64(float32(v.X)), Y: float64(float32(v.Y)), Z: float64(float32(v.Z))}
}

// triangles is a mesh as it was read. Without faces it is the convex hull of its vertices.
type triangles struct {
	vert []spatial.Vec
	face [][3]int
}

// check reports what cannot be a mesh.
func (t *triangles) check(r *reader) bool {
	if len(t.vert) < 4 {
		r.fail("a mesh of %d vertices: want at least 4", len(t.vert))
		return false
	}
	for _, v := range t.vert {
		if s := v.X + v.Y + v.Z; math.IsNaN(s) || math.IsInf(s, 0) {
			r.fail("a vertex is not finite")
			return false
		}
	}
	for i, f := range t.face {
		for _, v := range f {
			if v < 0 || v >= len(t.vert) {
				r.fail("face %d names vertex %d of %d", i, v, len(t.vert))
				return false
			}
		}
	}
	return true
}

// solid weighs the mesh, moves it to its principal axes and finds its hull.
func (t *triangles) solid(a *meshAsset) (m *mesh, data physics.MeshData, problem string) {
	var hull *physics.Hull
	if len(t.face) == 0 || a.inertia == "convex" {
		var err error
		if hull, err = physics.NewHull(t.vert); err != nil {
			return nil, data, err.Error()
		}
	}
	weighed := *t
	switch {
	case a.inertia == "convex":
		weighed = triangles{hull.Vert, hull.Tri}
	case len(t.face) == 0:
		weighed = triangles{hull.Vert, hull.Tri}
		t.vert, t.face = hull.Vert, hull.Tri
	}
	m = &mesh{}
	if problem = weighed.weigh(a.inertia, m); problem != "" {
		return nil, data, problem
	}
	data.Vert, data.Face = make([]spatial.Vec, len(t.vert)), t.face
	inverse := m.quat.Conj()
	m.lo, m.hi = spatial.Vec{X: math.Inf(1), Y: math.Inf(1), Z: math.Inf(1)}, spatial.Vec{X: math.Inf(-1), Y: math.Inf(-1), Z: math.Inf(-1)}
	for i, v := range t.vert {
		v = single(inverse.Rotate(v.Sub(m.pos)))
		data.Vert[i] = v
		m.lo = spatial.Vec{X: math.Min(m.lo.X, v.X), Y: math.Min(m.lo.Y, v.Y), Z: math.Min(m.lo.Z, v.Z)}
		m.hi = spatial.Vec{X: math.Max(m.hi.X, v.X), Y: math.Max(m.hi.Y, v.Y), Z: math.Max(m.hi.Z, v.Z)}
	}
	data.Hull, _ = physics.NewHull(data.Vert)
	return m, data, ""
}
