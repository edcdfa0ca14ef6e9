package window

import (
	"github.com/fenchel-gym/fenchel/render"
	"github.com/fenchel-gym/fenchel/render/keys"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// view is what a person has chosen to see, and from where.
type view struct {
	panels bool
	page   int // of the panels
	pair   int // of axes of the heat map, 0 for none
	layers scene.Layers
	info   bool
	help   bool
	full   bool // full screen is asked for
	camera int  // 0: the task's own; else one more than its index among the named ones
	orbit  orbit
}

func newView(o Options) view { return view{panels: o.Panels, camera: o.Camera, orbit: newOrbit()} }

// layersOf are the layers that commands show and hide, and how they are called.
var layersOf = map[keys.Command]struct {
	layer scene.Layers
	name  string
}{
	keys.Contacts: {scene.Contacts, "contacts"}, keys.Joints: {scene.Joints, "joint axes"},
	keys.Mass: {scene.CenterOfMass, "center of mass"}, keys.Frames: {scene.Frames, "frames"},
}

// do carries out a command that changes the view, and says what is not seen at once.
func (v *view) do(c keys.Command) (note string) {
	if l, ok := layersOf[c]; ok {
		v.layers ^= l.layer
		return map[bool]string{true: l.name, false: "no " + l.name}[v.layers&l.layer != 0]
	}
	switch c {
	case keys.Panels:
		v.panels = !v.panels
		if !v.panels {
			v.pair = 0
		}
	case keys.NextPage:
		v.page++
	case keys.PreviousPage:
		v.page--
	case keys.HeatMap:
		v.panels, v.pair = true, v.pair+1
	case keys.Info:
		v.info = !v.info
	case keys.Help:
		v.help = !v.help
	case keys.FullScreen:
		v.full = !v.full
	default:
		return v.turn(c)
	}
	return ""
}

// turn carries out a command about the camera.
func (v *view) turn(c keys.Command) (note string) {
	switch c {
	case keys.Track:
		v.orbit.free = !v.orbit.free
		return map[bool]string{false: "camera follows", true: "camera stays"}[v.orbit.free]
	case keys.FirstCamera:
		v.orbit, v.camera = newOrbit(), 0
		return "camera as at first, follows"
	case keys.NextCamera:
		v.camera++
		v.orbit = newOrbit()
	case keys.PreviousCamera:
		v.camera--
		v.orbit = newOrbit()
	}
	return ""
}

// shower is what a view shows: a Player, or what a person drives.
type shower interface{ Show(f *scene.Frame) }

// show fills a frame that was Reset.
func (v *view) show(f *scene.Frame, p shower) {
	f.Scene.Layers = v.layers
	p.Show(f)
	if d, ok := p.(interface{ Panels(f *scene.Frame) }); ok && v.panels {
		if m, ok := p.(HeatMapper); ok {
			m.HeatMap(v.pair)
		}
		d.Panels(f)
		f.Page = v.page
	}
	if d, ok := p.(Informer); ok && v.info {
		d.Info(f)
	}
	v.look(&f.Scene)
	v.orbit.aim(&f.Scene)
}

// look takes the named camera that was chosen; beyond the last comes the task's own again.
func (v *view) look(s *scene.Scene) {
	n := len(s.Cameras) + 1
	v.camera = (v.camera%n + n) % n
	s.Look(v.camera)
}

// overlay draws what lies over the picture.
func (v *view) overlay(c *render.Canvas, f *scene.Frame, in keys.Context) {
	if v.info {
		c.Info(f)
	}
	if v.help {
		drawHelp(c, in)
	}
}
