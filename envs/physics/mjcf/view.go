package mjcf

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/fenchel-gym/fenchel/envs/physics"
	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// View is what can be seen of a model, also of one that Compile refuses.
type View struct {
	Model    *physics.Model // bodies, joints, geoms, sites, cameras and keyframes. Nothing acts on it, and its masses mean nothing
	Refused  []error        // why Compile refuses the file, each reason once with its count; empty where it does not
	Ignored  int            // elements and settings that are refused, and elements that name a refused one
	Warnings []Warning
}

// maxPasses bounds how often a file is compiled for a View: what is refused can hide something else that is.
const maxPasses = 16

// Look compiles what can be seen of a file and leaves out what Compile refuses. Its error is for a file of which nothing
// can be seen: one that is not there, no XML, no model.
func Look(fsys fs.FS, name string, o Options) (*View, error) {
	data, err := readFile(fsys, name)
	if err != nil {
		return nil, err
	}
	first := &log{}
	in := newIncluder(fsys, name, first)
	root := in.parse(name, data)
	if root == nil || root.name != "mujoco" {
		_, _, err := build(fsys, name, data, o)
		return nil, err
	}
	in.expand(root)
	d := newDocument(root, in, o)
	d.generated = first.failed() // names of a file that is not there
	if d.compile(); !first.failed() {
		if err := d.model.SetConst(); err != nil {
			first.at(name, 1).fail("", "%v", err)
		}
	}
	v := &View{Refused: first.errs, Ignored: first.count() + first.follows, Warnings: first.warnings}
	if first.dropped > 0 {
		v.Refused = append(v.Refused, fmt.Errorf("and %d more problems", first.dropped))
	}
	v.Model, err = in.visible(d, o)
	return v, err
}

// visible compiles what can be seen until nothing that is left is refused. d is the document of the strict compilation.
func (in *includer) visible(d *document, o Options) (*physics.Model, error) {
	lost, generated := d.lost, d.generated
	for range maxPasses {
		for _, c := range in.log.culprits {
			c.leaveOut(d.root, lost)
		}
		in.log = &log{}
		d = newDocument(d.root, in, o)
		d.viewing, d.lost, d.generated = true, lost, generated
		if d.compile(); !in.log.failed() {
			return &d.model, d.still()
		}
	}
	return nil, in.log.err()
}

// seen names the sections of a file that say how a model looks.
var seen = []string{"compiler", "asset", "worldbody", "default", "keyframe"}

// still completes a model on which nothing acts: every body weighs the same, without gravity, contacts or constraints.
func (d *document) still() error {
	m := &d.model
	for b := range m.BodyMass {
		m.BodyMass[b], m.BodyInertia[b] = 1, spatial.Vec{X: 1, Y: 1, Z: 1}
		m.BodyIPos[b], m.BodyIQuat[b], m.BodyGravComp[b] = spatial.Vec{}, spatial.Identity, 0
	}
	m.BodyMass[0], m.BodyInertia[0] = 0, spatial.Vec{}
	o := &m.Option
	o.Gravity, o.Density, o.Viscosity, o.Integrator = spatial.Vec{}, 0, 0, physics.Euler
	off := &o.Disable
	off.Constraint, off.Contact, off.Spring, off.Damper, off.Actuation, off.Gravity = true, true, true, true, true, true
	for k := range m.Key {
		clear(m.Key[k].QVel)
	}
	if err := m.SetConst(); err != nil {
		return errors.Join(&Error{d.root.file, 1, "", err.Error(), 1})
	}
	return nil
}

// culprit is an element with a problem.
type culprit struct {
	*node
	attribute string // that is refused; "" where the element is
	problem   string
}

// pivotal names elements that much depends on: of these an attribute is left out rather than the whole, if the problem
// names one.
var pivotal = []string{"compiler", "option", "flag", "body", "frame", "worldbody", "default", "mujoco"}

// leaveOut takes the culprit out of a tree, and notes what is lost with it.
func (c *culprit) leaveOut(root *node, lost map[string]bool) {
	attribute := c.attribute
	if word, _, _ := strings.Cut(c.problem, " "); attribute == "" && slices.Contains(pivotal, c.name) {
		attribute = strings.TrimSuffix(word, ":")
	}
	if _, ok := c.attr(attribute); ok {
		for i := range c.attrs {
			if c.attrs[i].Name.Local == attribute {
				c.attrs = slices.Delete(slices.Clone(c.attrs), i, i+1)
				return
			}
		}
	}
	c.forget(lost)
	root.remove(c.node)
}

// forget notes an element and all in it as lost.
func (n *node) forget(lost map[string]bool) {
	if name, ok := n.attr("name"); ok {
		lost[n.name+" "+name] = true
	} else if file, ok := n.attr("file"); ok {
		lost[n.name+" "+strings.TrimSuffix(path.Base(file), path.Ext(file))] = true
	}
	for _, c := range n.children {
		c.forget(lost)
	}
}

// remove takes an element out of those below n.
func (n *node) remove(gone *node) bool {
	for i, c := range n.children {
		if c == gone {
			n.children = slices.Delete(slices.Clone(n.children), i, i+1)
			return true
		}
		if c.remove(gone) {
			return true
		}
	}
	return false
}
