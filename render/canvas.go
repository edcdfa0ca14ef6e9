package render

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	"golang.org/x/image/vector"
)

// Canvas fills outlines in an image, in pixels with y down. It keeps its scratch memory: once warm, drawing a shape
// allocates nothing.
type Canvas struct {
	img  *image.RGBA
	clip image.Rectangle

	raster vector.Rasterizer
	bounds image.Rectangle // of the shape being filled, which is all that the raster covers
	start  point           // of the outline being added
	pen    point           // where it has come to
	paint  color.RGBA      // premultiplied
	source image.Uniform   // of &paint

	left, right []point // the sides of the line being stroked
	pixels      []point // polygon points in pixels
	glyphs      glyphs
}

type point struct{ x, y float64 }

// NewCanvas draws into img.
func NewCanvas(img *image.RGBA) *Canvas {
	c := &Canvas{}
	c.source.C = &c.paint
	c.Target(img)
	return c
}

// Target changes the image that is drawn into and clips to all of it.
func (c *Canvas) Target(img *image.RGBA) { c.img, c.clip = img, img.Bounds() }

// Image is what is drawn into.
func (c *Canvas) Image() *image.RGBA { return c.img }

// Clip limits drawing to a part of the image.
func (c *Canvas) Clip(r image.Rectangle) { c.clip = r.Intersect(c.img.Bounds()) }

// Fill replaces the whole clip by one color.
func (c *Canvas) Fill(col color.NRGBA) {
	c.use(col)
	draw.Draw(c.img, c.clip, &c.source, image.Point{}, draw.Src)
}

// Rect fills a rectangle with sides along the pixels' edges; edges between two pixels are blended.
func (c *Canvas) Rect(x0, y0, x1, y1 float64, col color.NRGBA) {
	if !c.begin(x0, y0, x1, y1, col) {
		return
	}
	c.moveTo(x0, y0)
	c.lineTo(x1, y0)
	c.lineTo(x1, y1)
	c.lineTo(x0, y1)
	c.end()
}

// Disc fills a circle.
func (c *Canvas) Disc(x, y, r float64, col color.NRGBA) {
	if c.begin(x-r, y-r, x+r, y+r, col) {
		c.circle(x, y, r)
		c.end()
	}
}

// Ring strokes a circle with a line of the given width.
func (c *Canvas) Ring(x, y, r, width float64, col color.NRGBA) {
	outer, inner := r+width/2, r-width/2
	if !c.begin(x-outer, y-outer, x+outer, y+outer, col) {
		return
	}
	c.circle(x, y, outer)
	if inner > 0 {
		c.circle(x, y, -inner)
	}
	c.end()
}

// Capsule fills a line with round ends.
func (c *Canvas) Capsule(x0, y0, x1, y1, r float64, col color.NRGBA) {
	if !c.begin(min(x0, x1)-r, min(y0, y1)-r, max(x0, x1)+r, max(y0, y1)+r, col) {
		return
	}
	length := math.Hypot(x1-x0, y1-y0)
	if length < 1e-6*r {
		c.circle(x0, y0, r)
		c.end()
		return
	}
	ux, uy := (x1-x0)/length*r, (y1-y0)/length*r
	c.moveTo(x0+uy, y0-ux)
	c.lineTo(x1+uy, y1-ux)
	c.quarter(x1, y1, uy, -ux, ux, uy)
	c.quarter(x1, y1, ux, uy, -uy, ux)
	c.lineTo(x0-uy, y0+ux)
	c.quarter(x0, y0, -uy, ux, -ux, -uy)
	c.quarter(x0, y0, -ux, -uy, uy, -ux)
	c.end()
}

// polygon fills through c.pixels.
func (c *Canvas) polygon(col color.NRGBA) {
	if len(c.pixels) < 3 || !c.beginAround(c.pixels, 0, col) {
		return
	}
	c.moveTo(c.pixels[0].x, c.pixels[0].y)
	for _, p := range c.pixels[1:] {
		c.lineTo(p.x, p.y)
	}
	c.end()
}

