package mjcf

// material is what a <material> says about color. Textures and gloss are not kept.
type material struct {
	name string
	rgba [4]float64
}

func newMaterial() material { return material{rgba: [4]float64{1, 1, 1, 1}} }

func (m *material) read(r *reader) {
	r.text("name", &m.name)
	r.floats("rgba", m.rgba[:])
}

// color is how an element asks for its color: its own rgba, or else that of its material.
type color struct {
	rgba     [4]float64
	own      bool // rgba has been given
	material string
}

func newColor() color { return color{rgba: [4]float64{0.5, 0.5, 0.5, 1}} }

func (r *reader) color(c *color) {
	if r.floats("rgba", c.rgba[:]) > 0 {
		c.own = true
	}
	r.text("material", &c.material)
}

// paint is the color that an element is drawn in.
func (d *document) paint(r *reader, c *color) [4]float32 {
	rgba := c.rgba
	if c.material != "" {
		m, ok := d.materials[c.material]
		if !ok {
			r.fail("material %.40q is not defined", c.material)
		} else if !c.own {
			rgba = m.rgba
		}
	}
	return [4]float32{float32(rgba[0]), float32(rgba[1]), float32(rgba[2]), float32(rgba[3])}
}

// assets reads <asset>: the colors of materials.
func (d *document) assets(n *node) {
	for _, e := range n.children {
		switch e.name {
		case "material":
			r := read(e, d.log)
			m := d.class(r, d.main).material
			m.read(r)
			r.done()
			if m.name == "" {
				r.fail("a material needs a name")
			} else if _, ok := d.materials[m.name]; ok {
				r.fail("a second material of this name")
			}
			d.materials[m.name] = m
		case "mesh":
			d.mesh(read(e, d.log))
		case "texture", "hfield", "skin", "model":
			d.log.warn(e, "<"+e.name+">", "not loaded")
		default:
			d.unknown(e, n)
		}
	}
}
