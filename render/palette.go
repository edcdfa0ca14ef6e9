package render

import (
	"encoding/binary"
	"image"
	"image/color"
	"math"
	"slices"

	"github.com/fenchel-gym/fenchel/render/scene"
)

// transparent is the palette index that a GIF leaves as it was.
const transparent = 255

type rgb struct{ r, g, b uint8 }

// palette is the 255 colors of a GIF and the way to them. The roles of scenes are always among them, so that what
// appears later has its color; the rest are chosen for the first frame by median cut. A picture's pixels are looked up
// through a table over seven bits a channel, filled as colors are met: a search for every pixel would take a hundred
// times longer.
type palette struct {
	colors [256]rgb
	nearby [1 << 21]uint8 // index of the nearest color to the middle of a cell, or transparent where not yet known
}

func newPalette(img *image.RGBA) *palette {
	p := &palette{}
	for i := range p.nearby {
		p.nearby[i] = transparent
	}
	fixed := roles()
	n := copy(p.colors[:transparent], fixed)
	copy(p.colors[n:transparent], medianCut(histogram(img), transparent-n))
	return p
}

// roles are the colors of scenes, and their blends with the paper at which anti-aliased edges pass.
func roles() []rgb {
	var list []rgb
	add := func(c color.NRGBA) { list = append(list, rgb{c.R, c.G, c.B}) }
	for _, c := range []color.NRGBA{scene.Background, ground, rule, trough, quiet} {
		add(c)
	}
	for _, c := range []color.NRGBA{scene.Ink, scene.Faint, scene.Body, scene.Limb, scene.Joint, scene.Goal, scene.Accent, scene.Counter, scene.Alarm} {
		add(c)
		add(scene.Mix(c, scene.Background, 0.35))
		add(scene.Mix(c, scene.Background, 0.7))
	}
	return list
}

// What a pixel may be off by and keep the color on the screen, in levels of 255 of the channel that is furthest: unseen
// while it changes from frame to frame, settled once it has come to rest. This makes films half as large.
const (
	unseen  = 16
	settled = 7
)

// atRest marks a color that has been settled: as long as it stays, its index does.
const atRest = 1

// index writes the palette index of each pixel and keeps the picture's colors in past. shown are the indices on the
// screen, nil for the first frame: a pixel near enough to what is shown keeps it.
func (p *palette) index(dst, shown []uint8, past []uint32, img *image.RGBA) {
	size := img.Bounds().Size()
	for y := range size.Y {
		row := img.Pix[y*img.Stride : y*img.Stride+4*size.X]
		out := dst[y*size.X : (y+1)*size.X]
		for x := range out {
			q := row[4*x : 4*x+4 : 4*x+4]
			at := y*size.X + x
			color := binary.LittleEndian.Uint32(q) << 8
			if shown != nil && color|atRest == past[at] {
				out[x] = shown[at]
				continue
			}
			slack := settled
			if color != past[at] {
				past[at], slack = color, unseen
			} else {
				past[at] |= atRest
			}
			if shown != nil && p.colors[shown[at]].near(q, slack) {
				out[x] = shown[at]
				continue
			}
			cell := int(q[0]>>1)<<14 | int(q[1]>>1)<<7 | int(q[2]>>1)
			if p.nearby[cell] == transparent {
				p.nearby[cell] = p.nearest(cell)
			}
			out[x] = p.nearby[cell]
		}
	}
}

// near reports whether no channel of a pixel is further from the color than that.
func (c rgb) near(q []uint8, levels int) bool {
	r, g, b := int(c.r)-int(q[0]), int(c.g)-int(q[1]), int(c.b)-int(q[2])
	span := uint(2 * levels)
	return uint(r+levels) <= span && uint(g+levels) <= span && uint(b+levels) <= span
}

func (p *palette) nearest(cell int) uint8 {
	r, g, b := cell>>14<<1, cell>>7&127<<1, cell&127<<1
	best, at := 1<<30, 0
	for i, c := range p.colors[:transparent] {
		dr, dg, db := r-int(c.r), g-int(c.g), b-int(c.b)
		if d := 3*dr*dr + 5*dg*dg + 2*db*db; d < best { // the eye is most exact in green
			best, at = d, i
		}
	}
	return uint8(at)
}

// bin is a color and how often it occurs.
type bin struct {
	c [3]uint8
	n int
}

// histogram counts the colors of a picture, in the order of their numbers.
func histogram(img *image.RGBA) []bin {
	size := img.Bounds().Size()
	colors := make([]uint32, 0, size.X*size.Y)
	for y := range size.Y {
		row := img.Pix[y*img.Stride : y*img.Stride+4*size.X]
		for x := 0; x < len(row); x += 4 {
			colors = append(colors, uint32(row[x])<<16|uint32(row[x+1])<<8|uint32(row[x+2]))
		}
	}
	slices.Sort(colors)
	var bins []bin
	for i, c := range colors {
		if i == 0 || c != colors[i-1] {
			bins = append(bins, bin{c: [3]uint8{uint8(c >> 16), uint8(c >> 8), uint8(c)}})
		}
		bins[len(bins)-1].n++
	}
	return bins
}

// medianCut chooses at most n colors: the box of colors with the largest weighted extent is halved until there are
// enough, and each box gives its mean.
func medianCut(bins []bin, n int) []rgb {
	boxes := [][]bin{bins}
	for len(boxes) < n {
		widest, channel, extent := -1, 0, 0.0
		for i, box := range boxes {
			if c, e := spread(box); e > extent {
				widest, channel, extent = i, c, e
			}
		}
		if widest < 0 {
			break
		}
		a, b := halve(boxes[widest], channel)
		boxes[widest] = a
		boxes = append(boxes, b)
	}
	colors := make([]rgb, len(boxes))
	for i, box := range boxes {
		colors[i] = mean(box)
	}
	return colors
}

// spread is the channel in which a box is widest, and its extent there times the fourth root of its weight.
func spread(box []bin) (channel int, extent float64) {
	if len(box) < 2 {
		return 0, 0
	}
	lo, hi, weight := box[0].c, box[0].c, 0
	for _, b := range box {
		for k := range 3 {
			lo[k], hi[k] = min(lo[k], b.c[k]), max(hi[k], b.c[k])
		}
		weight += b.n
	}
	for k := range 3 {
		if e := float64(hi[k] - lo[k]); e > extent {
			channel, extent = k, e
		}
	}
	return channel, extent * math.Sqrt(math.Sqrt(float64(weight)))
}

// halve cuts a box of at least two bins where half of its pixels are on either side.
func halve(box []bin, channel int) (a, b []bin) {
	slices.SortStableFunc(box, func(x, y bin) int { return int(x.c[channel]) - int(y.c[channel]) })
	total := 0
	for _, b := range box {
		total += b.n
	}
	cut, seen := 1, box[0].n
	for cut < len(box)-1 && 2*seen < total {
		seen += box[cut].n
		cut++
	}
	return box[:cut:cut], box[cut:]
}

func mean(box []bin) rgb {
	var sum [3]int
	n := 0
	for _, b := range box {
		for k := range 3 {
			sum[k] += int(b.c[k]) * b.n
		}
		n += b.n
	}
	return rgb{uint8(sum[0] / n), uint8(sum[1] / n), uint8(sum[2] / n)}
}
