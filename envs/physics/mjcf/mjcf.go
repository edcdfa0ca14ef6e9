// Package mjcf compiles MJCF, the XML format in which MuJoCo's models are written, to a *physics.Model.
//
//	<mujoco model="pendulum">
//	  <worldbody>
//	    <body pos="0 0 1">
//	      <joint axis="0 1 0" damping="0.1"/>
//	      <geom type="capsule" size="0.02" fromto="0 0 0 0 0 0.5"/>
//	    </body>
//	  </worldbody>
//	</mujoco>
//
// A file is a tree of bodies; joints say how a body moves against its parent, geoms how it looks, collides and what it
// weighs. What an element leaves out comes from its default class. Compiling resolves the classes, the units and the
// many ways of giving an orientation, numbers the elements depth first, and computes masses from geoms:
//
//	mass = density · volume        I = Σ Rᵢ diag(Iᵢ) Rᵢᵀ + mᵢ (|dᵢ|² 1 − dᵢ dᵢᵀ) = R diag(I) Rᵀ
//
// The rules are those of the MuJoCo documentation, chapters "Modeling" and "XML reference", of the release that Options
// name. docs/physics.md lists what is supported.
//
// A file that says more is never half understood. What would change the motion and is not supported (muscles, height
// fields, flexible bodies, ...) is an error; what cannot change it (lights, textures, ...) is listed as a Warning. That
// holds for attributes too: attributes.go has the tables. Errors point at the line,
// `hopper.xml:12: joint "thigh": range is reversed`, and all that are found come back at once, each once with a count.
// No file makes Load panic, hang or take unbounded memory.
package mjcf

import (
	"errors"
	"io/fs"

	"github.com/fenchel-gym/fenchel/envs/physics"
)

// Options say by which rules a file is compiled.
type Options struct {
	Release physics.Release // of MuJoCo; default MuJoCo40
}

// DefaultOptions are the rules of the newest release.
func DefaultOptions() Options { return Options{Release: physics.MuJoCo40} }

// Load is Compile with the default options.
func Load(fsys fs.FS, name string) (*physics.Model, []Warning, error) {
	return Compile(fsys, name, DefaultOptions())
}

// Compile compiles the file name of fsys. Included files are looked for in fsys, from the folder of name. A file of
// fsys that is not a plain file (a pipe, a device) is not opened.
func Compile(fsys fs.FS, name string, o Options) (*physics.Model, []Warning, error) {
	data, err := readFile(fsys, name)
	if err != nil {
		return nil, nil, err
	}
	return build(fsys, name, data, o)
}

// Parse compiles a file that includes no others, with the default options. name is for messages.
func Parse(name string, data []byte) (*physics.Model, []Warning, error) {
	return build(nil, name, data, DefaultOptions())
}

func build(fsys fs.FS, name string, data []byte, o Options) (*physics.Model, []Warning, error) {
	log := &log{}
	in := newIncluder(fsys, name, log)
	root := in.parse(name, data)
	if root == nil {
		return nil, nil, log.err()
	}
	if root.name != "mujoco" {
		log.add(root, "%s", rootProblem(root.name))
		return nil, nil, log.err()
	}
	in.expand(root)
	if log.failed() {
		return nil, log.warnings, log.err()
	}
	d := newDocument(root, in, o)
	if d.compile(); log.failed() {
		return nil, log.warnings, log.err()
	}
	m := &d.model
	if err := m.SetConst(); err != nil {
		return nil, log.warnings, errors.Join(&Error{name, 1, "", err.Error(), 1})
	}
	return m, log.warnings, nil
}

// rootProblem says why a file with this root element is no model.
func rootProblem(name string) string {
	if name == "mujocoinclude" {
		return "this is a part of a model: name the file that includes it"
	}
	return "the root of a model is <mujoco>"
}
