package playback

import (
	"image"

	"github.com/fenchel-gym/fenchel/render"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// Camera paints the moments of players, all in one size.
type Camera struct {
	Page int // of the panels, counted from 0; see scene.Frame
	Pair int // of coordinates of the heat map; see Player.HeatMap
	View int // of the scene's named cameras, counted from 1; 0 for the scene's own

	painter *render.Painter
	frame   scene.Frame
	sheet   *image.RGBA // several players side by side
	panels  bool
}

// NewCamera paints pictures of that many pixels; with panels the energy is at the right of the scene.
func NewCamera(width, height int, panels bool) *Camera {
	return &Camera{painter: render.NewPainter(width, height), panels: panels}
}

// Pages is how many pages the panels of this moment fill, 0 where there are none.
func (c *Camera) Pages(p *Player) int {
	c.frame.Reset()
	p.HeatMap(c.Pair)
	if p.Panels(&c.frame); len(c.frame.Panels) == 0 {
		return 0
	}
	return render.Pages(&c.frame)
}

// Paint paints this moment. The picture is the camera's own and valid until the next call.
func (c *Camera) Paint(p *Player) *image.RGBA {
	p.Show(&c.frame)
	c.frame.Scene.Look(min(c.View, len(c.frame.Scene.Cameras)))
	if c.panels {
		p.HeatMap(c.Pair)
		p.Panels(&c.frame)
		c.frame.Page = c.Page
	}
	return c.painter.Paint(&c.frame)
}
