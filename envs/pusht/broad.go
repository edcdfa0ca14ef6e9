package pusht

// visiting is the order in which the moving shapes' boxes are brought up to date: that of a hash table of five
// buckets over their numbers.
var visiting = [...]int8{barShape, stemShape, agentShape}

// broad is the state of the broad phase.
type broad struct {
	tree
	links links
	fresh [shapes]bool // leaves that were inserted in this step
}

// newBroad is the broad phase with the walls alone.
func newBroad() broad {
	var b broad
	b.static, b.top = none, none
	for i := range b.node {
		b.node[i] = node{parent: none, a: none, b: none}
	}
	for i, ends := range walls {
		g := newSegment(ends)
		b.node[i].box = g.bounds()
		b.static = b.insert(b.static, int8(i), int8(shapes+i-1))
	}
	return b
}

// enter inserts the moving shapes for the first time. What they find is cached, and not collided.
func (w *World) enter() {
	w.broad = newBroad()
	for i := int8(agentShape); i <= stemShape; i++ {
		w.broad.node[i].box = w.bounds[i].fatten(w.velocity(i))
		w.broad.top = w.broad.insert(w.broad.top, i, shapes+3+(i-barShape))
		w.broad.fresh[i] = true
		w.pairFresh(i, false)
		w.broad.fresh[i] = false
	}
}

// detect finds the contacts of this step.
func (w *World) detect() {
	clear(w.broad.fresh[:])
	for _, i := range visiting {
		n := &w.broad.node[i]
		if n.box.contains(w.bounds[i]) {
			continue
		}
		n.box = w.bounds[i].fatten(w.velocity(i))
		inner := w.broad.remove(i)
		w.broad.top = w.broad.insert(w.broad.top, i, inner)
		w.broad.links.forget(i)
		w.broad.fresh[i] = true
	}
	w.walk(w.broad.top)
}

// walk visits the leaves below a node. A fresh leaf looks for its pairs; an old one goes through those it caches.
func (w *World) walk(n int8) {
	if !w.broad.leaf(n) {
		w.walk(w.broad.node[n].a)
		w.walk(w.broad.node[n].b)
		return
	}
	if w.broad.fresh[n] {
		w.pairFresh(n, true)
		return
	}
	for i := w.broad.links.count - 1; i >= 0; i-- {
		if p := w.broad.links.at[i]; p.second == n {
			w.collide(p.first, n)
		}
	}
}

// pairFresh looks for the pairs of a fresh leaf: first among the walls, then, on the way to the root, on the other
// side of each inner node.
func (w *World) pairFresh(leaf int8, collide bool) {
	w.query(w.broad.static, leaf, true, collide)
	for n := leaf; w.broad.node[n].parent != none; n = w.broad.node[n].parent {
		up := &w.broad.node[w.broad.node[n].parent]
		if n == up.a {
			w.query(up.b, leaf, false, false)
		} else {
			w.query(up.a, leaf, true, collide)
		}
	}
}

// query caches the leaves below a node whose boxes touch a fresh leaf's. Those on its left are collided at once, and
// cached only if they are older: a fresh one has cached the pair already.
func (w *World) query(n, leaf int8, left, collide bool) {
	if !w.broad.node[leaf].box.touches(w.broad.node[n].box) {
		return
	}
	switch {
	case !w.broad.leaf(n):
		w.query(w.broad.node[n].a, leaf, left, collide)
		w.query(w.broad.node[n].b, leaf, left, collide)
	case !left:
		w.broad.links.add(leaf, n)
	default:
		if !w.broad.fresh[n] {
			w.broad.links.add(n, leaf)
		}
		if collide {
			w.collide(n, leaf)
		}
	}
}
