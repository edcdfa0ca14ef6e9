package render

import (
	"image"
	"math"

	"golang.org/x/image/draw"

	"github.com/fenchel-gym/fenchel/render/scene"
)

// Painter paints frames of one size into one image.
type Painter struct {
	canvas *Canvas
	tracer tracer
	limit  int         // the most pixels that are traced, 0 for all
	small  *image.RGBA // what is traced where that is fewer than the picture has
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

// LimitTracing bounds the pixels for which solid scenes are traced; a larger picture is enlarged from so many, while
// its text stays sharp. 0 is no bound.
func (p *Painter) LimitTracing(pixels int) { p.limit = pixels }

// Canvas is what the painter draws on, for callers that add to a picture.
func (p *Painter) Canvas() *Canvas { return p.canvas }

// Paint draws a frame. The image is the painter's own and valid until the next Paint.
func (p *Painter) Paint(f *scene.Frame) *image.RGBA {
	c := p.canvas
	l := Arrange(c.Image().Bounds(), f)
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
		p.solid(s, l.Picture)
	} else {
		c.Shapes(s.Shapes, l.Camera(s))
	}
	c.Labels(s, l)
	c.key(s.Key, l)
}

// solid traces a scene into a part of the picture, directly or enlarged.
func (p *Painter) solid(s *scene.Scene, area image.Rectangle) {
	w, h := area.Dx(), area.Dy()
	if p.limit <= 0 || w*h <= p.limit {
		p.tracer.trace(p.canvas.img, area, s)
		return
	}
	k := math.Sqrt(float64(p.limit) / float64(w*h))
	size := image.Rect(0, 0, max(int(float64(w)*k), 1), max(int(float64(h)*k), 1))
	if p.small == nil || p.small.Rect != size {
		p.small = image.NewRGBA(size)
	}
	p.tracer.trace(p.small, size, s)
	draw.ApproxBiLinear.Scale(p.canvas.img, area, p.small, size, draw.Src, nil)
}
