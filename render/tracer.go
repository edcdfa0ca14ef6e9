package render

import (
	"image"
	"math"

	"github.com/fenchel-gym/fenchel/internal/parallel"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// rowsAtOnce is how many rows of a picture or a grid a worker takes at a time.
const rowsAtOnce = 8

// tracer paints solid scenes. It keeps its buffers from frame to frame.
//
// Three passes, each over blocks of rows in parallel: find the nearest body at the middle of every pixel; shade it, or
// the backdrop; trace again, with several rays, the pixels next to which something else is seen. No pixel depends on
// the order of the blocks.
type tracer struct {
	eye    eye
	bodies []body
	back   backdrop
	shadow shadow
	img    *image.RGBA
	area   image.Rectangle
	depth  []float32 // of the nearest body, m (area)
	seen   []uint16  // what is nearest: a body and its face, or one of the numbers below (area)
	marked []uint8   // by what the backdrop may be other than the row's plain color (area)
}

// What is seen where there is no body.
const (
	seenSky    = 0
	seenGround = 1
	firstBody  = 4 // seen = firstBody + 4·index + face
)

// maxBodies is how many bodies a tracer tells apart; the rest are not drawn.
const maxBodies = (1<<16 - firstBody) / 4

// trace paints the area of img.
func (t *tracer) trace(img *image.RGBA, area image.Rectangle, s *scene.Scene) {
	if area.Empty() {
		return
	}
	t.img, t.area, t.eye = img, area, newEye(s.Camera, area)
	t.bodies = t.bodies[:0]
	for i := range s.Solids {
		if s.Solids[i].Kind != scene.Ground && len(t.bodies) < maxBodies {
			t.bodies = append(t.bodies, newBody(&s.Solids[i], &t.eye, area))
		}
	}
	t.back = newBackdrop(&t.eye, s, &t.shadow)
	t.shadow.clear()
	if t.back.grounded {
		t.shadow.cast(t.bodies, t.back.height)
	}
	if n := area.Dx() * area.Dy(); cap(t.depth) < n {
		t.depth, t.seen, t.marked = make([]float32, n), make([]uint16, n), make([]uint8, n)
	} else {
		t.depth, t.seen, t.marked = t.depth[:n], t.seen[:n], t.marked[:n]
	}
	t.each((*tracer).find)
	t.each((*tracer).shadeRow)
	t.each((*tracer).smooth)
}

// each runs a pass over all rows.
func (t *tracer) each(pass func(t *tracer, y int)) {
	parallel.Do(t.area.Dy(), rowsAtOnce, func(i int) { pass(t, t.area.Min.Y+i) })
}

// line is the part of a buffer for a row.
func line[T any](t *tracer, buffer []T, y int) []T {
	w := t.area.Dx()
	return buffer[(y-t.area.Min.Y)*w : (y-t.area.Min.Y+1)*w]
}

// find fills depth and seen along a row.
func (t *tracer) find(y int) {
	depth, seen := line(t, t.depth, y), line(t, t.seen, y)
	py := float64(y) + 0.5
	r := t.back.row(py)
	far, behind := float32(r.depth), uint16(seenGround)
	if math.IsInf(r.depth, 1) {
		behind = seenSky
	}
	for i := range depth {
		depth[i], seen[i] = far, behind
	}
	for k := range t.bodies {
		b := &t.bodies[k]
		if y < b.bound.Min.Y || y >= b.bound.Max.Y {
			continue
		}
		d := b.ray(float64(b.bound.Min.X)+0.5, py)
		for x := b.bound.Min.X; x < b.bound.Max.X; x++ {
			if at, face, ok := b.hit(d); ok {
				if i := x - t.area.Min.X; float32(at) < depth[i] {
					depth[i], seen[i] = float32(at), uint16(firstBody+4*k)+uint16(face)
				}
			}
			d = add(d, b.right)
		}
	}
}

// shadeRow paints a row by what is seen at the middle of each pixel.
func (t *tracer) shadeRow(y int) {
	depth, seen := line(t, t.depth, y), line(t, t.seen, y)
	py := float64(y) + 0.5
	r := t.back.row(py)
	at := t.img.PixOffset(t.area.Min.X, y)
	pix := t.img.Pix[at : at+4*len(seen)]
	var plain [4]uint8
	r.plain().put(plain[:])
	marked := line(t, t.marked, y)
	r.mark(marked, t.area.Min.X)
	for i, what := range seen {
		if what < firstBody && marked[i] == 0 {
			*(*[4]uint8)(pix[4*i:]) = plain
			continue
		}
		px := float64(t.area.Min.X+i) + 0.5
		if what < firstBody {
			r.at(px, marked[i]).put(pix[4*i : 4*i+4 : 4*i+4])
			continue
		}
		t.color(what, float64(depth[i]), px, py, &r).put(pix[4*i : 4*i+4 : 4*i+4])
	}
}

// color is the light from what is seen at a point of the picture.
func (t *tracer) color(what uint16, depth, px, py float64, r *row) light {
	if what < firstBody {
		return r.at(px, anything)
	}
	b, face := &t.bodies[(what-firstBody)/4], uint8((what-firstBody)%4)
	d := b.ray(px, py)
	n := b.axes.world(b.normal(along(b.eye, d, depth), face))
	return shade(b.albedo, n, unit(scaled(t.eye.ray(px, py), -1)))
}
