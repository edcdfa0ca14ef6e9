// Package space holds the action sets C over which an energy is maximized.
//
// A Set is a compact convex subset of ℝ^k. A solver needs two operations on it, the Euclidean projection and the
// support function; a task needs two more, sampling and rounding a relaxed point p ∈ C to the action that is
// applied:
//
//	Project(p) = argmin_{z∈C} ‖z − p‖²        Support(g) = max_{z∈C} ⟨g, z⟩
//
// A discrete choice among k is a vertex of the Simplex, a set of labels a vertex of the Cube; a policy may emit an
// interior point of either, which Round decodes. Energies, losses and regularizers live in normalized coordinates,
// where every Box is [−1,1]^k: Normalize gives the normalized set and the affine Edge between the two.
package space

import (
	"fmt"
	"math/rand/v2"
)

// Set is a compact convex set C ⊂ ℝ^k. All slices have length Dim; dst may alias the other argument. Sets are
// constants: any number of goroutines may use one.
type Set interface {
	Dim() int                               // k
	Project(dst, p []float64)               // the point of C nearest to p
	Support(dst, g []float64) float64       // a maximizer z of ⟨g,z⟩ over C, lowest index on ties, and the maximum
	Round(dst, p []float64)                 // the action that is applied when a policy emits p
	Sample(dst []float64, rng *rand.Rand)   // a random action: uniform on a Box, Cube or Ball vertex set as documented there
	Contains(p []float64, tol float64) bool // whether p lies in C up to tol in every constraint
	String() string
}

// Shape is a Set as plain data, for manifests and policy files.
type Shape struct {
	Kind   string    `json:"kind"` // box, simplex, cube or ball
	Dim    int       `json:"dim"`
	Lo     []float64 `json:"lo,omitempty"`     // box: lower bounds
	Hi     []float64 `json:"hi,omitempty"`     // box: upper bounds
	Radius float64   `json:"radius,omitempty"` // ball
}

// ShapeOf describes a set of this package as plain data. It panics on any other Set.
func ShapeOf(s Set) Shape {
	switch s := s.(type) {
	case Box:
		return Shape{Kind: "box", Dim: s.Dim(), Lo: s.Lo, Hi: s.Hi}
	case Simplex:
		return Shape{Kind: "simplex", Dim: s.K}
	case Cube:
		return Shape{Kind: "cube", Dim: s.K}
	case Ball:
		return Shape{Kind: "ball", Dim: s.K, Radius: s.Radius}
	}
	panic("space: ShapeOf of a foreign set")
}

// maxDim bounds what a file may ask for.
const maxDim = 1 << 20

// Set rebuilds the set that ShapeOf described, or says what is wrong with the description.
func (s Shape) Set() (Set, error) {
	if s.Dim < 1 || s.Dim > maxDim {
		return nil, fmt.Errorf("space: %s of dimension %d: want 1 to %d", s.Kind, s.Dim, maxDim)
	}
	switch s.Kind {
	case "box":
		return boxOf(s)
	case "simplex":
		return Simplex{K: s.Dim}, nil
	case "cube":
		return Cube{K: s.Dim}, nil
	case "ball":
		if !(s.Radius > 0) {
			return nil, fmt.Errorf("space: ball of radius %v: want a positive number", s.Radius)
		}
		return Ball{K: s.Dim, Radius: s.Radius}, nil
	}
	return nil, fmt.Errorf("space: unknown kind of set %q: want box, simplex, cube or ball", s.Kind)
}

func boxOf(s Shape) (Set, error) {
	if len(s.Lo) != s.Dim || len(s.Hi) != s.Dim {
		return nil, fmt.Errorf("space: box of dimension %d has %d lower and %d upper bounds", s.Dim, len(s.Lo), len(s.Hi))
	}
	for i := range s.Lo {
		if !(s.Lo[i] < s.Hi[i]) || s.Hi[i]-s.Lo[i] > maxWidth {
			return nil, fmt.Errorf("space: box: bounds %v and %v of coordinate %d are not an interval", s.Lo[i], s.Hi[i], i)
		}
	}
	return Box{Lo: s.Lo, Hi: s.Hi}, nil
}

const maxWidth = 1e300

// Edge is the affine map between normalized coordinates p and a task's own coordinates a: a = Mid + Half·p, one
// factor per axis. The zero Edge is the identity.
type Edge struct {
	Mid, Half []float64
}

// Normalize returns the set in normalized coordinates and the edge that leads from them to the task's. Boxes become
// [−1,1]^k; the other sets are their own coordinates.
func Normalize(s Set) (Set, Edge) {
	b, ok := s.(Box)
	if !ok {
		return s, Edge{}
	}
	e := Edge{Mid: make([]float64, b.Dim()), Half: make([]float64, b.Dim())}
	for i := range e.Mid {
		e.Mid[i] = (b.Hi[i] + b.Lo[i]) / 2
		e.Half[i] = (b.Hi[i] - b.Lo[i]) / 2
	}
	return UnitBox(b.Dim()), e
}

// Apply writes a = Mid + Half·p, in the task's coordinates; dst may alias p.
func (e Edge) Apply(dst, p []float64) {
	if e.Half == nil {
		copy(dst, p)
		return
	}
	for i, x := range p {
		dst[i] = e.Mid[i] + e.Half[i]*x
	}
}

// Invert writes p = (a − Mid)/Half, in normalized coordinates; dst may alias a.
func (e Edge) Invert(dst, a []float64) {
	if e.Half == nil {
		copy(dst, a)
		return
	}
	for i, x := range a {
		dst[i] = (x - e.Mid[i]) / e.Half[i]
	}
}
