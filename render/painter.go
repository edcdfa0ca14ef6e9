package render

import (
	"image"

	"github.com/fenchel-gym/fenchel/render/scene"
)

// Painter paints frames of one size into one image.
type Painter struct {
	canvas *Canvas
	tracer tracer
	layout Layout
}

// NewPainter makes a painter of pictures of the given size, px.
func NewPainter(width, height int) *Painter {
	p := &Painter{canvas: NewCanvas(image.NewRGBA(image.Rectangle{}))}
	p.Resize(width, height)
	return p
}

// Resize changes the size of the pictures.
func (p *Painter) Resize(width, height int) {
	if width < 1 || height < 1 {
		panic("render: a picture without pixels")
	}
	if size := p.canvas.Image().Bounds().Size(); size.X != width || size.Y != height {
		p.canvas.Target(image.NewRGBA(image.Rect(0, 0, width, height)))
	}
}

// Canvas is what the painter draws on, for whoever adds to a picture.
func (p *Painter) Canvas() *Canvas { return p.canvas }

// Paint draws a frame. The image is the painter's own and valid until the next Paint.
func (p *Painter) Paint(f *scene.Frame) *image.RGBA {
	c := p.canvas
	l := Arrange(c.Image().Bounds(), f)
	p.layout = l
	c.Clip(c.Image().Bounds())
	c.Fill(scene.Background)
	p.picture(&f.Scene, l)
	c.Clip(c.Image().Bounds())
	c.Chrome(f, l)
	return c.Image()
}

// picture paints the scene and its labels.
func (p *Painter) picture(s *scene.Scene, l Layout) {
	c := p.canvas
	c.Clip(l.Picture)
	if s.Solid {
		p.tracer.trace(c.img, c.clip, s)
	} else {
		c.Shapes(s.Shapes, l.Camera(s))
	}
	c.Labels(s, l)
}
