package pusht

// Contact is a pair of shapes in contact. Shapes are numbered 0 to 3 the walls, 4 the agent, 5 the bar, 6 the stem.
type Contact struct {
	A, B     int
	Normal   Vec        // from A to B
	Points   int        // 1 or 2
	Distance [2]float64 // of each point along the normal, negative in overlap, px
	Impulse  Vec        // on B in the last physics step
}

// AppendContacts appends the contacts of the last physics step, in the order in which they were solved.
func (w *World) AppendContacts(dst []Contact) []Contact {
	for _, i := range w.order[:w.active] {
		r := &w.arbiters[i]
		c := Contact{A: int(i / 2), B: int(barShape + i%2), Normal: r.n, Points: int(r.count)}
		for j, p := range r.contacts[:r.count] {
			c.Distance[j] = p.overlap
			c.Impulse = c.Impulse.Add(r.n.Scale(p.impulse))
		}
		dst = append(dst, c)
	}
	return dst
}
