package render

import (
	"image/color"
	"math"

	"github.com/fenchel-gym/fenchel/render/scene"
)

// The sky pales from above to the paper's color at the horizon, into which the ground fades with distance.
var (
	zenith  = linear(color.NRGBA{0xC9, 0xD8, 0xE6, 0xFF})
	horizon = linear(color.NRGBA{0xF4, 0xF5, 0xF4, 0xFF})
)

// lineShare is the width of a grid line as a share of a cell.
const lineShare = 0.016

// backdrop is what is behind the solids: sky, and a ground if the scene has one.
type backdrop struct {
	eye         *eye
	grounded    bool
	height      float64 // of the ground, m
	cell        float64 // of its grid, m
	floor, line light
	fade        float64 // distance at which the ground fades, m
	shadow      *shadow
}

func newBackdrop(e *eye, s *scene.Scene, sh *shadow) backdrop {
	b := backdrop{eye: e, shadow: sh}
	for i := range s.Solids {
		g := &s.Solids[i]
		if g.Kind != scene.Ground {
			continue
		}
		b.grounded, b.height, b.cell = true, g.Pos.Z, g.Size.X
		b.floor = linear(scene.Mix(scene.Background, g.Color, 0.28))
		b.line = linear(scene.Mix(scene.Background, g.Color, 0.9))
		b.fade = 7 * max(s.Camera.Distance, 1)
	}
	return b
}

// row is the backdrop along one row of pixels. The eye is level, so depth and haze are the same all along it, and the
// point of the ground moves by equal steps.
type row struct {
	*backdrop
	depth    float64 // of the ground, +Inf where the row is above the horizon
	sky      light
	haze     float32
	x, y     float64 // the ground at px = 0
	dx, dy   float64 // its step for one pixel
	slope    float64 // change of depth for one row, as a share of the depth
	downX    float64 // how the ray turns for one row
	downY    float64
	rayX     float64 // the ray at px = 0
	rayY     float64
	rayStepX float64
	rayStepY float64
}

func (b *backdrop) row(py float64) row {
	e := b.eye
	d := e.ray(0, py)
	r := row{backdrop: b, depth: math.Inf(1), sky: sky(d, e)}
	if !b.grounded {
		return r
	}
	t := (b.height - e.pos.Z) / d.Z
	if !(t > e.near) || math.IsInf(t, 0) {
		return r
	}
	r.depth = t
	r.haze = float32(1 - math.Exp(-(t/b.fade)*(t/b.fade)))
	r.rayX, r.rayY = d.X, d.Y
	r.rayStepX, r.rayStepY = e.right.X/e.focal, e.right.Y/e.focal
	r.x, r.y = e.pos.X+t*d.X, e.pos.Y+t*d.Y
	r.dx, r.dy = t*r.rayStepX, t*r.rayStepY
	r.downX, r.downY = -e.up.X/e.focal, -e.up.Y/e.focal
	r.slope = e.up.Z / e.focal / d.Z
	return r
}

// sky is the color of the row in the direction d.
func sky(d vec, e *eye) light {
	rise := d.Z / math.Sqrt(d.Z*d.Z+e.ahead.X*e.ahead.X+e.ahead.Y*e.ahead.Y)
	return horizon.toward(zenith, float32(min(max(1.6*rise, 0), 1)))
}

// plain is the color of the row where there is neither a line of the grid nor a shadow.
func (r *row) plain() light {
	if math.IsInf(r.depth, 1) {
		return r.sky
	}
	return r.floor.toward(horizon, r.haze)
}

// footprint is the extent on the ground of the pixel at px, m.
func (r *row) footprint(px float64) (wx, wy float64) {
	rayX, rayY := r.rayX+px*r.rayStepX, r.rayY+px*r.rayStepY
	return math.Abs(r.dx) + math.Abs(r.depth*(r.downX+rayX*r.slope)), math.Abs(r.dy) + math.Abs(r.depth*(r.downY+rayY*r.slope))
}

// at is the color at px, of the ground if it is seen in this row, where it may be other than plain by what is marked.
func (r *row) at(px float64, marked uint8) light {
	if math.IsInf(r.depth, 1) {
		return r.sky
	}
	x, y := r.x+px*r.dx, r.y+px*r.dy
	c := r.floor
	if marked&onLine != 0 && r.cell > 0 && r.haze < 0.98 {
		wx, wy := r.footprint(px)
		u, v := stripes(x/r.cell, wx/r.cell), stripes(y/r.cell, wy/r.cell)
		c = c.toward(r.line, float32(u+v-u*v))
	}
	c = c.times(r.shadow.at(x, y, marked))
	return c.toward(horizon, r.haze)
}

// stripes is the share of [x−w/2, x+w/2] that grid lines at the integers cover: the exact mean over a pixel's
// footprint, so that the grid neither crawls nor breaks up towards the horizon.
func stripes(x, w float64) float64 {
	w = max(w, 1e-6)
	lo := x + lineShare/2 - w/2
	return (covered(lo+w) - covered(lo)) / w
}

// covered is the length of [0, x] within [n, n+lineShare] for the integers n.
func covered(x float64) float64 {
	n := math.Floor(x)
	return n*lineShare + min(x-n, lineShare)
}
