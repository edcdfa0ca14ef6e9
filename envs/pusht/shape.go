package pusht

// The shapes by number, in the order in which they enter the world. The number decides in which order the broad phase
// visits them.
const (
	wallShapes = 4 // 0 … 3
	agentShape = 4
	barShape   = 5
	stemShape  = 6
	shapes     = 7
)

const (
	agentRadius = 15 // px
	wallRadius  = 2  // px
)

// walls are the ends of the four segments that surround the field.
var walls = [wallShapes][2]Vec{
	{{5, 506}, {5, 5}},
	{{5, 5}, {506, 5}},
	{{506, 5}, {506, 506}},
	{{5, 506}, {506, 506}},
}

// parts are bar and stem in the block's coordinates, counter-clockwise (from x to y by +90°). The first corner wins a
// tie.
var parts = [2]polygon{
	newPolygon([4]Vec{{-60, 0}, {60, 0}, {60, 30}, {-60, 30}}),
	newPolygon([4]Vec{{-15, 30}, {15, 30}, {15, 120}, {-15, 120}}),
}

// centerOfGravity is the block's center of gravity in its own coordinates, as the published environment sets it: the mean of the
// centers of bar and stem.
var centerOfGravity = Vec{0, 45}

// polygon is a part of the block.
type polygon struct {
	at     [4]Vec // corners
	normal [4]Vec // outward normal of the side that ends at the corner
}

func newPolygon(corners [4]Vec) polygon {
	p := polygon{at: corners}
	for i, c := range corners {
		p.normal[i] = c.Sub(corners[(i+3)%4]).right().normal()
	}
	return p
}

// place makes p the part in the block's frame.
func (p *polygon) place(part *polygon, origin, rot Vec) {
	for i := range p.at {
		p.at[i] = part.at[i].rotate(rot).Add(origin)
		p.normal[i] = part.normal[i].rotate(rot)
	}
}

func (p *polygon) bounds() box {
	b := box{p.at[0], p.at[0]}
	for _, c := range p.at[1:] {
		b = b.union(box{c, c})
	}
	return b
}

// farthest is the corner that lies farthest in direction n.
func (p *polygon) farthest(n Vec) int {
	best := 0
	for i := range p.at {
		if p.at[i].Dot(n) > p.at[best].Dot(n) {
			best = i
		}
	}
	return best
}

// segment is a wall.
type segment struct {
	at     [2]Vec
	normal Vec // of the side to the right of the way from the first end to the second
}

func newSegment(ends [2]Vec) segment { return segment{ends, ends[1].Sub(ends[0]).normal().right()} }

func (s *segment) bounds() box {
	return box{s.at[0], s.at[0]}.union(box{s.at[1], s.at[1]}).grow(wallRadius)
}

// farthest is the end that lies farthest in direction n.
func (s *segment) farthest(n Vec) int {
	if s.at[0].Dot(n) > s.at[1].Dot(n) {
		return 0
	}
	return 1
}
