package physics

import (
	"slices"

	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// samePlane is the cosine above which two triangles of a hull that share an edge lie in one plane.
const samePlane = 1 - 1e-8

// merge joins triangles in one plane to polygons.
func (h *Hull) merge() {
	normal := make([]spatial.Vec, len(h.Tri))
	owner := map[[2]int]int{}
	for k, t := range h.Tri {
		normal[k] = h.Vert[t[1]].Sub(h.Vert[t[0]]).Cross(h.Vert[t[2]].Sub(h.Vert[t[0]])).Unit()
		for e := range 3 {
			owner[[2]int{t[e], t[(e+1)%3]}] = k
		}
	}
	group := fill(len(h.Tri), -1)
	for k := range h.Tri {
		if group[k] >= 0 {
			continue
		}
		id := len(h.Poly)
		members := []int{k}
		group[k] = id
		for i := 0; i < len(members); i++ {
			t := h.Tri[members[i]]
			for e := range 3 {
				o, ok := owner[[2]int{t[(e+1)%3], t[e]}]
				if ok && group[o] < 0 && normal[o].Dot(normal[k]) > samePlane {
					group[o] = id
					members = append(members, o)
				}
			}
		}
		h.Poly = append(h.Poly, h.outline(members, group, owner, id))
		h.Out = append(h.Out, normal[k])
	}
}

// outline walks around a group of triangles.
func (h *Hull) outline(members, group []int, owner map[[2]int]int, id int) []int {
	next := map[int]int{}
	start := -1
	for _, k := range members {
		t := h.Tri[k]
		for e := range 3 {
			a, b := t[e], t[(e+1)%3]
			if o, ok := owner[[2]int{b, a}]; !ok || group[o] != id {
				next[a] = b
				if start < 0 {
					start = a
				}
			}
		}
	}
	var poly []int
	for v := start; len(poly) < len(next); v = next[v] {
		poly = append(poly, v)
		if next[v] == start {
			break
		}
	}
	return poly
}

// link lists the faces and the neighbors of each corner.
func (h *Hull) link() {
	h.at, h.next = make([][]int, len(h.Vert)), make([][]int, len(h.Vert))
	for f, poly := range h.Poly {
		for i, v := range poly {
			h.at[v] = append(h.at[v], f)
			w := poly[(i+1)%len(poly)]
			h.next[v] = append(h.next[v], w)
			if !slices.Contains(h.next[w], v) {
				h.next[w] = append(h.next[w], v)
			}
		}
	}
	for v := range h.next {
		slices.Sort(h.next[v])
		h.next[v] = slices.Compact(h.next[v])
	}
	// A corner inside a merged face, which no outline names, climbs along the triangles.
	for _, t := range h.Tri {
		for e := range 3 {
			if v, w := t[e], t[(e+1)%3]; len(h.at[v]) == 0 || len(h.at[w]) == 0 {
				h.next[v] = append(h.next[v], w)
			}
		}
	}
}
