package scene

// Heat is a function over two axes, drawn as a heat map with contours instead of a panel's curves: Panel.X and Panel.Y are
// the ranges of the axes, the Marks have both coordinates.
type Heat struct {
	Columns int       // points across; 0: there is no heat map
	Values  []float64 // row after row, from the least y upwards
	Range   Range     // of the values: the ends of the color scale
	Levels  []float64 // of the contours
	Up      string    // the upright axis, in a word or two
	Path    []Vec2    // a line over it: the way of a solver
}

// At is the value at column a and row b.
func (h *Heat) At(a, b int) float64 { return h.Values[b*h.Columns+a] }

// Rows is how many rows there are.
func (h *Heat) Rows() int {
	if h.Columns == 0 {
		return 0
	}
	return len(h.Values) / h.Columns
}
