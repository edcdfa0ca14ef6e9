package push

import (
	"math"

	"github.com/fenchel-gym/fenchel/envs/pusht"
)

type vec = pusht.Vec

// site is a place on the block's outline to push at, in the block's coordinates.
type site struct {
	side int
	at   vec
	out  vec // outward normal
}

const (
	spacing = 10.0                  // at most, between sites, px
	edge    = 2.0                   // of a side, from its ends, px
	inner   = pusht.AgentRadius + 1 // from an inner corner, px
	gap     = 3.0                   // between agent and block before a push, px
	sides   = 8
)

var outline = pusht.Outline()

// sites are the sites, side by side. The corners 3 and 6 are the inner ones.
var sites = func() (list []site) {
	for i, a := range outline {
		b := outline[(i+1)%sides]
		along := b.Sub(a)
		length := along.Length()
		along = along.Scale(1 / length)
		from, to := edge, length-edge
		if i == 3 || i == 6 {
			from = inner
		}
		if i == 2 || i == 5 {
			to = length - inner
		}
		n := math.Ceil((to - from) / spacing)
		for j := 0.0; j <= n; j++ {
			at := a.Add(along.Scale(from + (to-from)*j/n))
			list = append(list, site{i, at, vec{X: along.Y, Y: -along.X}})
		}
	}
	return list
}()

// waypoints are the outer corners, moved outward by more than the agent's radius in each direction.
var waypoints = func() (list []vec) {
	for i, at := range outline {
		if i == 3 || i == 6 {
			continue
		}
		before, after := outline[(i+sides-1)%sides], outline[(i+1)%sides]
		out := unit(at.Sub(before)).Add(unit(at.Sub(after)))
		list = append(list, at.Add(out.Scale(pusht.AgentRadius+4)))
	}
	return list
}()

func unit(a vec) vec { return a.Scale(1 / a.Length()) }

// world and local change between the coordinates of a block and the world's.
func world(p pusht.Pose, a vec) vec { return a.Rotate(p.Angle).Add(p.Block) }
func local(p pusht.Pose, a vec) vec { return a.Sub(p.Block).Rotate(-p.Angle) }

// clearance is the distance of a point from the outline, in the block's coordinates.
func clearance(a vec) float64 {
	nearest := math.Inf(1)
	for i, corner := range outline {
		nearest = min(nearest, toSegment(a, corner, outline[(i+1)%sides]))
	}
	return nearest
}

// clears reports whether the segment from a to b stays r away from the outline.
func clears(a, b vec, r float64) bool {
	for i, c := range outline {
		d := outline[(i+1)%sides]
		if cross(a, b, c, d) || min(toSegment(a, c, d), toSegment(b, c, d), toSegment(c, a, b), toSegment(d, a, b)) < r {
			return false
		}
	}
	return true
}

// cross reports whether two segments cross.
func cross(a, b, c, d vec) bool {
	ab, cd := b.Sub(a), d.Sub(c)
	return ab.Cross(c.Sub(a))*ab.Cross(d.Sub(a)) < 0 && cd.Cross(a.Sub(c))*cd.Cross(b.Sub(c)) < 0
}

// toSegment is the distance of p from the segment between a and b.
func toSegment(p, a, b vec) float64 {
	d := b.Sub(a)
	t := 0.0
	if l := d.Dot(d); l > 0 {
		t = min(max(p.Sub(a).Dot(d)/l, 0), 1)
	}
	return p.Sub(a.Add(d.Scale(t))).Length()
}
