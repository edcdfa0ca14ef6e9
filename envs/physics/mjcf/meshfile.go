package mjcf

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io/fs"
	"math"
	"path"
	"strconv"
	"strings"

	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// meshFile reads a mesh file, by its ending: OBJ, STL (binary) or MuJoCo's MSH.
func (d *document) meshFile(r *reader, file string) (t triangles, ok bool) {
	data, ok := d.assetFile(r, d.settings.meshDir, file)
	if !ok {
		return t, false
	}
	problem := ""
	switch ending := strings.ToLower(path.Ext(file)); ending {
	case ".obj":
		t, problem = readOBJ(data)
	case ".stl":
		t, problem = readSTL(data)
	case ".msh":
		t, problem = readMSH(data)
	default:
		problem = "mesh files of the ending " + strconv.Quote(ending) + " are not supported: want .obj, .stl or .msh"
	}
	if problem != "" {
		r.fail("%.60q: %s", file, problem)
		return t, false
	}
	return t, t.check(r)
}

// assetFile reads a file that an asset names, below the root.
func (d *document) assetFile(r *reader, folder, file string) ([]byte, bool) {
	name := path.Join(d.dir, strings.ReplaceAll(folder, "\\", "/"), strings.ReplaceAll(file, "\\", "/"))
	switch {
	case d.fsys == nil:
		r.fail("%.60q cannot be read: the model was given without its folder", file)
		return nil, false
	case path.IsAbs(file) || !fs.ValidPath(name):
		r.log.blame(r.node, "", "outside the root", fmt.Sprintf("%.60q leaves the root: name a folder that holds both with --root DIR, or in the task, FILE.xml:root=DIR", file))
		return nil, false
	}
	data, err := readBounded(d.fsys, name, maxMeshBytes)
	if err != nil {
		r.fail("%v", err)
		return nil, false
	}
	return data, true
}

// readOBJ reads vertices and faces of a Wavefront file. Faces of more corners are fans of triangles.
func readOBJ(data []byte) (t triangles, problem string) {
	n := 0
	for line := range bytes.Lines(data) {
		n++
		words := strings.Fields(string(line))
		if len(words) == 0 {
			continue
		}
		switch words[0] {
		case "v":
			v, ok := objVertex(words[1:])
			if !ok {
				return t, "line " + strconv.Itoa(n) + ": not three numbers"
			}
			t.vert = append(t.vert, v)
		case "f":
			var corners []int
			for _, w := range words[1:] {
				w, _, _ = strings.Cut(w, "/")
				i, err := strconv.Atoi(w)
				if i < 0 {
					i += len(t.vert) + 1
				}
				if err != nil || i < 1 {
					return t, "line " + strconv.Itoa(n) + ": not a face"
				}
				corners = append(corners, i-1)
			}
			for k := 2; k < len(corners); k++ {
				t.face = append(t.face, [3]int{corners[0], corners[k-1], corners[k]})
			}
		}
	}
	return t, ""
}

func objVertex(words []string) (v spatial.Vec, ok bool) {
	if len(words) < 3 {
		return v, false
	}
	var x [3]float64
	for i := range x {
		if x[i], ok = parseNumber(words[i]); !ok {
			return v, false
		}
	}
	return single(spatial.Vec{X: x[0], Y: x[1], Z: x[2]}), true
}

// readSTL reads a binary file of triangles, and joins the corners that agree.
func readSTL(data []byte) (t triangles, problem string) {
	const head, each = 84, 50
	if len(data) < head {
		return t, "not a binary STL file: it is too short"
	}
	n := int(binary.LittleEndian.Uint32(data[80:]))
	if n > (len(data)-head)/each {
		return t, "not a binary STL file: it is shorter than its " + strconv.Itoa(n) + " triangles"
	}
	number := map[[3]uint32]int{}
	for i := range n {
		at := data[head+each*i+12:]
		var f [3]int
		for k := range f {
			var key [3]uint32
			for c := range key {
				key[c] = binary.LittleEndian.Uint32(at[12*k+4*c:])
			}
			id, ok := number[key]
			if !ok {
				id = len(t.vert)
				number[key] = id
				t.vert = append(t.vert, fromBits(key))
			}
			f[k] = id
		}
		t.face = append(t.face, f)
	}
	return t, ""
}

func fromBits(b [3]uint32) spatial.Vec {
	f := func(x uint32) float64 { return float64(math.Float32frombits(x)) }
	return spatial.Vec{X: f(b[0]), Y: f(b[1]), Z: f(b[2])}
}

// readMSH reads MuJoCo's own format: four counts, of vertices, normals, texture coordinates and faces, and then those.
func readMSH(data []byte) (t triangles, problem string) {
	const head = 16
	if len(data) < head {
		return t, "not an MSH file: it is too short"
	}
	var n [4]int
	for i := range n {
		n[i] = int(int32(binary.LittleEndian.Uint32(data[4*i:])))
		if n[i] < 0 || n[i] > len(data) {
			return t, "not an MSH file: a count is out of range"
		}
	}
	vert, face := head, head+12*n[0]+12*n[1]+8*n[2]
	if face+12*n[3] != len(data) {
		return t, "not an MSH file: its counts do not fit its size"
	}
	for i := range n[0] {
		var key [3]uint32
		for c := range key {
			key[c] = binary.LittleEndian.Uint32(data[vert+12*i+4*c:])
		}
		t.vert = append(t.vert, fromBits(key))
	}
	for i := range n[3] {
		var f [3]int
		for k := range f {
			f[k] = int(int32(binary.LittleEndian.Uint32(data[face+12*i+4*k:])))
		}
		t.face = append(t.face, f)
	}
	return t, ""
}
