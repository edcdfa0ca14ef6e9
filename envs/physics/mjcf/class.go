package mjcf

// class is a set of element prototypes. A new element is a copy of its class's prototype, which its own attributes
// then override. Classes are nested in the file, and a nested class starts as a copy of the one around it.
type class struct {
	name     string
	joint    joint
	geom     geom
	site     site
	actuator actuator
	tendon   tendon
	equality equality
	pair     contactPair
	material material
	mesh     meshAsset
	camera   camera
}

func baseClass() *class {
	return &class{
		name: "main", joint: newJoint(), geom: newGeom(), site: newSite(), actuator: newActuator(), tendon: newTendon(),
		equality: newEquality(), pair: newContactPair(), material: newMaterial(), mesh: newMeshAsset(), camera: newCamera(),
	}
}

// defaults reads a <default> element into the class c: first what belongs to the class, then the classes inside it.
func (d *document) defaults(n *node, c *class) {
	for _, e := range n.children {
		d.prototype(e, n, c)
	}
	for _, e := range n.children {
		if e.name != "default" {
			continue
		}
		inner := *c
		r := read(e, d.log)
		inner.name = ""
		r.text("class", &inner.name)
		r.done()
		switch {
		case inner.name == "":
			r.fail("a default inside another needs a class")
		case d.classes[inner.name] != nil:
			r.fail("class %.40q is defined twice", inner.name)
		default:
			d.classes[inner.name] = &inner
		}
		d.defaults(e, &inner)
	}
}

// mainDefaults reads a <default> below the root, which may give the outermost class a name.
func (d *document) mainDefaults(n *node) {
	r := read(n, d.log)
	name := ""
	r.text("class", &name)
	r.done()
	if c := d.classes[name]; name != "" && c != d.main {
		if c != nil {
			r.fail("class %.40q is defined twice", name)
		}
		d.main.name = name
		d.classes[name] = d.main
	}
	d.defaults(n, d.main)
}

func (d *document) prototype(e, parent *node, c *class) {
	r := read(e, d.log)
	switch e.name {
	case "default":
		return
	case "joint":
		c.joint.read(r)
	case "geom":
		c.geom.read(r)
	case "site":
		c.site.read(r)
	case "tendon":
		c.tendon.read(r)
	case "material":
		c.material.read(r)
	case "mesh":
		c.mesh.read(r)
	case "camera":
		c.camera.read(r)
	case "light":
		d.log.warn(e, "default <"+e.name+">", "such elements are not kept")
		return
	case "pair":
		c.pair.read(r)
	case "equality":
		c.equality.read(r)
	case "texture", "muscle", "adhesion", "pid", "orientation", "dcmotor":
		d.log.warn(e, "default <"+e.name+">", "such elements are not kept")
		return
	default:
		if shortcuts[e.name] == nil {
			d.unknown(e, parent)
			return
		}
		c.actuator.read(r, d.options.Release)
	}
	r.done()
	d.childless(e)
}

// class is the class of an element: its own, or else the one that the body around it hands down.
func (d *document) class(r *reader, inherited *class) *class { return d.named(r, "class", inherited) }

// named is the class that an attribute names, or the inherited one if it is absent.
func (d *document) named(r *reader, attribute string, inherited *class) *class {
	name := ""
	if r.text(attribute, &name); name == "" {
		return inherited
	}
	if c := d.classes[name]; c != nil {
		return c
	}
	r.fail("%s %.40q is not defined", attribute, name)
	return inherited
}
