package render

import "math"

// Where within a pixel its edge is sampled: eight points, no two in the same row or column of a grid of eight by
// eight, so that an edge near the horizontal or the vertical has eight levels.
var samples = [8][2]float64{
	{0.0625, 0.4375}, {0.1875, 0.8125}, {0.3125, 0.1875}, {0.4375, 0.5625},
	{0.5625, 0.9375}, {0.6875, 0.3125}, {0.8125, 0.6875}, {0.9375, 0.0625},
}

// smooth paints again the pixels of a row next to which something else is seen.
func (t *tracer) smooth(y int) {
	w := t.area.Dx()
	seen := line(t, t.seen, y)
	above, below := seen, seen
	if y > t.area.Min.Y {
		above = line(t, t.seen, y-1)
	}
	if y < t.area.Max.Y-1 {
		below = line(t, t.seen, y+1)
	}
	var rows [len(samples)]row
	ready := false
	for i, what := range seen {
		lo, hi := max(i-1, 0), min(i+1, w-1)
		if !isEdge(what, seen[lo], seen[hi], above[i], below[i]) {
			continue
		}
		if !ready {
			ready = true
			for k, s := range samples {
				rows[k] = t.back.row(float64(y) + s[1])
			}
		}
		near := nearby{}
		for _, line := range [3][]uint16{above, seen, below} {
			near.add(line[lo])
			near.add(line[i])
			near.add(line[hi])
		}
		at := t.img.PixOffset(t.area.Min.X+i, y)
		t.mean(t.area.Min.X+i, y, &near, &rows).put(t.img.Pix[at : at+4 : at+4])
	}
}

// isEdge reports whether anything else is next to a pixel, at its left, right, above or below. The horizon is
// no edge: haze has made it smooth.
func isEdge(what, left, right, above, below uint16) bool {
	if what < firstBody {
		return max(left, right, above, below) >= firstBody
	}
	return left != what || right != what || above != what || below != what
}

// nearby are the bodies seen at a pixel and around it.
type nearby struct {
	bodies [9]uint16
	n      int
}

func (s *nearby) add(what uint16) {
	if what < firstBody {
		return
	}
	k := (what - firstBody) / 4
	for _, known := range s.bodies[:s.n] {
		if known == k {
			return
		}
	}
	s.bodies[s.n] = k
	s.n++
}

// mean is the mean light over a pixel.
func (t *tracer) mean(x, y int, near *nearby, rows *[len(samples)]row) light {
	var sum light
	for k, s := range samples {
		px, py := float64(x)+s[0], float64(y)+s[1]
		depth, what := rows[k].depth, uint16(seenGround)
		if math.IsInf(depth, 1) {
			what = seenSky
		}
		for _, j := range near.bodies[:near.n] {
			b := &t.bodies[j]
			if at, face, ok := b.hit(b.ray(px, py)); ok && at < depth {
				depth, what = at, uint16(firstBody+4*int(j))+uint16(face)
			}
		}
		sum = sum.plus(t.color(what, depth, px, py, &rows[k]))
	}
	return sum.times(1.0 / float32(len(samples)))
}
