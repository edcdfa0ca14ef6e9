package pusht

// The broad phase finds the pairs of shapes that may touch, and with them the order in which contacts are solved,
// which matters as soon as there are two. It is Chipmunk's: two binary trees of boxes, one of the walls and one of the
// moving shapes, whose leaves carry boxes that are larger than the shape, so that they seldom change.

// node of a tree: a leaf, whose number is that of its shape, or an inner node above them.
type node struct {
	box          box
	parent, a, b int8 // a and b are none at a leaf
}

const (
	none  = int8(-1)
	nodes = shapes + 5 // three inner nodes above the walls, two above the moving shapes
)

// tree is both trees.
type tree struct {
	node        [nodes]node
	static, top int8 // the roots
}

func (t *tree) leaf(n int8) bool { return t.node[n].a == none }

// adopt makes a and b the children of an inner node.
func (t *tree) adopt(inner, a, b int8) {
	t.node[inner].a, t.node[inner].b = a, b
	t.node[a].parent, t.node[b].parent = inner, inner
	t.node[inner].box = t.node[a].box.union(t.node[b].box)
}

// insert adds a leaf below a node, with inner as the new inner node, and returns what is then in the node's place.
// It descends where the boxes grow less.
func (t *tree) insert(under, leaf, inner int8) int8 {
	if under == none {
		return leaf
	}
	if t.leaf(under) {
		t.node[inner].parent = t.node[under].parent
		t.adopt(inner, leaf, under)
		return inner
	}
	n, grown := &t.node[under], t.node[leaf].box
	a, b := t.node[n.a].box, t.node[n.b].box
	costA, costB := b.area()+a.union(grown).area(), a.area()+b.union(grown).area()
	if costA == costB {
		costA, costB = a.distance(grown), b.distance(grown)
	}
	if costB < costA {
		t.adopt(under, n.a, t.insert(n.b, leaf, inner))
	} else {
		t.adopt(under, t.insert(n.a, leaf, inner), n.b)
	}
	return under
}

// remove takes a leaf out of the moving shapes' tree and returns the inner node that is free now. Its sibling takes
// its parent's place.
func (t *tree) remove(leaf int8) (free int8) {
	free = t.node[leaf].parent
	sibling, above := t.sibling(leaf), t.node[free].parent
	t.node[sibling].parent = above
	if above == none {
		t.top = sibling
		return free
	}
	if t.node[above].a == free {
		t.node[above].a = sibling
	} else {
		t.node[above].b = sibling
	}
	for n := above; n != none; n = t.node[n].parent {
		t.node[n].box = t.node[t.node[n].a].box.union(t.node[t.node[n].b].box)
	}
	return free
}

func (t *tree) sibling(n int8) int8 {
	p := &t.node[t.node[n].parent]
	if p.a == n {
		return p.b
	}
	return p.a
}

// link is a cached pair of leaves whose boxes touch.
type link struct{ first, second int8 }

// links are the cached pairs, oldest first: at most each wall with each moving shape, and these with each other.
type links struct {
	at    [wallShapes*3 + 3]link
	count int8
}

func (l *links) add(first, second int8) {
	l.at[l.count] = link{first, second}
	l.count++
}

// forget drops the pairs of a leaf.
func (l *links) forget(leaf int8) {
	kept := int8(0)
	for _, p := range l.at[:l.count] {
		if p.first != leaf && p.second != leaf {
			l.at[kept] = p
			kept++
		}
	}
	l.count = kept
}
