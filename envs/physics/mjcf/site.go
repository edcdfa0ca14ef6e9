package mjcf

import (
	"github.com/fenchel-gym/fenchel/envs/physics"
	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// site is a <site> as the file says it.
type site struct {
	name string
	kind string
	size [3]float64
	rgba color
	pose
}

func newSite() site {
	return site{kind: "sphere", size: [3]float64{0.005, 0.005, 0.005}, rgba: newColor(), pose: atOrigin}
}

func (s *site) read(r *reader) {
	r.text("name", &s.name)
	r.word("type", &s.kind, "sphere", "capsule", "ellipsoid", "cylinder", "box")
	if r.floats("size", s.size[:]); s.size[0] < 0 || s.size[1] < 0 || s.size[2] < 0 {
		r.fail("size is negative")
	}
	r.color(&s.rgba)
	r.pose(&s.pose, true)
}

func (s *site) compile(r *reader, d *document, e placed, body int) {
	m := &d.model
	d.define(r, "site", s.name, len(m.SiteType))
	pos, quat := e.compose(d.place(r, &s.pose, geomTypes[s.kind], &s.size))
	m.SiteName = append(m.SiteName, s.name)
	m.SiteType = append(m.SiteType, geomTypes[s.kind])
	m.SiteBody = append(m.SiteBody, body)
	m.SiteSize = append(m.SiteSize, spatial.Vec{X: s.size[0], Y: s.size[1], Z: s.size[2]})
	m.SitePos = append(m.SitePos, pos)
	m.SiteQuat = append(m.SiteQuat, quat)
	m.SiteRGBA = append(m.SiteRGBA, d.paint(r, &s.rgba))
}

// place is the position and orientation of a shape; fromto also sets its length.
func (d *document) place(r *reader, p *pose, kind physics.GeomType, size *[3]float64) (spatial.Vec, spatial.Quat) {
	if p.fromto == nil {
		q, problem := p.rotation(&d.settings)
		if problem != "" {
			r.fail("%s", problem)
		}
		return p.pos, q
	}
	if kind == physics.Sphere || kind == physics.Plane {
		r.fail("fromto is for capsules, cylinders, boxes and ellipsoids")
	}
	mid, q, half, problem := segment(*p.fromto)
	if problem != "" {
		r.fail("%s", problem)
	}
	if kind == physics.Box || kind == physics.Ellipsoid {
		size[1], size[2] = size[0], half
	} else {
		size[1] = half
	}
	return mid, q
}
