package physics

// Collides reports whether contacts between two types of geoms can be computed.
func Collides(a, b GeomType) bool {
	if a.rank() > b.rank() {
		a, b = b, a
	}
	return shapesOf[[2]GeomType{a, b}] != unknownShapes
}