// circle adds a closed circle; a negative radius turns it the other way, which cuts a hole.
func (c *Canvas) circle(x, y, r float64) {
	s := math.Abs(r)
	c.moveTo(x+s, y)
	c.quarter(x, y, s, 0, 0, r)
	c.quarter(x, y, 0, r, -s, 0)
	c.quarter(x, y, -s, 0, 0, -r)
	c.quarter(x, y, 0, -r, s, 0)
}

// arcTol is how far the chords of an arc may stay inside of it, px: too little to see, also in a dot of two pixels,
// which the rasterizer's own curves would make a square on its tip.
const arcTol = 0.02

// maxChords bounds the work for an arc: it is reached at a radius of 68,000 px, of which a straight line is seen.
const maxChords = 1024

// quarter adds the arc about (x,y) from the radius a to the radius b, at right angles:
//
//	p(φ) = (x,y) + a·cos φ + b·sin φ        0 ≤ φ ≤ π/2
func (c *Canvas) quarter(x, y, ax, ay, bx, by float64) {
	r := math.Sqrt(ax*ax + ay*ay)
	n := 1 + int(min(math.Pi/4/math.Sqrt(2*arcTol/max(r, arcTol)), maxChords)) // a chord over 2θ stays r·(1 − cos θ) ≈ r·θ²/2 inside
	for i := 1; i < n; i++ {
		sin, cos := math.Sincos(math.Pi / 2 * float64(i) / float64(n))
		c.lineTo(x+ax*cos+bx*sin, y+ay*cos+by*sin)
	}
	c.lineTo(x+bx, y+by)
}

// begin starts an outline within bounds and reports whether any of it is inside the clip. Bounds that are not finite
// lie outside.
func (c *Canvas) begin(x0, y0, x1, y1 float64, col color.NRGBA) bool {
	clip := c.clip
	if !(x1 > float64(clip.Min.X) && x0 < float64(clip.Max.X) && y1 > float64(clip.Min.Y) && y0 < float64(clip.Max.Y)) ||
		math.IsInf(x0, 0) || math.IsInf(y0, 0) || math.IsInf(x1, 0) || math.IsInf(y1, 0) || col.A == 0 {
		return false
	}
	c.bounds = image.Rect(
		int(math.Floor(max(x0, float64(clip.Min.X)))), int(math.Floor(max(y0, float64(clip.Min.Y)))),
		int(math.Ceil(min(x1, float64(clip.Max.X)))), int(math.Ceil(min(y1, float64(clip.Max.Y)))))
	c.raster.Reset(c.bounds.Dx(), c.bounds.Dy())
	c.start, c.pen = point{}, point{}
	c.use(col)
	return true
}

func (c *Canvas) beginAround(points []point, margin float64, col color.NRGBA) bool {
	lo, hi := points[0], points[0]
	for _, p := range points[1:] {
		lo.x, lo.y = min(lo.x, p.x), min(lo.y, p.y)
		hi.x, hi.y = max(hi.x, p.x), max(hi.y, p.y)
	}
	return c.begin(lo.x-margin, lo.y-margin, hi.x+margin, hi.y+margin, col)
}

func (c *Canvas) end() {
	c.close()
	c.raster.Draw(c.img, c.bounds, &c.source, image.Point{})
}

// use sets the color, multiplied by its own opacity as image.RGBA holds it.
func (c *Canvas) use(col color.NRGBA) {
	r, g, b, a := col.RGBA()
	c.paint = color.RGBA{uint8(r >> 8), uint8(g >> 8), uint8(b >> 8), uint8(a >> 8)}
}

// Card fills a rectangle with round corners.
func (c *Canvas) Card(x0, y0, x1, y1, r float64, col color.NRGBA) {
	if !c.begin(x0, y0, x1, y1, col) {
		return
	}
	c.moveTo(x0+r, y0)
	c.lineTo(x1-r, y0)
	c.quarter(x1-r, y0+r, 0, -r, r, 0)
	c.lineTo(x1, y1-r)
	c.quarter(x1-r, y1-r, r, 0, 0, r)
	c.lineTo(x0+r, y1)
	c.quarter(x0+r, y1-r, 0, r, -r, 0)
	c.lineTo(x0, y0+r)
	c.quarter(x0+r, y0+r, -r, 0, 0, -r)
	c.end()
}
